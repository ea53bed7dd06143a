"""Figures with their units, percentages, ranges and ordinals of a text, each in one normal form.

A figure is its exact value in base units, and how it is bounded (超过, 约, 以内): 近3万 is not 3万. Never compares
digits as characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.check.folding import Folded
from assistant.check.numerals import NUMERAL, neighbours, value_of
from assistant.check.units import ORDINAL_UNITS, UNIT, UNITS

_BEFORE = re.compile(
    r"(?:(?P<less>不[得能应]?(?:超过|多于|高于|大于)|不足|不到|少于|低于|小于|最多|至多|将近|接近|(?<![最附临靠])近|≤|<)"
    r"|(?P<more>不[得能应]?(?:少于|低于|小于)|超过|多于|高于|大于|至少|突破|超|逾|≥|>)"
    r"|(?P<about>大约|大概|(?<![签节预合契公条制集])约为?)"
    r"|(?P<first>(?<![目此提年之以日当])前)|(?P<several>[数几上好]))[了为]?$"
)
_AFTER = re.compile(
    r"(?P<more>以上|多(?![种个家项次]))|(?P<less>以内|之内|以下|内(?![容部外陆地需设在]))|(?P<about>左右|上下)"
)
_JOIN = re.compile(r"--|——|[-—–~至到]")
_NUMERAL = re.compile(NUMERAL)
_TAIL = re.compile(rf"(?:(?P<odd>[多余来几])(?P<scale>[十百千]?[万亿]+)?)?(?P<unit>{UNIT})?(?P<half>半)?")
_FRACTION = re.compile(rf"(?P<whole>[百千万]|{NUMERAL})分之(?P<part>{NUMERAL})")
_SLASHED = re.compile(r"(?<![\d./])(?P<part>\d{1,3})/(?P<whole>\d{1,3})(?![\d./])")
_FIRST = re.compile(r"首(?P<unit>[批个家次届期部条例笔])(?!都)")
_MEASURE = re.compile(rf"(?:[十百千](?!分))?[万亿]*{UNIT}|[十百千]?[万亿]+")
_OF_A_HUNDRED = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10**4)}
_ROUND = "十百千万亿"
_PERCENT = ("%", "百分点")
_LONGEST_BOUND = 5  # characters
_IN_A_WORD = frozenset("下进同统单唯逐万")  # 下一步, 进一步, 同一个
_ARTICLE_UNITS = frozenset("个种批类套次项条名位家件座支处")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure, and where it stands in the folded text.

    Attributes:
        low: Its value in base units; ``high`` likewise, the same but for a range.
        dimension: What it counts or measures, named by the base unit; empty where no unit stands behind it.
        bound: How it is bounded: more, less, about, first, several; empty for an exact figure.
        ordinal: It numbers (第六批) rather than counts.
        mantissa: Its value as written, before 万 and 亿, and ``measure``: the unit as written, with them. A table gives
            the one in a cell and the other in its column's name.
        article: It is 一 before a counting word, which often says no more than "a".
    """

    start: int
    end: int
    low: Fraction
    high: Fraction
    dimension: str = ""
    bound: str = ""
    ordinal: bool = False
    mantissa: Fraction = Fraction(0)
    measure: str = ""
    article: bool = False

    @property
    def is_percentage(self) -> bool:
        """Whether it is a percentage or a difference of two."""
        return self.dimension in _PERCENT

    @property
    def last_digit(self) -> Fraction:
        """The worth of the last digit that is written: 1000 of 3.2万."""
        if not self.mantissa:
            return Fraction(0)
        decimals = next((n for n in range(9) if (self.mantissa * 10**n).denominator == 1), 9)
        return self.low / self.mantissa / Fraction(10**decimals)


def find(text: Folded) -> Iterator[Quantity]:
    """Yield the figures of a text; ordinals and fractions first, then the others in order."""
    words = text.text
    taken: set[int] = set()
    for pattern, make in ((_FRACTION, _fraction), (_SLASHED, _fraction), (_FIRST, _first)):
        for match in pattern.finditer(words):
            quantity = make(match)
            if quantity:
                taken.update(range(*match.span()))
                yield quantity
    position = 0
    while numeral := _NUMERAL.search(words, position):
        quantity = None if numeral.start() in taken else _figure(words, numeral)
        position = max(quantity.end if quantity else 0, numeral.end())
        if quantity:
            yield quantity


def supported(claim: Quantity, sources: Iterable[Quantity], columns: str) -> bool:
    """Tell whether one of the sources' figures is the claimed one.

    Args:
        claim: A figure of the statement.
        sources: The figures of the cited words.
        columns: Names of a table's columns, folded, in which the unit of a cell may stand, whole; empty outside tables.
    """
    sources = list(sources)
    if claim.article and not any(source.dimension == claim.dimension for source in sources):
        return True
    return any(_same(claim, source, columns) for source in sources)


