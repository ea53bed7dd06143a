"""Tables of every format: merged cells resolved, column names recognised, rows handed over as pieces.

A cell merged downwards is repeated in each of its rows, so that a row can be understood alone; a cell merged
sideways stands once, the cells it covers are empty. Never looks at what a table is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.parse.characters import join_over_break
from index.schema import Piece

MAX_COLUMNS = 256
"""A table that claims more is cut: no official table has them, and ``colspan`` can claim millions."""

_MAX_NAME = 16
"""Column names are short; the longest seen in official tables have about a dozen characters."""

_SHORT_NAME = 8
_MAX_HEADER_ROWS = 3

_NAME_WORDS = re.compile(
    r"序号|编号|名称|项目|事项|内容|单位|部门|时间|日期|期限|时限|备注|说明|类别|类型|领域|区域|范围|地区|姓名|职务|电话|"
    r"地址|数量|金额|标准|依据|指标|任务|措施|责任|目标|合计|年份|年度|联系"
)
_NUMBER = re.compile(r"[-+±≈<>≤≥]?[\d,，.．]+\s*[%％‰万亿元个项年月日]*")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]?[.．、]?")
_SUM = re.compile(r"(?:合|小|总|共)\s*计|备\s*注|注[:：]|说\s*明")
_ENDED = re.compile(r"[。！？；]$")
_SHORT_CELL = 12
"""A cell that is no longer may end without punctuation."""
_SENTENCE = re.compile(r"[。；！？]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a format gives it. A ``row_span`` of 0 reaches down to the last row, as in HTML."""

    text: str
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


class Slot(NamedTuple):
    """One place of the resolved grid: the cell that covers it, and whether this is the cell's leftmost column."""

    cell: Cell
    is_leftmost: bool

    @property
    def text(self) -> str:
        """The words that this place gives to its row."""
        return self.cell.text if self.is_leftmost else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid, one slot a column."""

    slots: tuple[Slot, ...]
    page: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of each column."""
        return tuple(slot.text for slot in self.slots)

    @property
    def names(self) -> tuple[str, ...]:
        """The words of each column, those of a cell merged sideways repeated."""
        return tuple(slot.cell.text for slot in self.slots)

    @property
    def is_single(self) -> bool:
        """Whether just one cell of the row holds words."""
        return sum(map(bool, self.texts)) == 1

    @property
    def is_declared_header(self) -> bool:
        """Whether the format says that the row holds column names."""
        return all(slot.cell.is_header for slot in self.slots if slot.cell.text) and any(self.texts)


EMPTY = Cell("")


def resolve_grid(rows: Sequence[Sequence[Cell]], page: int | None = None) -> list[Row]:
    """Spread cells over the rows and columns they span.

    Args:
        rows: The cells that begin in each row, left to right; covered places are left out (as HTML has it).
        page: Page of the file that the rows stand on.

    Returns:
        Rows of equal width, at most ``MAX_COLUMNS`` wide.
    """
    open_below: dict[int, tuple[Slot, int]] = {}
    grid: list[list[Slot]] = []
    for index, cells in enumerate(rows):
        slots: list[Slot] = []
        waiting = list(reversed(cells))
        last_covered = max(open_below, default=-1)
        while (waiting or len(slots) <= last_covered) and len(slots) < MAX_COLUMNS:
            covering = open_below.get(len(slots))
            if covering:
                _cover(open_below, len(slots), covering)
                slots.append(covering[0])
            elif waiting:
                _place(waiting.pop(), slots, open_below, rows_left=len(rows) - index - 1)
            else:
                slots.append(Slot(EMPTY, is_leftmost=True))
        grid.append(slots)
    width = max(map(len, grid), default=0)
    padding = Slot(EMPTY, is_leftmost=True)
    return [Row(tuple(slots) + (padding,) * (width - len(slots)), page) for slots in grid]


def _cover(open_below: dict[int, tuple[Slot, int]], column: int, covering: tuple[Slot, int]) -> None:
    """Count one row off a cell that reaches down from above."""
    slot, rows_left = covering
    if rows_left > 1:
        open_below[column] = (slot, rows_left - 1)
    else:
        del open_below[column]


def _place(cell: Cell, slots: list[Slot], open_below: dict[int, tuple[Slot, int]], rows_left: int) -> None:
    """Put a cell into the columns it spans, as far as cells from above leave them free."""
    below = rows_left if cell.row_span == 0 else min(cell.row_span - 1, rows_left)
    for offset in range(max(1, min(cell.column_span, MAX_COLUMNS - len(slots)))):
        column = len(slots)
        if column in open_below:
            break
        slot = Slot(cell, is_leftmost=offset == 0)
        slots.append(slot)
        if below > 0:
            open_below[column] = (slot, below)


def table_pieces(rows: Iterable[Row], number: int) -> list[Piece]:
    """Turn a table into pieces: its captions as paragraphs, then one row of column names, then its rows.

    Empty rows and empty columns are dropped; column names that stand in several rows are joined into one
    (``数量-计划``). A table of a single column, or with one cell in each row, is layout and becomes paragraphs.

    Args:
        rows: The table's rows, of equal width.
        number: The table's number within its document.
    """
    kept = without_empty([row for row in rows if any(row.texts)])
    body = without_captions(kept)
    pieces = [Piece(text="".join(row.texts), page=row.page) for row in kept[: len(kept) - len(body)]]
    depth = header_depth(body)
    if depth:
        pieces.append(Piece(cells=_joined_names(body[:depth]), is_header=True, table=number, page=body[0].page))
    pieces += [Piece(cells=row.texts, table=number, page=row.page) for row in _mended(body[depth:])]
    return pieces


