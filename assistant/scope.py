"""Which documents a question is asked of: by issuer, region, kind, date, number or path.

A scope only ever narrows what is searched; what it leaves out is neither retrieved, read nor cited. Every condition
that is given must hold; of several values for one condition any will do.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from assistant.reader import fold
from assistant.schema import DocumentSummary
from assistant.settings import ScopeSettings
from index import places
from index.errors import UserError
from index.parse.doc_numbers import find_numbers

_DATE = re.compile(r"(\d{4})(?:[-年./](\d{1,2})(?:[-月./](\d{1,2}))?)?[年月日]?")

_UNREADABLE = "日期“{}”无法识别，请写成 2021、2021-03 或 2021-03-03。"


@dataclass(frozen=True, slots=True)
class Scope:
    """Conditions on documents; one that is empty or None does not restrict.

    Attributes:
        issuers: Organs (发文机关), whole or in part: 商务厅 holds of 辽宁省商务厅.
        regions: Provinces and cities; a province holds of its cities too.
        kinds: Kinds of document (文种): 通知, 意见, 答复 …
        since: First day of the date (成文日期, else 发布日期); a document without a date is left out.
        until: Last day of the date.
        doc_numbers: Document numbers (发文字号) in official form.
        documents: Paths as the index knows them, file names, or folders.
    """

    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    doc_numbers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @classmethod
    def parse(cls, said: ScopeSettings) -> Scope:
        """Read what people wrote.

        Raises:
            UserError: A date cannot be read, or the first day comes after the last.
        """
        since, until = _day(said.since, is_last=False), _day(said.until, is_last=True)
        if since and until and since > until:
            raise UserError(f"范围的起始日期 {since} 晚于截止日期 {until}，请对调或改正。")
        return cls(
            issuers=_given(said.issuers),
            regions=_given(said.regions),
            kinds=_given(said.kinds),
            since=since,
            until=until,
            doc_numbers=tuple(_number(number) for number in _given(said.doc_numbers)),
            documents=tuple(path.removeprefix("./").rstrip("/") for path in _given(said.documents)),
        )

    def matches(self, document: DocumentSummary) -> bool:
        """Tell whether a document meets every condition."""
        conditions = (
            (self.issuers, lambda name: is_organ(name, document.issuer or "")),
            (self.regions, lambda name: is_region(name, document.region or "")),
            (self.kinds, lambda name: name == document.kind),
            (self.doc_numbers, lambda number: number == document.doc_number),
            (self.documents, lambda path: _lies_in(document.path, path)),
        )
        return self._in_time(document.date) and all(
            not asked or any(holds(value) for value in asked) for asked, holds in conditions
        )

    def _in_time(self, day: str | None) -> bool:
        if self.since is None and self.until is None:
            return True
        if day is None:
            return False
        return (self.since or date.min).isoformat() <= day <= (self.until or date.max).isoformat()

    def __str__(self) -> str:
        """The conditions as people are told them; empty where there is none."""
        listed = (
            ("发文机关", self.issuers),
            ("地区", self.regions),
            ("文种", self.kinds),
            ("发文字号", self.doc_numbers),
            ("文件", self.documents),
        )
        said = [f"{name}“{'、'.join(values)}”" for name, values in listed if values]
        said += [f"{day} 起"] if (day := self.since) else []
        said += [f"{day} 止"] if (day := self.until) else []
        return "，".join(said)


def is_organ(asked: str, issuer: str) -> bool:
    """Tell whether an organ's name, given whole or in part, is (one of) a document's issuers."""
    return _plain(asked) in _plain(issuer)


def is_region(asked: str, region: str) -> bool:
    """Tell whether a document's region is the one asked for or lies in it."""
    named, own = places.place_of((asked,)), places.place_of((region,))
    if not named.province:
        return bool(asked) and fold(asked) in fold(region)
    return named.holds(own)


def _plain(organ: str) -> str:
    """An organ's name without what people leave out: 营口市政府 for 营口市人民政府."""
    return fold(organ).replace("人民政府", "政府")


def _lies_in(path: str, asked: str) -> bool:
    return path == asked or path.startswith(f"{asked}/") or path.rsplit("/", 1)[-1] == asked


def _given(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _number(said: str) -> str:
    return next((number for number, _, _ in find_numbers(said)), said)


def _day(said: str, *, is_last: bool) -> date | None:
    """The first or last day of a year, month or day."""
    if not said.strip():
        return None
    match = _DATE.fullmatch(said.strip())
    if match is None:
        raise UserError(_UNREADABLE.format(said))
    year, month = int(match[1]), int(match[2] or (12 if is_last else 1))
    try:
        return date(year, month, int(match[3] or (calendar.monthrange(year, month)[1] if is_last else 1)))
    except ValueError as error:
        raise UserError(_UNREADABLE.format(said)) from error
