"""One thing that a question takes for granted, and the clause that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.check.folding import Folded

_CLAUSE_ENDS = re.compile(r"[，；。！？;!?\n]|,(?!\d)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question states, ``asked.text[start:end]``.

    Attributes:
        made: Tells whether a passage makes it.
        rival: Tells whether a unit's words make another of its kind, of the same thing.
        clause: The stretch of the question that says of what.
    """

    start: int
    end: int
    made: Callable[[Folded], bool]
    rival: Callable[[Folded], bool]
    clause: tuple[int, int]


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause around a stretch of a text."""
    ends = [match.start() for match in _CLAUSE_ENDS.finditer(text)]
    first = max((at + 1 for at in ends if at < start), default=0)
    return first, min((at for at in ends if at >= end), default=len(text))


def clauses(text: str) -> list[str]:
    """The clauses of a text, in order."""
    return _CLAUSE_ENDS.split(text)
