"""What the page draws of answers, evidence and documents, as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from canned import HOSTILE, CannedAssistant

from assistant.conversations import ConversationSummary, Exchange
from assistant.page.chat import copied_text, empty_html, further_html, turn_html
from assistant.page.evidence import evidence_html
from assistant.page.lookup import closest_sentence
from assistant.page.markup import escape
from assistant.page.reading import document_html, documents_html
from assistant.page.sidebar import measure_html, scope_html, talks_html
from assistant.schema import Answer, DocumentSummary, NewerDocument, Partial, Stage
from assistant.scope import Scope
from index.schema import Block, BlockKind, Document


@pytest.fixture
def canned(tmp_path: Path) -> CannedAssistant:
    return CannedAssistant(tmp_path)


def answered(canned: CannedAssistant, question: str) -> Exchange:
    return Exchange(question, "2026-01-02T03:04:05+00:00", answer=given(canned, question))


def given(canned: CannedAssistant, question: str) -> Answer:
    *_, answer = canned.stream(question)
    assert isinstance(answer, Answer)
    return answer


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_empty_state_offers_the_examples() -> None:
    assert 'data-ask="&lt;问&gt;？"' in empty_html(["<问>？"])
    assert "可以这样问" not in empty_html([])


def test_sentences_keep_their_markers(canned: CannedAssistant) -> None:
    html = turn_html("t", 0, answered(canned, "归集多少项？"))
    sentences = re.findall(r'<span class="sentence" data-place="(\d)">(.*?)</span></span>', html)
    assert [(place, words(sentence)[-4:]) for place, sentence in sentences] == [("0", "[1]。"), ("1", "[2]。")]


def test_evidence_names_the_newer_document_and_the_other_places(canned: CannedAssistant) -> None:
    answer = given(canned, "归集多少项？")
    newer = NewerDocument(
        "新/<办法>.txt", "新<办法>", "东政发〔2023〕1号", "2023-05-06", "废止", "旧办法同时废止", 10, 17
    )
    first = replace(answer.citations[0], newer=newer, also_at=("网站/<旧>.docx",))
    html = evidence_html(0, replace(answer, citations=(first, *answer.citations[1:])))
    assert "同一文件另见：网站/&lt;旧&gt;.docx" in html
    assert "存在更新文件：《新&lt;办法&gt;》（东政发〔2023〕1号），2023年5月6日，废止。" in html
    assert 'data-document="新/&lt;办法&gt;.txt" data-start="10" data-end="17"' in html
    assert html.count("存在更新文件") == html.count("同一文件另见") == 1


def test_a_marker_without_its_citation_is_plain_text(canned: CannedAssistant) -> None:
    answer = replace(given(canned, "归集多少项？"), text="甲[1][9]。乙[10]")
    html = turn_html("t", 0, Exchange("问", "", answer=answer))
    assert html.count('<a class="marker') == 1
    assert "甲[1][9]。乙[10]" in words(html)


def test_a_marker_tells_what_its_checks_come_to(canned: CannedAssistant) -> None:
    assert '<a class="marker agrees"' in turn_html("t", 0, answered(canned, "归集多少项？"))
    exchange = answered(canned, "说错数字")
    assert '<a class="marker partly"' in turn_html("t", 0, exchange)
    assert exchange.answer is not None
    card = words(evidence_html(0, exchange.answer))
    assert "部分：引文中没有“999项”" in card
    unchecked = replace(exchange.answer, citations=(replace(exchange.answer.citations[0], checks=None),))
    assert '<p class="check unverified">未核实</p>' in evidence_html(0, unchecked)


def test_progress_tells_the_stage_and_who_is_before() -> None:
    html = turn_html("t", 0, Exchange("问", ""), doing=Stage.READ, ahead=3)
    assert re.findall(r'<li class="(\w+)">(\w+)</li>', html) == [("done", "检索"), ("now", "阅读"), ("next", "核对")]
    assert "前面还有 3 个问题" in html


def test_what_stands_of_an_answer_is_drawn_as_no_answer_yet(canned: CannedAssistant) -> None:
    html = turn_html("t", 0, Exchange("问", ""), doing=Partial(given(canned, "归集多少项？")))
    assert re.findall(r'<li class="(\w+)">(\w+)</li>', html)[-1] == ("now", "核对")
    assert html.count('<a class="marker agrees"') == 2
    assert "写完之前还可能改动" in html
    assert 'class="answer' not in html
    assert "复制" not in html


def test_what_is_copied_names_every_source(canned: CannedAssistant) -> None:
    assert copied_text(given(canned, "归集多少项？")).splitlines()[1:] == [
        "[1] 《青山市数据工作方案》（青数发〔2024〕7号），一、总体目标：“归集公共数据420项”",
        "[2] 《青山市数据工作方案》（青数发〔2024〕7号），二、重点任务 › （一）建立目录：“2024年9月底前完成”",
    ]


def test_evidence_leaves_cited_passages_out_of_the_others(canned: CannedAssistant) -> None:
    answer = given(canned, "归集多少项？")
    others = evidence_html(0, answer).split('<details class="others"', 1)[1]
    assert f"（{len(answer.passages) - 2}）" in others
    assert "归集公共数据420项" not in others


def test_words_of_an_answer_lead_to_the_closest_sentence(canned: CannedAssistant) -> None:
    answer = given(canned, "归集多少项？")
    for said, expected in (
        ("2025年底归集420项公共数据[1]", "到2025年底，全市归集公共数据420项，开放其中的186项。"),
        ("目录于2024年9月底前编完", "市数据局负责编制目录，2024年9月底前完成。"),
        ("每个单位按季度报送进展情况", "各单位每季度报送进展。"),
    ):
        found = closest_sentence(said, answer)
        assert found is not None
        assert canned.document(found.passage.chunk.path).text[found.start : found.end].endswith(expected)
    assert closest_sentence("火星上的食堂几点开饭", answer) is None
    assert closest_sentence("，[1]", answer) is None


def test_scope_lists_what_the_documents_are_and_what_is_chosen(canned: CannedAssistant) -> None:
    html = scope_html(canned.documents(), Scope(issuers=("青山市人民政府", "没有文件的机关")))
    assert 'value="青山市人民政府" checked><span>青山市人民政府</span><small>1</small>' in html
    assert 'value="没有文件的机关" checked><span>没有文件的机关</span><small>0</small>' in html
    assert 'name="kinds" value="方案">' in html
    assert "<option>2024</option>" in html
    assert measure_html(Scope(), 2, 2) == "全部 2 份文件"
    assert measure_html(Scope(kinds=("方案",)), 1, 2) == "文种“方案”：1 份文件"


def test_a_table_row_is_shown_with_its_column_names(canned: CannedAssistant) -> None:
    html = evidence_html(0, given(canned, "月球？"))
    assert '<tr><th scope="row">责任单位</th><td>市大数据中心</td></tr>' in html


def test_of_a_cited_row_the_cells_that_the_answer_repeats_are_marked(canned: CannedAssistant) -> None:
    answer = given(canned, "归集多少项？")
    row = next(each.chunk for each in answer.passages if "市大数据中心" in each.chunk.text)
    cited = replace(answer.citations[0], start=row.start, end=row.end, quote=row.text)
    html = evidence_html(0, replace(answer, text="由市大数据中心负责[1]。", citations=(cited,)))
    assert re.findall("<mark>(.*?)</mark>", html) == ["市大数据中心"]
    html = evidence_html(0, replace(answer, text="见下表[1]。", citations=(cited,)))
    assert re.findall("<mark>(.*?)</mark>", html) == ["建设开放平台", "市大数据中心", "2025年3月"]


def test_a_note_stands_apart_from_the_answer(canned: CannedAssistant) -> None:
    answer = given(canned, "归集多少项？")
    html = turn_html(
        "t", 0, Exchange("问", "", answer=replace(answer, text="归集420项[1]。注意：另一份文件是430项[2]。"))
    )
    assert re.findall('<span class="sentence( aside)?"', html) == ["", " aside"]


def test_nothing_foreign_becomes_markup(canned: CannedAssistant) -> None:
    exchange = answered(canned, f"注入 {HOSTILE}")
    document = canned.document("hostile.txt")
    assert exchange.answer is not None
    drawn = [empty_html([HOSTILE]), turn_html("t", 0, exchange), evidence_html(0, exchange.answer)]
    drawn += [document_html(document, 0, 9), further_html([HOSTILE]), scope_html([], Scope(issuers=(HOSTILE,)))]
    drawn += [talks_html([ConversationSummary("t", HOSTILE, "2026-01-02T03:04:05+00:00")], "t", "")]
    drawn += [measure_html(Scope(issuers=(HOSTILE,)), 1, 2)]
    listed = DocumentSummary(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1)
    drawn += [documents_html([listed]), turn_html("t", 0, Exchange(HOSTILE, "", note=HOSTILE))]
    for html in drawn:
        assert escape(HOSTILE) in html.replace("<mark>", "").replace("</mark>", "")
        assert not re.search(r"<(?:img|script)|href=\"(?!#|/export)", html)


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