def is_numbered(rows: Sequence[Row]) -> bool:
    """Tell whether the first column numbers the rows, so that a row without a number is the rest of another."""
    firsts = [row.texts[0] for row in rows if row.texts[0] and not row.is_single]
    ordinals = sum(bool(_ORDINAL.fullmatch(text)) for text in firsts)
    return ordinals >= 2 and ordinals * 3 >= len(firsts) * 2


def is_torn(last: Row, row: Row, *, is_numbered: bool) -> bool:
    """Tell whether a row is the rest of the row before it, torn off by a page break.

    Its first cell is empty then. Beyond that, either the table's rows are numbered, or most of its cells are empty,
    or its words go on where a long cell above broke off. Sums, and numbers below numbers, are rows of their own.
    """
    filled = [column for column, text in enumerate(row.texts) if text]
    if row.texts[0] or not filled or any(_SUM.match(row.texts[column]) for column in filled):
        return False
    above, below = last.texts, row.texts
    if any(_NUMBER.fullmatch(above[column]) and _NUMBER.fullmatch(below[column]) for column in filled):
        return False
    broken_off = any(len(above[column]) > _SHORT_CELL and not _ENDED.search(above[column]) for column in filled)
    return is_numbered or broken_off or len(filled) * 2 <= len(row.texts)


def join_rows(last: Row, rest: Row) -> Row:
    """Put the rest of a torn row back, cell by cell."""
    slots = (
        Slot(Cell(join_over_break(above.cell.text, below.cell.text)), above.is_leftmost)
        for above, below in zip(last.slots, rest.slots, strict=True)
    )
    return replace(last, slots=tuple(slots))


def _mended(rows: Sequence[Row]) -> list[Row]:
    """Put torn rows together in a table whose rows are numbered: files made from pages keep rows torn."""
    if not is_numbered(rows):
        return list(rows)
    whole: list[Row] = []
    for row in rows:
        if whole and not whole[-1].is_single and is_torn(whole[-1], row, is_numbered=True):
            whole[-1] = join_rows(whole[-1], row)
        else:
            whole.append(row)
    return whole


def without_empty(rows: list[Row]) -> list[Row]:
    """Drop the columns in which no cell has words of its own."""
    if not rows:
        return rows
    columns = [index for index, column in enumerate(zip(*(row.texts for row in rows), strict=True)) if any(column)]
    return [replace(row, slots=tuple(row.slots[column] for column in columns)) for row in rows]


def without_captions(rows: Sequence[Row]) -> Sequence[Row]:
    """Leave out the rows at the top that are words about the table: one cell each, column names below them."""
    count = 0
    while count < len(rows) and rows[count].is_single:
        count += 1
    return rows[count:] if count == len(rows) or header_depth(rows[count:]) else rows


def header_depth(rows: Sequence[Row]) -> int:
    """Count the rows at the top of a table that hold column names, by declaration or by look."""
    declared = 0
    while declared < len(rows) and rows[declared].is_declared_header:
        declared += 1
    if 0 < declared < len(rows):
        return declared
    if not looks_like_header(rows):
        return 0
    first = rows[0].slots
    if all(slot.is_leftmost for slot in first):
        return 1
    reach = max(slot.cell.row_span for slot in first)
    if reach == 1:
        reach = 2 if looks_like_header(rows[1:]) else 1
    return min(reach, _MAX_HEADER_ROWS, len(rows) - 1)


def looks_like_header(rows: Sequence[Row]) -> bool:
    """Tell whether the first row looks like column names: short words, no bare numbers, and rows below them.

    A table of two columns may as well be a list of names and values, so there the first row must hold a usual
    column name, or differ from the rows below as words differ from numbers or sentences.
    """
    if len(rows) < 2 or len(rows[0].slots) < 2:
        return False
    names = rows[0].names
    if any(map(_cannot_name, names[1:])) or (names[0] and _cannot_name(names[0])):
        return False
    if any(name.endswith(("：", ":")) for name in names):
        return False
    usual = sum(bool(_NAME_WORDS.search(name)) for name in names)
    if len(names) > 2:
        return usual > 0 or _differs_in_kind(rows)
    return usual == 2 or _differs_in_kind(rows)


def names_columns(rows: Sequence[Row]) -> bool:
    """Tell whether the first row surely holds column names: at least half of them usual ones."""
    if not looks_like_header(rows):
        return False
    usual = sum(bool(_NAME_WORDS.search(name)) and len(name) <= _SHORT_NAME for name in rows[0].names)
    return usual * 2 >= len(rows[0].names)


def _cannot_name(text: str) -> bool:
    """Tell whether a text cannot be a column's name."""
    if not text or len(text) > _MAX_NAME or _SENTENCE.search(text):
        return True
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _differs_in_kind(rows: Sequence[Row]) -> bool:
    """Tell whether, in some column, most cells below the first are numbers or much longer than it."""
    below = rows[1:]
    for column, name in enumerate(rows[0].names):
        unlike = sum(
            bool(_NUMBER.fullmatch(row.texts[column])) or len(row.texts[column]) > 2 * len(name) + 4 for row in below
        )
        if name and unlike * 2 > len(below):
            return True
    return False


def _joined_names(rows: Sequence[Row]) -> tuple[str, ...]:
    """Join the column names of several header rows, outermost first, equal ones once."""
    columns = zip(*(row.names for row in rows), strict=True)
    return tuple("-".join(dict.fromkeys(filter(None, names))) for names in columns)
