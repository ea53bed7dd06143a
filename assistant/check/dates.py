"""Days, months and years in any writing: 2022-03-21, 2022年3月21日, 二〇二二年三月, 今年3月, 2021—2025年.

今年 and its like are resolved only against the date of the document that says so; a day without a year takes the year
named last before it. Never assumes a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.check.folding import Folded
from assistant.check.numerals import value_of

_YEAR = r"(?:(?:19|20)\d{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": None, "明年": 1}
_RETOLD = {"今年": "当年", "本年": "当年", "去年": "上年"}
_RANGE = r"(?:[-—–~～至到]|—{2})"
_DATE = re.compile(
    rf"(?<![\d.])(?P<from>{_YEAR})年?{_RANGE}(?P<to>{_YEAR})年"
    rf"|(?<![\d.])(?P<y>{_YEAR})(?:年(?:度)?(?:(?P<m>{_SMALL})月(?:份|(?P<d>{_SMALL})(?:日|号(?!文))?)?)?"
    rf"|(?P<p>[-./])(?P<m2>\d{{1,2}})(?:(?P=p)(?P<d2>\d{{1,2}}))?(?![\d.%万亿元]))"
    rf"|(?!(?<=以)前年|上年[纪龄满限])(?P<rel>{'|'.join(_RELATIVE)})度?(?:(?P<m3>{_SMALL})月(?:份|(?P<d3>{_SMALL})(?:日|号))?)?"
    rf"|(?<![\d.个])(?<![\d月日][-—–~～至到])(?P<m4>{_SMALL})月(?:份|(?P<d4>{_SMALL})(?:日|号(?!文)))?"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is given, and where it stands in the folded text.

    Attributes:
        relative: 今年 and its like, as written; the year is then None until it is resolved.
        until: Last year of a range of years; ``year`` is then its first.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    relative: str = ""
    until: int | None = None

    @property
    def retold(self) -> str:
        """What another document calls the year that its source calls 今年: no year is named, and none is changed."""
        return _RETOLD.get(self.relative, "")

    @property
    def is_year(self) -> bool:
        """Whether no more than a year is given."""
        return self.month is None


def find(text: Folded) -> Iterator[Day]:
    """Yield the dates of a text, in order; what cannot be a day of the calendar is left to be a figure."""
    for match in _DATE.finditer(text.text):
        start, end = match.span()
        if match["from"]:
            yield Day(start, end, _number(match["from"]), until=_number(match["to"]))
            continue
        month = _number(match["m"] or match["m2"] or match["m3"] or match["m4"])
        day = _number(match["d"] or match["d2"] or match["d3"] or match["d4"])
        if (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31):
            yield Day(start, end, _number(match["y"]), month, day, match["rel"] or "")


def resolved(text: Folded, written: str | None) -> list[Day]:
    """Return the dates of a source, each with its year where that is certain.

    Args:
        text: The source.
        written: The date of its document, YYYY-MM-DD, if known.
    """
    found: list[Day] = []
    year: int | None = None
    for day in find(text):
        step = _RELATIVE.get(day.relative)
        if day.year is not None:
            year = day.until or day.year
        elif day.relative:
            year = int(written[:4]) + step if written and step is not None else None
        found.append(day if day.year is not None else replace(day, year=year))
    return found


def of_document(written: str | None) -> list[Day]:
    """Return a document's own date as one that may support a statement's day or month."""
    if not written or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return []
    year, month, day = (int(part) for part in written.split("-"))
    return [Day(0, 0, year, month, day)]


def supports(source: Day, claim: Day) -> bool:
    """Tell whether a source's date makes a statement's claim: it says all that the claim says, or more."""
    if claim.until is not None:
        return (source.year, source.until) == (claim.year, claim.until)
    if claim.relative:
        same = claim.relative in (source.relative, source.retold)
        return same and (source.month, source.day) == (claim.month, claim.day)
    if claim.is_year:
        return claim.year in (source.year, source.until)
    same_year = claim.year is None or claim.year == source.year
    return same_year and claim.month == source.month and claim.day in (None, source.day)


def _number(words: str | None) -> int | None:
    value = value_of(words) if words else None
    return None if value is None else int(value)
