"""How a letter names a document: in full the first time, later by its number, or by who issued what and when.

Short names stand on their own, so that a paragraph may be moved or dropped. Never invents an issuer or a date; the day
on which a document went online is said to be that.
"""

from __future__ import annotations

import re

from assistant.draft.glue import full_width
from assistant.draft.schema import Kind
from assistant.titles import chinese_date, cited_as
from index import places
from index.schema import Document, FieldName

_LONG = 24  # characters; a shorter title is repeated as it is


def full_name(document: Document) -> str:
    """Title, number and day: 《……》（辽政发〔2023〕4号，2023年3月3日）."""
    return full_width(cited_as(document.title, document.value(FieldName.DOC_NUMBER), day_of(document)))


def short_name(document: Document) -> str:
    """A document already named: 辽政发〔2023〕4号文件, 第1278号建议的答复, 重庆市人民政府2024年3月27日的报告."""
    number, issuer = document.value(FieldName.DOC_NUMBER), document.value(FieldName.ISSUER)
    kind, proposal = document.value(FieldName.KIND), document.value(FieldName.PROPOSAL_NUMBER)
    if number:
        return f"{number}文件"
    named, day = full_width(cited_as(document.title)), day_of(document)
    if len(named) <= _LONG or not day:
        return named
    if proposal and kind == "答复":
        whose = Kind.MEMBER if re.search(rf"{proposal}\s*号\s*提案", document.title) else Kind.DEPUTY
        return f"第{proposal}号{whose.value}的答复（{day}）"
    known = issuer and issuer in document.text and places.names(issuer)  # 市发展改革委 is any city's
    return f"{issuer}{day}的{kind}" if known and kind else named


def day_of(document: Document) -> str:
    """A document's day as a letter tells it: 2023年3月3日, 2023年3月3日发布; empty where it says neither."""
    if signed := document.value(FieldName.DATE):
        return chinese_date(signed)
    published = document.value(FieldName.PUBLISHED)
    return f"{chinese_date(published)}发布" if published else ""
