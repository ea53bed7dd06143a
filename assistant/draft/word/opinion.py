"""办理情况征询意见表: the form on which a deputy says what to think of the handling and of its result.

Only what the proposal says of itself is filled in; every answer is left to the deputy. Choices are the local rules'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell

from assistant.draft.schema import Kind, Proposal, joined
from assistant.draft.word import page
from assistant.settings import DraftingSettings

_WIDTHS = (32, 46, 32, 46)  # mm
_ROW, _REASONS = Mm(11), Mm(62)
_SIZE = Pt(12)


@dataclass(frozen=True, slots=True)
class OpinionForm:
    """What the form says before anybody has filled it in."""

    kind: Kind
    number: str
    title: str
    deputies: tuple[str, ...]
    organ: str
    choices: tuple[str, ...]
    return_days: int

    @classmethod
    def of(cls, proposal: Proposal, settings: DraftingSettings) -> OpinionForm:
        """The form for a proposal, by local rules."""
        return cls(
            proposal.kind,
            proposal.number,
            proposal.title,
            proposal.deputies,
            proposal.addressed_to,
            settings.satisfaction,
            settings.return_days,
        )

    @property
    def name(self) -> str:
        """The form's title."""
        whose = "人大代表建议" if self.kind is Kind.DEPUTY else "政协提案"
        return f"{whose}办理情况征询意见表"


def add_opinion_form(document: Document, form: OpinionForm) -> None:
    """Write the form where the document ends so far."""
    person, kind = form.kind.person, form.kind.value
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    choices = "    ".join(f"□ {choice}" for choice in form.choices)
    for first, second in (
        ((f"{kind}编号", form.number), (f"{person}姓名", joined(form.deputies))),
        ((f"{kind}标题", form.title), None),
        (("承办单位", form.organ), None),
        (("沟通方式", "□ 走访    □ 座谈    □ 电话    □ 其他"), None),
        (("对办理态度", choices), None),
        (("对办理结果", choices), None),
        (("具体意见\n（不满意的请写明原因）", ""), None),
        ((f"{person}签名", ""), ("日期", "年    月    日")),
    ):
        _row(document, table.add_row().cells, first, second)
        table.rows[-1].height = _REASONS if first[0].startswith("具体") else _ROW
        table.rows[-1].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    page.columns(table, _WIDTHS)
    days = f"请在收到答复后{form.return_days}个工作日内填写并寄回。" if form.return_days else "请填写后寄回。"
    note = document.add_paragraph(f"注：{days}", style=page.TABLE)
    note.paragraph_format.space_before = Pt(6)


def _row(document: Document, cells: Sequence[_Cell], first: tuple[str, str], second: tuple[str, str] | None) -> None:
    spots = [(cells[0], first[0], True)]
    if second is None:
        spots.append((cells[1].merge(cells[3]), first[1], False))
    else:
        spots += [(cells[1], first[1], False), (cells[2], second[0], True), (cells[3], second[1], False)]
    for cell, words, is_name in spots:
        paragraph = cell.paragraphs[0]
        paragraph.style = document.styles[page.TABLE]
        paragraph.paragraph_format.line_spacing = Pt(20)
        if is_name:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        page.dress(paragraph.add_run(words), page.HEADING_FONT if is_name else page.BODY_FONT, _SIZE)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
