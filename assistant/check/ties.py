"""What a figure is tied to: the year, place, organ and ordinal that it is said of, and whether it is a rise or a fall.

沈阳新增3家，大连新增5家 does not say that 大连 has three. A figure is said of what stands in its own clause, else of
what was named last before it. Knows nothing of grammar beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from assistant.check.dates import Day
from assistant.check.names import Name
from assistant.check.quantities import Quantity
from assistant.check.sense import FALL, RISE

_BREAK = re.compile(r"[，；。;!?\n]|,(?!\d)|(?<!\d),")
_SEVERALLY = re.compile(r"分别|依次|各自")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something that figures are said of.

    Attributes:
        kind: Anchors of one kind exclude each other.
        keys: What it is, in every way in which it may be put.
    """

    kind: str
    keys: frozenset[Hashable]
    start: int


@dataclass(frozen=True, slots=True)
class Tied:
    """A figure with what it is tied to, by kind.

    Attributes:
        near: What stands in its own clause.
        before: What was named last before it, of the kinds that its clause lacks.
    """

    quantity: Quantity
    near: Mapping[str, frozenset[Hashable]]
    before: Mapping[str, frozenset[Hashable]]


def anchors(text: str, names: Iterable[Name], days: Iterable[Day], quantities: Iterable[Quantity]) -> list[Anchor]:
    """The anchors of a text, in order."""
    found = [Anchor(name.kind.value, frozenset((name.words,)), name.start) for name in names]
    for day in days:
        keys = frozenset(key for key in (day.year, day.until, day.relative, day.retold) if key)
        if keys:
            found.append(Anchor("year", keys, day.start))
    found += [Anchor(f"第{q.dimension}", frozenset((q.low,)), q.start) for q in quantities if q.ordinal]
    for pattern, direction in ((RISE, "rise"), (FALL, "fall")):
        found += [Anchor("direction", frozenset((direction,)), match.start()) for match in pattern.finditer(text)]
    return sorted(found, key=lambda anchor: anchor.start)


def tied(text: str, quantity: Quantity, found: Iterable[Anchor]) -> Tied:
    """Tie a figure to the anchors of its text.

    Args:
        text: The text, folded.
        quantity: A figure of it.
        found: The text's anchors, in order.
    """
    first, last = _clause(text, quantity)
    near: dict[str, frozenset[Hashable]] = {}
    before: dict[str, frozenset[Hashable]] = {}
    for anchor in found:
        if first <= anchor.start < last:
            near[anchor.kind] = near.get(anchor.kind, frozenset()) | anchor.keys
        elif anchor.start < first and anchor.kind != "direction":
            before[anchor.kind] = anchor.keys
    return Tied(quantity, near, {kind: keys for kind, keys in before.items() if kind not in near})


def agree(claim: Tied, source: Tied, own: frozenset[str]) -> bool:
    """Tell whether a figure may be said of the same in a statement and in its source.

    Args:
        claim: The figure in the statement.
        source: The same figure in the cited words.
        own: Places that the source's document is of, of which it speaks where it names none.
    """
    for kind, keys in claim.near.items():
        said = source.near.get(kind)
        if said is None:
            said = source.before.get(kind, keys) | own
        if not keys & said:
            return False
    return True


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """The clause of a figure; the whole sentence where it deals figures out severally."""
    breaks = [match.start() for match in _BREAK.finditer(text)]
    first = max((at + 1 for at in breaks if at < quantity.start), default=0)
    last = min((at for at in breaks if at >= quantity.end), default=len(text))
    if not _SEVERALLY.search(text, first, last):
        return first, last
    return max(text.rfind("。", 0, first), text.rfind("\n", 0, first)) + 1, last
