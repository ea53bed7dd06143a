"""Page numbers and letterheads: none, 信函格式 or 文件格式 (GB/T 9704-2012, 7.2 and 9.1).

A letterhead's document number is left blank for people.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from assistant.draft.word import page

_NUMBER = "〔    〕    号"


class Head(StrEnum):
    """The letterhead."""

    NONE = "none"
    LETTER = "letter"  # 信函格式
    DOCUMENT = "document"  # 文件格式


def number_pages(document: Document, head: Head) -> None:
    """Number the last section's pages from 1: outside, size 4, a dash on both sides; a letter's first page has none."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[-1]
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(start, "w:cols", "w:titlePg", "w:textDirection", "w:docGrid")
    for footer, alignment, sides in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, {"right": 1.0}),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, {"left": 1.0}),
    ):
        footer.is_linked_to_previous = False
        _numbered(footer.paragraphs[0], alignment, sides)
    section.header.is_linked_to_previous = section.even_page_header.is_linked_to_previous = False
    section.different_first_page_header_footer = head is Head.LETTER
    if head is Head.LETTER:
        section.first_page_header.is_linked_to_previous = False
        section.first_page_footer.is_linked_to_previous = False
        section.footer_distance = Mm(20)
        _ruled(section.first_page_footer.paragraphs[0], "thinThickSmallGap", "top")


def letterhead(document: Document, organ: str, head: Head) -> None:
    """Put the organ's red mark, the blank for the document number and the red rule above the letter."""
    if head is Head.NONE:
        return
    mark = document.add_paragraph(style=page.FLUSH)
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = organ if head is Head.LETTER else f"{organ}文件"
    run = mark.add_run(words)
    page.dress(run, page.TITLE_FONT, Pt(min(46, 440 / max(1, len(words)))))
    run.font.color.rgb = page.RED
    mark.paragraph_format.line_spacing = Pt(58)
    if head is Head.LETTER:
        _ruled(mark, "thickThinSmallGap", "bottom")
        number = document.add_paragraph(_NUMBER, style=page.FLUSH)
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        mark.paragraph_format.space_before = Mm(25)
        document.add_paragraph(style=page.FLUSH)
        number = document.add_paragraph(_NUMBER, style=page.FLUSH)
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _ruled(number, "single", "bottom")
    for _ in range(2):
        document.add_paragraph(style=page.FLUSH)


def _numbered(paragraph: Paragraph, alignment: Any, sides: dict[str, float]) -> None:
    paragraph.alignment = alignment
    page.indent(paragraph, **sides)
    for words in ("— ", None, " —"):
        run = paragraph.add_run(words or "")
        page.dress(run, page.NUMBER_FONT, page.SIZE_4)
        if words is None:
            for kind, code in (("begin", ""), ("", " PAGE "), ("end", "")):
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.set(qn("xml:space"), "preserve")
                    element.text = code
                run._element.append(element)


def _ruled(paragraph: Paragraph, kind: str, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", "18"), ("space", "6"), ("color", str(page.RED))):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    after = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph._element.get_or_add_pPr().insert_element_before(borders, *after)
