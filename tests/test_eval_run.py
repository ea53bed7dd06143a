"""A whole run over a scripted system: files, traces, resuming, repeating, baseline and gate."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from eval_fakes import FakeSystem, answer, citation, passage
from pydantic import BaseModel

from assistant.schema import Answer, Status, Turn
from eval import provenance
from eval.run import evaluate
from index.errors import UserError

QUESTIONS = [
    {"id": "1", "question": "建了多少公园？", "type": "figure", "answerable": True, "documents": ["甲.txt"],
     "evidence": ["新建公园31个"], "answer_all": [["31个"]]},
    {"id": "2", "question": "明天下雨吗？", "type": "off_topic", "answerable": False},
    {"id": "3", "turns": [{"question": "建了多少公园？"}, {"question": "谁牵头？"}], "type": "follow_up",
     "answerable": True, "documents": ["甲.txt"], "evidence": ["市园林局牵头"], "answer_all": [["园林局"]]},
    {"id": "4", "question": "丙说了什么？", "type": "time", "answerable": True, "documents": ["丙.txt"],
     "evidence": ["丙"], "answer_all": [["丙"]]},
]  # fmt: skip


class Settings(BaseModel):
    server: dict[str, int] = {"port": 7860}
    passages: int = 12


def script(right: bool = True) -> dict[str, Answer]:
    found = [passage(1, "乙.txt", "改造老旧小区"), passage(2, "甲.txt", "去年全市新建公园 31 个。由市园林局牵头。")]
    parks = answer(
        "建了多少公园？", "新建公园 31 个[1]。", citations=[citation("甲.txt", "新建公园 31 个")], passages=found
    )
    lead = answer("谁牵头？", "由市园林局牵头[1]。", citations=[citation("甲.txt", "由市园林局牵头")], passages=found)
    refusal = answer("明天下雨吗？", "没有查到相关内容。", Status.REFUSED, passages=found)
    wrong = answer("建了多少公园？", "新建公园 13 个[1]。", citations=[citation("甲.txt", "新建公园")], passages=found)
    return {"建了多少公园？": parks if right else wrong, "谁牵头？": lead, "明天下雨吗？": refusal}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in QUESTIONS), encoding="utf-8")
    return path


def test_a_run_writes_records_figures_and_report(tmp_path: Path, questions: Path) -> None:
    system, said = FakeSystem(script()), list[str]()
    outcome = evaluate(system, questions, tmp_path / "out", settings=Settings(), echo=said.append)
    assert outcome.status == 0
    metrics = json.loads((tmp_path / "out/metrics.json").read_text(encoding="utf-8"))
    assert metrics["questions"]["asked"] == 3
    assert metrics["questions"]["skipped"] == [{"id": "4", "reason": "索引里没有 丙.txt"}]
    assert metrics["metrics"]["answer_accuracy"] == {"value": 1.0, "low": 1.0, "high": 1.0, "count": 2}
    assert metrics["metrics"]["refusal_recall"]["value"] == 1.0
    assert metrics["metrics"]["mrr"]["value"] == 0.5
    assert metrics["metrics"]["mrr"]["count"] == 2  # the unanswerable question has no rank
    assert metrics["run"]["manifest"] == {"encoder": "fake", "documents": 2}
    records = [json.loads(line) for line in (tmp_path / "out/records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == ["1", "2", "3"]
    assert records[0]["turns"][0]["passages"][1]["text"] == "去年全市新建公园 31 个。由市园林局牵头。"
    assert records[0]["scores"]["quotes_true"] == 1.0
    assert any("跳过 1 题" in line for line in said)
    assert "答案正确率" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_a_follow_up_is_asked_after_the_turns_before_it(tmp_path: Path, questions: Path) -> None:
    system = FakeSystem(script())
    evaluate(system, questions, tmp_path / "out", settings=Settings(), echo=lambda _: None)
    assert system.asked[-1] == ("谁牵头？", ("建了多少公园？",))


def test_a_second_run_gives_the_same_figures_and_asks_again(tmp_path: Path, questions: Path) -> None:
    first = evaluate(FakeSystem(script()), questions, tmp_path / "a", settings=Settings(), echo=lambda _: None)
    again = FakeSystem(script())
    second = evaluate(again, questions, tmp_path / "a", settings=Settings(), echo=lambda _: None)
    assert len(again.asked) == 4
    assert first.summary == second.summary


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path, questions: Path) -> None:
    out = tmp_path / "out"
    whole = evaluate(FakeSystem(script()), questions, out, settings=Settings(), echo=lambda _: None)
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (out / "records.jsonl").write_text(lines[0] + lines[1][:40], encoding="utf-8")
    (out / "metrics.json").unlink()
    rest = FakeSystem(script())
    resumed = evaluate(rest, questions, out, settings=Settings(), echo=lambda _: None)
    assert [question for question, _ in rest.asked] == ["明天下雨吗？", "建了多少公园？", "谁牵头？"]
    assert resumed.summary == whole.summary
    assert len((out / "records.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_other_settings_never_go_on_with_old_records(tmp_path: Path, questions: Path) -> None:
    out = tmp_path / "out"
    evaluate(FakeSystem(script()), questions, out, settings=Settings(), echo=lambda _: None)
    (out / "metrics.json").unlink()
    moved = FakeSystem(script())
    evaluate(moved, questions, out, settings=Settings(server={"port": 1}), echo=lambda _: None)
    assert moved.asked == []  # the page's port changes no answer
    (out / "metrics.json").unlink()
    other = FakeSystem(script())
    with pytest.raises(UserError, match="没跑完的评测，但设置与那时不同，不能接着跑：请用 --out 换一个文件夹"):
        evaluate(other, questions, out, settings=Settings(passages=5), echo=lambda _: None)
    assert other.asked == []
    assert len((out / "records.jsonl").read_text(encoding="utf-8").splitlines()) == 3  # the half is still there
    evaluate(other, questions, out, settings=Settings(passages=5), reuse=True, echo=lambda _: None)
    assert len(other.asked) == 4


def test_the_half_of_another_program_or_index_is_not_gone_on_with(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    evaluate(FakeSystem(script()), questions, out, settings=Settings(), echo=lambda _: None)
    (out / "metrics.json").unlink()
    monkeypatch.setattr(provenance, "_code_sha256", lambda: "0" * 64)
    with pytest.raises(UserError, match="但代码、索引与那时不同"):
        evaluate(FakeSystem(script(), manifest={"encoder": "b"}), questions, out, settings=Settings())


def test_code_that_answers_counts_and_code_that_draws_pages_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "assistant/page/x.py",
        "assistant/engine.py",
        "assistant/places.txt",
        "eval/report.py",
        "index/a/b.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(provenance, "_ROOT", tmp_path)
    hashed = provenance._code_sha256.__wrapped__
    before = hashed()
    for name in ("assistant/page/x.py", "eval/report.py"):
        (tmp_path / name).write_text("2")
        assert hashed() == before
    for name in ("assistant/engine.py", "assistant/places.txt", "index/a/b.py"):
        (tmp_path / name).write_text("2")
        assert hashed() != before
        (tmp_path / name).write_text("1")


KILLED = """
import os, signal, sys
from pathlib import Path
from test_eval_run import FakeSystem, Settings, script
from eval.run import evaluate

