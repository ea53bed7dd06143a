"""Pieces to a document: front matter, headings, body, table rows, signature; each with its offsets and heading path.

The parsed text is laid out here once, one paragraph or table row a line (a row's cells parted by tabs), and all offsets
refer to it. Words are never changed, only blanks at their ends and characters that nobody sees.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.parse import headings, noise
from index.parse.organs import ends_like_organ, is_addressee, signature
from index.parse.titles import looks_like_title
from index.schema import Block, BlockKind, Piece, Source

_ANNEX = re.compile(r"^附\s*[件表录]\s*\d*\s*[：:]?$")
_ANNEX_NOTE = re.compile(r"^附\s*[件表]\s*[：:]\s*\S")
_NOTE = re.compile(r"^[（(].{2,60}[）)]$|^(?:联系(?:人|电话|单位)|抄送|抄报|印发|签发)\S{0,6}[：:]")
_SENTENCE = 20  # characters; a line as long as this that ends in a full stop is body text
_MOST_NOTES = 2  # lines of prose that may stand between the title and the addressee
_PROSE = 80  # characters; a paragraph as long as this with a full stop is body text
_MOST_FRONT_LINES = 25
_FRONT_ENDS = ("号", "文件")  # of a document number and of the organ's mark above it
_TITLE_LINE = 60  # characters
_MOST_SIGNERS = 20  # organs that sign together


@dataclass(frozen=True, slots=True)
class _Line:
    """A piece with its place in the document: what it is, and how much of it is a heading."""

    piece: Piece
    kind: BlockKind
    level: int = 0
    title: int = 0  # characters of the line that are its heading
    section: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def assemble(source: Source) -> tuple[str, tuple[Block, ...]]:
    """Lay out a file's pieces as the parsed text, and read its structure.

    Returns:
        The text, and its blocks in reading order.
    """
    pieces = noise.drop(source.pieces)
    body = _body_start(pieces)
    lines = [_Line(piece, BlockKind.FRONT) for piece in pieces[:body]]
    lines += _with_sections(_with_names(_with_back(_classified(pieces[body:]))))
    return _laid_out(lines)


def _body_start(pieces: Sequence[Piece]) -> int:
    """Position of the first body piece: behind the addressee, else at the first heading, row or real paragraph."""
    first = min(len(pieces), _MOST_FRONT_LINES)
    declared = False  # the format has declared a heading already, which is the title
    for position, piece in enumerate(pieces[:_MOST_FRONT_LINES]):
        if piece.cells is not None or _is_prose(piece.text):
            first = position
            break
        found = headings.numbered(piece.text)
        if found and (position > 0 or found.level <= 6) and not piece.text.endswith(_FRONT_ENDS):
            first = position
            break
        if piece.heading and declared and not looks_like_title(piece.text):
            first = position
            break
        declared = declared or (piece.heading > 0 and not piece.text.endswith(_FRONT_ENDS))
    for position, piece in enumerate(pieces[: first + _MOST_NOTES]):
        if is_addressee(piece.text):
            return position + 1
    return first


def _is_prose(text: str) -> bool:
    is_sentence = len(text) >= _SENTENCE and text.endswith(("。", "如下：", "如下:"))
    return is_sentence or (len(text) >= _PROSE and "。" in text)


def _classified(pieces: Sequence[Piece]) -> list[_Line]:
    lines: list[_Line] = []
    contents = _contents(pieces)
    columns: dict[int, tuple[str, ...]] = {}
    after_annex = False
    for position, piece in enumerate(pieces):
        if piece.cells is not None:
            lines.append(_row(piece, columns))
            after_annex = False
            continue
        found = headings.numbered(piece.text) if position not in contents else None
        if found:
            lines.append(_Line(piece, BlockKind.HEADING, found.level, found.end))
        elif position not in contents and piece.heading and len(piece.text) <= 2 * _TITLE_LINE:
            level = max(headings.FORMAT_LEVEL, piece.heading)
            lines.append(_Line(piece, BlockKind.HEADING, level, len(piece.text)))
        elif after_annex and _may_be_title(piece.text):
            lines.append(_Line(piece, BlockKind.HEADING, headings.FORMAT_LEVEL + 1, len(piece.text)))
        else:
            lines.append(_Line(piece, BlockKind.PARAGRAPH))
        after_annex = bool(_ANNEX.match(piece.text))
    return lines


def _may_be_title(text: str) -> bool:
    return len(text) <= _TITLE_LINE and not text.endswith(("。", "：", ":")) and not signature(text)


def _contents(pieces: Sequence[Piece]) -> range:
    """Positions of a table of contents: from behind the line 目录 to where its first entry comes again."""
    for position, piece in enumerate(pieces[:40]):
        if re.fullmatch(r"目\s*录", piece.text) and position + 1 < len(pieces):
            first = _entry(pieces[position + 1].text)
            for later in range(position + 2, len(pieces)):
                if _entry(pieces[later].text) == first:
                    return range(position + 1, later)
                if "。" in pieces[later].text:
                    break
    return range(0)


def _entry(text: str) -> str:
    return re.sub(r"[\s.…·]+\d*$|\s", "", text)


def _row(piece: Piece, columns: dict[int, tuple[str, ...]]) -> _Line:
    """A table row: column names, a group heading that spans the table, or data under the columns."""
    cells = tuple(noise.clean(cell) for cell in piece.cells or ())
    piece = replace(piece, cells=cells)
    if piece.is_header:
        columns[piece.table] = cells
        return _Line(piece, BlockKind.COLUMNS, columns=cells)
    filled = {cell for cell in cells if cell}
    if len(cells) > 1 and len(filled) == 1 and (cells[0] or len(set(cells)) == 1):
        return _Line(piece, BlockKind.HEADING, headings.NAMED_LEVEL + 1, len(cells[0]))
    return _Line(piece, BlockKind.ROW, columns=columns.get(piece.table, ()))


def _with_back(lines: list[_Line]) -> list[_Line]:
    """Mark the signature: the date line, the organ above it, the annex list above that, the notes below."""
    marked = list(lines)
    for position, line in enumerate(lines):
        text = line.piece.text
        signed = signature(text)
        if line.kind is not BlockKind.PARAGRAPH or not signed:
            continue
        start = position
        while start and not signed["organ"] and position - start < _MOST_SIGNERS and _is_signer(lines[start - 1]):
            start -= 1
        while start and _is_annex_list(lines, start - 1, position):
            start -= 1
        end = position + 1
        while end < len(lines) and lines[end].kind is BlockKind.PARAGRAPH and _NOTE.match(lines[end].piece.text):
            end += 1
        for index in range(start, end):
            marked[index] = replace(lines[index], kind=BlockKind.BACK, level=0, title=0)
    return marked


def _is_signer(line: _Line) -> bool:
    return line.kind is BlockKind.PARAGRAPH and ends_like_organ(line.piece.text)


def _is_annex_list(lines: Sequence[_Line], position: int, date: int) -> bool:
    """Tell whether a line above a signature is 附件：… or one of the numbered names that follow it."""
    text = lines[position].piece.text
    if _ANNEX_NOTE.match(text):
        return True
    named_above = any(_ANNEX_NOTE.match(line.piece.text) for line in lines[max(0, date - 12) : position])
    return named_above and bool(re.match(r"^\d+\s*[.．、]", text)) and not text.endswith("。")


def _with_names(lines: list[_Line]) -> list[_Line]:
    """Mark unnumbered run-in headings, only where a section's paragraphs share the habit (two or more, and half)."""
    groups: dict[int, list[int]] = defaultdict(list)
    group = 0
    for position, line in enumerate(lines):
        if line.kind is BlockKind.HEADING:
            group = position
        if line.kind is BlockKind.PARAGRAPH:
            groups[group].append(position)
    marked = list(lines)
    for members in groups.values():
        named = {position: _run_in(lines[position].piece) for position in members}
        habit = [position for position, end in named.items() if end]
        if len(habit) >= 2 and 2 * len(habit) >= len(members):
            for position in habit:
                marked[position] = replace(
                    lines[position], kind=BlockKind.HEADING, level=headings.NAMED_LEVEL, title=named[position]
                )
    return marked


