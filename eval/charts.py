"""Small charts as inline SVG that take their colours from the page. Labels are escaped; nothing is fetched.

Drawn 400 units wide, about the width of a phone, so that the words stay readable there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 400
_LABEL = 112
_RIGHT = 48
_ROW = 24
_PLOT_HEIGHT = 180
_LEFT = 40
_TOP = 22
_BOTTOM = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar from 0 to ``value`` with an interval mark from ``low`` to ``high``, and words behind it."""

    label: str
    value: float
    low: float
    high: float
    note: str


def bars(title: str, rows: Sequence[Bar], whole: float = 1.0) -> str:
    """Return horizontal bars.

    Args:
        title: What the chart shows, for those who cannot see it.
        rows: Top to bottom.
        whole: The value at the right end of the scale.
    """
    room = _WIDTH - _LABEL - _RIGHT
    scale = room / whole if whole > 0 else 0.0
    parts: list[str] = []
    for number, row in enumerate(rows):
        top = number * _ROW
        middle = top + _ROW / 2
        low, high = _LABEL + row.low * scale, _LABEL + row.high * scale
        parts += [
            _words(_LABEL - 6, middle + 4, row.label, anchor="end"),
            f'<rect class="track" x="{_LABEL}" y="{top + 5}" width="{room}" height="{_ROW - 10}"/>',
            f'<rect class="bar" x="{_LABEL}" y="{top + 5}" width="{row.value * scale:.1f}" height="{_ROW - 10}"/>',
            f'<path class="interval" d="M{low:.1f} {middle}H{high:.1f}'
            f'M{low:.1f} {middle - 4}v8M{high:.1f} {middle - 4}v8"/>',
            _words(_WIDTH - _RIGHT + 5, middle + 4, row.note),
        ]
    return _svg(title, len(rows) * _ROW + 4, parts)


def columns(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """Return upright columns with their counts on top."""
    highest = max((count for _, count in counts), default=0) or 1
    step = (_WIDTH - 8) / max(len(counts), 1)
    base = _TOP + _PLOT_HEIGHT
    parts: list[str] = []
    for number, (label, count) in enumerate(counts):
        left, height = 4 + number * step, (_PLOT_HEIGHT - 16) * count / highest
        middle = left + step / 2
        parts.append(
            f'<rect class="bar" x="{left + 2:.1f}" y="{base - height:.1f}" '
            f'width="{step - 4:.1f}" height="{height:.1f}"/>'
        )
        parts.append(_words(middle, base - height - 4, str(count), anchor="middle"))
        parts.append(_words(middle, base + 15, label, anchor="middle"))
    return _svg(title, base + 22, parts)


def curve(
    title: str,
    points: Sequence[tuple[float, float]],
    across: str,
    up: str,
    *,
    notes: Sequence[str] = (),
    diagonal: bool = False,
) -> str:
    """Return a line through points in the unit square; only its lowest fifth or two where they hold all.

    Args:
        title: What the chart shows.
        points: From left to right, both coordinates 0 to 1.
        across: Name of the horizontal axis.
        up: Name of the vertical axis.
        notes: Words beside each point, which is then marked.
        diagonal: Draw the line on which both are equal, and the whole square.
    """
    room, base = _WIDTH - _LEFT - 12, _TOP + _PLOT_HEIGHT
    highest = max((y for _, y in points), default=1.0)
    top = 1.0 if diagonal else next(each for each in (0.2, 0.4, 1.0) if highest <= each)
    at = [(_LEFT + x * room, base - y / top * _PLOT_HEIGHT) for x, y in points]
    parts: list[str] = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _LEFT + tick * room, base - tick * _PLOT_HEIGHT
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_LEFT + room}M{x:.1f} {_TOP}V{base}"/>')
        parts.append(_words(_LEFT - 4, y + 4, f"{tick * top:.2g}", anchor="end"))
        parts.append(_words(x, base + 14, f"{tick:g}", anchor="middle"))
    if diagonal:
        parts.append(f'<path class="interval" d="M{_LEFT} {base}L{_LEFT + room} {_TOP}"/>')
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    parts.append(f'<path class="line" d="M{path}"/>')
    parts += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in (at if notes else at[-1:])]
    parts += [_words(x - 5, y + 15, note, anchor="end") for (x, y), note in zip(at, notes, strict=False)]
    parts.append(_words(_WIDTH - 12, base + 29, across, anchor="end"))
    parts.append(_words(_LEFT - 4, _TOP - 8, up))
    return _svg(title, base + _BOTTOM, parts)


def _words(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    label = escape(title, quote=True)
    return f'<svg viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
