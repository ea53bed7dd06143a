"""A proposal's body cut into the units that are tagged, with what their place, form and wording say.

A unit is a sentence, or a piece of one that ；or a colon, a mark of numbering or an asking clause parts from the rest.
Offsets only; the words are never touched, and nothing here judges what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.draft import wording
from assistant.draft.marks import KINDS, Mark, marks

_END = re.compile(
    r"[。！？!?；;：:]+[”’」』）)】\]]*|[\r\n]+|[，,](?=(?:也|还|并|特|故|为此|因此|同时|我们?|本人|另|再|又|更|诚|恳)?"
    r"(?:建议|希望|恳请|恳望|呼吁|请|盼|望|期盼|能否|能不能|可否|可不可以|是否|是不是|应|要|需|须|必须))"
)
_LAST_SIGNS = ("。.", "；;", "：:", "？?", "，,", "！!")
_SHORT = (8, 16, 30)  # characters
_LENGTH = 60  # characters that count as one
_WORDINGS = (
    wording.STRONG,
    wording.STRONG_INSIDE,
    wording.IMPERATIVE,
    wording.QUESTION,
    wording.SOFT,
    wording.WANTS,
    wording.REPORTED,
    wording.CLOSING,
)
FEATURES = len(KINDS) + 1 + 9 + len(_LAST_SIGNS) + len(_SHORT) + len(_WORDINGS) + 1
"""Figures that tell of a unit's place, form and wording."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``body[start:end]``, without blanks around; ``mark`` where a mark of numbering opens it."""

    start: int
    end: int
    mark: Mark | None


def units(body: str) -> list[Unit]:
    """Cut a body into units, in its order; blanks belong to none."""
    opened = {mark.start: mark for mark in marks(body)}
    cuts = sorted({0, len(body), *opened, *(match.end() for match in _END.finditer(body))})
    found = []
    for start, end in pairwise(cuts):
        words = body[start:end]
        if words.strip():
            left = start + len(words) - len(words.lstrip())
            found.append(Unit(left, left + len(words.strip()), opened.get(left)))
    return found


def features(body: str, found: Sequence[Unit]) -> NDArray[np.float32]:
    """Describe the units of a body; shape ``(units, FEATURES)``."""
    rows = [_row(body, unit, number, len(found)) for number, unit in enumerate(found)]
    return np.array(rows, np.float32).reshape(len(found), FEATURES)


def _row(body: str, unit: Unit, number: int, count: int) -> list[float]:
    mark, words = unit.mark, body[unit.start : unit.end]
    before, behind = body[: unit.start].rstrip(" \t\u3000"), body[unit.end :].lstrip(" \t\u3000")
    opens, closes = not before or before.endswith("\n"), not behind or behind[0] in "\r\n"
    counts = mark.number if mark else 0
    said = body[mark.end if mark else unit.start : unit.end]
    row = [
        *(mark is not None and mark.kind == kind for kind in KINDS),
        mark is not None,
        opens,
        closes,
        opens and closes,
        number == 0,
        number == count - 1,
        number / count,
        counts == 1,
        counts > 1,
        mark is not None and mark.inline,
        *(words[-1] in signs for signs in _LAST_SIGNS),
        *(len(words) < length for length in _SHORT),
        *(pattern.search(said) is not None for pattern in _WORDINGS),
        len(words) / _LENGTH,
    ]
    return [float(value) for value in row]
