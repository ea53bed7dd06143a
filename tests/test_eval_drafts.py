"""Drafting as part of a run: scored by its gold, compared with an earlier run, bad input refused by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eval_fakes import CharacterEncoder, FakeSystem, answer
from pydantic import BaseModel

from assistant.draft.sources import Sources
from assistant.opening import Opened
from assistant.schema import Status
from assistant.settings import Settings
from eval.draft_score import score
from eval.drafts import Drafting
from eval.run import Outcome, evaluate
from index.build import build_index
from index.errors import UserError
from index.snapshot import open_current

DOCUMENT = """青山市人民政府关于公园建设的通知

青政发〔2024〕7号

各区人民政府：

一、建设目标

2024年全市新建口袋公园31个，投资2.5亿元，由市园林局牵头组织实施。

青山市人民政府
2024年5月8日
"""
PROPOSAL = """关于加快口袋公园建设的建议

建议：
一、加快全市口袋公园建设，由市园林局牵头组织实施。
二、给退休教师发放乘船补贴。
"""
GOLD = {
    "requests": [
        {"text": "加快全市口袋公园建设，由市园林局牵头组织实施。", "status": "covered", "facts": [["31个"]]},
        {"text": "给退休教师发放乘船补贴。", "status": "missing", "facts": []},
    ]
}


class Nothing(BaseModel):
    pass


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "notice.txt").write_text(DOCUMENT, encoding="utf-8")
    encoder = CharacterEncoder()
    build_index([tmp_path / "notice.txt"], tmp_path / "index", encoder, 320, 1_000_000)
    return Sources(Opened.of(open_current(tmp_path / "index"), encoder, Settings()))


@pytest.fixture
def proposals(tmp_path: Path) -> Path:
    folder = tmp_path / "proposals"
    (folder / "gold").mkdir(parents=True)
    (folder / "parks.v2.txt").write_text(PROPOSAL, encoding="utf-8")
    (folder / "gold/parks.v2.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (folder / "unscored.txt").write_text(PROPOSAL, encoding="utf-8")
    return folder


def ran(tmp_path: Path, name: str, drafting: Drafting, complaints: list[str], baseline: Path | None = None) -> Outcome:
    line = {"id": "1", "question": "下雨吗？", "type": "off_topic", "answerable": False}
    (tmp_path / "set.jsonl").write_text(json.dumps(line), encoding="utf-8")
    system = FakeSystem({"下雨吗？": answer("下雨吗？", "没有查到。", Status.REFUSED)})
    return evaluate(
        system, tmp_path / "set.jsonl", tmp_path / name, settings=Nothing(), supplements=[drafting],
        baseline=baseline, echo=lambda _: None, complain=complaints.append,
    )  # fmt: skip


def test_drafts_have_their_own_figures_records_and_section(tmp_path: Path, sources: Sources, proposals: Path) -> None:
    outcome = ran(tmp_path, "a", Drafting(sources, proposals, 1_000_000), [])
    assert outcome.status == 0
    drafts = outcome.metrics["drafts"]
    assert drafts["count"] == 1
    assert drafts["metrics"]["requests_found"] == 1.0
    assert drafts["metrics"]["uncovered_said_missing"] == 1.0
    assert "requests_found" not in outcome.metrics["metrics"]
    [record] = (tmp_path / "a/drafts.jsonl").read_text(encoding="utf-8").splitlines()
    counted = score(json.loads(record)["draft"], GOLD, lambda name: sources.document(name).text)
    assert counted.shares() == drafts["metrics"]
    run = json.loads((tmp_path / "a/run.json").read_text(encoding="utf-8"))
    assert list(run["supplements"]["drafts"]) == ["proposals_sha256"]
    for name in ("report.html", "report.md"):
        text = (tmp_path / "a" / name).read_text(encoding="utf-8")
        assert "答复草稿" in text
        assert "parks.v2.txt" in text


def test_drafts_stand_beside_those_of_the_baseline(tmp_path: Path, sources: Sources, proposals: Path) -> None:
    drafting = Drafting(sources, proposals, 1_000_000)
    ran(tmp_path, "a", drafting, [])
    again = ran(tmp_path, "b", drafting, [], tmp_path / "a").metrics["drafts"]["baseline"]
    assert (again["shared"], again["baseline"]) == (1, again["current"])
    (proposals / "parks.v2.txt").write_text(PROPOSAL + "三、多种树。\n", encoding="utf-8")
    changed = ran(tmp_path, "c", Drafting(sources, proposals, 1_000_000), [], tmp_path / "a")
    assert "baseline" not in changed.metrics["drafts"]  # another proposal under the same name is not compared


def test_bad_gold_and_bad_proposals_are_refused_by_themselves(
    tmp_path: Path, sources: Sources, proposals: Path
) -> None:
    (proposals / "bad.txt").write_text(PROPOSAL, encoding="utf-8")
    (proposals / "gold/bad.json").write_text('{"requests": [{"text": "x", "status": "perhaps"}]}', encoding="utf-8")
    (proposals / "broken.docx").write_bytes(b"no document")
    (proposals / "gold/broken.json").write_text(json.dumps(GOLD), encoding="utf-8")
    complaints = list[str]()
    outcome = ran(tmp_path, "a", Drafting(sources, proposals, 1_000_000), complaints)
    assert (outcome.status, outcome.metrics["drafts"]["count"]) == (1, 1)
    assert len(complaints) == 2
    assert complaints[0].startswith("建议 bad.txt 未采用：评分标准 gold/bad.json 有误（requests.0.status）")
    assert complaints[1].startswith("建议 broken.docx 未采用：")


def test_a_folder_without_scored_proposals_is_refused_before_anything_is_asked(
    tmp_path: Path, sources: Sources
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="没有带评分标准"):
        ran(tmp_path, "a", Drafting(sources, tmp_path / "empty", 1_000_000), [])
    with pytest.raises(UserError, match="--proposals"):
        ran(tmp_path, "a", Drafting(sources, tmp_path / "none", 1_000_000), [])
    assert not (tmp_path / "a").exists()
