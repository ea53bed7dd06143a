"""Tables that go on over a page break: put together, with names given again and torn rows mended.

Looks only at the last row of one page and the first rows of the next; never joins tables parted by words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.parse.layout import Line
from index.parse.table import Row, header_depth, is_numbered, is_torn, join_rows, names_columns

Table = list[Row]


def continued(pages: Sequence[Sequence[Line | Table]]) -> Iterator[Line | Table]:
    """Yield the lines and tables of all pages; a table that goes on at the top of the next page comes as one."""
    waiting: Table | None = None
    for page in pages:
        for position, item in enumerate(page):
            if waiting is not None and position == 0 and not isinstance(item, Line) and _goes_on(waiting, item):
                waiting = _joined(waiting, item)
                continue
            if waiting is not None:
                yield waiting
                waiting = None
            if isinstance(item, Line):
                yield item
            else:
                waiting = item
    if waiting is not None:
        yield waiting


def _goes_on(table: Table, other: Table) -> bool:
    """Tell whether a table at the top of a page continues the one at the end of the page before."""
    if not table or not other or len(table[0].slots) != len(other[0].slots):
        return False
    return other[0].texts in _names(table) or not names_columns(other)


def _names(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in table[: max(1, header_depth(table))]]


def _joined(table: Table, other: Table) -> Table:
    """Join a table with its continuation: column names given again dropped, a row torn by the page made whole."""
    names = _names(table)
    rest = list(other)
    while rest and rest[0].texts in names:
        rest.pop(0)
    if rest and is_torn(table[-1], rest[0], is_numbered=is_numbered(table)):
        table = [*table[:-1], join_rows(table[-1], rest.pop(0))]
    return [*table, *_filled_from_above(table[-1], rest)]


def _filled_from_above(last: Row, rest: Table) -> Table:
    """Give the empty rest of a cell that is merged downwards over the page break the words it began with."""
    if not rest or rest[0].texts[0] or rest[0].is_single:
        return rest
    open_cells = {
        id(slot.cell): replace(slot.cell, text=above.cell.text)
        for above, slot in zip(last.slots, rest[0].slots, strict=True)
        if not slot.cell.text and slot.is_leftmost and (slot.cell.row_span > 1 or slot is rest[0].slots[0])
    }
    return [
        replace(row, slots=tuple(slot._replace(cell=open_cells.get(id(slot.cell), slot.cell)) for slot in row.slots))
        for row in rest
    ]