class Mortal(FakeSystem):
    def ask(self, question, history=()):
        if len(self.asked) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().ask(question, history)

evaluate(Mortal(script()), Path(sys.argv[1]), Path(sys.argv[2]), settings=Settings())
"""


def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path, questions: Path) -> None:
    out = tmp_path / "out"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(questions), str(out)], env={**os.environ, "PYTHONPATH": path}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    rest, said = FakeSystem(script()), list[str]()
    resumed = evaluate(rest, questions, out, settings=Settings(), echo=said.append)
    assert "接着上次的评测：已有 2 题。" in said
    assert [question for question, _ in rest.asked] == ["建了多少公园？", "谁牵头？"]
    whole = evaluate(FakeSystem(script()), questions, tmp_path / "whole", settings=Settings(), echo=lambda _: None)
    assert resumed.summary == whole.summary


def test_an_error_while_asking_stops_the_run_and_keeps_what_was_asked(tmp_path: Path, questions: Path) -> None:
    broken = FakeSystem({"建了多少公园？": script()["建了多少公园？"]})
    with pytest.raises(KeyError):
        evaluate(broken, questions, tmp_path / "out", settings=Settings(), echo=lambda _: None)
    assert len((tmp_path / "out/records.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert not (tmp_path / "out/metrics.json").exists()


def test_a_question_that_cannot_be_asked_is_refused_and_the_run_goes_on(tmp_path: Path, questions: Path) -> None:
    class Refusing(FakeSystem):
        def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            if len(question) == 6:
                raise UserError(f"{len(question)} 字的问题太长，前文 {len(history)} 轮。")
            return super().ask(question, history)

    complaints = list[str]()
    outcome = evaluate(
        Refusing(script()), questions, tmp_path / "out",
        settings=Settings(), echo=lambda _: None, complain=complaints.append,
    )  # fmt: skip
    assert outcome.status == 1
    assert complaints == ["题目 2 未采用：6 字的问题太长，前文 0 轮。"]
    assert outcome.metrics["questions"]["refused"] == complaints
    assert outcome.metrics["questions"]["asked"] == 2
    assert "6 字的问题太长" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_bad_lines_are_told_and_the_others_asked(tmp_path: Path, questions: Path) -> None:
    riddle = json.dumps({**QUESTIONS[1], "id": "5", "type": "riddle"}, ensure_ascii=False)
    questions.write_text(questions.read_text(encoding="utf-8") + "\n{\n" + riddle, encoding="utf-8")
    said, complaints = list[str](), list[str]()
    outcome = evaluate(
        FakeSystem(script()), questions, tmp_path / "out",
        settings=Settings(), echo=said.append, complain=complaints.append,
    )  # fmt: skip
    assert (outcome.status, outcome.metrics["questions"]["asked"]) == (1, 4)
    assert [reason.partition("（")[0] for reason in complaints] == ["set.jsonl 第 5 行未采用：不是有效的 JSON"]
    assert "题目里有不认识的类型，各自单列一组：riddle。" in said
    assert outcome.metrics["by_type"]["riddle"]["refusal_recall"]["value"] == 1.0
    assert "riddle" in (tmp_path / "out/report.md").read_text(encoding="utf-8")


def test_a_file_without_any_usable_question_is_an_error_after_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n[]\n", encoding="utf-8")
    complaints = list[str]()
    with pytest.raises(UserError, match=r"bad.jsonl 里没有可用的题目"):
        evaluate(
            FakeSystem({}), tmp_path / "bad.jsonl", tmp_path / "out", settings=Settings(), complain=complaints.append
        )
    assert len(complaints) == 2
    assert not (tmp_path / "out").exists()


def test_a_baseline_lists_gains(tmp_path: Path, questions: Path) -> None:
    evaluate(FakeSystem(script(right=False)), questions, tmp_path / "a", settings=Settings(), echo=lambda _: None)
    said = list[str]()
    outcome = evaluate(
        FakeSystem(script()), questions, tmp_path / "b", settings=Settings(), baseline=tmp_path / "a", echo=said.append
    )
    assert outcome.comparison is not None
    assert [(change.current.id, change.metric, change.gained) for change in outcome.comparison.changes] == [
        ("1", "correct", True)
    ]
    assert outcome.comparison.differences["correct"].verdict == "没有证据"  # one question proves nothing
    assert "新答对 1 题：\n- 1 " in said[-1]
    assert "0 项更好，0 项更差" in said[-1]
    assert "代码、设置等都与基线相同。" in said[-1]
    assert (tmp_path / "b/comparison.json").exists()


def test_a_gate_that_is_not_kept_gives_status_1_and_says_why(tmp_path: Path, questions: Path) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text('mrr = 0.9\n"recall@5" = 0.9\n', encoding="utf-8")
    said = list[str]()
    outcome = evaluate(
        FakeSystem(script()), questions, tmp_path / "out", settings=Settings(), gate=gate, complain=said.append
    )
    assert outcome.status == 1
    assert said == ["未达标：MRR@10（mrr）为 0.5，低于下限 0.9。"]


def test_a_baseline_without_records_is_refused_before_anything_is_asked(tmp_path: Path, questions: Path) -> None:
    system = FakeSystem(script())
    with pytest.raises(UserError, match=r"没有 records.jsonl"):
        evaluate(system, questions, tmp_path / "out", settings=Settings(), baseline=tmp_path / "none")
    with pytest.raises(UserError, match="不能是同一个"):
        evaluate(system, questions, tmp_path / "out", settings=Settings(), baseline=tmp_path / "out")
    assert system.asked == []
