"""Plain text and Markdown, in any Chinese encoding, to pieces.

Also mends tables that a web page flattened to tab-separated lines: a row torn by a page break becomes one row again.
Never guesses at headings beyond the ``#`` marks that the text itself has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import charset_normalizer

from index.errors import UserError
from index.schema import Piece, Source

_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_QUOTE = re.compile(r"^\s*>\s?")
_MARKDOWN_RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff、，。；：“”（）])[ \u00a0\u2002\u3000]+(?=[\u3400-\u9fff、，。；：“”（）])")
_MAX_LINE = 1_000_000  # characters; a longer line is not text that anybody wrote
_SHORTEST_REPEAT = 8  # characters; a shorter repetition at a page break may be the writer's own


def decode(data: bytes) -> str:
    """Decode text by its byte-order mark, as UTF-8, as GB18030, or by what its bytes look like.

    Raises:
        UserError: The bytes are not text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        raise UserError("内容不是文本，请确认文件没有损坏、后缀没有写错。")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise UserError("无法识别文字编码，请另存为 UTF-8 后再试。")
    return str(best)


def read(path: Path) -> Source:
    """Read a text file.

    Raises:
        UserError: The bytes are not text, or a single line is longer than anybody writes.
    """
    lines = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(len(line) > _MAX_LINE for line in lines):
        raise UserError(f"有超过 {_MAX_LINE} 字的单行，不像正常文稿，请检查文件内容。")
    return Source(tuple(_pieces(lines)))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    rows: list[list[str]] = []
    header = False
    table = 0
    for line in [*lines, ""]:
        cells = _cells(line)
        if cells is not None:
            rows.append(cells)
            continue
        if _MARKDOWN_RULE.match(line) and rows:
            header = True
            continue
        if not line.strip():
            continue  # a blank line inside a flattened table is a page break, not the table's end
        if rows:
            table += 1
            yield from _table(rows, table, header)
            rows, header = [], False
        line = _QUOTE.sub("", line)
        marked = _MARKDOWN_HEADING.match(line)
        if marked:
            yield Piece(marked[2], heading=len(marked[1]))
        else:
            yield Piece(line)
    if rows:
        yield from _table(rows, table + 1, header)


def _cells(line: str) -> list[str] | None:
    """Split a line of a table into its cells; None for any other line."""
    if line.lstrip().startswith("|") and line.count("|") >= 3:
        if _MARKDOWN_RULE.match(line):
            return None
        return [_clean_cell(cell) for cell in line.strip().strip("|").split("|")]
    if line.count("\t") >= 2 or (line.count("\t") == 1 and not line.startswith("\t") and not line.endswith("\t")):
        return [_clean_cell(cell) for cell in line.split("\t")]
    return None


def _clean_cell(cell: str) -> str:
    return _HAN_GAP.sub("", _TAG.sub("", cell).replace("<br>", " ").strip())


def _table(rows: list[list[str]], number: int, marked_header: bool) -> Iterator[Piece]:
    """Give the rows of one table, those torn by a page break put together again."""
    if not any(len([cell for cell in row if cell]) >= 2 for row in rows):  # tabs used to indent, not to part columns
        yield from (Piece("".join(row)) for row in rows)
        return
    whole: list[list[str]] = []
    for row in rows:
        if whole and not row[0] and any(row) and len(row) <= len(whole[-1]):
            whole[-1] = [_join(head, tail) for head, tail in zip_longest(whole[-1], row, fillvalue="")]
        elif any(row):
            whole.append(row)
    for position, row in enumerate(whole):
        is_header = position == 0 and (marked_header or _names_columns(row, whole[1:]))
        yield Piece(cells=tuple(row), table=number, is_header=is_header)


def _names_columns(row: list[str], rest: list[list[str]]) -> bool:
    """Tell whether a first row names columns: short words in every cell, and rows below it."""
    return bool(rest) and all(cell and len(cell) <= 15 and not cell.isdigit() for cell in row)


def _join(head: str, tail: str) -> str:
    """Join a cell torn in two; words printed on both sides of the break are kept once.

    The first part may end in the middle of the repeated words, so the whole is searched for a stretch that is
    followed by itself across the break.
    """
    joined = head + tail
    for length in range(min(len(head), len(tail)) + len(tail), _SHORTEST_REPEAT - 1, -1):
        for start in range(max(0, len(head) - length), min(len(head), len(joined) - 2 * length + 1)):
            middle = start + length
            if joined[start:middle] == joined[middle : middle + length]:
                return joined[:middle] + joined[middle + length :]
    return joined
