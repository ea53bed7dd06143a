"""Requests to statements: what the documents say to each demand, verbatim, and how far that covers the request.

Steps: (1) several queries a request, (2) passages of other provinces and cities set aside, (3) every sentence, clause
or cell scored against every demand, (4) coverage decided by the best scores, (5) a few statements chosen that differ
from each other. A sentence that is merely worded alike is no support.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.draft.choosing import Statement, choose
from assistant.draft.demand import Demand, demands
from assistant.draft.schema import Coverage, Request, Stage
from assistant.draft.scoring import may_answer, parted, reads_as_answer, score_units
from assistant.draft.sources import Sources
from assistant.draft.wording import EFFECT
from assistant.reader import fold
from assistant.support import confidence
from assistant.units import Unit, units
from index import places
from index.places import Place
from index.schema import BlockKind, Document, FieldName, Hit

SUPPORTED = 0.47
"""Least score of a sentence that speaks to a whole request; set on requests worded unlike the documents."""

PART_SUPPORTED = 0.62
"""The same for one clause of a request: it has fewer words, which more sentences hold by chance."""

READ_SUPPORTED = 0.8
"""Least confidence, as answers have it, of a sentence that speaks to a request in words quite unlike its own."""

_READ_AS_WELL = 0.7  # of a further sentence beside such a one
_READ_QUERY = 40  # passages, of which those of other places are set aside
_PASSAGES = 10  # a query
_SEARCHED = 80  # of which those of other places are set aside
_READ_WHOLE = 2  # passages of a query whose every stretch is scored, whatever its words
_MOST_UNITS = 48  # scored a request; encoding them is what a draft's time goes into
_SURE = 0.7
_TIED = 0.36  # least score of the whole request where one of its few parts is answered
_FEW_PARTS = 2
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
    pool = _pool(request, asked, sources, letter)
    scores = score_units(asked, pool, sources)
    best = [max((row[i] for row in scores), default=0.0) for i in range(len(asked))]
    coverage, answered, unanswered = _coverage(asked, best)
    read = [
        Statement(unit, sources.document(unit.hit.chunk.path), max(row), Stage.DONE, tuple(row))
        for unit, row in zip(pool, scores, strict=True)
    ]
    near = tuple(sorted(read, key=lambda statement: -statement.score))
    if coverage is Coverage.MISSING:
        answers = _read(request, asked[0], sources, letter)
        if not answers:
            return Evidence(coverage, (), unanswered, near)
        return Evidence(Coverage.COVERED, choose(answers, ()), (), near)
    chosen = choose(near, answered)
    said = fold("".join(f"{s.unit.subject}{s.unit.text}" for s in chosen))
    still_open = tuple(d.text for d in asked if d.text in unanswered and d.share(said) < _SAID)
    return Evidence(Coverage.PARTIAL if still_open else Coverage.COVERED, chosen, still_open, near)


def _read(request: Request, whole: Demand, sources: Sources, letter: Place) -> list[Statement]:
    """What the answering of questions finds for a request that no sentence is worded like; best first."""
    named = places.names(request.text)
    found = sources.search(whole.meaning, _READ_QUERY)
    kept = [hit for hit in found if _may_speak(sources.document(hit.chunk.path), letter, named)]
    kept = [hit for hit in kept if may_answer(whole, hit.chunk.text)]
    sure = []
    for reading in sources.read(whole.meaning, kept) if kept else ():
        unit, document = reading.unit, sources.document(reading.unit.hit.chunk.path)
        if reads_as_answer(whole, unit, document):
            score = confidence(reading)
            sure.append(Statement(unit, document, score, Stage.DONE, (score,)))
    sure.sort(key=lambda statement: -statement.score)
    return [s for s in sure if s.score >= _READ_AS_WELL] if sure and sure[0].score >= READ_SUPPORTED else []


def place_of_document(document: Document) -> Place:
    """Where a document comes from: its issuer, its title, else the province that it speaks of."""
    named = places.place_of((document.value(FieldName.ISSUER) or "", document.title))
    return named if named.province else places.most_named(document.text[:4000])


def _pool(request: Request, asked: Sequence[Demand], sources: Sources, letter: Place) -> list[Unit]:
    named = places.names(request.text)
    hits: dict[str, Hit] = {}
    first: set[str] = set()
    for query in _queries(request, asked):
        found = sources.search(query, _SEARCHED)
        kept = [hit for hit in found if _may_speak(sources.document(hit.chunk.path), letter, named)][:_PASSAGES]
        hits |= {hit.chunk.id: hit for hit in kept if hit.chunk.id not in hits}
        first |= {hit.chunk.id for hit in kept[:_READ_WHOLE]}
    stretches: dict[str, Unit] = {}
    for unit in (part for whole in units(list(hits.values())) for part in parted(whole)):
        if unit.hit.chunk.kind not in (BlockKind.FRONT, BlockKind.BACK, BlockKind.HEADING, BlockKind.COLUMNS):
            stretches.setdefault(fold(unit.text), unit)
    whole = asked[0]
    ranked = sorted(stretches.values(), key=lambda unit: (unit.hit.chunk.id not in first, -_rough(whole, unit)))
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


def _coverage(asked: Sequence[Demand], best: Sequence[float]) -> tuple[Coverage, list[int], tuple[str, ...]]:
    """Covered when the request as a whole or its main demand is spoken to; partial when only another demand is.

    Returns:
        The coverage, the positions of the demands to be answered one by one, and the words of those left open.
    """
    whole, parts = best[0], list(zip(asked[1:], best[1:], strict=True))
    key = max(asked[0].weights, key=lambda word: asked[0].weights[word], default="")
    tied = whole >= _TIED or len(parts) > _FEW_PARTS
    answered = [
        demand
        for demand, score in parts
        if score >= PART_SUPPORTED
        and tied
        and (demand.topical > 1 or whole >= SUPPORTED or (score >= _SURE and demand.key == key))
    ]
    open_demands = tuple(d.text for d, score in parts if d not in answered and _worth_asking(d) and score < _OPEN)
    main = whole >= SUPPORTED or (bool(parts) and parts[0][0] in answered)
    positions = [i for i, (demand, _) in enumerate(parts, 1) if demand in answered and (demand.topical > 1 or i == 1)]
    if main:
        return (Coverage.PARTIAL if open_demands else Coverage.COVERED), positions, open_demands
    if answered:
        left = tuple(d.text for d, score in parts if d not in answered and score < PART_SUPPORTED and _worth_asking(d))
        return Coverage.PARTIAL, positions, left
    return Coverage.MISSING, [], ()


def _worth_asking(demand: Demand) -> bool:
    """Tell whether a part names something of its own (a sum, a place, a term) whose absence can be told."""
    named = demand.money or demand.places or demand.phrases or demand.facilities or _FIGURE.search(demand.text)
    return bool(named) and demand.topical >= _SAYS and not EFFECT.match(demand.text)
