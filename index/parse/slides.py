"""PowerPoint files (.pptx): each slide's title as a heading, then its texts and tables from top to bottom.

Never reads speaker notes, hidden slides or pictures, never follows a link, never runs a macro.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError

from index.errors import UserError
from index.parse.archive import check_office_file
from index.parse.characters import clean_lines, join_lines, whole_number
from index.parse.numbering import FORMATS
from index.parse.table import Cell, resolve_grid, table_pieces
from index.schema import Piece, Source

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MAX_DEPTH = 10

# An automatic number's type begins with how it counts and ends with its punctuation (ECMA-376 Part 1, 20.1.10.61).
_COUNTS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "circleNum": "decimalEnclosedCircle",
    "ea1Chs": "chineseCountingThousand",
    "ea1Cht": "chineseCountingThousand",
    "ea1Jpn": "chineseCountingThousand",
}
_PUNCTUATION = {"ParenBoth": "（{}）", "ParenR": "{}）", "Period": "{}.", "Plain": "{}"}


def read(path: Path) -> Source:
    """Read a presentation.

    Raises:
        UserError: If it is damaged, encrypted, a bomb, or no presentation.
    """
    check_office_file(path, "PowerPoint 演示文稿（.pptx）")
    try:
        return Source(tuple(_Slides().pieces(Presentation(str(path)))))
    except (PythonPptxError, KeyError, ValueError, AttributeError, TypeError, OSError) as error:
        raise _damaged(path) from error
    except (zipfile.BadZipFile, etree.LxmlError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> UserError:
    return UserError(f"“{path.name}”已损坏，请在办公软件中打开修复、另存后再试。")


class _Slides:
    """Walks a presentation once, slide by slide."""

    def __init__(self) -> None:
        self._tables = 0

    def pieces(self, presentation: Any) -> Iterator[Piece]:
        """Yield the pieces of the slides that are shown, each with its slide's number as page."""
        for number, slide in enumerate(presentation.slides, 1):
            if slide.element.get("show") in ("0", "false"):
                continue
            title = slide.shapes.title
            if title is not None and (text := join_lines(clean_lines(title.text_frame.text))):
                yield Piece(text=text, heading=1, page=number)
            others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
            yield from self._shapes(others, number, 0)

    def _shapes(self, shapes: list[Any], page: int, depth: int) -> Iterator[Piece]:
        """Yield the pieces of shapes, in the order in which they stand on the slide."""
        for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
            if hasattr(shape, "shapes") and depth < _MAX_DEPTH:
                yield from self._shapes(list(shape.shapes), page, depth + 1)
            elif getattr(shape, "has_table", False):
                self._tables += 1
                yield from table_pieces(resolve_grid(_cells(shape.table), page), self._tables)
            elif getattr(shape, "has_text_frame", False):
                for text in _paragraphs(shape.text_frame):
                    yield Piece(text=text, page=page)


def _cells(table: Any) -> list[list[Cell]]:
    """Return the cells that begin in each row of a table."""
    return [
        [
            Cell(
                join_lines(list(_paragraphs(cell.text_frame))),
                cell.span_height,
                cell.span_width,
                is_header=index == 0 and bool(table.first_row),
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
        for index, row in enumerate(table.rows)
    ]


def _paragraphs(frame: Any) -> Iterator[str]:
    """Yield a text frame's paragraphs, lines broken by hand apart, with the automatic numbers before them."""
    counts: dict[int, int] = {}
    for paragraph in frame.paragraphs:
        lines = clean_lines(paragraph.text)
        numbered = paragraph._p.find(f"{_A}pPr/{_A}buAutoNum")
        counts = {level: count for level, count in counts.items() if level <= paragraph.level}
        if numbered is None:
            if lines:
                counts.pop(paragraph.level, None)
        elif lines:
            first = whole_number(numbered.get("startAt"), 1)
            counts[paragraph.level] = counts.get(paragraph.level, first - 1) + 1
            lines[0] = _number(counts[paragraph.level], numbered.get("type", "")) + lines[0]
        yield from lines


def _number(count: int, kind: str) -> str:
    """Write an automatic number as its type says."""
    counted = next((name for start, name in _COUNTS.items() if kind.startswith(start)), "decimal")
    pattern = next((pattern for end, pattern in _PUNCTUATION.items() if kind.endswith(end)), "{}.")
    written = pattern.format(FORMATS[counted](count))
    return written if written.endswith("）") else f"{written} "
