"""The places that a question says something takes: 产量排全国第二, 居全省首位."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from assistant.check.folding import Folded
from assistant.check.numerals import NUMERAL, value_of
from assistant.presumed.claim import Claim, clause_at, clauses
from assistant.reader import fold
from index.segment import words

_RANK = re.compile(
    r"(?P<among>全[国省市球]|世界|中部|西部|东北|东部|国内|省内)[^，。；、,;第首榜]{0,4}"
    rf"(?:第(?P<place>{NUMERAL})(?![批届次个条号期轮章节类款])|首位|榜首)"
)
_BESIDE = 2  # words before a place that tell what takes it


def claims(asked: Folded, unquoted: Folded) -> Iterator[Claim]:
    """Yield the places that a question states; a rival gives the same thing another place among the same.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
    """
    for rank in _RANK.finditer(unquoted.text):
        first, last = clause_at(asked.text, *rank.span())
        told = [fold(word) for word in words(asked.text[first : rank.start()]) if len(word) > 1][-_BESIDE:]
        if told:
            yield _rank(rank, told, (first, last))


def _rank(claim: re.Match[str], told: list[str], clause: tuple[int, int]) -> Claim:
    def places(said: Folded) -> set[Fraction | None]:
        """The places among the same of what clauses say that speak of the thing."""
        about = [part for part in clauses(said.text) if all(word in part for word in told)]
        return {_place(rank) for part in about for rank in _RANK.finditer(part) if rank["among"] == claim["among"]}

    own = _place(claim)
    return Claim(*claim.span(), lambda said: own in places(said), lambda said: bool(places(said) - {own}), clause)


def _place(rank: re.Match[str]) -> Fraction | None:
    return value_of(rank["place"]) if rank["place"] else Fraction(1)
