"""Lines on pages to paragraphs, by where they stand: indentation, line ends, gaps and size of type.

Also leaves out running heads, running feet and page numbers. Knows nothing of any file format.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from index.parse.characters import join_torn
from index.schema import Piece

_PAGE_NUMBER = re.compile(
    r"[-—–－\s·.]*(?:第?\s*\d{1,4}\s*页?|[ivxlc]{1,6})(?:\s*[/，,]?\s*共?\s*\d{1,4}\s*页?)?[-—–－\s·.]*", re.IGNORECASE
)
_MARGIN = 0.14  # of the page's height; GB/T 9704 leaves 37 mm of 297 mm above the text
_EDGE_LINES = 2
_SAME_PLACE = 6.0  # points
_INDENT = 1.2  # widths of a character
_DEEPEST_INDENT = 2.8
_HABIT = 0.08  # of the lines; in long paragraphs few lines are first ones
_SHORT = 1.8
_SIZE_STEP = 1.08
_GAP = 1.45  # of the usual distance between lines
_FEWEST_LINES = 4
_ITEM = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|附件\s*\d*\s*[：:]?|"
    r"\d{1,2}[.．、](?!\d)"
)
_SENTENCE_END = re.compile(r"[。！？；：:]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its place on its page, in points from the page's upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int
    page_height: float


@dataclass(frozen=True, slots=True)
class TextArea:
    """The text area of a page, the usual distance from one line's top to the next, and the habit of indentation."""

    left: float
    right: float
    pitch: float
    size: float
    is_indented: bool


Item = TypeVar("Item")


def drop_running_lines(pages: Sequence[list[Line | Item]]) -> list[list[Line | Item]]:
    """Leave out page numbers, and lines that come again in the same place at the edge of several pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in _edge_lines(page)})
    often = max(2, round(len(pages) * 0.3))
    kept: list[list[Line | Item]] = []
    for page in pages:
        edge = {id(line) for line in _edge_lines(page) if _is_running(line, seen, often)}
        kept.append([item for item in page if id(item) not in edge])
    return kept


def _edge_lines(page: Sequence[Line | Item]) -> list[Line]:
    """Return the first and last lines of a page that stand near its upper or lower edge."""
    lines = sorted((item for item in page if isinstance(item, Line)), key=lambda line: line.top)
    upper = [line for line in lines[:_EDGE_LINES] if line.top < line.page_height * _MARGIN]
    lower = [line for line in lines[-_EDGE_LINES:] if line.bottom > line.page_height * (1 - _MARGIN)]
    return [*upper, *lower]


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / _SAME_PLACE)


def _is_running(line: Line, seen: Counter[tuple[str, int]], often: int) -> bool:
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    text, place = _place(line)
    return sum(seen[text, place + step] for step in (-1, 0, 1)) >= often


def paragraphs(lines: Sequence[Line], areas: Mapping[int, TextArea]) -> Iterator[Piece]:
    """Join lines to paragraphs, each with the page it begins on.

    Args:
        lines: In reading order.
        areas: The text area of each page, from ``text_areas``.
    """
    text, page = "", 0
    previous: Line | None = None
    for line in lines:
        if previous is not None and not _begins_paragraph(previous, line, areas):
            text = join_torn(text, line.text)
        else:
            if text:
                yield Piece(text=text, page=page)
            text, page = line.text, line.page
        previous = line
    if text:
        yield Piece(text=text, page=page)


def text_areas(lines: Sequence[Line]) -> dict[int, TextArea]:
    """Measure each page's text area; pages with few lines take the measure of the whole document."""
    whole = _measure(lines)
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return {page: _measure(found) if len(found) >= _FEWEST_LINES else whole for page, found in by_page.items()}


def _measure(lines: Sequence[Line]) -> TextArea:
    if not lines:
        return TextArea(0.0, 0.0, 0.0, 0.0, is_indented=False)
    sizes = Counter(round(line.size, 1) for line in lines)
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) < 1]
    rights = sorted(line.right for line in body)
    lefts = Counter(round(line.left / 2) * 2 for line in body)
    common = [left for left, count in lefts.items() if count >= max(1, len(body) * 0.1)]
    steps = Counter(
        round(second.top - first.top)
        for first, second in pairwise(body)
        if first.page == second.page and second.top > first.top
    )
    left = min(common or lefts)
    indented = sum(_INDENT * size < line.left - left < _DEEPEST_INDENT * size for line in body)
    return TextArea(
        left=left,
        right=rights[int(len(rights) * 0.95)] if len(rights) > 1 else rights[-1],
        pitch=float(steps.most_common(1)[0][0]) if steps else size * 1.8,
        size=size,
        is_indented=indented >= max(2, len(body) * _HABIT),
    )


def _begins_paragraph(previous: Line, line: Line, areas: Mapping[int, TextArea]) -> bool:
    """Tell whether a line begins a paragraph, by its place and by where the line before it ended."""
    if max(previous.size, line.size) > min(previous.size, line.size) * _SIZE_STEP:
        return True
    measure, before = areas[line.page], areas[previous.page]
    same_page = previous.page == line.page
    if same_page and line.top - previous.top > measure.pitch * _GAP * max(1.0, line.size / measure.size):
        return True
    if _is_centred(previous, before) and _is_centred(line, measure) and line.size > measure.size * _SIZE_STEP:
        return False
    if line.left - measure.left > _INDENT * line.size:
        return True
    if before.right - previous.right > _SHORT * previous.size:
        return True
    return not measure.is_indented and bool(_ITEM.match(line.text) and _SENTENCE_END.search(previous.text))


def _is_centred(line: Line, measure: TextArea) -> bool:
    return abs((line.left - measure.left) - (measure.right - line.right)) < 2 * line.size
