"""Which of the statements found for a request the letter uses: a few that differ from each other, facts first.

What two versions of one document both say is said once. Never decides whether a request is covered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.compose import dated
from assistant.draft.schema import Stage
from assistant.draft.stage import stage_of
from assistant.reader import fold
from assistant.units import Unit
from index.schema import Document, FieldName

_FURTHER = 0.45  # least score for a part of a statement that answers it
_TIED, _NEARLY = 0.6, 0.75  # of the best score for the whole request: the least, and what needs no like reading
_SURE, _LEAST_TIED = 0.65, 0.33  # a score for a part that needs no more than the second for the whole
_BEHIND = 0.1  # what comes on top is at most this far behind the best
_READ_ALIKE = 0.16  # and its reading at most this far behind the surest
_MOST_STATEMENTS = 5
_MOST_CHARACTERS = 520
_SHARED, _SHARED_BY_VERSIONS, _SHARED_BESIDE_FIGURES = 0.5, 0.15, 0.12  # of three neighbouring characters
_FIGURE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A document's own words that speak to a request.

    Attributes:
        score: Its best score for any of the demands.
        scores: Its score for each demand, the whole request first.
        read: How sure the reading for an answer is of it, 0 to 1; 0 where it was not read.
        newer: Path of the document that puts its own out of date.
    """

    unit: Unit
    document: Document
    score: float
    stage: Stage
    scores: tuple[float, ...]
    read: float = 0.0
    newer: str | None = None

    @property
    def date(self) -> str:
        """The document's day; empty where it has none."""
        return dated(self.document) or ""


def choose(near: Sequence[Statement], answered: Sequence[int]) -> tuple[Statement, ...]:
    """Choose the best statement for each answered demand, then the best of the rest, until there are enough.

    Args:
        near: All statements read, best first; at least one.
        answered: Positions of the demands to be answered one by one.
    """
    near = [s for s in near if not _superseded(s, near)]
    whole = max(s.scores[0] for s in near)
    chosen: list[Statement] = []
    for demand in answered:
        fit = [s for s in near if _answers(s, demand, whole) and not _repeats(s, chosen)]
        if fit and len(chosen) < _MOST_STATEMENTS:
            chosen.append(max(fit, key=lambda s: _worth(s, demand)))
    if not chosen:
        chosen.append(max(near, key=lambda s: _worth(s, 0)))
    least = max(map(_nearness, near)) - _BEHIND
    surest = max(s.read for s in near)
    for statement in sorted(near, key=lambda s: -_nearness(s)):
        length = sum(len(s.unit.text) for s in chosen) + len(statement.unit.text)
        room = len(chosen) < _MOST_STATEMENTS and length <= _MOST_CHARACTERS
        alike = statement.read >= surest - _READ_ALIKE or statement.scores[0] >= _NEARLY * whole
        fits = alike and statement.scores[0] >= _TIED * whole
        if room and _nearness(statement) >= least and fits and not _repeats(statement, chosen):
            chosen.append(statement)
    return tuple(replace(s, stage=stage_of(s.unit, s.document)) for s in chosen)


def _answers(statement: Statement, demand: int, whole: float) -> bool:
    """Tell whether a statement answers a part: the surer, the less it must speak to the request as a whole."""
    score, tied = statement.scores[demand], statement.scores[0]
    return (score >= _FURTHER and tied >= _TIED * whole) or (score >= _SURE and tied >= _LEAST_TIED)


def _nearness(statement: Statement) -> float:
    """How near a statement is to the request as a whole: by its words, by how it reads as an answer, by figures."""
    return 0.6 * statement.scores[0] + 0.5 * statement.read + _figures(statement.unit.text)


def _worth(statement: Statement, demand: int) -> float:
    fit = 0.5 * statement.scores[demand] + 0.3 * statement.scores[0] + 0.3 * statement.read
    return fit + _telling(statement)


def _telling(statement: Statement) -> float:
    """What facts add to a statement: figures, documents named, things done."""
    text = statement.unit.text
    basis = 0.1 if re.search(r"《[^》]+》|[〔\[(（]\d{4}[〕\])）]\d+号", text) else 0.0
    done = 0.06 if re.search(r"已|了|印发|建成|出台|达到", text) else 0.0
    official = 0.03 if statement.document.value(FieldName.ISSUER) and statement.date else 0.0
    return _figures(text) + basis + done + official


def _figures(text: str) -> float:
    return 0.08 if _FIGURE.search(text) else 0.0


def _repeats(statement: Statement, chosen: Sequence[Statement]) -> bool:
    return any(_alike(statement, other) for other in chosen)


def _superseded(statement: Statement, near: Sequence[Statement]) -> bool:
    """Tell whether the document that puts a statement's own out of date speaks of the same matter."""
    return statement.newer is not None and any(
        other.document.path == statement.newer and _shared(statement, other) > _SHARED_BY_VERSIONS for other in near
    )


def _another_version(one: Statement, other: Statement) -> bool:
    """Tell whether two statements stand in two versions of one document: same kind, same day, same place."""
    if one.document.path == other.document.path or not one.date or one.date != other.date:
        return False
    names = (FieldName.KIND, FieldName.REGION)
    return all(one.document.value(name) == other.document.value(name) for name in names)


def _alike(one: Statement, other: Statement) -> bool:
    """Tell whether one statement says again what another says; of versions of one document less is enough."""
    shared = _shared(one, other)
    figures = set(_FIGURE.findall(one.unit.text)), set(_FIGURE.findall(other.unit.text))
    same_figures = bool(figures[0]) and figures[0] <= figures[1]
    same_row = bool(one.unit.subject) and one.unit.subject == other.unit.subject and one.document is not other.document
    most = _SHARED_BY_VERSIONS if same_row or _another_version(one, other) else _SHARED
    return shared > most or (same_figures and shared > _SHARED_BESIDE_FIGURES)


def _shared(one: Statement, other: Statement) -> float:
    """Share of the shorter statement's three neighbouring characters that stand in the other too."""
    a, b = _triples(fold(one.unit.text)), _triples(fold(other.unit.text))
    return len(a & b) / max(1, min(len(a), len(b)))


def _triples(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(len(text) - 2)}
