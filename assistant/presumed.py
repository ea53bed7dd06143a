"""What a question takes for granted: its figures, dates, organs in charge, places and scopes, each with its two tests.

A claim can tell whether words make it, and whether they make another of its kind of the same thing. Never looks at a
document: ``assistant.premise`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.asking import ASKS_FOR
from assistant.check import dates, names, quantities
from assistant.check.dates import Day
from assistant.check.folding import Folded
from assistant.check.quantities import Quantity
from assistant.reader import fold
from index import places
from index.segment import words

_CLAUSE_ENDS = re.compile(r"[，；。！？;!?\n]|,(?!\d)")
_THE_REST = re.compile(r"另外|其余|其他|剩下|除了|除去|还有|我|咱")  # no document knows them
_CASE = re.compile(  # before a figure that tells of the asker's own case, which no document can contradict
    r"(?:满|够|不到|不足|(?:干|工作|上班|交|缴|缴费|缴纳|参保|住|买|花|欠|借|拖欠|等|休|结婚|入学|从业)了?(?:大概|大约|约|将近|快)?)\s*$"
)
_AGE, _ONE = "岁", "一"
_NUMBERING = ("批", "期", "条")  # of ordinals, those that a thing can be mistaken in
_BOUNDS = {"": ("", "less", "more"), "less": ("", "less"), "more": ("more",)}
"""How a figure may be bounded that contradicts one so bounded."""
_IN_CHARGE = re.compile(
    r"(?:等|来|统一|具体|联合|共同|一起)*(?:负责|牵头|主管|主办|管(?!委|理)|审批|承办|推出|出台|制定|组织|搞|出的)"
)
_ROLE = re.compile(r"负责|牵头|主管|主办|承办|责任单位|实施|出台|制定|推出|会同|联合")
_ROLE_COLUMN = re.compile(r"部门|单位|机关|主体")
_OURS = re.compile(r"[我本][厅局委办部院会市县区省]")  # whose it is, the words around do not say
_SPREAD_OVER = re.compile(
    r"(?P<over>全国|全省|全市|全区)[^，。；,;]{0,6}(?:推广|推行|复制|适用)|(?:推广|推行|复制|适用)[到于至在]{0,2}(?P<to>全国|全省|全市|全区)"
)
_ENDED = re.compile(r"取消|废止|撤销|叫停|停止|终止|暂停|不再|停办")
_FREED = re.compile(r"免(?!疫)|不得?收|不需|无[需须]|改为|替代")  # of what has been ended
_WHY_ENDED = re.compile(rf"(?:为什么|为何|为啥|怎么|哪年|何时|什么时候|听说).{{0,20}}(?:{_ENDED.pattern})")
_DONE = re.compile(r"[了过已]|[印下]发|发布|出台|[开启]|成立|取消")
_BOUNDED = re.compile(r"(?:[（(]含[^）)]{0,2}[）)])?(?:之|以)?[前后]|起|止")
"""Behind a date or a length of time: it bounds something, and is not when that happened or how long it takes."""
_CHANGE = re.compile(
    r"[由从](?P<old>[^，。；、由从]{1,8}?)(?:跃|上|提|下|调)?(?:升|降|高|低|增|减|变|改|转|调)(?:级|档|格|整)?(?:到|至|为|成)了?"
    r"(?P<new>[^，。；、的]{1,8})"
)
_HELD_BY = re.compile(
    r"(?:省|市|片区|自贸试验区|自贸区){0,2}(?:首创|推出|搭建|建设|推行|实行|打造)?的?[“《](?P<thing>[^”》]{2,20})[”》]"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question states, ``asked.text[start:end]``.

    Attributes:
        made: Tells whether a passage makes it.
        rival: Tells whether a unit's words make another of its kind, of the same thing.
    """

    start: int
    end: int
    made: Callable[[Folded], bool]
    rival: Callable[[Folded], bool]


