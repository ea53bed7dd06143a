"""Word documents (.docx, macros or not): paragraphs, tables and notes in the order of the page.

The file is read as it would print with all tracked changes accepted: insertions stay, deletions go, automatic
numbers stand before their paragraphs. A note stands as a paragraph of its own (``注［1］：…``) after the paragraph
or table that refers to it. Never runs a macro, never opens what the file links to, never shows hidden text,
comments, page headers or automatic tables of contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from index.errors import UserError
from index.parse.archive import Package
from index.parse.characters import clean, clean_lines, join_lines
from index.parse.numbering import Numbering
from index.parse.styles import Styles
from index.parse.table import Cell, resolve_grid, table_pieces
from index.parse.wordxml import (
    BREAKS,
    CONTAINERS,
    DRAWINGS,
    MAX_DEPTH,
    MC,
    NOTES,
    SYMBOLS,
    M,
    W,
    chosen,
    is_contents_control,
    is_end_deleted,
    is_hidden,
    is_math,
    is_on,
    notes_by_id,
    number,
    outermost_boxes,
    unwrapped,
)
from index.schema import Piece, Source


@dataclass(slots=True)
class _Words:
    """What a paragraph holds besides its properties: its text, and what is anchored in it."""

    text: str = ""
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def read(path: Path) -> Source:
    """Read a Word document.

    Raises:
        UserError: If it is damaged, encrypted, a bomb, or no Word document.
    """
    package = Package(path, "Word 文档（.docx）")
    main = package.main_part()
    root = package.xml(main)
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise UserError(f"“{path.name}”不是 Word 文档，请核对扩展名，或在办公软件中另存后再试。")
    reader = _Reader(package, main)
    pieces = tuple(reader.blocks(body))
    return Source(pieces, {"title": "".join(reader.title)} if reader.title else {})


class _Reader:
    """Walks a document's body once, from top to bottom: numbers and notes are counted on the way."""

    def __init__(self, package: Package, main: str) -> None:
        parts = package.related(main)
        self._styles = Styles(package.xml(parts.get("styles", "")))
        self._numbering = Numbering(package.xml(parts.get("numbering", "")), self._styles)
        self._notes = {name: notes_by_id(package.xml(parts.get(name, ""))) for name in NOTES.values()}
        self._note_count = 0
        self._tables = 0
        self._carried = _Words()
        self._is_titled = False
        self.title: list[str] = []

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Piece]:
        """Yield the pieces of a body, a text box, or a container within them."""
        if depth > MAX_DEPTH:
            return
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child, depth)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag == W + "sdt":
                if not is_contents_control(child):
                    yield from self.blocks(child, depth)
            elif child.tag == MC + "AlternateContent":
                yield from self.blocks(chosen(child), depth + 1)
            elif child.tag in CONTAINERS:
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[Piece]:
        words = self._words(paragraph)
        if words is None:
            return
        lines = clean_lines(words.text)
        heading = self._styles.heading(paragraph)
        if self._styles.is_contents(paragraph):
            return
        if self._styles.is_title(paragraph) and not self._is_titled:
            self.title += lines
        # Further titles below other words head parts of the document, or were meant as headings.
        self._is_titled = self._is_titled or bool(self.title and lines and not self._styles.is_title(paragraph))
        label = self._numbering.label(paragraph)
        if lines:
            lines[0] = _labelled(label, lines[0])
            # A heading over two lines is one heading.
            for line in [join_lines(lines)] if heading else lines:
                yield Piece(text=line, heading=heading)
        for box in words.boxes:
            yield from self.blocks(box, depth + 1)
        yield from self._note_pieces(words.notes)

    def _words(self, paragraph: etree._Element) -> _Words | None:
        """Collect a paragraph's words, after those carried over from paragraphs whose end was deleted.

        Returns None where the paragraph's own end is deleted: its words belong to the next paragraph, and it does
        not count in any numbering.
        """
        words, self._carried = self._carried, _Words()
        self._collect(paragraph, words, 0)
        if is_end_deleted(paragraph):
            self._carried = words
            return None
        return words

    def _collect(self, parent: etree._Element, words: _Words, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        for child in parent:
            tag = child.tag
            if tag in (W + "t", M + "t"):
                words.text += child.text or ""
            elif tag in BREAKS:
                words.text += BREAKS[tag]
            elif tag == W + "sym":
                words.text += SYMBOLS.get(child.get(W + "char", "").upper(), "")
            elif tag in NOTES:
                words.text += self._refer(NOTES[tag], child.get(W + "id", ""), words)
            elif tag == MC + "AlternateContent":
                self._collect(chosen(child), words, depth + 1)
            elif tag in DRAWINGS:
                words.boxes += outermost_boxes(child)
            elif (tag in CONTAINERS and not is_hidden(child)) or is_math(child):
                self._collect(child, words, depth + 1)

    def _refer(self, kind: str, identity: str, words: _Words) -> str:
        """Queue a note to be given after the paragraph, and return the mark that stands for it in the text."""
        note = self._notes[kind].get(identity)
        if note is None:
            return ""
        passages = [self._words_of_note(paragraph) for paragraph in note.iter(W + "p")]
        text = join_lines([passage for passage in passages if passage])
        if not text:
            return ""
        self._note_count += 1
        words.notes.append(f"注［{self._note_count}］：{text}")
        return f"［{self._note_count}］"

    def _words_of_note(self, paragraph: etree._Element) -> str:
        words = _Words()
        self._collect(paragraph, words, 1)
        return clean(words.text)

    @staticmethod
    def _note_pieces(notes: Iterable[str]) -> Iterator[Piece]:
        for note in notes:
            yield Piece(text=note)

    def _table(self, table: etree._Element) -> Iterator[Piece]:
        rows: list[list[_WordCell]] = []
        declared = 0
        notes: list[str] = []
        for row in unwrapped(table, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            if declared == len(rows) and is_on(row.find(f"{W}trPr/{W}tblHeader")):
                declared += 1
            rows.append(list(self._cells(row, notes)))
        self._tables += 1
        yield from table_pieces(resolve_grid(_merged_down(rows, declared)), self._tables)
        yield from self._note_pieces(notes)

    def _cells(self, row: etree._Element, notes: list[str]) -> Iterator[_WordCell]:
        column = number(row, "trPr/gridBefore")
        if column > 0:
            yield _WordCell("", 0, column, merge=None)
        for cell in unwrapped(row, W + "tc"):
            if cell.find(f"{W}tcPr/{W}cellDel") is not None:
                continue
            span = max(1, number(cell, "tcPr/gridSpan", 1))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            kind = None if merge is None else merge.get(W + "val", "continue")
            text = "" if kind == "continue" else self._cell_text(cell, notes, 0)
            yield _WordCell(text, column, span, kind)
            column += span

    def _cell_text(self, cell: etree._Element, notes: list[str], depth: int) -> str:
        """Return a cell's words in one line; a table inside the cell is read row by row."""
        lines: list[str] = []
        for child in unwrapped(cell, W + "p", W + "tbl"):
            if child.tag == W + "tbl" and depth < MAX_DEPTH:
                for row in unwrapped(child, W + "tr"):
                    inner = [self._cell_text(item, notes, depth + 1) for item in unwrapped(row, W + "tc")]
                    lines.append(clean(" ".join(inner)))
            elif child.tag == W + "p" and (words := self._words(child)) is not None:
                boxed = [line for box in words.boxes for line in self._box_lines(box)]
                found = [*clean_lines(words.text), *boxed]
                label = self._numbering.label(child)
                lines += [_labelled(label, found[0]), *found[1:]] if found else [label]
                notes += words.notes
        return join_lines([line for line in lines if line])

    def _box_lines(self, box: etree._Element) -> list[str]:
        return [piece.text or " ".join(filter(None, piece.cells or ())) for piece in self.blocks(box, 1)]


@dataclass(frozen=True, slots=True)
class _WordCell:
    """A cell with its first grid column, its width, and ``w:vMerge``: ``restart``, ``continue`` or None."""

    text: str
    column: int
    span: int
    merge: str | None


def _merged_down(rows: list[list[_WordCell]], declared: int) -> list[list[Cell]]:
    """Turn Word's marks of vertical merging, one a row, into cells that span rows."""
    starts = [{cell.column: cell for cell in row} for row in rows]
    merged: list[list[Cell]] = []
    for index, row in enumerate(rows):
        cells: list[Cell] = []
        for cell in row:
            above = starts[index - 1].get(cell.column) if index else None
            if cell.merge == "continue" and above is not None and above.merge:
                continue
            height = 1
            while cell.merge and index + height < len(rows):
                below = starts[index + height].get(cell.column)
                if below is None or below.merge != "continue":
                    break
                height += 1
            cells.append(Cell(cell.text, height, cell.span, is_header=index < declared))
        merged.append(cells)
    return merged


def _labelled(label: str, text: str) -> str:
    """Put an automatic number before a paragraph, as closely as such numbers are printed."""
    if not label:
        return text
    close = label[-1] in "、）)．.，：】〕" and not (label[-1] == "." and text[:1].isdigit())
    return f"{label}{text}" if close else f"{label} {text}"