def _run_in(piece: Piece) -> int:
    return piece.run_in or headings.named(piece.text)


def _with_sections(lines: list[_Line]) -> Iterator[_Line]:
    path: list[tuple[int, str]] = []
    table = 0
    for line in lines:
        if line.kind is BlockKind.BACK:
            path = []
        elif line.kind is BlockKind.HEADING:
            path = [(level, title) for level, title in path if level < line.level]
        elif line.kind is BlockKind.COLUMNS or line.piece.table != table:
            path = [(level, title) for level, title in path if level <= headings.NAMED_LEVEL]
        table = line.piece.table
        yield replace(line, section=tuple(title for _, title in path))
        if line.kind is BlockKind.HEADING:
            words = line.piece.cells[0] if line.piece.cells else line.piece.text[: line.title]
            path.append((line.level, _heading_words(words)))


def _heading_words(text: str) -> str:
    """A heading as people cite it: without the full stop or colon of a run-in heading."""
    return text.strip().rstrip("。：:")


def _laid_out(lines: Sequence[_Line]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for line in lines:
        text = "\t".join(line.piece.cells) if line.piece.cells is not None else line.piece.text
        blocks.extend(_blocks(line, text, offset))
        parts.append(text)
        offset += len(text) + 1
    return "\n".join(parts), tuple(blocks)


def _blocks(line: _Line, text: str, offset: int) -> Iterator[Block]:
    end = offset + len(text)
    page = line.piece.page
    if line.kind is not BlockKind.HEADING or line.piece.cells is not None:
        cells = tuple(_cell_spans(line.piece.cells or (), offset))
        yield Block(line.kind, offset, end, line.section, line.level, line.columns, cells, page)
        return
    split = offset + line.title
    yield Block(BlockKind.HEADING, offset, split, line.section, line.level, page=page)
    if split < end:
        section = (*line.section, _heading_words(text[: line.title]))
        yield Block(BlockKind.PARAGRAPH, split, end, section, page=page)


def _cell_spans(cells: Sequence[str], offset: int) -> Iterator[tuple[int, int]]:
    for cell in cells:
        yield offset, offset + len(cell)
        offset += len(cell) + 1
