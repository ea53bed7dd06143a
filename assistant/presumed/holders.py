"""Whose something is said to be: the organ in charge of it, the place that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.asking import ASKS_FOR
from assistant.check import names
from assistant.check.folding import Folded
from assistant.presumed.claim import Claim, clause_at, clauses
from index import places

_IN_CHARGE = re.compile(
    r"(?:等|来|统一|具体|联合|共同|一起)*(?:负责|牵头|主管|主办|管(?!委|理)|审批|承办|推出|出台|制定|组织|搞|出的)"
)
_GIVEN = re.compile(r"(?:由|归|交给|交由)$")
_DOES_IT = re.compile(r"(?:直接|统一|具体|自己|来|去)*(?:做|办|管|收|干|实施|核查|执行|承担|审核|监管|征收|开展)")
_AND = re.compile(r"[和、与及跟同]|以及|,")
_BELONGS = re.compile(r"$|[，,。？?吧吗啊的]")
_ROLE = re.compile(r"负责|牵头|主管|主办|承办|责任单位|实施|出台|制定|推出|会同|联合")
_ROLE_COLUMN = re.compile(r"部门|单位|机关|主体")
_OURS = re.compile(r"[我本][厅局委办部院会市县区省]")  # whose it is, the words around do not say
_SET_UP = r"(?:首创|推出|搭建?|建设|推行|实行|打造|搞|开发|设立|创建|建)"
_HELD_BY = re.compile(
    rf"(?:省|市|片区|自贸试验区|自贸区){{0,2}}{_SET_UP}?的?(?:[那这](?:个|套|项|种))?"
    r"[“《\"](?P<thing>[^”》\"]{2,20})[”》\"]"
)
_SET_UP_BY = re.compile(
    rf"(?:省|市|片区|自贸试验区|自贸区){{0,2}}(?:在?全[国省])?(?:自己|率先|首先)?{_SET_UP}(?:起来|出来)?的"
)
_QUOTED_THING = re.compile(r"[“《\"](?P<thing>[^”》\"]{2,20})[”》\"][^，。；,;]{0,6}?(?:是|由|为)$")


def organs_in_charge(asked: Folded, unquoted: Folded) -> Iterator[Claim]:
    """Yield the organs that a question says are in charge of something, or do it.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
    """
    together: list[names.Name] = []
    for organ in names.organs(unquoted):
        if not (together and _AND.fullmatch(asked.text, together[-1].end, organ.start)):
            together = []
        together.append(organ)
        first, last = together[0].start, organ.end
        given = _GIVEN.search(asked.text, 0, first)
        charge = _IN_CHARGE.match(asked.text, last)
        if given and not charge:
            does_it = _DOES_IT.match(asked.text, last)
            charge = does_it or (None if given[0] == "由" else _BELONGS.match(asked.text, last))
        if charge and not any(ASKS_FOR.search(each.words) for each in together):
            yield _organs(asked.text, tuple(together), given.start() if given else first, charge.end())


def _organs(asked: str, claimed: tuple[names.Name, ...], start: int, end: int) -> Claim:
    """That organs are in charge of something; what names any of them may make it."""
    called = {organ.words for organ in claimed}

    def rival(said: Folded) -> bool:
        others = any(organ.words not in called for organ in names.organs(said))
        return others and bool(_ROLE.search(said.text) or _ROLE_COLUMN.search(said.text))

    def made(said: Folded) -> bool:
        may_be = any(names.may_be_one(one, organ.words) for organ in names.organs(said) for one in called)
        return (
            may_be or any(names.made(one, said.text, frozenset()) for one in claimed) or bool(_OURS.search(said.text))
        )

    return Claim(start, end, made, rival, clause_at(asked, start, end))


def places_of_things(asked: Folded) -> Iterator[Claim]:
    """Yield the places that something with a name is said to be of: 营口的“…”, “…”是营口搞的.

    Args:
        asked: The question.
    """
    for place in names.named_places(asked):
        held = _HELD_BY.match(asked.text, place.end)
        if not held and _SET_UP_BY.match(asked.text, place.end):
            held = _QUOTED_THING.search(asked.text, 0, place.start)
        if held:
            yield _holder(asked.text, place, held["thing"])


def _holder(asked: str, claim: names.Name, thing: str) -> Claim:
    """A place that something with a name is said to be of; its rivals are its neighbours in the same province."""
    own = places.place_of([claim.words])

    def beside(said: Folded) -> list[str]:
        return [place for clause in clauses(said.text) if thing in clause for place in places.names(clause)]

    def rival(said: Folded) -> bool:
        others = (places.place_of([place]) for place in beside(said))
        return any(other.province == own.province and not other.can_speak_for(own) for other in others)

    clause = clause_at(asked, claim.start, claim.end)
    return Claim(claim.start, claim.end, lambda said: claim.words in beside(said), rival, clause)
