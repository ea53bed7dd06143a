"""The letter around the points, and whole drafts over the sample documents."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from draft_samples import NoSources

from assistant.draft.letter import Drafter, place_of_proposal
from assistant.draft.proposal import from_json, from_text, read_proposal
from assistant.draft.schema import Coverage, Draft, Stage
from assistant.draft.sources import Sources
from assistant.settings import Settings
from eval.draft_score import Counts, score
from index.places import Place
from index.settings import IndexSettings

PROPOSALS = Path(__file__).parents[1] / "eval" / "proposals"
TODAY = datetime.date(2026, 1, 5)


def drafted(**fields: object) -> Draft:
    value = {"title": "关于通关的建议", "body": "建议：\n1.开设专用通道。\n2.公布通关时长。", **fields}
    return Drafter(NoSources()).draft(from_json(value), TODAY)  # type: ignore[arg-type]


def test_a_letter_without_any_evidence_is_all_gaps() -> None:
    draft = drafted(number="第0123号", deputies=["张远山"], addressed_to="辽宁省商务厅")
    assert draft.title == "关于第0123号建议的答复"
    assert draft.salutation == "尊敬的张远山代表："
    assert draft.opening == "您提出的《关于通关的建议》（第0123号建议）收悉。经研究，现答复如下："
    assert (draft.signature, draft.date) == ("辽宁省商务厅", "2026年1月5日")
    assert [point.coverage for point in draft.points] == [Coverage.MISSING] * 2
    assert all(p.text.startswith("【待补充：") for point in draft.points for p in point.paragraphs)
    assert draft.citations == ()
    assert [line[:4] for line in draft.warnings[:2]] == ["第1条：", "第2条："]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"number": "第12号", "session": "省十三届人大六次会议"}, "对省十三届人大六次会议第12号建议的答复"),
        ({}, "关于《关于通关的建议》的答复"),
        ({"title": ""}, "关于代表建议的答复"),
        ({"number": "第12号", "session": "政协第六届委员会第二次会议"}, "对政协第六届委员会第二次会议第12号提案的答复"),
    ],
)
def test_title(fields: dict[str, object], title: str) -> None:
    assert drafted(**fields).title == title


def test_a_province_mentioned_once_for_comparison_is_not_where_the_letter_comes_from() -> None:
    fields = {"title": "关于山区公路的建议", "addressed_to": "某县交通运输局"}
    once = from_json({**fields, "body": "山东的规定很好。建议：修路。"})
    assert place_of_proposal(once).province == ""
    twice = from_json({**fields, "body": "河北的山路多。建议：修好河北的路。"})
    assert place_of_proposal(twice).province == "河北"


def test_the_place_of_a_letter_is_that_of_its_addressee_and_else_the_province() -> None:
    fields = {"title": "关于盖州市公路的建议", "body": "建议：修路。"}
    town, province = (from_json({**fields, "addressed_to": organ}) for organ in ("盖州市交通运输局", "省交通运输厅"))
    assert place_of_proposal(town) == Place("辽宁", "营口", "盖州市")
    assert place_of_proposal(province) == Place("辽宁")


@pytest.mark.parametrize(
    ("names", "salutation"),
    [
        (["甲一", "乙二"], "尊敬的甲一、乙二代表："),
        (["甲一", "乙二", "丙三", "丁四"], "尊敬的甲一等4名代表："),
        ([], "尊敬的【待补充：姓名】代表："),
    ],
)
def test_salutation_of_joint_proposals(names: list[str], salutation: str) -> None:
    draft = drafted(deputies=names)
    assert draft.salutation == salutation
    assert any("联名" in line for line in draft.warnings) is (len(names) > 1)


@pytest.mark.parametrize(
    ("header", "salutation"),
    [
        ("领衔代表：甲一等5名代表", "尊敬的甲一等5名代表："),
        ("领衔代表：甲　一\n附议代表：乙二、丙三等十一人", "尊敬的甲一等12名代表："),
    ],
)
def test_deputies_told_only_by_number_are_counted(header: str, salutation: str) -> None:
    proposal = from_text(f"关于通关的建议\n{header}\n\n1.开设专用通道。\n2.公布通关时长。")
    assert "5" not in "".join(proposal.deputies)
    draft = Drafter(NoSources()).draft(proposal, TODAY)  # type: ignore[arg-type]
    assert draft.salutation == salutation
    assert "你们" in draft.opening
    assert any("联名" in line for line in draft.warnings)


def test_a_member_is_never_called_a_deputy() -> None:
    draft = drafted(title="关于通关的提案", number="第7号提案", deputies=["甲一", "乙二"], addressed_to="市商务局")
    whole = "".join(
        (draft.title, draft.salutation, draft.opening, draft.closing, *draft.warnings, *map(str, draft.blanks))
    )
    assert "代表" not in whole
    assert "委员" in draft.salutation


def test_a_claim_without_basis_is_not_taken_over() -> None:
    draft = drafted(body="去年有300家企业迁出。\n建议：\n1.开设专用通道。\n2.公布通关时长。")
    text = "".join(p.text for point in draft.points for p in point.paragraphs)
    assert "300" not in text
    assert any("300家" in line and "没有认可" in line for line in draft.warnings)


def test_nothing_is_filled_in_that_people_decide() -> None:
    draft = drafted()
    assert draft.signature == "【待补充：承办单位全称】"
    assert {name for name, _ in draft.blanks} >= {"发文字号", "办理结果标记", "公开属性", "联系人及电话", "抄送"}


@pytest.fixture(scope="module")
def sources(sample_index: Path) -> Sources:
    settings = Settings()
    return Sources.open(settings.model_copy(update={"index": IndexSettings(dir=sample_index)}))


def test_made_proposals_are_answered_as_their_gold_says(sources: Sources) -> None:
    golds = sorted((PROPOSALS / "gold").iterdir())
    total = Counts()
    for gold in golds:
        path = next(path for path in PROPOSALS.glob(f"{gold.stem}.*"))
        draft = Drafter(sources).draft(read_proposal(path, 1_000_000), TODAY).to_json()
        total += score(draft, json.loads(gold.read_text("utf-8")), lambda name: sources.document(name).text)
    shares = total.shares()
    assert len(golds) == 3
    assert shares["requests_found"] == shares["quotes_true"] == 1.0
    assert shares["statements_without_citation"] == shares["requests_too_many"] == 0
    assert total.missing_said[1] == 5
    for name, least in (
        ("uncovered_said_missing", 0.85),
        ("covered_not_called_missing", 0.9),
        ("key_facts_present", 0.7),
    ):
        share = shares[name]
        assert share is not None and share >= least


def test_every_marker_has_its_citation(sources: Sources) -> None:
    body = "建议：\n一、继续向自贸试验区下放省级行政职权。\n二、在片区开办国际学校。"
    proposal = from_json({"title": "关于放权的建议", "addressed_to": "辽宁省商务厅", "body": body})
    draft = Drafter(sources).draft(proposal, TODAY)
    covered, missing = draft.points
    assert (covered.coverage, missing.coverage) == (Coverage.COVERED, Coverage.MISSING)
    marks = [int(n) for p in covered.paragraphs for n in re.findall(r"\[(\d+)\]", p.text)]
    assert marks == [n for p in covered.paragraphs for n in p.citations]
    assert set(marks) == {c.n for c in draft.citations}
    for citation in draft.citations:
        assert sources.document(citation.document).text[citation.start : citation.end] == citation.quote
    assert [p.stage for p in draft.next_steps] == [Stage.NEXT] * len(draft.next_steps)


def test_another_province_does_not_answer(sources: Sources) -> None:
    body = "建议：\n1.争取把铁路口岸纳入启运港退税试点。"
    points = {}
    for organ in ("重庆市商务委员会", "辽宁省商务厅"):
        proposal = from_json({"title": "关于口岸的建议", "addressed_to": organ, "body": body})
        points[organ] = Drafter(sources).draft(proposal, TODAY).points[0].coverage
    assert points == {"重庆市商务委员会": Coverage.COVERED, "辽宁省商务厅": Coverage.MISSING}
