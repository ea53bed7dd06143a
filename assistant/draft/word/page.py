"""Page, character grid, fonts and styles of an official document (GB/T 9704-2012, sections 5 and 7).

A4 with margins of 37, 35, 28 and 26 mm leaves a type area of 156 x 225 mm: 22 lines of 28 characters. Fonts are
named as in the standard; ``fontTable.xml`` names what may stand in for them where they are not installed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONT = "黑体"
NUMBER_FONT = "宋体"
LATIN_FONT = "Times New Roman"
_STAND_INS = {
    TITLE_FONT: "小标宋,方正小标宋_GBK,华文中宋,宋体",
    BODY_FONT: "仿宋,华文仿宋,FangSong,宋体",
    HEADING_FONT: "SimHei,思源黑体,Noto Sans CJK SC",
    NUMBER_FONT: "SimSun,思源宋体,Noto Serif CJK SC",
}
RED = RGBColor(0xE6, 0x00, 0x00)

SIZE_2 = Pt(22)  # 2号
SIZE_3 = Pt(16)  # 3号
SIZE_4 = Pt(14)  # 4号
LINES, CHARACTERS = 22, 28
_AREA_WIDTH, _AREA_HEIGHT = Mm(156), Mm(225)
LINE = Pt(28.95)
_CLOSER = -6  # twentieths of a point
_TWIP = 635  # EMU
_FONT_TABLE = "/word/fontTable.xml"

TITLE, HEADING, BODY, FLUSH, TABLE = "公文标题", "公文一级标题", "公文正文", "公文顶格", "公文表格"


def lay_out(section: Section) -> None:
    """Set a section's page, margins and character grid."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(int(_AREA_HEIGHT / _TWIP / LINES)))
    pitch = _AREA_WIDTH / Pt(1) / CHARACTERS
    grid.set(qn("w:charSpace"), str(round((pitch - SIZE_3.pt) * 4096)))  # 1/4096 point, ECMA-376 17.6.5
    section._sectPr.append(grid)


def add_styles(document: Document) -> None:
    """Define the paragraph styles, and name fonts that may stand in."""
    normal = document.styles["Normal"]
    if isinstance(normal, ParagraphStyle):
        _dress(normal, BODY_FONT, SIZE_3)
    _style(document, TITLE, TITLE_FONT, SIZE_2, line=Pt(34))
    _style(document, HEADING, HEADING_FONT, SIZE_3, indent=True, level=0)
    _style(document, BODY, BODY_FONT, SIZE_3, indent=True)
    _style(document, FLUSH, BODY_FONT, SIZE_3)
    _style(document, TABLE, BODY_FONT, Pt(10.5), line=Pt(15))
    _name_stand_ins(document)


def dress(run: Run, font: str, size: Length | None = None) -> None:
    """Give a run its East Asian font, and a size."""
    run.font.name = LATIN_FONT if font != NUMBER_FONT else font
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    if size is not None:
        run.font.size = size


def indent(paragraph: Paragraph, *, right: float = 0, left: float = 0) -> None:
    """Indent by characters, as the standard counts (右空四字)."""
    element = paragraph._element.get_or_add_pPr().get_or_add_ind()
    pitch = _AREA_WIDTH / _TWIP / CHARACTERS
    for name in ("firstLine", "firstLineChars"):
        element.set(qn(f"w:{name}"), "0")
    for name, count in (("right", right), ("left", left)):
        element.set(qn(f"w:{name}"), str(round(count * pitch)))
        if count:
            element.set(qn(f"w:{name}Chars"), str(round(count * 100)))


def columns(table: Table, widths: Sequence[float]) -> None:
    """Fix a table's column widths, in millimetres; some programs read only the grid, others only the cells."""
    table.autofit = False
    for column, millimetres in zip(table.columns, widths, strict=True):
        column.width = Mm(millimetres)
        for cell in column.cells:
            cell.width = Mm(millimetres)


def _style(
    document: Document,
    name: str,
    font: str,
    size: Length,
    *,
    line: Length = LINE,
    indent: bool = False,
    level: int | None = None,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _dress(style, font, size)
    spacing = style.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, line
    spacing.space_before = spacing.space_after = Pt(0)
    properties = style.element.get_or_add_pPr()
    _set_by_spacing(style)
    if indent:
        element = OxmlElement("w:ind")
        element.set(qn("w:firstLineChars"), "200")
        element.set(qn("w:firstLine"), "632")
        properties.append(element)
    if level is not None:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        properties.append(outline)


def _dress(style: Any, font: str, size: Length) -> None:
    style.font.name, style.font.size = LATIN_FONT, size
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _set_by_spacing(style: Any) -> None:
    """Set 28 characters a line by letter spacing, with the paragraph off the grid.

    A 16 pt character is wider than a cell of 15.8 pt: Word draws it closer, LibreOffice would give it two cells.
    """
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().insert(0, snap)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(_CLOSER))
    style.element.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _name_stand_ins(document: Document) -> None:
    entries = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for font, others in _STAND_INS.items()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == _FONT_TABLE:
            text = part.blob.decode("utf-8")
            part._blob = re.sub(r"</w:fonts>", f"{entries}</w:fonts>", text).encode("utf-8")
