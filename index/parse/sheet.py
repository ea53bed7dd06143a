"""Excel workbooks (.xlsx): each visible sheet as a table, its values as they are shown.

Formulas give the value that was saved with them. Never computes a formula, never follows a link to another file,
never runs a macro; hidden sheets, rows and columns are passed over.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from index.errors import UserError
from index.parse.archive import check_office_file, open_archive
from index.parse.characters import clean_lines, join_lines
from index.parse.table import (
    MAX_COLUMNS,
    Cell,
    Row,
    header_depth,
    resolve_grid,
    table_pieces,
    without_captions,
    without_empty,
)
from index.schema import Piece, Source

_MAX_ROWS = 100_000
_MAX_PLACES = 2_000_000
_MAX_MERGED = 2_000_000
_FULL = 1_048_576
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Za-z0-9:$]+)"')
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_DECIMALS = re.compile(r"[#0,]*0\.(0+)(?:_.*)?")
_PADDED = re.compile(r"0{2,}")
_NO_PART_OF_A_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')  # words, locales and fillers of a date's format
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")

# What Chinese Excel and WPS write by number alone (ECMA-376 Part 1, 18.8.30, zh-cn). openpyxl does not know these
# numbers, and would give the days as the numbers that files store: 45444 for 2024年6月.
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILTIN_FORMATS.update(dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH))
BUILTIN_FORMATS.update(dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY))
BUILTIN_FORMATS.update({30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"'})


def read(path: Path) -> Source:
    """Read a workbook.

    Raises:
        UserError: If it is damaged, encrypted, a bomb, or no workbook.
    """
    check_office_file(path, "Excel 工作簿（.xlsx）")
    try:
        _check_merged(path)
        # Not read-only: that mode knows nothing of merged cells.
        with path.open("rb") as file:
            workbook = openpyxl.load_workbook(file, data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        raise _damaged(path) from error
    except (zipfile.BadZipFile, etree.LxmlError, SyntaxError) as error:
        raise _damaged(path) from error
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    pieces: list[Piece] = []
    tables = 0
    for sheet in sheets:
        found = _tables(resolve_grid(list(_rows(sheet))))
        if found and len(sheets) > 1:
            pieces.append(Piece(text=sheet.title, heading=1))
        for table in found:
            tables += 1
            pieces += table_pieces(table, tables)
    return Source(tuple(pieces))


def _damaged(path: Path) -> UserError:
    return UserError(f"“{path.name}”已损坏，请在办公软件中打开修复、另存后再试。")


def _check_merged(path: Path) -> None:
    """Refuse a file whose merged ranges are absurdly large: openpyxl makes an object for each place in them."""
    with open_archive(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            places = 0
            for match in _MERGED.finditer(archive.read(name)):
                left, top, right, bottom = range_boundaries(match[1].decode("ascii"))
                places += ((right or _FULL) - (left or 0) + 1) * ((bottom or _FULL) - (top or 0) + 1)
            if places > _MAX_MERGED:
                raise UserError(f"“{path.name}”的合并单元格范围过大，已拒绝读取，请取消整列或整表合并、另存后再试。")


def _tables(rows: list[Row]) -> list[list[Row]]:
    """Part tables that stand below each other on one sheet: blank rows, then column names or a caption."""
    tables: list[list[Row]] = []
    for filled, group in groupby(rows, key=lambda row: any(row.texts)):
        stretch = list(group)
        if filled and (not tables or header_depth(without_captions(without_empty(stretch)))):
            tables.append(stretch)
        elif filled:
            tables[-1] += stretch
    return tables


def _rows(sheet: Worksheet) -> Iterator[list[Cell]]:
    """Yield the visible rows, each with the cells that begin in it."""
    # The sheet's own store of cells: asking for a cell by its place would make one, and sheets claim a million rows.
    values = {place: text for place, cell in sheet._cells.items() if (text := _shown(cell))}
    hidden = _hidden_columns(sheet)
    last_row = max((row for row, _ in values), default=0)
    last_column = max((column for _, column in values), default=0)
    if last_row > _MAX_ROWS or last_column > MAX_COLUMNS or last_row * last_column > _MAX_PLACES:
        raise UserError(
            f"工作表“{sheet.title}”有 {last_row} 行、{last_column} 列，超出可读范围，请拆分或删去远处的零散内容后再试。"
        )
    columns = [column for column in range(1, last_column + 1) if column not in hidden]
    rows = [row for row in range(1, last_row + 1) if not _is_hidden(sheet, row)]
    spans = _visible_spans(sheet, set(rows), set(columns))
    for row in rows:
        cells: list[Cell] = []
        for column in columns:
            corner, height, width = spans.get((row, column), ((row, column), 1, 1))
            if height and width:
                cells.append(Cell(values.get(corner, ""), height, width))
        yield cells


def _is_hidden(sheet: Worksheet, row: int) -> bool:
    return row in sheet.row_dimensions and bool(sheet.row_dimensions[row].hidden)


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """Return the numbers of hidden columns; one entry of the file may stand for a range of them."""
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            hidden.update(range(dimension.min or 0, min(dimension.max or 0, MAX_COLUMNS) + 1))
    return hidden


def _visible_spans(
    sheet: Worksheet, rows: set[int], columns: set[int]
) -> dict[tuple[int, int], tuple[tuple[int, int], int, int]]:
    """Map the places of merged cells to the corner that holds their value, and their visible height and width.

    The first visible place carries the span; the others have height and width 0.
    """
    spans: dict[tuple[int, int], tuple[tuple[int, int], int, int]] = {}
    for merged in sheet.merged_cells.ranges:
        tall = [row for row in range(merged.min_row, min(merged.max_row, _MAX_ROWS) + 1) if row in rows]
        wide = [column for column in range(merged.min_col, min(merged.max_col, MAX_COLUMNS) + 1) if column in columns]
        corner = (merged.min_row, merged.min_col)
        for row in tall:
            for column in wide:
                first = row == tall[0] and column == wide[0]
                spans[row, column] = (corner, len(tall), len(wide)) if first else (corner, 0, 0)
    return spans


def _shown(cell: SheetCell) -> str:
    """Return a value as the sheet shows it, as far as its words go: no spurious ``.0``, whole dates in ISO form."""
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return _day(value, cell.number_format or "")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(float(value), cell.number_format or "")
    text = join_lines(clean_lines(str(value)))
    return "" if _ERRORS.fullmatch(text) else text


def _day(value: datetime.datetime, pattern: str) -> str:
    """Write a day, with its time where it has one; no day or year that the format does not show."""
    letters = _NO_PART_OF_A_DAY.sub("", pattern.split(";")[0]).lower()
    if "y" in letters and "d" not in letters:
        return f"{value.year}年{value.month}月" if "m" in letters else f"{value.year}年"
    day = f"{value.month}月{value.day}日" if "d" in letters and "y" not in letters else value.strftime("%Y-%m-%d")
    return day if value.time() == datetime.time() else day + value.strftime(" %H:%M")


def _number(value: float, pattern: str) -> str:
    """Write a number with the decimals, percent sign or leading zeros of its format, else with all its digits."""
    positive = pattern.split(";")[0]
    percent = _PERCENT.fullmatch(positive)
    if percent:
        return f"{value:.{len(percent[1] or '')}%}"
    decimals = _DECIMALS.fullmatch(positive)
    if decimals:
        return f"{value:.{len(decimals[1])}f}"
    if _PADDED.fullmatch(positive) and value.is_integer():
        return f"{value:0{len(positive)}.0f}"
    return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
