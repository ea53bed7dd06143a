"""Requests to statements: what the documents say to each demand, verbatim, and how far that covers the request.

Steps: (1) several queries a request, (2) passages of other provinces and cities set aside, (3) every sentence or cell
scored against every demand by topic words, their surroundings and meaning, (4) coverage decided by the best scores,
(5) a few statements chosen that differ from each other. A sentence that is merely worded alike is no support.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.draft.demand import Demand, demands, holds
from assistant.draft.schema import Coverage, Request, Stage
from assistant.draft.sources import Sources, dated
from assistant.draft.stage import stage_of
from assistant.reader import fold
from assistant.units import Unit, units
from index import places
from index.places import Place
from index.schema import BlockKind, Document, FieldName, Hit

SUPPORTED = 0.62
"""Least score of a sentence that speaks to a demand; set on requests written for it."""

_PASSAGES = 10  # a query
_MOST_UNITS = 36  # encoded a request; encoding is what a draft's time goes into
_SPOKEN = 0.52  # least score of the whole request where only a one-word part of it is answered
_SURE = 0.7
_OPEN = 0.45  # a part below this is open
_SAYS = 3  # topic words of a part that is worth asking for
_FURTHER = 0.55  # least score of a statement beside the best
_BEHIND = 0.3  # at most this far behind the best
_TIED = 0.3  # least score for the whole request of a statement chosen for a part of it
_CONTENDERS = 5
_MOST_STATEMENTS = 4
_MOST_CHARACTERS = 520
_PROBLEM = re.compile(
    r"有待|不够|薄弱|欠缺|还不|尚未|不清晰|内耗|不足|短板|较晚|偏少|偏低|滞后|缺乏|参差不齐|审议意见》?(?:提出|指出|认为)|都?需加强"
)
_SOLVING = re.compile(r"解决|破解|补齐|克服|改善|消除|缓解|针对")
_NO_STATEMENT = re.compile(
    r"[？?：:]$|本样例|^注[：:]|^[（(]?[一二三四五六七八九十\d]+[）)、.]?[^。；，]{0,24}$|读表提示|另见|见下"
)
_SHORTEST_CELL = 12
_FIELD = re.compile(r"自贸|自由贸易|试验区|高质量|[，、。；]")
_EFFECT = re.compile(
    r"^[把让使将]|^(?:形成|实现|增强|提升|提高|激发|促进|带动|发挥|营造|打造|培育|切实|不断|真正|更好|全面|进而)"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A document's own words that speak to a request.

    Attributes:
        score: Its best score for any of the demands.
        scores: Its score for each demand, the whole request first.
    """

    unit: Unit
    document: Document
    score: float
    stage: Stage
    scores: tuple[float, ...]

    @property
    def date(self) -> str:
        """The document's day; empty where it has none."""
        return dated(self.document)


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
    scores = _scores(asked, pool, sources)
    best = [max((row[i] for row in scores), default=0.0) for i in range(len(asked))]
    coverage, answered, unanswered = _coverage(asked, best)
    read = [
        Statement(unit, sources.document(unit.hit.chunk.path), max(row), Stage.DONE, tuple(row))
        for unit, row in zip(pool, scores, strict=True)
    ]
    near = tuple(sorted(read, key=lambda statement: -statement.score))
    chosen = () if coverage is Coverage.MISSING else _chosen(near, answered)
    return Evidence(coverage, chosen, unanswered, near)


def place_of_document(document: Document) -> Place:
    """Where a document comes from: its issuer, its title, else the province that it speaks of."""
    named = places.place_of((document.value(FieldName.ISSUER) or "", document.title))
    return named if named.province else places.most_named(document.text[:4000])


def _pool(request: Request, asked: Sequence[Demand], sources: Sources, letter: Place) -> list[Unit]:
    hits: dict[str, Hit] = {}
    for query in _queries(request, asked):
        for hit in sources.search(query, _PASSAGES):
            known = hits.get(hit.chunk.id)
            if known is None or hit.score > known.score:
                hits[hit.chunk.id] = hit
    own = places.names(request.text)
    kept = [hit for hit in hits.values() if _may_speak(sources.document(hit.chunk.path), letter, own)]
    found: dict[str, Unit] = {}
    for unit in units(kept):
        if unit.hit.chunk.kind not in (BlockKind.FRONT, BlockKind.BACK, BlockKind.HEADING, BlockKind.COLUMNS):
            found.setdefault(fold(unit.text), unit)
    whole = asked[0]
    ranked = sorted(found.values(), key=lambda unit: -_rough(whole, unit))
    return ranked[:_MOST_UNITS]


