"""The figures that a question states, as counts, measures and places in a series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import inf

from assistant.asking import ASKS_FOR
from assistant.check import dates, names, quantities
from assistant.check.folding import Folded
from assistant.check.quantities import Quantity
from assistant.presumed.claim import Claim, clause_at
from assistant.reader import fold
from index.segment import words

_THE_REST = re.compile(r"另外|其余|其他|剩下|除了|除去|还有|我|咱")  # no document knows them
_CASE = re.compile(  # before a figure that tells of the asker's own case, which no document can contradict
    r"(?:满|够|不到|不足|(?:干|工作|上班|交|缴|缴费|缴纳|参保|住|买|花|欠|借|拖欠|等|休|结婚|入学|从业)了?(?:大概|大约|约|将近|快)?)\s*$"
)
_AGE, _ONE, _MONEY = "岁", "一", "元"
_TIMES = ("月", "日", "工作日", "分钟")
_COUNTERS = ("个", "项", "条", "件", "种", "类")  # people take one for another
_THING = 2  # words behind a counter that tell what is counted
_SCOPE = re.compile(r"全[国省市区]")
_PART_OF = re.compile(r"[里中有]")
_NUMBERING = ("批", "期", "条")  # of ordinals, those that a thing can be mistaken in
_IS_ONE_OF = re.compile(r"(?:是|作为|身为|属于|列入|跻身)(?:国家|全国|我国|全省|省里)?的?$")
_PICKS_OUT = re.compile(r"[^,;。?]*的(?:都?(?:是|有|包括))?(?:哪|谁|什么)")  # 是首批试点的有哪些: what is sought
_BOUNDS = {"": ("", "less", "more"), "less": ("", "less"), "more": ("more",), "about": ()}
"""How a figure may be bounded that contradicts one so bounded."""
BOUNDED = re.compile(r"(?:[（(]含[^）)]{0,2}[）)])?(?:之|以)?[前后]|起(?!(?:正式)?(?:[施执实]行|生效))|止")
"""Behind a date or a length of time: it bounds something, and is not when that happened or how long it takes."""
_TOTAL = re.compile(r"一共|总共|总数|总量|总计|合计|共计|累计|加起来")
_RESULT = re.compile(r"[到至成为达]了?$")  # before a figure that something has come to
_ORIGIN = re.compile(r"(?:[由从将]|原来?的?|原有的?)(?:[^，。；,;]{0,8}的)?$")  # before one that it has come from
_COMES_TO = re.compile(r"[^，。；,;]*?[到至成为]")
Alike = Sequence[tuple[str, tuple[str, ...]]]
"""Words, each with its other forms."""
_ABOUT = Fraction(1, 5)  # of a figure, by which what is about so much may be off
_OF_IT = 0.5  # least share of the words of a claim's clause that tells of the same thing


def claims(asked: Folded, unquoted: Folded, confirms: bool, alike: Alike) -> Iterator[Claim]:
    """Yield the figures that a question states of what documents may know; ordinals where it says which one it is.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
        confirms: It asks whether what it states is so.
        alike: Its words that could have been said otherwise, each with its other forms.
    """
    of_a_document = any(names.doc_numbers(asked))
    for figure in _figures_of(unquoted):
        clause = clause_at(asked.text, figure.start, figure.end)
        counts = figure.bound in _BOUNDS and not _THE_REST.search(asked.text, *clause)
        counts = counts and (confirms or not _claims_nothing(asked.text, figure))
        is_one = _IS_ONE_OF.search(asked.text, 0, figure.start) and not _PICKS_OUT.match(asked.text, figure.end)
        stated = of_a_document or confirms or is_one
        if counts and (not figure.ordinal or stated):
            yield _claim(asked.text, figure, dict(alike))


def _claims_nothing(asked: str, figure: Quantity) -> bool:
    """Tell whether a figure describes the asker (工作满15年, 70岁) or for what an amount is asked (一年, 一户)."""
    for_each = figure.mantissa == 1 and asked[figure.start] == _ONE
    return for_each or figure.dimension == _AGE or bool(_CASE.search(asked, 0, figure.start))


def _figures_of(text: Folded) -> list[Quantity]:
    """The figures of a text that count or measure something; its dates and document numbers are none."""
    for day in dates.find(text):
        text = text.masked(day.start, day.end)
    for number in names.doc_numbers(text):
        text = text.masked(number.start, number.end)
    return [
        figure
        for figure in quantities.find(text)
        if (figure.dimension or _is_scaled(figure))
        and not _is_article(text.text, figure)
        and (not figure.ordinal or figure.dimension in _NUMBERING)
    ]


def _is_article(text: str, figure: Quantity) -> bool:
    """Tell whether a figure is no more than "a": 每一所学校."""
    counts = not figure.ordinal and figure.dimension not in _TIMES
    return counts and figure.mantissa == 1 and text[figure.start] == _ONE


def _is_scaled(figure: Quantity) -> bool:
    """Tell whether a figure is so many 万 or 亿: people leave out of what, money as a rule."""
    return figure.measure[:1] in ("万", "亿")


def _claim(asked: str, claim: Quantity, others: Mapping[str, tuple[str, ...]]) -> Claim:
    first, last = clause_at(asked, claim.start, claim.end)
    terms = {fold(word) for word in words(f"{asked[first : claim.start]} {asked[claim.end : last]}") if len(word) > 1}
    around = [(term, *others.get(term, ())) for term in terms]
    is_total = bool(_TOTAL.search(asked, first, last))
    scope = _scope(asked, claim)
    is_result = bool(_RESULT.search(asked, 0, claim.start))
    bounds_a_time = bool(BOUNDED.match(asked, claim.end))

    def alike(said: Folded) -> list[Quantity]:
        """The figures of its kind in its part: a total among totals, a result and not what there was before."""
        found = [f for f in _figures_of(said) if _of_one_kind(f, claim)]
        if is_result:
            found = [f for f in found if not _is_origin(said.text, f)]
        if scope:
            found = [f for f in found if not _is_of_other_scope(said.text, f, scope)]
        totals = [f for f in found if _is_total(said.text, f)] if is_total else []
        return totals or found

    def is_of_it(said: Folded, figure: Quantity) -> bool:
        clause = said.text[slice(*clause_at(said.text, figure.start, figure.end))]
        is_alone = len(alike(said)) == 1  # all that is said around it is of it
        return _is_beside(asked, claim, clause) or _tells_of(around, said.text if is_alone else clause)

    def rival(said: Folded) -> bool:
        others = [f for f in alike(said) if _contradicts(f, claim) and not _equals(f, claim)]
        others = [f for f in others if _counts_the_same(asked, said.text, f)]
        if not bounds_a_time:  # 届满3个月前 tells no length
            others = [f for f in others if not BOUNDED.match(said.text, f.end)]
        return any(is_of_it(said, f) for f in others)

    def made(said: Folded) -> bool:
        counted = ("", *_COUNTERS) if claim.dimension in _COUNTERS else ("",)
        others = [f for f in quantities.find(said) if f.dimension in counted and f.ordinal == claim.ordinal]
        others = [f for f in others if f.dimension != claim.dimension]
        if any(_equals(f, claim) for f in (*alike(said), *others)):
            return True
        return any(_lies_within(f, claim) and is_of_it(said, f) for f in alike(said))

    return Claim(claim.start, claim.end, made, rival, (first, last))


def _of_one_kind(figure: Quantity, claim: Quantity) -> bool:
    if figure.ordinal != claim.ordinal:
        return False
    if claim.dimension:
        return figure.dimension == claim.dimension
    return figure.dimension == _MONEY or figure.measure[:1] == claim.measure[:1]


def _equals(figure: Quantity, claim: Quantity) -> bool:
    spans = figure.low <= claim.high and claim.low <= figure.high
    rounded = not claim.bound and abs(figure.low - claim.low) < claim.last_digit / 2  # 120 for 119.89
    return spans or rounded


def _contradicts(figure: Quantity, claim: Quantity) -> bool:
    if figure.bound in _BOUNDS[claim.bound]:
        return True
    (low, high), (least, most) = _reach(figure), _reach(claim)
    return figure.bound in _BOUNDS and (high < least or most < low)


def _lies_within(figure: Quantity, claim: Quantity) -> bool:
    """Tell whether an exact figure is as a bounded claim says: 5.2 of 超过5."""
    least, most = _reach(claim)
    return bool(claim.bound) and not figure.bound and least <= figure.low and figure.high <= most


def _reach(figure: Quantity) -> tuple[Fraction | float, Fraction | float]:
    about = figure.high * _ABOUT if figure.bound == "about" else 0
    low = -inf if figure.bound == "less" else figure.low - about
    return low, inf if figure.bound == "more" else figure.high + about


def _counts_the_same(asked: str, said: str, figure: Quantity) -> bool:
    """Tell whether a figure with the counter of anything at all is not one of what a question does not speak of."""
    things = words(said[figure.end : clause_at(said, figure.start, figure.end)[1]])[:_THING]
    return figure.dimension != _COUNTERS[0] or not things or any(fold(thing) in asked for thing in things)


def _scope(asked: str, claim: Quantity) -> str:
    """The scope that all of a figure is said to be of: 148项经验都推到全国了."""
    first, last = clause_at(asked, claim.start, claim.end)
    scope = _SCOPE.search(asked, claim.end, last)
    is_said = scope and not ASKS_FOR.search(asked, first, last) and not _PART_OF.search(asked, claim.end, scope.start())
    return scope[0] if scope and is_said else ""


def _is_of_other_scope(said: str, figure: Quantity, scope: str) -> bool:
    scopes = _SCOPE.findall(said, *clause_at(said, figure.start, figure.end))
    return bool(scopes) and scope not in scopes


def _is_origin(said: str, figure: Quantity) -> bool:
    return bool(_ORIGIN.search(said, 0, figure.start) and _COMES_TO.match(said, figure.end))


def _is_total(said: str, figure: Quantity) -> bool:
    first, _ = clause_at(said, figure.start, figure.end)
    return bool(_TOTAL.search(said, first, figure.start))


def _is_beside(asked: str, claim: Quantity, clause: str) -> bool:
    """Tell whether a clause holds one of the words beside a claim."""
    before, after = words(asked[: claim.start])[-2:], words(asked[claim.end :])[:1]
    return any(fold(word) in clause for word in (*before, *after) if len(word) > 1)


def _tells_of(around: Sequence[tuple[str, ...]], text: str) -> bool:
    """Tell whether a text holds half of the words around a claim, each in one of its forms."""
    return 0 < len(around) * _OF_IT <= sum(any(form in text for form in forms) for forms in around)
