"""Requests to statements: what the documents say to each demand, verbatim, and how far that covers the request.

Steps: (1) passages found and read, (2) their stretches scored, (3) coverage decided by the one with most support, (4) a
few statements chosen that differ from each other. A sentence that is merely worded alike is no support.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.draft.choosing import Statement, choose, standing
from assistant.draft.demand import Demand, asks_for_money, demands
from assistant.draft.passages import find
from assistant.draft.schema import Coverage, Request, Stage
from assistant.draft.scoring import Scored, scored
from assistant.draft.sources import Sources
from assistant.draft.wording import EFFECT
from assistant.reader import fold
from index import places
from index.places import Place

COVERED = 0.11
"""Least support by some statement of a request that has a basis."""

_ANSWERED = 0.5  # least fit of a sentence that speaks to one part
_OPEN = 0.42  # a part below this is open
_SAID = 0.5  # a part whose words, by weight, stand in the chosen statements is not open
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千]+(?:万|亿|家|个百分点)")
_SAYS = 3  # topic words of a part that is worth asking for


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a request.

    Attributes:
        unanswered: Demands that no sentence speaks to, in their own words.
        near: All that was read, best first, for finding who is in charge and which figures disagree.
    """

    coverage: Coverage
    statements: tuple[Statement, ...]
    unanswered: tuple[str, ...]
    near: tuple[Statement, ...] = field(repr=False, default=())


def gather(request: Request, sources: Sources, letter: Place) -> Evidence:
    """Find what the documents say to a request.

    Args:
        request: The request.
        sources: The index.
        letter: The place whose organ answers.
    """
    asked = demands(request, sources.idf)
    read = find(request, asked, sources, letter)
    statements = [_statement(each, sources) for each in scored(asked, read, sources)]
    near = tuple(sorted(statements, key=lambda statement: -statement.score))
    current = standing(near)
    if max((statement.support for statement in current), default=0.0) < COVERED:
        return Evidence(Coverage.MISSING, (), (), near)
    best = [max(statement.fits[i] for statement in current) for i in range(len(asked))]
    chosen = choose(current, [i for i, fit in enumerate(best) if i and fit >= _ANSWERED])
    said = fold("".join(f"{s.unit.subject}{s.unit.text}" for s in chosen))
    unanswered = tuple(
        demand.text
        for demand, fit in zip(asked[1:], best[1:], strict=True)
        if fit < _OPEN and _worth_asking(demand) and not _is_said(demand, said)
    )
    return Evidence(Coverage.PARTIAL if unanswered else Coverage.COVERED, chosen, unanswered, near)


def _statement(found: Scored, sources: Sources) -> Statement:
    path = found.unit.hit.chunk.path
    newer = sources.in_force.newer(path)
    return Statement(found.unit, sources.document(path), found.likelihood, found.support, Stage.DONE, found.fits, newer)


def _is_said(demand: Demand, said: str) -> bool:
    """Tell whether the chosen statements, folded, hold most words of a part, or all that it names without an amount."""
    if demand.share(said) >= _SAID:
        return True
    told = all(places.mentions(said, place) for place in demand.places) and all(p in said for p in demand.phrases)
    paid = not demand.money or asks_for_money(said)
    return bool(told and paid) and not demand.exact and not _FIGURE.search(demand.text)


def _worth_asking(demand: Demand) -> bool:
    """Tell whether a part names something of its own (a sum, a place, a term) whose absence can be told."""
    named = demand.money or demand.places or demand.phrases or _FIGURE.search(demand.text)
    return bool(named) and demand.topical >= _SAYS and not EFFECT.match(demand.text)