def _same(claim: Quantity, source: Quantity, columns: str) -> bool:
    if claim.ordinal != source.ordinal or claim.bound != source.bound:
        return False
    if (claim.low, claim.high) == (source.low, source.high):
        if claim.dimension == source.dimension:
            return True
        if not claim.dimension and not source.is_percentage:
            return True
    cell = not source.dimension and not source.ordinal and source.low == source.high
    equal = cell and claim.low == claim.high and claim.mantissa == source.low
    return equal and claim.measure in _MEASURE.findall(columns)  # 500元 is none of a column of 万元


def _figure(words: str, match: re.Match[str]) -> Quantity | None:
    """The figure that begins with a numeral; None where the numeral is part of a word."""
    numeral, start, end = match[0], match.start(), match.end()
    ordinal = words[start - 1 : start] == "第"
    bound = _bound_before(words, start, numeral)
    values = _values(numeral, several=bound == "several")
    if values is None or (numeral == "一" and words[start - 1 : start] in _IN_A_WORD):
        return None
    tail = _tail(words, end)
    unit, end = tail["unit"] or "", tail.end()
    low, high = (value * _scale(tail["scale"]) for value in values)
    if low == high and (upper := _upper(words, end, low, unit)):
        low, high, unit, end = upper
    if not (unit or ordinal or numeral[0].isdigit() or (len(numeral) > 1 and not neighbours(numeral))):
        return None  # 一是, 三农: no figure
    after = _AFTER.match(words, end)
    if tail["odd"] or neighbours(numeral):
        bound = "more" if tail["odd"] in ("多", "余") else "about"
    elif after and not bound:
        bound, end = str(after.lastgroup), after.end()
    dimension, worth = UNITS.get(unit, ("", Fraction(1)))
    half = worth / 2 if tail["half"] else 0
    numbers = ordinal or unit in ORDINAL_UNITS or (unit == "次" and words.startswith("会议", end))
    mantissa, measure = _as_written(numeral, tail)
    article = numeral == "一" and unit in _ARTICLE_UNITS and not numbers
    low, high = low * worth + half, high * worth + half
    return Quantity(start - ordinal, end, low, high, dimension, bound, numbers, mantissa, measure, article)


def _bound_before(words: str, start: int, numeral: str) -> str:
    match = _BEFORE.search(words[max(0, start - _LONGEST_BOUND) : start])
    bound = str(match.lastgroup) if match else ""
    return "" if bound == "several" and numeral[0] not in _ROUND else bound


def _values(numeral: str, several: bool) -> tuple[Fraction, Fraction] | None:
    """The least and the most that a numeral says; they differ for an estimate such as 三四十."""
    value = value_of(f"一{numeral}" if several and numeral[0] in _ROUND[1:] else numeral)
    return (value, value) if value is not None else neighbours(numeral)


def _tail(words: str, at: int) -> re.Match[str]:
    match = _TAIL.match(words, at)
    if match is None:
        raise ValueError("a pattern of optional parts matches everywhere")
    return match


def _upper(words: str, at: int, low: Fraction, unit: str) -> tuple[Fraction, Fraction, str, int] | None:
    """The range that a figure opens, as (low, high, unit, end); None where it opens none."""
    join = _JOIN.match(words, at)
    if not join:
        return None
    start = join.end() + words.startswith("第", join.end())
    match = _NUMERAL.match(words, start)
    high = value_of(match[0]) if match else None
    if match is None or high is None:
        return None
    tail = _tail(words, match.end())
    high *= _scale(tail["scale"])
    factor = high / mantissa if (mantissa := _as_written(match[0], tail)[0]) else Fraction(1)
    if not unit and low * factor <= high:
        low *= factor  # 2—3万家: both in 万
    if unit and tail["unit"] and UNITS[unit][0] == UNITS[tail["unit"]][0]:
        low *= UNITS[unit][1] / UNITS[tail["unit"]][1]
    elif unit and tail["unit"]:
        return None
    return low, high, tail["unit"] or unit, tail.end()


def _scale(words: str | None) -> Fraction:
    product = value_of(f"1{words}") if words else None
    return product or Fraction(1)


def _as_written(numeral: str, tail: re.Match[str]) -> tuple[Fraction, str]:
    plain = numeral.rstrip(_ROUND) if numeral[0].isdigit() else numeral
    return value_of(plain) or Fraction(0), numeral[len(plain) :] + (tail["scale"] or "") + (tail["unit"] or "")


def _fraction(match: re.Match[str]) -> Quantity | None:
    part = value_of(match["part"])
    whole = _OF_A_HUNDRED.get(match["whole"]) or value_of(match["whole"])
    if part is None or not whole:
        return None
    dimension = "%" if match["whole"] in _OF_A_HUNDRED else "分数"
    value = part / whole * (100 if dimension == "%" else 1)
    bound = _bound_before(match.string, match.start(), match["whole"])
    after = _AFTER.match(match.string, match.end())
    if after and not bound:
        bound = str(after.lastgroup)
    return Quantity(match.start(), match.end(), value, value, dimension, bound)


def _first(match: re.Match[str]) -> Quantity:
    dimension, worth = UNITS[match["unit"]]
    return Quantity(match.start(), match.end(), worth, worth, dimension, ordinal=True)
