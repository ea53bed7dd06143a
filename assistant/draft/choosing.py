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

STATED = 0.15
"""Least likelihood of a statement beside the best one."""

_BEHIND = 0.35  # what comes on top is at most this much less likely than the best
_MOST_STATEMENTS = 5
_MOST_CHARACTERS = 520
_SHARED, _SHARED_BY_VERSIONS, _SHARED_BESIDE_FIGURES = 0.5, 0.15, 0.12  # of three neighbouring characters
_FIGURE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A document's own words that speak to a request.

    Attributes:
        score: How likely it answers the request, beside the others found for it, 0 to 1.
        support: The same beside what is found for other requests: enough of it and the request is covered.
        fits: How well it fits each demand, the whole request first.
        newer: Path of the document that puts its own out of date.
    """

    unit: Unit
    document: Document
    score: float
    support: float
    stage: Stage
    fits: tuple[float, ...]
    newer: str | None = None

    @property
    def date(self) -> str:
        """The document's day; empty where it has none."""
        return dated(self.document) or ""


def choose(near: Sequence[Statement], parts: Sequence[int]) -> tuple[Statement, ...]:
    """Choose the likeliest statement, the best for each part, then the likeliest of the rest, until there are enough.

    Args:
        near: What stands of the statements read, likeliest first; at least one.
        parts: Positions of the demands that something speaks to.
    """
    least = max(STATED, near[0].score - _BEHIND)
    likely = [s for s in near if s.score >= least]
    wanted = [near[0], *(max(likely, key=lambda s: s.score + s.fits[part]) for part in parts if likely), *likely]
    chosen: list[Statement] = []
    for statement in wanted:
        length = sum(len(s.unit.text) for s in chosen) + len(statement.unit.text)
        room = len(chosen) < _MOST_STATEMENTS and length <= _MOST_CHARACTERS
        if not chosen or (room and not _repeats(statement, chosen)):
            chosen.append(statement)
    return tuple(replace(s, stage=stage_of(s.unit, s.document)) for s in chosen)


def standing(near: Sequence[Statement]) -> list[Statement]:
    """Statements but those of a document that another of them puts out of date, in their order."""
    return [statement for statement in near if not _superseded(statement, near)]


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
    same_document = one.document.path == other.document.path
    same_row = bool(one.unit.subject) and one.unit.subject == other.unit.subject and not same_document
    most = _SHARED_BY_VERSIONS if same_row or _another_version(one, other) else _SHARED
    return shared > most or (same_figures and shared > _SHARED_BESIDE_FIGURES)


def _shared(one: Statement, other: Statement) -> float:
    """Share of the shorter statement's three neighbouring characters that stand in the other too."""
    a, b = _triples(fold(one.unit.text)), _triples(fold(other.unit.text))
    return len(a & b) / max(1, min(len(a), len(b)))


def _triples(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(len(text) - 2)}