def claims_of(asked: Folded, confirms: bool) -> Iterator[Claim]:
    """Yield the claims of a question.

    Args:
        asked: The question.
        confirms: It asks whether what it states is so; else an ordinal, and in a clause that asks for something a date
            or a scope, is what the answer is sought for.
    """

    def is_stated(start: int, end: int) -> bool:
        return confirms or not ASKS_FOR.search(asked.text, *clause_at(asked.text, start, end))

    of_a_document = any(names.doc_numbers(asked))
    unquoted = asked
    for name in names.quoted(asked):
        unquoted = unquoted.masked(name.start, name.end)
    for figure in figures_of(unquoted):
        counts = figure.bound in _BOUNDS and not _THE_REST.search(asked.text, *clause_at(asked.text, *_span(figure)))
        counts = counts and (confirms or not _claims_nothing(asked.text, figure))
        if counts and (not figure.ordinal or of_a_document or confirms):
            yield _figure(asked.text, figure)
    for day in dates.find(unquoted):
        narrows = day.is_year and not confirms and _narrows(asked.text, day)
        if (day.year or day.day) and not (day.relative or narrows) and day.until is None and is_stated(*_span(day)):
            yield from _date(asked.text, day)
    for organ in names.organs(unquoted):
        if not ASKS_FOR.search(organ.words) and (charge := _IN_CHARGE.match(asked.text, organ.end)):
            yield _organ(organ, charge.end())
    yield from (_scope(scope) for scope in _SPREAD_OVER.finditer(unquoted.text) if is_stated(*scope.span()))
    yield from (_change(change) for change in _CHANGE.finditer(unquoted.text))
    for place in names.named_places(asked):
        if held := _HELD_BY.match(asked.text, place.end):
            yield _holder(place, held["thing"])
    if _WHY_ENDED.search(asked.text) and (ended := _ENDED.search(asked.text)):
        yield _ending(asked.text, ended)


def _claims_nothing(asked: str, figure: Quantity) -> bool:
    """Tell whether a figure describes the asker (工作满15年, 70岁) or for what an amount is asked (一年, 一户)."""
    for_each = figure.mantissa == 1 and asked[figure.start] == _ONE
    return for_each or figure.dimension == _AGE or bool(_CASE.search(asked, 0, figure.start))


def _narrows(asked: str, year: Day) -> bool:
    """Tell whether a year opens a clause that tells of nothing done: 2024年度考核，哪些市得了优秀."""
    first, last = clause_at(asked, *_span(year))
    return year.start == first and not _DONE.search(asked, year.end, last)


def figures_of(text: Folded) -> list[Quantity]:
    """The figures of a text that count or measure something; its dates and document numbers are none."""
    for start, end in (*map(_span, dates.find(text)), *map(_span, names.doc_numbers(text))):
        text = text.masked(start, end)
    return [
        found
        for found in quantities.find(text)
        if found.dimension and not found.article and (not found.ordinal or found.dimension in _NUMBERING)
    ]


def _figure(asked: str, claim: Quantity) -> Claim:
    def rival(said: Folded) -> bool:
        kind = (claim.dimension, claim.ordinal)
        alike = [f for f in figures_of(said) if (f.dimension, f.ordinal) == kind and f.bound in _BOUNDS[claim.bound]]
        if not _BOUNDED.match(asked, claim.end):  # 届满3个月前 tells no length
            alike = [f for f in alike if not _BOUNDED.match(said.text, f.end)]
        return any(_is_of(asked, claim, said.text[slice(*clause_at(said.text, f.start, f.end))]) for f in alike)

    def made(said: Folded) -> bool:
        alike = [f for f in quantities.find(said) if _alike(f, claim)]
        spans = any(f.low <= claim.high and claim.low <= f.high for f in alike)
        return spans or any(abs(f.low - claim.low) < claim.last_digit / 2 for f in alike)  # 120 for 119.89

    return Claim(claim.start, claim.end, made, rival)


def _alike(figure: Quantity, claim: Quantity) -> bool:
    return figure.dimension in (claim.dimension, "") and figure.ordinal == claim.ordinal


