"""A letter's paragraphs in a model's words over a real server: kept only where every statement still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from llm_server import LlmServer, fails, llm_server, said

from assistant.draft.polish import polish, polished
from assistant.draft.schema import Coverage, Draft, Kind, Paragraph, Point, Request, Stage
from assistant.schema import Citation
from assistant.settings import LlmSettings

QUOTES = ("省商务厅2023年培训企业120家。", "市数据局建成平台3个，未收取费用。")
TEXT = "据《甲方案》，省商务厅2023年培训企业120家[1]；市数据局建成平台3个，未收取费用[2]。"
CITATIONS = tuple(
    Citation(n, "a.txt", "甲方案", None, "青山市人民政府", "2024-05-08", (), quote, 0, len(quote))
    for n, quote in enumerate(QUOTES, 1)
)
DRAFT = Draft(
    kind=Kind.DEPUTY,
    title="答复",
    salutation="尊敬的代表：",
    opening="收悉。",
    points=(
        Point(
            Request("加强培训", 0, 4, "培训"),
            Coverage.COVERED,
            (Paragraph(TEXT, (1, 2), Stage.DONE), Paragraph("【待补充：资金】", ())),
        ),
    ),
    closing="感谢。",
    signature="青山市人民政府",
    date="2024年6月1日",
    citations=CITATIONS,
    warnings=(),
)


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with llm_server() as running:
        yield running


def polished_by(server: LlmServer, text: str) -> Draft:
    server.says(said(text))
    return polish(DRAFT, LlmSettings(base_url=server.address, model="小模型", retries=0))


def test_a_paragraph_that_holds_is_taken_over_and_said_so(server: LlmServer) -> None:
    text = "《甲方案》显示，2023年省商务厅共培训企业120家[1]；市数据局已建成平台3个，且未收取费用[2]。"
    draft = polished_by(server, text)
    done, gap = draft.points[0].paragraphs
    assert done == replace(DRAFT.points[0].paragraphs[0], text=text)
    assert gap is DRAFT.points[0].paragraphs[1]
    assert draft.citations == CITATIONS
    assert draft.warnings == ("有1段经大模型润色，数字、名称和引用已与原文核对，请审阅文字。",)
    assert len(server.asked) == 1
    assert TEXT in server.last_prompt
    assert f"[2] <<<{QUOTES[1]}>>>" in server.last_prompt


@pytest.mark.parametrize(
    "text",
    [
        "据《甲方案》，省商务厅2023年培训企业210家[1]；市数据局建成平台3个，未收取费用[2]。",  # another figure
        "据《甲方案》，省商务厅培训企业120家[1]；市数据局建成平台3个，未收取费用[2]。",  # the year is lost
        "据《甲方案》，市商务局2023年培训企业120家[1]；市数据局建成平台3个，未收取费用[2]。",  # another organ
        "据《甲方案》，省商务厅2023年培训企业120家[1]；市数据局建成平台3个，收取费用[2]。",  # the denial is lost
        "据《甲方案》，省商务厅2023年培训企业120家；市数据局建成平台3个，未收取费用[2]。",  # a marker is lost
        "据《甲方案》，省商务厅2023年培训企业120家[2]；市数据局建成平台3个，未收取费用[1]。",  # markers exchanged
        "据《甲方案》，省商务厅2023年培训企业120家[1]；市数据局建成平台3个，未收取费用[2]。成效显著。",  # praise
        "据《甲方案》，省商务厅2023年培训企业120家[1]；市数据局建成平台3个，未收取费用[2]。"
        + "我们将再接再厉" * 9
        + "[2]。",
        "据《甲方案》，省商务厅2023年培训企业120家，成效显著[1]；市数据局建成平台3个，未收取费用[2]。",  # praise within
        "据《甲方案》，省商务厅2023年培训企业120家[1]；市数据局建成平台3个，未收取费用，将继续免费[2]。",  # a promise
        "据《甲方案》，省商务厅2023年培训企业120家[1]；市数据局建成平台3个[2]。",  # a fact is lost
        "",
    ],
)
def test_a_paragraph_that_does_not_hold_stays_as_it_was(server: LlmServer, text: str) -> None:
    draft = polished_by(server, text)
    assert draft.points == DRAFT.points
    assert draft.warnings == ("有1段的润色未通过核对或未完成，保留原文。",)


def test_without_an_answer_the_letter_stays_as_it_was(server: LlmServer) -> None:
    server.says(fails(503))
    draft = polish(DRAFT, LlmSettings(base_url=server.address, model="小模型", retries=0))
    assert draft.points == DRAFT.points


def test_without_a_model_nothing_is_touched() -> None:
    assert polish(DRAFT, LlmSettings()) is DRAFT
    assert polished(DRAFT, lambda *_: None).points == DRAFT.points
