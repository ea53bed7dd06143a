"""How a letter names a document: in full the first time, later by its number, or by who issued what and when.

Short names stand on their own, so that a paragraph may be moved or dropped. Never invents an issuer or a date.
"""

from __future__ import annotations

from assistant.compose import name
from assistant.draft.glue import full_width
from index import places
from index.schema import Document, FieldName

_LONG = 24  # characters; a shorter title is repeated as it is


def full_name(document: Document, date: str) -> str:
    """Title, number and day: 《……》（辽政发〔2023〕4号，2023年3月3日）."""
    named = full_width(name(document))
    if not date:
        return named
    numbered = document.value(FieldName.DOC_NUMBER)
    return f"{named[:-1]}，{chinese_day(date)}）" if numbered else f"{named}（{chinese_day(date)}）"


def short_name(document: Document, date: str) -> str:
    """A document already named: 辽政发〔2023〕4号文件, 第1278号建议的答复, 重庆市人民政府2024年3月27日的报告."""
    number, issuer = document.value(FieldName.DOC_NUMBER), document.value(FieldName.ISSUER)
    kind, proposal = document.value(FieldName.KIND), document.value(FieldName.PROPOSAL_NUMBER)
    if number:
        return f"{number}文件"
    named = full_width(name(document))
    if len(named) <= _LONG or not date:
        return named
    if proposal and kind == "答复":
        return f"第{proposal}号建议的答复（{chinese_day(date)}）"
    known = issuer and issuer in document.text and places.names(issuer)  # 市发展改革委 is any city's
    return f"{issuer}{chinese_day(date)}的{kind}" if known and kind else named


def chinese_day(date: str) -> str:
    """2023-03-03 as 2023年3月3日."""
    year, month, day = (int(part) for part in date.split("-"))
    return f"{year}年{month}月{day}日"
