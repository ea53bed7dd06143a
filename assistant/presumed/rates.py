"""How often a question says that something is done: 每年清洗一次."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from assistant.check.folding import Folded
from assistant.check.numerals import NUMERAL, value_of
from assistant.presumed.claim import Claim, clause_at, clauses
from assistant.reader import fold
from index.segment import words

_DAYS = {"年": 360, "季度": 90, "季": 90, "个月": 30, "月": 30, "周": 7, "星期": 7, "天": 1, "日": 1}
_RATE = re.compile(
    rf"(?:每(?P<span>半|{NUMERAL})?|(?P<bare>[一半两]))(?P<unit>{'|'.join(_DAYS)})"
    rf"(?P<between>[^，。；,;]{{0,10}}?)(?P<times>{NUMERAL})次"
)


def claims(asked: Folded, unquoted: Folded) -> Iterator[Claim]:
    """Yield how often a question says that something is done; a rival says it otherwise of the same thing.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
    """
    for rate in _RATE.finditer(unquoted.text):
        first, last = clause_at(asked.text, *rate.span())
        around = f"{asked.text[first : rate.start()]} {rate['between']} {asked.text[rate.end() : last]}"
        done = [fold(word) for word in words(around) if len(word) > 1]
        if done:
            yield _rate(rate, done, (first, last))


def _rate(claim: re.Match[str], done: list[str], clause: tuple[int, int]) -> Claim:
    def rates(said: Folded) -> set[Fraction]:
        """How often what clauses say is done that speak of half of the claim's words."""
        about = [part for part in clauses(said.text) if sum(word in part for word in done) * 2 >= len(done)]
        return {_a_day(rate) for part in about for rate in _RATE.finditer(part)}

    own = _a_day(claim)
    every = claim.start(), claim.end("unit")  # what is done so often stays to tell the thing
    return Claim(*every, lambda said: own in rates(said), lambda said: bool(rates(said) - {own}), clause)


def _a_day(rate: re.Match[str]) -> Fraction:
    span = rate["span"] or rate["bare"] or "一"
    length = Fraction(1, 2) if span == "半" else value_of(span) or Fraction(1)
    return (value_of(rate["times"]) or Fraction(1)) / (length * _DAYS[rate["unit"]])
