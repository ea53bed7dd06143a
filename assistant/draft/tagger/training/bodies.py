"""The labelled bodies: invented proposals, each with the places of its requests, and their units' tags.

``bodies.jsonl`` holds one JSON array a line: group, body, and ``[start, end]`` of each request. Bodies of a group were
written by one author; measuring leaves whole groups out, for an author repeats himself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.draft.tagger.tagging import BEGINS, INSIDE, OUTSIDE
from assistant.draft.tagger.units import Unit

_BODIES = Path(__file__).parent / "bodies.jsonl"


@dataclass(frozen=True, slots=True)
class LabelledBody:
    """A body with the places ``[start, end)`` of its requests."""

    group: int
    body: str
    requests: tuple[tuple[int, int], ...]


def read_bodies(path: Path = _BODIES) -> list[LabelledBody]:
    """Read the labelled bodies."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [LabelledBody(group, body, tuple((start, end) for start, end in spans)) for group, body, spans in rows]


def tags(units: Sequence[Unit], requests: Sequence[tuple[int, int]]) -> list[int]:
    """The tag of each unit; one belongs to a request that holds half of it."""
    found = [OUTSIDE] * len(units)
    for start, end in requests:
        held = [
            number
            for number, unit in enumerate(units)
            if 2 * (min(unit.end, end) - max(unit.start, start)) >= unit.end - unit.start
        ]
        for position, number in enumerate(held):
            found[number] = INSIDE if position else BEGINS
    return found
