"""The sheets beside the letter: the drafter's check sheet and the annexed list of sources.

The check sheet says what is open before anything else; blanks stay blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt

from assistant.draft.schema import Coverage, Draft
from assistant.draft.word import page
from assistant.schema import Citation
from assistant.titles import chinese_date

_COVERAGE = {Coverage.COVERED: "已有依据", Coverage.PARTIAL: "部分有依据", Coverage.MISSING: "未检索到依据"}
_NOTE = "本页供拟稿核对，不随文印发，定稿前请删除。"


def check_sheet(document: Document, draft: Draft) -> None:
    """Put what a person must see to on the first page: coverage, warnings, and the fields to fill in."""
    title = document.add_paragraph(style=page.FLUSH)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page.dress(title.add_run("拟稿核对单"), page.TITLE_FONT, page.SIZE_2)
    note = document.add_paragraph(style=page.TABLE)
    note.alignment = WD_ALIGN_PARAGRAPH.CENTER
    note.add_run(_NOTE)
    _heading(document, "诉求与依据")
    rows = [
        (
            str(number),
            point.request.topic,
            _COVERAGE[point.coverage],
            str(sum(len(p.citations) for p in point.paragraphs)),
            "",
        )
        for number, point in enumerate(draft.points, 1)
    ]
    _table(document, ("序号", "诉求", "依据情况", "引用", "办理意见"), rows, (14, 70, 32, 14, 26))
    if draft.warnings:
        _heading(document, "需要核对和补充")
        for number, words in enumerate(draft.warnings, 1):
            document.add_paragraph(f"{number}．{words}", style=page.TABLE)
    if draft.blanks:
        _heading(document, "由经办人填写")
        _table(document, ("事项", "可选或说明", "填写"), [(*blank, "") for blank in draft.blanks], (38, 68, 50))


def begin_annex(document: Document, name: str, number: int) -> None:
    """Begin an annex on a page of its own: 附件 in the first line, its title in the third.

    Args:
        document: Where it is added.
        name: Its title.
        number: Which of several it is; 0: the only one.
    """
    first = document.add_paragraph(style=page.FLUSH)
    first.paragraph_format.page_break_before = True
    page.dress(first.add_run(f"附件{number or ''}"), page.HEADING_FONT)
    document.add_paragraph(style=page.FLUSH)
    title = document.add_paragraph(name, style=page.TITLE)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(8)


def list_sources(document: Document, citations: Sequence[Citation]) -> None:
    """Write the list of sources."""
    rows = [
        (
            str(citation.n),
            re.sub(r"\s+", " ", citation.quote),
            "，".join(
                part for part in (_named(citation), chinese_date(citation.date), "›".join(citation.section)) if part
            ),
        )
        for citation in citations
    ]
    _table(document, ("序号", "原文", "出处"), rows, (12, 70, 74))


def _named(citation: Citation) -> str:
    return f"{citation.title}（{citation.doc_number}）" if citation.doc_number else citation.title


def _heading(document: Document, words: str) -> None:
    paragraph = document.add_paragraph(style=page.TABLE)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.keep_with_next = True
    page.dress(paragraph.add_run(words), page.HEADING_FONT, Pt(12))


def _table(document: Document, names: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    for cells in (names, *rows):
        row = table.rows[0] if cells is names else table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, words in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[page.TABLE]
            run = paragraph.add_run(words)
            if cells is names:
                page.dress(run, page.HEADING_FONT)
    page.columns(table, widths)
