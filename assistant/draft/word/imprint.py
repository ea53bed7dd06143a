"""版记 at the foot of the last page (GB/T 9704-2012, 7.4): who else gets the letter, who printed it and when.

All three are for people to fill in; nothing is guessed. A letter on 信函格式 has neither rules nor printer (9.1).
"""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from assistant.draft.word import page
from assistant.draft.word.heads import Head

_COPIES, _PRINTER, _DAY = "【待填：抄送机关】", "【待填：印发机关】", "【待填：印发日期】"
_THICK, _THIN = "8", "6"  # eighths of a point, the next to 0.35 and 0.25 mm that programs draw
_WIDTH = 156  # mm


def add_imprint(document: Document, head: Head) -> None:
    """Put the imprint at the foot of the page on which the document ends so far."""
    document.add_paragraph(style=page.FLUSH).paragraph_format.line_spacing = Pt(1)
    rows = 1 if head is Head.LETTER else 2
    table = document.add_table(rows=rows, cols=1)
    page.columns(table, [_WIDTH])
    _at_the_foot(table)
    copies = table.cell(0, 0).paragraphs[0]
    _write(document, copies, ["抄送：", _COPIES, "。"])
    if head is Head.LETTER:
        return
    printed = table.cell(1, 0).paragraphs[0]
    printed.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH - 9), WD_TAB_ALIGNMENT.RIGHT)
    _write(document, printed, [_PRINTER, "\t", _DAY, "印发"])
    _rule(table, 0, top=_THICK, bottom=_THIN)
    _rule(table, 1, top=_THIN, bottom=_THICK)


def _write(document: Document, paragraph: Paragraph, parts: list[str]) -> None:
    paragraph.style = document.styles[page.FLUSH]
    paragraph.paragraph_format.line_spacing = Pt(24)
    page.indent(paragraph, left=0.9, right=0.9)
    for words in parts:
        run = paragraph.add_run(words)
        page.dress(run, page.BODY_FONT, page.SIZE_4)
        if words.startswith("【"):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _at_the_foot(table: Table) -> None:
    """Float the table to the lower edge of the type area (ECMA-376 part 1, 17.4.57)."""
    position = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", "left"),
        ("tblpYSpec", "bottom"),
    ):
        position.set(qn(f"w:{name}"), value)
    properties = table._tbl.tblPr
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, position)


def _rule(table: Table, row: int, *, top: str, bottom: str) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, size in (("top", top), ("bottom", bottom)):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    table.cell(row, 0)._tc.get_or_add_tcPr().append(borders)
