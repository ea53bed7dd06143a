"""A body's tokens in windows that the encoder can take, and which tokens of which window stand for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from assistant.draft.tagger.units import Unit
from index.encoder.bundled import QUERY_PROMPT

_MOST = 480  # tokens of a window, without its first and last
_STEP = 240
_LINE_BREAK = "|"  # a line break would be read as a blank


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands: tokens ``[first, last)`` of a window."""

    window: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Windows:
    """A body as the encoder reads it.

    Attributes:
        rows: Token ids of each window, ``<s>`` and ``</s>`` included; neighbours overlap by half.
        places: Of each unit, in the window in whose middle it stands most.
    """

    rows: tuple[tuple[int, ...], ...]
    places: tuple[Place, ...]


def windows(tokenizer: Tokenizer, body: str, units: Sequence[Unit]) -> Windows:
    """Cut a body into windows.

    Args:
        tokenizer: The encoder's, cutting nothing off.
        body: The text.
        units: What is to be found in it again.
    """
    text = QUERY_PROMPT + body.replace("\r", _LINE_BREAK).replace("\n", _LINE_BREAK)
    encoding = tokenizer.encode(text, add_special_tokens=False)
    opening, closing = tokenizer.encode("").ids
    ids, shift = encoding.ids, len(QUERY_PROMPT)
    offsets = [(start - shift, end - shift) for start, end in encoding.offsets]
    starts = range(0, len(ids) - _MOST + _STEP, _STEP) if len(ids) > _MOST else range(1)
    rows = tuple((opening, *ids[start : start + _MOST], closing) for start in starts)
    return Windows(rows, tuple(_place(unit, offsets, starts, len(ids)) for unit in units))


def _place(unit: Unit, offsets: Sequence[tuple[int, int]], starts: range, count: int) -> Place:
    inside = [number for number, (a, b) in enumerate(offsets) if b > unit.start and a < unit.end] or [0]
    middle = (inside[0] + inside[-1]) / 2

    def distance(window: int) -> float:
        return abs(middle - (starts[window] + min(_MOST, count - starts[window]) / 2))

    window = min(range(len(starts)), key=distance)
    first = max(inside[0] - starts[window], 0) + 1
    last = min(inside[-1] - starts[window], _MOST - 1) + 2
    return Place(window, first, max(last, first + 1))
