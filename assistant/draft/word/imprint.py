"""版记 at the foot of the last page (GB/T 9704-2012, 7.4): who else gets the letter, who printed it and when.

All three are for people to fill in; nothing is guessed. A letter on 信函格式 has neither rules nor printer (9.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from assistant.draft.word import page
from assistant.draft.word.heads import Head

_COPIES, _PRINTER, _DAY = "【待填：抄送机关】", "【待填：印发机关】", "【待填：印发日期】"
_THICK, _THIN = Mm(0.35), Mm(0.25)
_WIDTH = 156  # mm
_BLANK = "\u3000"  # one character free on both sides


def add_imprint(document: Document, head: Head) -> None:
    """Put the imprint at the foot of the page on which the document ends so far."""
    copies = (_BLANK, "抄送：", _COPIES, "。")
    if head is Head.LETTER:
        _line(document, copies)
    else:
        _rule(document, _THICK)
        _line(document, copies)
        _rule(document, _THIN)
        _line(document, (_BLANK, _PRINTER, "\t", _DAY, "印发", _BLANK))
        _rule(document, _THICK)
    anchor = document.add_paragraph(style=page.FLUSH)  # a frame stands on the page of the paragraph behind it
    anchor.paragraph_format.line_spacing = Pt(1)


def _line(document: Document, parts: Sequence[str]) -> None:
    paragraph = _framed(document, Pt(24))
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    for words in parts:
        run = paragraph.add_run(words)
        page.dress(run, page.BODY_FONT, page.SIZE_4)
        if words.startswith("【"):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _rule(document: Document, thickness: Length) -> None:
    """Add a rule as a shaded line of its thickness: with borders, LibreOffice would not set the frame at all."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "000000")):
        shade.set(qn(f"w:{name}"), value)
    properties = _framed(document, thickness)._element.get_or_add_pPr()
    properties.insert_element_before(shade, "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _framed(document: Document, height: Length) -> Paragraph:
    """A line of a height in the frame at the lower edge of the type area (ECMA-376 part 1, 17.3.1.11)."""
    paragraph = document.add_paragraph(style=page.FLUSH)
    paragraph.paragraph_format.line_spacing = height
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(round(_WIDTH / 25.4 * 1440))),
        ("wrap", "around"),
        ("vAnchor", "margin"),
        ("hAnchor", "margin"),
        ("xAlign", "left"),
        ("yAlign", "bottom"),
    ):
        frame.set(qn(f"w:{name}"), value)
    properties = paragraph._element.get_or_add_pPr()
    properties.insert_element_before(frame, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
    return paragraph
