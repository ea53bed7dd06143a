"""Scanned pages by optical character recognition: the optional extra ``ocr`` (RapidOCR, its models in the wheel).

Imported only where a page has no text; never goes to the network.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import UserError
from index.parse.characters import clean, is_wide
from index.parse.layout import Line

_DPI = 150  # more brings nothing to the recogniser, and costs time
_POINTS = 72
_LEAST_SCORE = 0.5
_SAME_LINE = 0.6  # of a line's height
_BRACKETS = str.maketrans("()", "（）")
"""The recogniser often takes one bracket of a Chinese pair for its narrow twin, which would break （一）."""


def is_installed() -> bool:
    """Tell whether the extra ``ocr`` is installed."""
    return importlib.util.find_spec("rapidocr") is not None


def read_pages(path: Path, pages: Sequence[int]) -> Iterator[list[Line]]:
    """Recognise the lines of some pages of a PDF file.

    Args:
        path: The PDF file.
        pages: Page numbers, counted from 1.

    Yields:
        The lines of each page, top to bottom.

    Raises:
        UserError: If the extra is not installed.
    """
    if not is_installed():
        raise UserError(
            f'“{path.name}”是扫描件，没有文字；请运行 pip install "npc-proposal-assistant[ocr]" 安装文字识别后再试。'
        )
    import pypdfium2
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            image = page.render(scale=_DPI / _POINTS).to_numpy()
            yield _lines(engine(image), number, float(page.get_height()))
    finally:
        document.close()


def _lines(result: Any, page: int, height: float) -> list[Line]:
    """Turn recognised boxes into lines; boxes side by side make one line."""
    if result.boxes is None:
        return []
    scale = _POINTS / _DPI
    found: list[Line] = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        words = clean(text)
        if any(map(is_wide, words)):
            words = words.translate(_BRACKETS)
        if score < _LEAST_SCORE or not words:
            continue
        left, right = min(point[0] for point in box) * scale, max(point[0] for point in box) * scale
        top, bottom = min(point[1] for point in box) * scale, max(point[1] for point in box) * scale
        found.append(
            Line(words, float(left), float(right), float(top), float(bottom), float(bottom - top), page, height)
        )
    return _side_by_side(sorted(found, key=lambda line: line.top))


def _side_by_side(lines: list[Line]) -> list[Line]:
    """Join the boxes that stand on one line, left to right."""
    joined: list[list[Line]] = []
    for line in lines:
        if joined and line.top - joined[-1][0].top < (line.bottom - line.top) * _SAME_LINE:
            joined[-1].append(line)
        else:
            joined.append([line])
    return [_one_line(sorted(group, key=lambda line: line.left)) for group in joined]


def _one_line(parts: list[Line]) -> Line:
    return replace(
        parts[0],
        text=" ".join(part.text for part in parts),
        right=max(part.right for part in parts),
        top=min(part.top for part in parts),
        bottom=max(part.bottom for part in parts),
    )
