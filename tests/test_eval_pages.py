"""The evaluation's pages: runs side by side, a question asked again, and questions made of what people said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from eval_fakes import FakeSystem, answer, citation, passage
from fastapi.testclient import TestClient
from starlette.datastructures import QueryParams

from assistant.feedback import FeedbackStore, State
from assistant.page.access import Access
from assistant.page.server import application
from assistant.page.site import Section
from assistant.schema import Answer, Status, Turn
from eval.page.field import FieldPage
from eval.page.runs import RunsPage
from eval.question_file import load_questions
from eval.run import evaluate
from tests.test_eval_run import QUESTIONS, Settings, script

FIELD = "field.jsonl"


class Office(FakeSystem):
    """What the pages ask of an assistant, over two known documents."""

    def documents(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(path=each.path, title=each.path, doc_number=None) for each in super().documents()]

    def explain(self, question: str) -> list[SimpleNamespace]:
        found = passage(1, "乙.txt", "截至2024年5月，改造老旧小区 120 个，惠及 8 万户。").chunk
        standing = SimpleNamespace(hit=SimpleNamespace(chunk=found))
        return [SimpleNamespace(question=question, standings=[standing])]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("office")
    questions = folder / "set.jsonl"
    questions.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in QUESTIONS), encoding="utf-8")
    for name, right in (("earlier", False), ("now", True)):
        evaluate(FakeSystem(script(right)), questions, folder / "runs" / name, settings=Settings(), echo=lambda _: None)
    figures = json.loads((folder / "runs/earlier/metrics.json").read_text(encoding="utf-8"))
    figures["run"]["date"] = "2026-01-02T03:04:05+00:00"
    (folder / "runs/earlier/metrics.json").write_text(json.dumps(figures), encoding="utf-8")
    shutil.copytree(folder / "runs/now", folder / "runs/half")
    (folder / "runs/half/metrics.json").unlink()
    system, store = Office(script()), FeedbackStore(folder / "data")
    sections = [
        Section(path="/", title="问答", build=lambda: None),
        RunsPage(lambda: system, folder / "runs").section(),  # type: ignore[arg-type, return-value]
        FieldPage(lambda: system, folder / "data").section(),  # type: ignore[arg-type, return-value]
    ]
    app = application(sections, Access())
    near = TestClient(app, "http://localhost", client=("127.0.0.1", 5))
    far = TestClient(app, "http://localhost", client=("10.0.0.8", 5))
    return SimpleNamespace(near=near, far=far, store=store, system=system, data=folder / "data", runs=folder / "runs")


@pytest.mark.parametrize("path", ["/runs/part", "/runs/part?a=earlier&b=now", "/field/part", "/field/part?feedback=1"])
def test_nothing_of_them_is_served_to_others(office: SimpleNamespace, path: str) -> None:
    assert office.far.get(path).status_code == 403
    assert office.far.post("/field/do/confirm", data={"feedback": 1}).status_code == 403


def test_runs_are_listed(office: SimpleNamespace) -> None:
    page = office.near.get("/runs/part").text
    assert page.index("now</strong>") < page.index("earlier</strong>")
    assert "没有跑完的：half" in page
    assert "1.000" in page


def test_a_run_s_own_report_is_a_page_by_itself(office: SimpleNamespace) -> None:
    assert 'href="/runs/report?run=now"' in office.near.get("/runs/part").text
    assert office.near.get("/runs/report?run=now").text == (office.runs / "now/report.html").read_text(encoding="utf-8")
    assert office.near.get("/runs/report?run=../data").status_code == 400
    assert office.far.get("/runs/report?run=now").status_code == 403


def test_two_runs_side_by_side(office: SimpleNamespace) -> None:
    page = office.near.get("/runs/part?a=earlier&b=now").text
    for words in ("两次都有的题目 3 道", "新答对 1", "新答错 0", "总体正确率", "没有证据", "建了多少公园？"):
        assert words in page
    gained = office.near.get("/runs/part?a=earlier&b=now&change=gained").text
    assert ("id=1" in gained, "id=2" in gained) == (True, False)
    turned = office.near.get("/runs/part?a=now&b=earlier&change=lost").text
    assert "id=1" in turned


@pytest.mark.parametrize("query", ["a=earlier&b=../runs/now", "a=half&b=now", "a=earlier&b=now&id=9", "a=x&b=y"])
def test_only_what_is_there_is_shown(office: SimpleNamespace, query: str) -> None:
    assert office.near.get(f"/runs/part?{query}").status_code == 400


def test_a_question_of_both_runs_and_asked_again(office: SimpleNamespace) -> None:
    page = office.near.get("/runs/part?a=earlier&b=now&id=1").text
    for words in (
        "新建公园 13 个[1]。",
        "新建公园 31 个[1]。",
        "新答对",
        "应答：31个",
        "含依据",
        "首个含依据的名次：2",
    ):
        assert words in page
    before = len(office.system.asked)
    again = office.near.get("/runs/part?a=earlier&b=now&id=3&again=1").text
    assert [question for question, _ in office.system.asked[before:]] == ["建了多少公园？", "谁牵头？"]
    assert "<h2>现在</h2>" in again


def said(office: SimpleNamespace, given: Answer, history: tuple[Turn, ...] = ()) -> int:
    return int(office.store.add(given, history, helpful=False, reason="不对", versions={}))


def test_what_people_said_becomes_a_question(office: SimpleNamespace) -> None:
    found = [passage(1, "甲.txt", "去年全市新建公园 31 个，投资 2.5 亿元。由市园林局牵头。")]
    number = said(
        office, answer("花了多少钱？", "没有查到。", Status.REFUSED, passages=found), (Turn("建了多少公园？", ""),)
    )
    draft = office.near.get(f"/field/part?feedback={number}").text
    assert "用这段" in draft
    assert "先在下面选出" in draft
    assert "乙.txt" in office.near.get(f"/field/part?feedback={number}&q=老旧小区").text
    picked = office.near.get("/field/part", params={"feedback": number, "pick": "7-33-甲.txt"}).text
    assert "去年全市新建公园 31 个，投资 2.5 亿元。</span>" in picked

    evidence = "甲.txt\r\n去年全市新建公园 31 个，投资 2.5 亿元。"
    form = {
        "feedback": number,
        "answerable": "yes",
        "type": "figure",
        "answers": "2.5亿元 / 2.5 亿\n\n",
        "evidence": evidence,
    }
    done = office.near.post("/field/do/confirm", data=form)
    assert done.status_code == 200
    assert f"field-{number}" in done.text
    line = json.loads((office.data / FIELD).read_text(encoding="utf-8").splitlines()[-1])
    assert line == {
        "id": f"field-{number}", "type": "figure", "answerable": True,
        "turns": [{"question": "建了多少公园？"}, {"question": "花了多少钱？"}],
        "documents": ["甲.txt"], "evidence": ["去年全市新建公园 31 个，投资 2.5 亿元。"],
        "answer_all": [["2.5亿元", "2.5 亿"]],
    }  # fmt: skip
    assert office.store.get(number).state is State.QUESTION
    loaded = load_questions(office.data / FIELD, ["甲.txt", "乙.txt"], lambda p: office.system.document(p).text)
    assert (len(loaded.questions), loaded.refused) == (1, ())
    assert "不再重复加入" in office.near.post("/field/do/confirm", data=form).text

    office.near.post("/field/do/remove", data={"id": f"field-{number}"})
    assert (office.data / FIELD).read_text(encoding="utf-8") == ""
    assert office.store.get(number).state is State.OPEN


def test_a_question_that_ought_to_be_refused_needs_no_evidence(office: SimpleNamespace) -> None:
    cited = [citation("甲.txt", "由市园林局牵头")]
    number = said(office, answer("明天下雨吗？", "由市园林局牵头[1]。", citations=cited))
    office.near.post("/field/do/confirm", data={"feedback": number, "answerable": "no", "type": "off_topic"})
    line = json.loads((office.data / FIELD).read_text(encoding="utf-8").splitlines()[-1])
    assert line == {"id": f"field-{number}", "type": "off_topic", "answerable": False, "question": "明天下雨吗？"}


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "请先选定一段原文"),
        ({"evidence": "甲.txt\n月球上有公园"}, "不在 甲.txt 的原文里"),
        ({"evidence": "丙.txt\n随便"}, "索引里没有 丙.txt"),
        ({"evidence": "没有换行"}, "不能为空"),
    ],
)
def test_evidence_that_does_not_stand_in_a_document_is_refused(
    office: SimpleNamespace, form: dict[str, str], why: str
) -> None:
    number = said(office, answer("花了多少钱？", "没有查到。", Status.REFUSED))
    refused = office.near.post("/field/do/confirm", data={"feedback": number, "answerable": "yes", **form})
    assert (refused.status_code, why in refused.text) == (400, True)
    assert office.store.get(number).state is State.OPEN


def test_a_folder_without_runs_says_how_to_make_one(tmp_path: Path) -> None:
    page = RunsPage(lambda: None, tmp_path / "none")  # type: ignore[arg-type, return-value]
    assert "assistant eval 问题.jsonl" in page.shown(QueryParams())