def _queries(request: Request, asked: Sequence[Demand]) -> list[str]:
    whole = asked[0]
    rare = sorted(whole.weights, key=lambda word: -whole.weights[word])[:6]
    texts = [
        request.text[:300],
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


def _scores(asked: Sequence[Demand], pool: Sequence[Unit], sources: Sources) -> list[list[float]]:
    """Scores of every unit for every demand, shape (units, demands)."""
    texts = [
        f"{unit.hit.chunk.section[-1] if unit.hit.chunk.section else ''} {unit.subject} {unit.text}" for unit in pool
    ]
    near = sources.nearness([demand.text for demand in asked], texts)
    return [
        [_score(demand, unit, float(near[i, j]), sources) for i, demand in enumerate(asked)]
        for j, unit in enumerate(pool)
    ]


def _score(demand: Demand, unit: Unit, cosine: float, sources: Sources) -> float:
    in_row = unit.hit.chunk.kind is BlockKind.ROW
    if len(unit.text) < _SHORTEST_CELL if in_row else _NO_STATEMENT.search(unit.text):
        return 0.0
    document = sources.document(unit.hit.chunk.path)
    own = fold(f"{unit.subject} {unit.text}")
    around = fold(f"{unit.context} {unit.hit.chunk.text}")
    named = fold(" ".join((around, document.title, document.value(FieldName.ISSUER) or "")))
    meaning = max(0.0, min(1.0, (cosine - 0.78) / 0.14))
    score = 0.45 * demand.share(own) + 0.2 * demand.share(around) + 0.35 * meaning + _shared_phrase(demand, own)
    if not any(phrase in own for phrase in demand.phrases):
        if demand.head and not holds(around, demand.head):
            score -= 0.15
        elif demand.key and not holds(around, demand.key):
            score -= 0.12
    if demand.places and not any(places.mentions(named, place) for place in demand.places):
        score -= 0.3
    if demand.years and not any(year in own or year in dated(document) for year in demand.years):
        score -= 0.3
    tells_problem = _PROBLEM.search(unit.text) and not _SOLVING.search(unit.text)
    return 0.5 * score if tells_problem else score


def _shared_phrase(demand: Demand, own: str) -> float:
    """What a stretch of the demand's own words adds, found whole in the sentence: 0.02 a character beyond three."""
    words = fold(demand.text)
    for length in range(9, 5, -1):
        found = (words[i : i + length] for i in range(len(words) - length + 1))
        if any(stretch in own and not _FIELD.search(stretch) for stretch in found):
            return 0.02 * (length - 3)
    return 0.0


def _coverage(asked: Sequence[Demand], best: Sequence[float]) -> tuple[Coverage, list[int], tuple[str, ...]]:
    """Covered when the request as a whole or its main demand is spoken to; partial when only another demand is.

    Returns:
        The coverage, the positions of the demands to be answered one by one, and the words of those left open.
    """
    whole, parts = best[0], list(zip(asked[1:], best[1:], strict=True))
    key = max(asked[0].weights, key=lambda word: asked[0].weights[word], default="")
    answered = [
        demand
        for demand, score in parts
        if score >= SUPPORTED and (demand.topical > 1 or whole >= _SPOKEN or (score >= _SURE and demand.key == key))
    ]
    open_demands = tuple(d.text for d, score in parts if d not in answered and _worth_asking(d) and score < _OPEN)
    main = whole >= SUPPORTED or (bool(parts) and parts[0][0] in answered)
    positions = [i for i, (demand, _) in enumerate(parts, 1) if demand in answered and (demand.topical > 1 or i == 1)]
    if main:
        return (Coverage.PARTIAL if open_demands else Coverage.COVERED), positions, open_demands
    if answered:
        left = tuple(d.text for d, score in parts if d not in answered and score < SUPPORTED)
        return Coverage.PARTIAL, positions, left
    return Coverage.MISSING, [], ()


def _worth_asking(demand: Demand) -> bool:
    """Tell whether a part asks for something of its own, rather than saying what the rest is good for."""
    return demand.topical >= _SAYS and not _EFFECT.match(demand.text)


def _chosen(near: Sequence[Statement], answered: Sequence[int]) -> tuple[Statement, ...]:
    """The best statement for each answered demand, then the best of the rest, until there are enough."""
    chosen: list[Statement] = []
    for demand in answered:
        fit = [s for s in near if s.scores[demand] >= _FURTHER and s.scores[0] >= _TIED and not _repeats(s, chosen)]
        if fit and len(chosen) < _MOST_STATEMENTS:
            chosen.append(max(fit, key=lambda s: _worth(s, demand)))
    if not chosen:
        chosen.append(max(near[:_CONTENDERS], key=lambda s: _worth(s, 0)))
    least = max(_FURTHER, max(_relevance(s) for s in chosen) - _BEHIND)
    for statement in sorted(near, key=lambda s: -_relevance(s) - _telling(s)):
        length = sum(len(s.unit.text) for s in chosen) + len(statement.unit.text)
        room = len(chosen) < _MOST_STATEMENTS and length <= _MOST_CHARACTERS
        if room and _relevance(statement) >= least and not _repeats(statement, chosen):
            chosen.append(statement)
    return tuple(replace(s, stage=stage_of(s.unit, s.document)) for s in chosen)


def _relevance(statement: Statement) -> float:
    """How well a statement fits: its best demand, tied to the request as a whole."""
    return 0.6 * statement.score + 0.4 * statement.scores[0]


def _worth(statement: Statement, demand: int) -> float:
    return 0.6 * statement.scores[demand] + 0.4 * statement.scores[0] + _telling(statement)


def _telling(statement: Statement) -> float:
    """What facts add to a statement: figures, documents named, things done."""
    text = statement.unit.text
    figures = 0.08 if _FIGURE.search(text) else 0.0
    basis = 0.1 if re.search(r"《[^》]+》|[〔\[(（]\d{4}[〕\])）]\d+号", text) else 0.0
    done = 0.06 if re.search(r"已|了|印发|建成|出台|达到", text) else 0.0
    official = 0.03 if statement.document.value(FieldName.ISSUER) and statement.date else 0.0
    return figures + basis + done + official


def _repeats(statement: Statement, chosen: Sequence[Statement]) -> bool:
    return any(_alike(statement.unit.text, other.unit.text) for other in chosen)


def _alike(one: str, other: str) -> bool:
    a, b = _triples(fold(one)), _triples(fold(other))
    shared = len(a & b) / max(1, min(len(a), len(b)))
    figures = set(_FIGURE.findall(one)), set(_FIGURE.findall(other))
    same_figures = bool(figures[0]) and figures[0] <= figures[1]
    return shared > 0.5 or (same_figures and shared > 0.12)


def _triples(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(len(text) - 2)}
