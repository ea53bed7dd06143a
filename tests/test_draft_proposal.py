"""A proposal's own words about itself, from JSON, text and Word."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from assistant.draft.proposal import from_json, from_text, read_proposal
from assistant.draft.schema import Kind
from index.errors import UserError

BODY = "口岸排队时间长。\n建议：\n1.开设生鲜专用通道。\n2.公布平均通关时长。"


def test_json_fields_and_verbatim_requests(tmp_path: Path) -> None:
    value = {
        "title": "关于提高口岸通关效率的建议",
        "number": "第0123号",
        "deputies": ["张远山", "李秋实"],
        "addressed_to": "青海州商务局",
        "body": BODY,
    }
    path = tmp_path / "p.json"
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    proposal = read_proposal(path, 10_000)
    assert (proposal.kind, proposal.number, proposal.deputies) == (Kind.DEPUTY, "第0123号", ("张远山", "李秋实"))
    assert [request.text for request in proposal.requests] == ["开设生鲜专用通道。", "公布平均通关时长。"]
    assert all(BODY[r.start : r.end] == r.text for r in proposal.requests)


def test_text_header_with_labels() -> None:
    proposal = from_text(
        "省十三届人大六次会议\n第0457号建议\n关于提高口岸通关效率的建议\n领衔代表：张远山\n附议代表：李秋实、王　立\n"
        f"承办单位：省商务厅\n{BODY}"
    )
    assert proposal.session == "省十三届人大六次会议"
    assert proposal.number == "第0457号"
    assert proposal.title == "关于提高口岸通关效率的建议"
    assert proposal.deputies == ("张远山", "李秋实", "王立")
    assert proposal.addressed_to == "省商务厅"
    assert proposal.body == BODY


def test_plain_title_and_addressee_line() -> None:
    proposal = from_text(f"关于提高口岸通关效率的建议\n省商务厅：\n{BODY}")
    assert (proposal.title, proposal.addressed_to) == ("关于提高口岸通关效率的建议", "省商务厅")
    assert proposal.number == ""
    assert proposal.deputies == ()


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("政协第十二届辽宁省委员会第五次会议\n第0031号提案\n关于通关的提案\n", Kind.MEMBER),
        ("提案人：赵一苇\n标题：关于通关的提案\n", Kind.MEMBER),
        ("省十三届人大六次会议\n第1278号建议\n关于通关的提案\n", Kind.DEPUTY),
        ("关于通关的建议\n", Kind.DEPUTY),
    ],
)
def test_whose_proposal_it_is(header: str, kind: Kind) -> None:
    assert from_text(header + BODY).kind is kind


def test_headings_that_only_the_format_tells_part_a_markdown_file(tmp_path: Path) -> None:
    path = tmp_path / "p.md"
    path.write_text(
        "# 关于村医的建议\n\n下面两件事很急。\n\n## 村医报酬按月发\n\n拖了半年。\n\n## 修好卫生室屋顶\n\n漏雨。\n",
        "utf-8",
    )
    proposal = read_proposal(path, 10_000)
    assert [request.text.split("\n")[0] for request in proposal.requests] == ["村医报酬按月发", "修好卫生室屋顶"]


def test_a_pasted_text_loses_nothing_of_its_body() -> None:
    proposal = from_text("标题：关于村路的建议\r\n正文：建议修好村口的路。建议给危桥加护栏。 \r\n")
    assert proposal.body.strip() == "建议修好村口的路。建议给危桥加护栏。"
    assert [request.text for request in proposal.requests] == ["建议修好村口的路。", "建议给危桥加护栏。"]


def test_a_session_is_named_without_the_words_around_it() -> None:
    assert from_text(f"关于通关的建议\n（在市十六届人大三次会议上提出）\n{BODY}").session == "市十六届人大三次会议"


def test_a_list_without_a_title_keeps_its_first_item() -> None:
    proposal = from_text("一、把断头路接通\n二、给危桥加护栏\n")
    assert proposal.title == ""
    assert [request.text for request in proposal.requests] == ["把断头路接通", "给危桥加护栏"]


@pytest.mark.parametrize("line", ["基本情况：", "产业布局：", "尊敬的各位领导："])
def test_a_line_that_names_no_organ_addresses_none(line: str) -> None:
    assert from_text(f"关于通关的建议\n{line}\n{BODY}").addressed_to == ""


@pytest.mark.parametrize(
    ("header", "number", "title"),
    [
        ("关于加快地铁第3号线建设的建议\n", "", "关于加快地铁第3号线建设的建议"),
        ("第0457号建议 关于加快地铁第3号线建设的建议\n", "第0457号", "关于加快地铁第3号线建设的建议"),
        ("第0457号关于通关提速增效的建议\n", "第0457号", "关于通关提速增效的建议"),
        ("编号：2025-0457\n关于通关的建议\n", "第2025-0457号", "关于通关的建议"),
    ],
)
def test_only_the_papers_own_number_is_taken(header: str, number: str, title: str) -> None:
    proposal = from_text(header + BODY)
    assert (proposal.number, proposal.title) == (number, title)


def test_word_file_with_a_header_table(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("关于提高口岸通关效率的建议")
    table = document.add_table(rows=2, cols=4)
    cells = [("编号", "0123", "届次", "市十六届人大三次会议"), ("领衔代表", "张远山", "承办单位", "市商务局")]
    for row, words in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    for line in BODY.split("\n"):
        document.add_paragraph(line)
    path = tmp_path / "p.docx"
    document.save(str(path))
    proposal = read_proposal(path, 1_000_000)
    assert (proposal.number, proposal.session) == ("第0123号", "市十六届人大三次会议")
    assert (proposal.deputies, proposal.addressed_to) == (("张远山",), "市商务局")
    assert [request.text for request in proposal.requests] == ["开设生鲜专用通道。", "公布平均通关时长。"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"title": "x"}, "body"),
        ({"body": BODY, "deputies": 3}, "deputies"),
        ({"body": BODY, "deputies": ["甲", None]}, "deputies"),
        ({"body": "今年风调雨顺。"}, "具体诉求"),
    ],
)
def test_unusable_json_says_what_to_do(value: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        from_json(value)


def test_bulleted_labels_are_the_header_and_bold_words_lose_their_marks() -> None:
    proposal = from_text(
        "# 关于村里几件小事的建议\n\n- 代表：张远山\n- 承办：青海州水利局\n\n跑了三个月。\n\n"
        "**建议把公交车开到村口。**\n\n**建议把水费降到每吨两块。**"
    )
    assert (proposal.deputies, proposal.addressed_to) == (("张远山",), "青海州水利局")
    assert [request.text[: request.text.index("。") + 1] for request in proposal.requests] == [
        "建议把公交车开到村口。",
        "建议把水费降到每吨两块。",
    ]