def _is_of(asked: str, claim: Quantity, clause: str) -> bool:
    """Tell whether a clause speaks of a claim's thing: it holds one of the words beside the claim."""
    before, after = words(asked[: claim.start])[-2:], words(asked[claim.end :])[:1]
    return any(fold(word) in clause for word in (*before, *after) if len(word) > 1)


def _date(asked: str, claim: Day) -> Iterator[Claim]:
    """A date with what happened then; none where its clause does not say what."""
    first, last = clause_at(asked, claim.start, claim.end)
    beside = (*words(asked[claim.end : last])[:2], *words(asked[first : claim.start])[-1:])
    happened = [fold(word) for word in beside if len(word) > 1]
    is_bounded = bool(_BOUNDED.match(asked, claim.end))

    def made(said: Folded) -> bool:
        return any(dates.supports(day, claim) for day in dates.find(said))

    def rival(said: Folded) -> bool:
        as_precise = any(
            day.day if claim.day else day.year and (claim.is_year or day.month)
            for day in dates.find(said)
            if is_bounded or not _BOUNDED.match(said.text, day.end)
        )
        return as_precise and any(word in said.text for word in happened)

    if happened:
        yield Claim(claim.start, claim.end, made, rival)


def _organ(claim: names.Name, end: int) -> Claim:
    def rival(said: Folded) -> bool:
        others = any(organ.words != claim.words for organ in names.organs(said))
        return others and bool(_ROLE.search(said.text) or _ROLE_COLUMN.search(said.text))

    def made(said: Folded) -> bool:
        may_be = any(names.may_be_one(claim.words, organ.words) for organ in names.organs(said))
        return may_be or names.made(claim, said.text, frozenset()) or bool(_OURS.search(said.text))

    return Claim(claim.start, end, made, rival)


def _scope(claim: re.Match[str]) -> Claim:
    over = claim["over"] or claim["to"]

    def scopes(said: Folded) -> set[str]:
        return {match["over"] or match["to"] for match in _SPREAD_OVER.finditer(said.text)}

    return Claim(*claim.span(), lambda said: over in scopes(said), lambda said: bool(scopes(said) - {over}))


def _change(claim: re.Match[str]) -> Claim:
    """That something has gone from one state to another; its rival is the way back."""

    def goes(said: Folded, old: str, new: str) -> bool:
        return any(change["old"] == old and change["new"].startswith(new) for change in _CHANGE.finditer(said.text))

    old, new = claim["old"], claim["new"]
    return Claim(*claim.span(), lambda said: goes(said, old, new), lambda said: goes(said, new, old))


def _ending(asked: str, claim: re.Match[str]) -> Claim:
    """That something has been ended; what speaks of the thing and of no ending says otherwise."""
    things = [fold(word) for word in words(asked[claim.end() :])[:3] if len(word) > 1]

    def rival(said: Folded) -> bool:
        return any(thing in said.text for thing in things)

    return Claim(*claim.span(), lambda said: bool(_ENDED.search(said.text) or _FREED.search(said.text)), rival)


def _holder(claim: names.Name, thing: str) -> Claim:
    """A place that something with a name is said to be of; its rivals are its neighbours in the same province."""
    own = places.place_of([claim.words])

    def beside(said: Folded) -> list[str]:
        clauses = [c for c in _CLAUSE_ENDS.split(said.text) if thing in c]
        return [place for clause in clauses for place in places.names(clause)]

    def rival(said: Folded) -> bool:
        others = (places.place_of([place]) for place in beside(said))
        return any(other.province == own.province and not other.can_speak_for(own) for other in others)

    return Claim(claim.start, claim.end, lambda said: claim.words in beside(said), rival)


def _span(found: Quantity | Day | names.Name) -> tuple[int, int]:
    return found.start, found.end


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause around a stretch of a text."""
    ends = [match.start() for match in _CLAUSE_ENDS.finditer(text)]
    first = max((at + 1 for at in ends if at < start), default=0)
    return first, min((at for at in ends if at >= end), default=len(text))
