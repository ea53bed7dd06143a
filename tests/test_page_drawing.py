"""What the page draws of answers, evidence and documents, as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from canned import HOSTILE, CannedAssistant

from assistant.schema import DocumentSummary
from assistant.page.chat import chat_html
from assistant.page.conversation import Exchange
from assistant.page.evidence import evidence_html
from assistant.page.markup import escape
from assistant.page.reading import document_html, documents_html
from assistant.schema import Answer, Stage
from index.schema import Block, BlockKind, Document


@pytest.fixture
def canned(tmp_path: Path) -> CannedAssistant:
    return CannedAssistant(tmp_path)


def answered(canned: CannedAssistant, question: str) -> Exchange:
    *_, answer = canned.stream(question)
    assert isinstance(answer, Answer)
    return Exchange(question, answer=answer)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_empty_state_offers_the_examples() -> None:
    html = chat_html((), ["<问>？"])
    assert 'data-ask="&lt;问&gt;？"' in html


def test_sentences_keep_their_markers(canned: CannedAssistant) -> None:
    html = chat_html([answered(canned, "归集多少项？")], ())
    sentences = re.findall(r'<span class="sentence" data-place="(\d)">(.*?)</span></span>', html)
    assert [(place, words(sentence)[-4:]) for place, sentence in sentences] == [("0", "[1]。"), ("1", "[2]。")]


def test_a_marker_without_its_citation_is_plain_text(canned: CannedAssistant) -> None:
    exchange = answered(canned, "归集多少项？")
    assert exchange.answer is not None
    html = chat_html([replace(exchange, answer=replace(exchange.answer, text="甲[1][9]。乙[10]"))], ())
    assert html.count("<a ") == 1
    assert "甲[1][9]。乙[10]" in words(html)


def test_progress_tells_the_stage() -> None:
    html = chat_html([Exchange("问", begun=True, stage=Stage.READ)], ())
    assert re.findall(r'<li class="(\w+)">(\w+)</li>', html) == [("done", "检索"), ("now", "阅读"), ("next", "核对")]


def test_evidence_shows_the_last_answer_and_keeps_the_others(canned: CannedAssistant) -> None:
    html = evidence_html(
        [answered(canned, "归集多少项？"), Exchange("停", note="已停止回答。"), answered(canned, "月球？")]
    )
    assert re.findall(r'<section class="group" data-turn="(\d)"[^>]*?( hidden)?>', html) == [
        ("0", " hidden"),
        ("2", ""),
    ]


def test_evidence_leaves_cited_passages_out_of_the_others(canned: CannedAssistant) -> None:
    exchange = answered(canned, "归集多少项？")
    assert exchange.answer is not None
    others = evidence_html([exchange]).split("<details", 1)[1]
    assert f"（{len(exchange.answer.passages) - 2}）" in others
    assert "归集公共数据420项" not in others


def test_a_table_row_is_shown_with_its_column_names(canned: CannedAssistant) -> None:
    html = evidence_html([answered(canned, "月球？")])
    assert '<tr><th scope="row">责任单位</th><td>市大数据中心</td></tr>' in html


def test_nothing_foreign_becomes_markup(canned: CannedAssistant) -> None:
    exchange = answered(canned, f"注入 {HOSTILE}")
    document = canned.document("hostile.txt")
    drawn = [chat_html([exchange], [HOSTILE]), evidence_html([exchange]), document_html(document, 0, 9)]
    listed = DocumentSummary(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1)
    drawn += [documents_html([listed]), chat_html([Exchange(HOSTILE, note=HOSTILE)], ())]
    for html in drawn:
        assert escape(HOSTILE) in html.replace("<mark>", "").replace("</mark>", "")
        assert not re.search(r"<(?:img|script)|href=\"(?!#)", html)


def test_document_is_drawn_block_by_block(canned: CannedAssistant) -> None:
    document = canned.document("plan.md")
    start = document.text.index("市大数据中心")
    html = document_html(document, start, start + 6)
    assert '<p class="front title">青山市数据工作方案</p>' in html
    assert '<p class="paragraph"><strong>（一）建立目录。</strong>市数据局负责' in html
    assert "<thead><tr><th>任务</th><th>责任单位</th><th>完成时限</th></tr></thead>" in html
    assert "<td><mark>市大数据中心</mark></td>" in html
    assert html.count("<table") == 1
    drawn = re.sub(r"\s", "", words(html.split('<div class="paper">')[1]))
    assert drawn == re.sub(r"\s", "", document.text)


def test_pages_and_tables_without_a_row_of_names() -> None:
    text = "前文\n甲\t1\n乙\t2"
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, 2, page=1),
        Block(BlockKind.ROW, 3, 6, columns=("名称", "数"), cells=((3, 4), (5, 6)), page=2),
        Block(BlockKind.ROW, 7, 10, columns=("名称", "数"), cells=((7, 8), (9, 10)), page=2),
    )
    html = document_html(Document("a.pdf", "", text, blocks, {}), 0, 0)
    assert re.findall(r"第 \d 页", html) == ["第 1 页", "第 2 页"]
    assert html.count("<th>名称</th>") == 1
    assert html.count("<tr>") == 3


def test_remarks_below_the_body_are_not_drawn_as_its_signature() -> None:
    text = "附件：分工表\n青山市人民政府"
    blocks = (Block(BlockKind.BACK, 0, 6), Block(BlockKind.BACK, 7, 14))
    html = document_html(Document("a.txt", "", text, blocks, {}), 0, 0)
    assert '<p class="back remark">附件：分工表</p><p class="back">青山市人民政府</p>' in html


def test_list_of_documents_names_each() -> None:
    assert documents_html([]) == '<p class="hint">还没有收录文件。</p>'
