"""PDF files with text: lines joined to paragraphs, ruled tables to rows; running heads and page numbers left out.

Pages without text are given to the optional OCR. Never runs what the file holds, never follows its links, never
guesses at tables without rules: their words stay lines of text.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import chars_to_textmap

from index.errors import UserError
from index.parse import ocr
from index.parse.characters import clean, close_up, join_lines, join_torn, replace_look_alikes
from index.parse.continuation import Table, continued
from index.parse.layout import Line, drop_running_lines, paragraphs, text_areas
from index.parse.table import Cell, resolve_grid, table_pieces
from index.schema import Piece, Source

SCANNED = 20
"""A page with fewer characters than this is taken for a picture of a page."""

SECONDS = 600
"""For all pages of a file; what a single page may hold is bounded below. Pictures read by OCR are not counted."""

_SIGNATURE_WITHIN = 1024  # bytes; PDF 1.7, appendix H.3, implementation note 13
_MAX_STREAM_BYTES = 200_000_000
_MAX_CONTENT_BYTES = 20_000_000  # of one page's drawing instructions
_MAX_DEFLATE = 1032  # how far deflate can shrink at best
_STEP_BYTES = 1_000_000
_STREAM = re.compile(rb"stream\r?\n(?=\x78)")
_DOUBLY_PACKED = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")
_MAX_EDGES = 20_000
_SHORTEST_RULE = 8.0  # points; shorter upright rules are parts of letters and pictures
_PADDING = 11.0  # points; what Word and WPS leave on both sides of a cell's words
_SPARE_FULL, _SPARE_TORN = 1.4, 2.4  # in characters
_TEXT_OPTIONS = {"x_tolerance_ratio": 0.35, "y_tolerance": 3}

_log = logging.getLogger(__name__)

PdfObject = dict[str, Any]


def read(path: Path, begin_page: Callable[[], object] = lambda: None) -> Source:
    """Read a PDF file.

    Args:
        path: The file.
        begin_page: Called before each page.

    Raises:
        UserError: If it is damaged, encrypted or no PDF, or holds only pictures and the extra ``ocr`` is missing.
    """
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(_SIGNATURE_WITHIN):
            raise UserError(f"“{path.name}”的内容不是 PDF，请核对扩展名，或重新导出后再试。")
    _check_streams(path)
    try:
        pages = _read_pages(path, begin_page)
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise UserError(f"“{path.name}”设有打开密码，请取消密码、另存后再试。") from error
        raise _damaged(path) from error
    except (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise _damaged(path) from error
    except (RecursionError, AssertionError, OverflowError, OSError) as error:
        raise _damaged(path) from error
    return Source(tuple(_pieces(pages)))


def _damaged(path: Path) -> UserError:
    return UserError(f"“{path.name}”已损坏或不完整，请重新下载或重新导出为 PDF 后再试。")


def _read_pages(path: Path, begin_page: Callable[[], object]) -> list[list[Line | Table]]:
    """Read the lines and tables of each page, top to bottom; pages without text by OCR where it is installed."""
    pages: list[list[Line | Table]] = []
    scanned: list[int] = []
    began = monotonic()
    begin_page()
    with pdfplumber.open(path) as document:
        if not document.pages:
            raise _damaged(path)
        for number, page in enumerate(document.pages, 1):
            begin_page()
            if monotonic() - began > SECONDS:
                raise UserError(
                    f"“{path.name}”超过 {SECONDS} 秒未能读完（共 {len(document.pages)} 页），请拆分后再试。"
                )
            if sum(len(stream.get_data()) for stream in page.page_obj.contents) > _MAX_CONTENT_BYTES:
                raise _too_large(path)
            legible = sum(not _is_unnamed(char) for char in page.chars)
            if legible < SCANNED and (page.images or page.curves or legible < len(page.chars)):
                scanned.append(number)
            pages.append(_read_page(page, number))
            page.close()
    if scanned and not ocr.is_installed() and any(pages):
        _log.warning("%s: pages %s are pictures and were left out; the extra 'ocr' reads them", path.name, scanned)
    elif scanned:
        begin_page()
        for number, lines in zip(scanned, ocr.read_pages(path, scanned), strict=True):
            begin_page()
            if lines:
                pages[number - 1] = [*lines]
    return pages


def _check_streams(path: Path) -> None:
    """Refuse a file with a compressed stream that unpacks to far more than any page or font holds."""
    content = path.read_bytes()
    if _DOUBLY_PACKED.search(content):
        raise _too_large(path)
    for match in _STREAM.finditer(content):
        unpacker = zlib.decompressobj()
        packed, size = content[match.end() : content.find(b"endstream", match.end())], 0
        if len(packed) * _MAX_DEFLATE < _MAX_STREAM_BYTES:
            continue
        while packed and not unpacker.eof:
            try:
                size += len(unpacker.decompress(packed, _STEP_BYTES))
            except zlib.error:
                break
            packed = unpacker.unconsumed_tail
            if size > _MAX_STREAM_BYTES:
                raise _too_large(path)


def _too_large(path: Path) -> UserError:
    return UserError(f"“{path.name}”解压后过大，可能是压缩炸弹，已拒绝读取；如确需使用，请重新导出为 PDF。")


def _read_page(page: Any, number: int) -> list[Line | Table]:
    legible = [char for char in page.chars if not _is_unnamed(char)]
    upright = [char for char in legible if char.get("upright", True)]
    # Characters that stand askew are watermarks and stamps, unless the whole page is turned.
    chars = _deduplicated(upright if len(upright) * 2 > len(legible) else legible)
    found: list[tuple[float, Line | Table]] = []
    if len(page.edges) <= _MAX_EDGES:
        for table in page.find_tables({"explicit_horizontal_lines": _open_ends(page.edges)}):
            inside = [char for char in chars if _is_inside(char, table.bbox)]
            if len(table.cells) > 1 and inside:
                found.append((table.bbox[1], _read_table(table, inside, number)))
                chars = [char for char in chars if not _is_inside(char, table.bbox)]
    found += [(line.top, line) for line in _lines(chars, number, float(page.height))]
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _is_unnamed(char: PdfObject) -> bool:
    """Tell whether a font does not say which character it draws: such a page is a picture to everybody but the eye."""
    return bool(char["text"].startswith("(cid:"))


def _open_ends(edges: list[PdfObject]) -> list[float]:
    """Return the heights at which the upright rules of a page begin and end.

    A table that goes over a page break often has no level rule there: with one drawn it is closed.
    """
    upright = [edge for edge in edges if edge["orientation"] == "v" and edge["height"] > _SHORTEST_RULE]
    if not upright:
        return []
    return [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)]


def _deduplicated(chars: list[PdfObject]) -> list[PdfObject]:
    """Drop characters printed twice on nearly the same spot, which is how some writers make bold."""
    kept: dict[tuple[str, int, int], PdfObject] = {}
    for char in chars:
        place = round(char["x0"] / 2), round(char["top"] / 2)
        near = [(char["text"], place[0] + x, place[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        twin = next((kept[key] for key in near if key in kept), None)
        if twin is None or max(abs(twin["x0"] - char["x0"]), abs(twin["top"] - char["top"])) > 1:
            kept[char["text"], *place] = char
    return [char for char in chars if kept.get((char["text"], round(char["x0"] / 2), round(char["top"] / 2))) is char]


def _is_inside(char: PdfObject, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(left <= x <= right and top <= y <= bottom)


def _lines(chars: list[PdfObject], page: int, height: float) -> Iterator[Line]:
    """Yield the lines of text that characters make, cleaned, look-alike code points replaced."""
    if not chars:
        return
    for line in chars_to_textmap(chars, **_TEXT_OPTIONS).extract_text_lines(strip=True, return_chars=True):
        text = close_up(clean(replace_look_alikes(line["text"])))
        if text:
            sizes = sorted(char["size"] for char in line["chars"])
            yield Line(text, line["x0"], line["x1"], line["top"], line["bottom"], sizes[len(sizes) // 2], page, height)


def _read_table(table: Any, chars: list[PdfObject], page: int) -> Table:
    """Read a ruled table: the boxes that the rules enclose, with the rows and columns that each covers."""
    tops = sorted({round(box[1], 1) for box in table.cells})
    lefts = sorted({round(box[0], 1) for box in table.cells})
    rows: list[list[Cell]] = [[] for _ in tops]
    for box in sorted(table.cells, key=lambda box: (round(box[1], 1), box[0])):
        left, top, right, bottom = box
        text = _cell_text([char for char in chars if _is_inside(char, box)], right - left)
        height = sum(round(top, 1) <= other < bottom - 1 for other in tops)
        width = sum(round(left, 1) <= other < right - 1 for other in lefts)
        rows[tops.index(round(top, 1))].append(Cell(text, max(1, height), max(1, width)))
    return resolve_grid(rows, page)


def _cell_text(chars: list[PdfObject], width: float) -> str:
    """Join the lines of a cell: torn ones closely, those that end well before the cell does as lines of their own.

    Where no line comes near the cell's width, none was torn: a list of names, each on a line.
    """
    lines = list(_lines(chars, 0, 0.0))
    spare = [(width - _PADDING - (line.right - line.left)) / line.size for line in lines]
    parts = [lines[0].text] if lines else []
    is_wrapped = min(spare, default=0.0) < _SPARE_FULL
    for line, spare_before in zip(lines[1:], spare, strict=False):
        # Words and closing marks that do not fit move down together, so a torn line may leave some characters free.
        if is_wrapped and spare_before < _SPARE_TORN:
            parts[-1] = join_torn(parts[-1], line.text)
        else:
            parts.append(line.text)
    return join_lines(parts)


def _pieces(pages: list[list[Line | Table]]) -> Iterator[Piece]:
    """Yield the document's pieces; a paragraph or a table may go on over pages."""
    kept = drop_running_lines(pages)
    areas = text_areas([item for page in kept for item in page if isinstance(item, Line)])
    lines: list[Line] = []
    tables = 0
    for item in continued(kept):
        if isinstance(item, Line):
            lines.append(item)
            continue
        yield from paragraphs(lines, areas)
        lines = []
        tables += 1
        yield from table_pieces(item, tables)
    yield from paragraphs(lines, areas)
