"""The dates that a question states, with what happened then, and the years that a plan is said to be for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.check import dates
from assistant.check.dates import Day
from assistant.check.folding import Folded
from assistant.presumed.claim import Claim, clause_at, clauses
from assistant.presumed.figures import BOUNDED
from assistant.reader import fold
from index import places
from index.segment import words

_DONE = re.compile(r"[了过已]|[印下]发|发布|出台|[开启]|成立|取消")
_SINCE = re.compile(r"[^，。；,;]{2,8}?(?:以来|至今|到现在|到目前|之后|以后)")
"""Behind a date: what happened then is what the question starts from."""
_DOCUMENT = re.compile(
    r"(?:那|这|版|的)?[份个]?[^，。；？了已过]{0,10}"
    r"(?:文件|通知|目录|报告|方案|规划|意见|办法|公告|名单|清单|计划|细则)(?:里面?|中|上)(?=[，。；？]|$)"
)
"""Behind a year that tells which document is asked about: 2008年那份目录里."""


def claims(asked: Folded, unquoted: Folded, confirms: bool, is_stated: Callable[[int, int], bool]) -> Iterator[Claim]:
    """Yield the dates that a question states, with what happened then; none where its clause does not say what.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
        confirms: It asks whether what it states is so.
        is_stated: Tells whether a stretch is stated, and not what the answer is sought for.
    """
    for day in dates.find(unquoted):
        since = _SINCE.match(asked.text, day.end)
        if not (since or is_stated(day.start, day.end)) or day.relative or not (day.year or day.day):
            continue
        if day.is_year and _DOCUMENT.match(asked.text, day.end):
            continue
        if day.until is not None:
            yield from _years(asked.text, day)
        elif confirms or not (day.is_year and _narrows(asked.text, day)):
            yield from _date(asked.text, day, since.end() if since else None)


def _narrows(asked: str, year: Day) -> bool:
    """Tell whether a year opens a clause that tells of nothing done: 2024年度考核，哪些市得了优秀."""
    first, last = clause_at(asked, year.start, year.end)
    return year.start == first and not _DONE.search(asked, year.end, last)


def _date(asked: str, claim: Day, end: int | None) -> Iterator[Claim]:
    """A date with what its clause, up to an end, says that happened then."""
    first, last = clause_at(asked, claim.start, claim.end)
    last = end or last
    beside = (*_telling(asked[claim.end : last])[:2], *words(asked[first : claim.start])[-1:])
    happened = [fold(word) for word in beside if len(word) > 1]
    is_bounded = bool(BOUNDED.match(asked, claim.end))

    def made(said: Folded) -> bool:
        return any(dates.supports(day, claim) for day in dates.find(said))

    def rival(said: Folded) -> bool:
        as_precise = any(
            day.day if claim.day else day.year and (claim.is_year or day.month)
            for day in dates.find(said)
            if is_bounded or not BOUNDED.match(said.text, day.end)
        )
        return as_precise and any(word in said.text for word in happened)

    if happened:
        yield Claim(claim.start, claim.end, made, rival, (first, last))


def _years(asked: str, claim: Day) -> Iterator[Claim]:
    """The years of a plan that is named behind them; its rival is a plan of that name for other years."""
    first, last = clause_at(asked, claim.start, claim.end)
    name = [fold(word) for word in _telling(asked[claim.end : last])]

    def ranges(said: str) -> set[tuple[int | None, int | None]]:
        return {(day.year, day.until) for day in dates.find(Folded(said, ())) if day.until is not None}

    def made(said: Folded) -> bool:
        return (claim.year, claim.until) in ranges(said.text)

    def rival(said: Folded) -> bool:
        named = [clause for clause in clauses(said.text) if all(word in clause for word in name)]
        return any(ranges(clause) for clause in named)

    if len(name) > 1:
        yield Claim(claim.start, claim.end, made, rival, (first, last))


def _telling(text: str) -> list[str]:
    """The words of a text that tell what it is about; whose places it is in tells no event from another."""
    return [word for word in words(text) if len(word) > 1 and not places.names(word)]
