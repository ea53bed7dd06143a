"""Requests to statements: what the documents say to each demand, verbatim, and how far that covers the request.

Steps: (1) several queries a request, (2) passages of other provinces and cities set aside, (3) every sentence, clause
or cell scored against every demand, and the best passages read for an answer, (4) coverage decided by both, (5) a few
statements chosen that differ from each other. A sentence that is merely worded alike is no support.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.draft.choosing import Statement, choose
from assistant.draft.demand import Demand, asks_for_money, demands
from assistant.draft.schema import Coverage, Request, Stage
from assistant.draft.scoring import parted, reads_as_answer, score_units
from assistant.draft.sources import Sources
from assistant.draft.wording import EFFECT
from assistant.reader import Reading, fold
from assistant.support import confidence
from assistant.units import Unit, units
from index import places
from index.places import Place
from index.schema import BlockKind, Document, FieldName, Hit

SUPPORTED = 0.76
"""Least sum of the best score for a whole request and half the confidence of the best answer to it.

Set on requests worded like the documents and on others worded quite differently, with and without basis in them."""

_WORDED_ALIKE = 0.6  # a score that needs no answer to bear it out
_READ_QUERY = 40  # passages, of which those of other places are set aside
_PASSAGES = 10  # a query
_SEARCHED = 80  # of which those of other places are set aside
_READ_WHOLE = 2  # passages of a query whose every stretch is scored, whatever its words
_MOST_UNITS = 48  # scored a request; encoding them is what a draft's time goes into
_MOST_ANSWERS = 8
_ANSWERED = 0.62  # least score of a sentence that speaks to one part: it has fewer words, held by more by chance
_OPEN = 0.42  # a part below this is open
_SAID = 0.5  # a part whose words, by weight, stand in the chosen statements is not open
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千]+(?:万|亿|家|个百分点)")
_NATIONAL = re.compile(r"各省、自治区|国务院|新疆生产建设兵团")  # whom and by whom national documents are addressed
_OPENING = 4000  # characters of a document that tell where it comes from
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
    named = places.names(request.text)
    answers = _answers(asked[0], sources, letter, named)
    pool = _pool(request, asked, [reading.unit for reading in answers], sources, letter, named)
    read = [
        _statement(unit, row, answers, sources)
        for unit, row in zip(pool, score_units(asked, pool, sources), strict=True)
    ]
    near = tuple(sorted(read, key=lambda statement: -statement.score))
    best = [max((statement.scores[i] for statement in near), default=0.0) for i in range(len(asked))]
    if best[0] < _WORDED_ALIKE and best[0] + 0.5 * max(map(confidence, answers), default=0.0) < SUPPORTED:
        return Evidence(Coverage.MISSING, (), (), near)
    chosen = choose(near, [i for i, score in enumerate(best) if i and score >= _ANSWERED])
    said = fold("".join(f"{s.unit.subject}{s.unit.text}" for s in chosen))
    unanswered = tuple(
        demand.text
        for demand, score in zip(asked[1:], best[1:], strict=True)
        if score < _OPEN and _worth_asking(demand) and not _is_said(demand, said)
    )
    return Evidence(Coverage.PARTIAL if unanswered else Coverage.COVERED, chosen, unanswered, near)


def _answers(whole: Demand, sources: Sources, letter: Place, named: Sequence[str]) -> list[Reading]:
    """What the answering of questions finds for a request, best first: the answers in words unlike its own."""
    found = sources.search(whole.meaning, _READ_QUERY)
    kept = [hit for hit in found if _may_speak(sources.document(hit.chunk.path), letter, named)]
    readings = sources.read(whole.meaning, kept) if kept else []
    fit = [r for r in readings if reads_as_answer(whole, r.unit, sources.document(r.unit.hit.chunk.path))]
    return sorted(fit, key=lambda reading: -confidence(reading))[:_MOST_ANSWERS]


def _statement(unit: Unit, scores: Sequence[float], answers: Sequence[Reading], sources: Sources) -> Statement:
    path = unit.hit.chunk.path
    sure = [
        confidence(reading)
        for reading in answers
        if reading.unit.hit.chunk.path == path and reading.unit.start < unit.end and unit.start < reading.unit.end
    ]
    document = sources.document(path)
    newer = sources.in_force.newer(path)
    return Statement(unit, document, max(scores), Stage.DONE, tuple(scores), max(sure, default=0.0), newer)


def place_of_document(document: Document) -> Place:
    """Where a document comes from: its issuer, its title, else the province that it speaks of."""
    named = places.place_of((document.value(FieldName.ISSUER) or "", document.title))
    if named.province or _NATIONAL.search(document.text[:_OPENING]):
        return named
    return places.most_named(document.text[:_OPENING])


def _pool(
    request: Request,
    asked: Sequence[Demand],
    answers: Sequence[Unit],
    sources: Sources,
    letter: Place,
    named: Sequence[str],
) -> list[Unit]:
    """The stretches to be scored: the answers, and the likeliest of the passages found by several queries."""
    hits: dict[str, Hit] = {}
    first: set[str] = set()
    for query in _queries(request, asked):
        found = sources.search(query, _SEARCHED)
        kept = [hit for hit in found if _may_speak(sources.document(hit.chunk.path), letter, named)][:_PASSAGES]
        hits |= {hit.chunk.id: hit for hit in kept if hit.chunk.id not in hits}
        first |= {hit.chunk.id for hit in kept[:_READ_WHOLE]}
    stretches: dict[str, Unit] = {}
    for unit in (part for whole in (*answers, *units(list(hits.values()))) for part in parted(whole)):
        if unit.hit.chunk.kind not in (BlockKind.FRONT, BlockKind.BACK, BlockKind.HEADING, BlockKind.COLUMNS):
            stretches.setdefault(fold(unit.text), unit)
    whole, read = asked[0], {unit.hit.chunk.id for unit in answers}
    ranked = sorted(
        stretches.values(),
        key=lambda unit: (unit.hit.chunk.id not in read, unit.hit.chunk.id not in first, -_rough(whole, unit)),
    )
    return ranked[:_MOST_UNITS]


def _queries(request: Request, asked: Sequence[Demand]) -> list[str]:
    whole = asked[0]
    rare = sorted(whole.weights, key=lambda word: -whole.weights[word])[:6]
    texts = [
        request.text[:300],
        whole.meaning[:300],
        request.topic,
        *(demand.text for demand in asked[1:4]),
        " ".join((*whole.places, *rare)),
    ]
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _may_speak(document: Document, letter: Place, named: Sequence[str]) -> bool:
    origin = place_of_document(document)
    return origin.can_speak_for(letter) or any(name in (origin.province, origin.city) for name in named)


def _rough(demand: Demand, unit: Unit) -> float:
    return demand.share(fold(unit.text)) + 0.3 * demand.share(fold(f"{unit.context} {unit.hit.chunk.text}"))


def _is_said(demand: Demand, said: str) -> bool:
    """Tell whether the chosen statements, folded, hold most words of a part, or all that it names without an amount."""
    if demand.share(said) >= _SAID:
        return True
    told = all(places.mentions(said, place) for place in demand.places) and all(p in said for p in demand.phrases)
    paid = not demand.money or asks_for_money(said)
    return bool(told and paid and demand.names_facility(said)) and not demand.exact and not _FIGURE.search(demand.text)


def _worth_asking(demand: Demand) -> bool:
    """Tell whether a part names something of its own (a sum, a place, a term) whose absence can be told."""
    named = demand.money or demand.places or demand.phrases or demand.facilities or _FIGURE.search(demand.text)
    return bool(named) and demand.topical >= _SAYS and not EFFECT.match(demand.text)
