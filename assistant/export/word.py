"""Answers as a Word file: each question, its answer with its markers, and the words that they point to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.conversations import Exchange
from assistant.schema import Answer, Citation, Status
from assistant.titles import cited_as

_BODY, _TITLE, _LATIN = "仿宋", "黑体", "Times New Roman"
_SOFT = RGBColor(0x55, 0x60, 0x6E)
_MARKER = re.compile(r"(\[\d{1,3}\])")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML holds them
_OUTCOMES = {Status.CORRECTED: "问题前提与文件不符。", Status.REFUSED: "资料中没有找到依据。"}


def word_file(title: str, exchanges: Sequence[Exchange]) -> bytes:
    """Return a Word file of some answered questions; those without an answer are left out."""
    document = docx.Document()
    _lay_out(document)
    heading = _paragraph(document, title, _TITLE, 18, bold=True)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(12)
    for exchange in exchanges:
        if exchange.answer:
            _exchange(document, exchange.question, exchange.answer)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _lay_out(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(27)
    section.top_margin = section.bottom_margin = Mm(25)
    document.core_properties.author = document.core_properties.comments = ""


def _exchange(document: Document, question: str, answer: Answer) -> None:
    asked = _paragraph(document, f"问：{question}", _TITLE, 13, bold=True)
    asked.paragraph_format.space_before = Pt(14)
    asked.paragraph_format.keep_with_next = True
    if answer.status in _OUTCOMES:
        _paragraph(document, _OUTCOMES[answer.status], _TITLE, 12)
    for number, line in enumerate(answer.text.split("\n")):
        said = _paragraph(document, "答：" if number == 0 else "", _BODY, 12)
        for part in _MARKER.split(line):
            _run(said, part, _BODY, 12).font.superscript = bool(_MARKER.fullmatch(part))
    if answer.citations:
        _paragraph(document, "引用的原文", _TITLE, 11).paragraph_format.space_before = Pt(6)
    for citation in answer.citations:
        _citation(document, citation)


def _citation(document: Document, citation: Citation) -> None:
    place = "，".join(part for part in (" › ".join(citation.section), citation.date) if part)
    said = _paragraph(
        document, f"[{citation.n}] {cited_as(citation.title, citation.doc_number)}", _BODY, 10.5, bold=True
    )
    if place:
        run = _run(said, f"　{place}", _BODY, 10.5)
        run.font.color.rgb = _SOFT
    quote = _paragraph(document, citation.quote.strip(), _BODY, 10.5)
    quote.paragraph_format.left_indent = Mm(8)


def _paragraph(document: Document, words: str, font: str, size: float, *, bold: bool = False) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.4
    paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, words, font, size).bold = bold
    return paragraph


def _run(paragraph: Paragraph, words: str, font: str, size: float) -> Run:
    run = paragraph.add_run(_UNSEEN.sub("", words))
    run.font.name, run.font.size = _LATIN, Pt(size)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    return run
