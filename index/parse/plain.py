"""Plain text and Markdown, in any Chinese encoding, to pieces.

Tables that a web page flattened to tab-separated lines become tables again, and paragraphs that it ran together into
one long line are parted. Never guesses at headings beyond the ``#`` marks that the text itself has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import charset_normalizer

from index.errors import UserError
from index.parse import flattened, noise
from index.parse.characters import repair_misread
from index.parse.table import Cell, resolve_grid, table_pieces
from index.schema import Piece, Source

_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_QUOTE = re.compile(r"^\s*>\s?")
_BOLD = re.compile(r"\*\*(?=[^\s*、，。；）])([^*\n]{1,200})(?<=\S)\*\*(?!\*)")  # not the asterisks of 张**、李**
_RUN_IN = re.compile(r"^\*\*([^*\n]{2,40}[。：:])\*\*(?=\S)")
_DASHES = r"(?:-{2,}:?|:-+:?|-+:)"
_MARKDOWN_RULE = re.compile(rf"^\|?(?:\s*{_DASHES}\s*\|)+\s*(?:{_DASHES})?$")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff、，。；：“”（）])[ \u00a0\u2002\u3000]+(?=[\u3400-\u9fff、，。；：“”（）])")
_MAX_LINE = 1_000_000  # characters; a longer line is not text that anybody wrote
_RUN_TOGETHER = 100  # characters; a line as long as this with wide blanks inside is several paragraphs
_FLATTENED = 1000  # characters; a line as long as this is a whole document without its line ends
_SHORTEST_WHOLE = 150  # characters; so is a shorter line that is most of its file
_MOST = 0.8
_INDENT = re.compile(r"[\u00a0\u2003\u3000]{2}[ \u00a0\u2003\u3000]*")
_NUMERAL = "[一二三四五六七八九十百]{1,5}"
_LABEL = rf"(?:第{_NUMERAL}[章条]|{_NUMERAL}、|[（(]{_NUMERAL}[）)])"
_LABEL_TAB = re.compile(rf"^(\s{{0,20}}(?:{_LABEL}|\d{{1,2}}[.．、]))\t(?=[^\t]*$)")


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
    text = repair_misread(decode(path.read_bytes()))
    if text is None:
        raise UserError("内容是乱码，请找到原文件，用正确的编码另存为 UTF-8 后再试。")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(len(line) > _MAX_LINE for line in lines):
        raise UserError(f"有超过 {_MAX_LINE} 字的单行，不像正常文稿，请检查文件内容。")
    return Source(tuple(_pieces(lines, is_markdown=path.suffix.lower() == ".md")))


def _pieces(lines: list[str], *, is_markdown: bool) -> Iterator[Piece]:
    rows: list[list[str]] = []
    header = False
    table = 0
    length = sum(map(len, lines))
    texts: list[str] = []
    for line in lines:
        line = _LABEL_TAB.sub(r"\1 ", line)
        cells = _cells(line)
        if cells is not None:
            rows.append(cells)
            continue
        if not line.strip():
            continue  # a blank line inside a flattened table is a page break, not the table's end
        if rows and _MARKDOWN_RULE.match(line.strip()):
            header = True
            continue
        if rows:
            table += 1
            yield from _table(rows, table, header)
            rows, header = [], False
        line = _QUOTE.sub("", line)
        run_in = _RUN_IN.match(line) if is_markdown else None
        line = _BOLD.sub(r"\1", line) if is_markdown else line
        marked = _MARKDOWN_HEADING.match(line)
        if marked:
            yield Piece(marked[2], heading=len(marked[1]))
        elif run_in:
            yield Piece(line, run_in=len(run_in[1]))
        else:
            is_whole = len(line) >= max(_SHORTEST_WHOLE, _MOST * length)
            yield from map(Piece, _paragraphs(line, texts, is_whole=is_whole))
            texts = [*texts[-2:], noise.clean(line)]
    if rows:
        yield from _table(rows, table + 1, header)


def _cells(line: str) -> list[str] | None:
    """Split a line of a table into its cells; None for any other line."""
    if line.lstrip().startswith("|") and line.count("|") >= 3:
        if _MARKDOWN_RULE.match(line.strip()):
            return None
        row = line.strip().removeprefix("|").removesuffix("|")  # one bar each: an empty first cell keeps its place
        return [_clean_cell(cell) for cell in row.split("|")]
    if line.count("\t") >= 2 or (line.count("\t") == 1 and not line.startswith("\t") and not line.endswith("\t")):
        return [_clean_cell(cell) for cell in line.split("\t")]
    return None


def _clean_cell(cell: str) -> str:
    return _HAN_GAP.sub("", _TAG.sub("", _BREAK.sub(" ", cell)).strip())


def _paragraphs(line: str, titles: Sequence[str], *, is_whole: bool) -> Iterator[str]:
    """Part a line that is several paragraphs: at the blanks of an indent, else where a new paragraph surely begins.

    Args:
        line: The line.
        titles: The lines before it.
        is_whole: The line is most of its file.
    """
    if len(line) < _RUN_TOGETHER or "。" not in line:
        yield line
        return
    if is_whole or len(line) >= _FLATTENED:
        yield from flattened.paragraphs(line, titles)
    else:
        yield from _INDENT.split(line)


def _table(rows: list[list[str]], number: int, marked_header: bool) -> Iterator[Piece]:
    """Give the rows of one table; lines that only hold tabs by chance are paragraphs."""
    alone = len(rows) == 1 and any("。" in cell for cell in rows[0])  # a sentence with tabs in it, no table around it
    if alone or not any(sum(map(bool, row)) >= 2 for row in rows):  # tabs used to indent, not to part columns
        for row in rows:
            yield from map(Piece, _paragraphs(" ".join(filter(None, row)), (), is_whole=False))
        return
    cells = [[Cell(cell, is_header=marked_header and row is rows[0]) for cell in row] for row in rows]
    yield from table_pieces(resolve_grid(cells), number)
