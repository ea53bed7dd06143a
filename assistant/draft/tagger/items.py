"""What a deputy numbers is one request: an item that asks at its number is taken whole.

Extends tags over the rest of such an item, and over what is numbered within it; never begins a request.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.draft.tagger.tagging import BEGINS, INSIDE, OUTSIDE
from assistant.draft.tagger.units import Unit


def whole_items(body: str, units: Sequence[Unit], tags: Sequence[int]) -> list[int]:
    """Return the tags with each numbered request carried on to the end of its item.

    An item ends at the next mark of its own kind or of one that numbers around it, and with its paragraph, unless the
    tags carry it on.
    """
    found = list(tags)
    around: set[str] = set()
    number = 0
    while number < len(units):
        mark = units[number].mark
        if mark is None or found[number] != BEGINS:
            around |= {mark.kind} if mark else set()
            number += 1
            continue
        ends = around | {mark.kind}
        around.add(mark.kind)
        number += 1
        while number < len(units) and _within(body, units, number, found[number], ends):
            found[number] = INSIDE
            number += 1
    return found


def _within(body: str, units: Sequence[Unit], number: int, tag: int, ends: set[str]) -> bool:
    """Tell whether a unit still belongs to the item before it."""
    unit = units[number]
    apart = "\n" in body[units[number - 1].end : unit.start]
    if unit.mark:
        return unit.mark.kind not in ends and not (apart and tag == OUTSIDE)
    return not apart or tag == INSIDE
