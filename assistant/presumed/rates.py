"""How often a question says that something is done: 每年清洗一次."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from assistant.check import quantities
from assistant.check.folding import Folded, folded
from assistant.check.numerals import NUMERAL, value_of
from assistant.presumed.claim import Claim, clause_at, clauses
from index.segment import words

_DAYS = {"年": 360, "季度": 90, "季": 90, "月": 30, "周": 7, "星期": 7, "天": 1, "日": 1}
_EVERY = re.compile(
    rf"每(?P<span>半|{NUMERAL})?个?(?P<unit>{'|'.join(_DAYS)})度?|"
    r"(?<![\d〇零一二三四五六七八九十第前近后隔上下同这])(?P<bare>[一半两])个?(?P<of>年|(?<=个)月|(?<=半)月|周|星期|天)"
    r"(?![来内间里多度])"
)
_BETWEEN = re.compile(r"[^，。；,;了过已共第计]{0,10}")  # what has been done in a year is no rate
_IS_NO_RATE = re.compile(r"性|(?<=二次)[\u3400-\u9fff]")  # 一次性, 二次供水
_AT_LEAST = re.compile(r"至少|最少|不[得能应]?少于|不[得能应]?低于")
_AT_MOST = re.compile(r"至多|最多|不[得能应]?超过|不[得能应]?多于|只")
_ABOUT = Fraction(6, 5)
_BEFORE = 3  # characters before 每 in which a bound may stand
_SLACK = Fraction(11, 10)  # two weeks are as good as half a month
_ASKERS_OWN = re.compile(r"我|咱|还是")  # what no document knows, or is asked itself
_TOLD = Fraction(2, 3)  # least share of a claim's words beside a rate of the same thing


@dataclass(frozen=True, slots=True)
class _Rate:
    """How often something is done, ``text[start:end]``.

    Attributes:
        every: Where the words for the stretch of time end, and ``times``: where those for how many times begin.
        low: The least times a day; ``high``: the most.
        told: The words around it, up to the rates beside it.
    """

    start: int
    end: int
    every: int
    times: int
    low: Fraction
    high: Fraction | float
    told: str

    def may_be(self, other: _Rate) -> bool:
        """Tell whether something may be done as often as both say."""
        return self.low <= other.high * _SLACK and other.low <= self.high * _SLACK


def claims(asked: Folded, unquoted: Folded, is_stated: Callable[[int, int], bool]) -> Iterator[Claim]:
    """Yield how often a question says that something is done; a rival says it otherwise of the same thing.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
        is_stated: Tells whether a stretch of the question is stated, and not what the answer is sought for.
    """
    for rate in _rates(unquoted.text):
        first, last = clause_at(asked.text, rate.start, rate.end)
        if not is_stated(rate.start, rate.end) or _ASKERS_OWN.search(asked.text, first, last):
            continue
        between = _content(asked.text[rate.every : rate.times])
        around = _content(f"{asked.text[first : rate.start]} {asked.text[rate.end : last]}")
        if between or around:
            yield _claim(rate, between or _beside(asked.text, rate, (first, last)), [*between, *around], (first, last))


def _claim(claim: _Rate, deed: list[str], done: list[str], clause: tuple[int, int]) -> Claim:
    def rates(said: Folded) -> Iterator[_Rate]:
        return (rate for part in clauses(said.text) for rate in _rates(part))

    def is_of_it(rate: _Rate) -> bool:
        told = sum(word in rate.told for word in done)
        return all(word in rate.told for word in deed) and told >= _TOLD * len(done)

    def made(said: Folded) -> bool:
        return any(rate.may_be(claim) and any(word in rate.told for word in done) for rate in rates(said))

    def rival(said: Folded) -> bool:
        of_it = [rate for rate in rates(said) if is_of_it(rate)]
        return bool(of_it) and not any(rate.may_be(claim) for rate in of_it)

    return Claim(claim.start, claim.every, made, rival, clause)  # what is done so often stays to tell the thing


def _content(text: str) -> list[str]:
    """The words that tell what is done, without those that bound how often."""
    return [word for word in words(_AT_MOST.sub(" ", _AT_LEAST.sub(" ", text))) if len(word) > 1]


def _beside(asked: str, rate: _Rate, clause: tuple[int, int]) -> list[str]:
    """The word next to a rate, which tells what is done where no word stands in it: 体检每年一次, 半年一次的培训."""
    before, after = _content(asked[clause[0] : rate.start]), _content(asked[rate.end : clause[1]])
    return before[-1:] or after[:1]


def _rates(text: str) -> list[_Rate]:
    """The rates of a text, in order, each told by the words between its neighbours."""
    times = [
        figure
        for figure in quantities.find(folded(text))
        if figure.dimension == "次" and text[figure.start] != "第" and not _IS_NO_RATE.match(text, figure.end)
    ]
    found = []
    for every in _EVERY.finditer(text):
        behind = (f for f in times if f.start >= every.end() and _BETWEEN.fullmatch(text, every.end(), f.start))
        if figure := next(behind, None):
            found.append((every, figure))
    ends = [0, *(figure.end for _, figure in found)]
    begins = [*(every.start() for every, _ in found[1:]), len(text)]
    return [
        _rate(*one, text[end : one[0].start()] + text[one[0].end() : begin])
        for one, end, begin in zip(found, ends, begins, strict=False)
    ]


def _rate(every: re.Match[str], figure: quantities.Quantity, told: str) -> _Rate:
    span = every["span"] or every["bare"] or "一"
    length = Fraction(1, 2) if span == "半" else value_of(span) or Fraction(1)
    days = length * _DAYS[every["unit"] or every["of"]]
    bounds = every.string[max(0, every.start() - _BEFORE) : figure.start]
    where = (every.start(), figure.end, every.end(), figure.start)
    low, high = figure.low / days, figure.high / days
    if figure.bound == "about":
        return _Rate(*where, low / _ABOUT, high * _ABOUT, told)
    if figure.bound == "more" or _AT_LEAST.search(bounds):
        return _Rate(*where, low, inf, told)
    least = Fraction(0) if figure.bound == "less" or _AT_MOST.search(bounds) else low
    return _Rate(*where, least, high, told)
