"""The nouns of the index: pieces, blocks, documents, chunks and hits.

Plain frozen values with no behaviour beyond slicing their own text. Nothing here reads a file,
loads a model or knows how anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph or table row as a file format gives it, before its meaning is read.

    Attributes:
        text: The paragraph, without line ends. Empty for a table row.
        cells: The cells of a table row, left to right; None for a paragraph.
        heading: Level that the format itself declares (Word style, ``<h2>``, ``##``), 1 outermost; 0 for none.
        run_in: Length of the heading that the format itself marks at the paragraph's beginning, in bold; 0 for none.
        is_header: The row holds column names, as declared by the format.
        table: Rows with the same number belong to one table.
        page: Page of the file, counted from 1, where the format has pages.
    """

    text: str = ""
    cells: tuple[str, ...] | None = None
    heading: int = 0
    run_in: int = 0
    is_header: bool = False
    table: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """All that a format reader finds in one file: its pieces in reading order, and what it says of itself.

    ``metadata`` may hold ``title``, ``doc_number``, ``issuer``, ``date`` and ``published`` where the file declares
    them outside its body (the 索引号 table of a government page, say).
    """

    pieces: tuple[Piece, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    FRONT = "front"  # title, document number, dates and other lines before the body
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"
    COLUMNS = "columns"  # the row of column names above a table's rows
    BACK = "back"  # signature, date, notes after the body


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``[start, end)`` of a document's text.

    Attributes:
        section: Headings above the block, outermost first. A heading's own text is not in its section.
        level: Depth of a heading, 1 outermost; 0 for other kinds.
        columns: Column names of a table row, one a cell; empty where the table names none.
        cells: Spans of a table row's cells in the document's text.
        page: Page of the file, counted from 1, where the format has pages.
    """

    kind: BlockKind
    start: int
    end: int
    section: tuple[str, ...] = ()
    level: int = 0
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    page: int | None = None


class FieldName(StrEnum):
    """Fields of an official document that are read out of its own words."""

    TITLE = "title"  # 标题
    DOC_NUMBER = "doc_number"  # 发文字号
    ISSUER = "issuer"  # 发文机关
    DATE = "date"  # 成文日期
    PUBLISHED = "published"  # 发布日期
    ADDRESSEE = "addressee"  # 主送机关
    PROPOSAL_NUMBER = "proposal_number"  # 建议号
    DISCLOSURE = "disclosure"  # 公开属性
    KIND = "kind"  # 文种: 通知, 意见, 条例 and the like
    REGION = "region"  # 地区: the province, then city and county as far as named: 辽宁 沈阳, 辽宁 营口 盖州市


@dataclass(frozen=True, slots=True)
class Field:
    """A field's value in normal form (dates as YYYY-MM-DD) and the words it was read from.

    ``start`` and ``end`` are None where the value stands outside the parsed text (page metadata) or follows from other
    fields.
    """

    value: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document that a text cites, ``document.text[start:end]``: 《title》 with the number behind it.

    Attributes:
        title: As written, without the outer title marks; empty where only the number is given.
        doc_number: In official form; None where the text does not give it there.
    """

    title: str
    doc_number: str | None
    start: int
    end: int


class Relation(StrEnum):
    """How a document makes an older one out of date."""

    REPEALED = "废止"
    AMENDED = "修改"
    EDITION = "新版"


@dataclass(frozen=True, slots=True)
class Newer:
    """The document that puts an older one out of date, and its words ``[start, end)`` that show it.

    ``document`` is a path. For a new edition the words are its title.
    """

    document: str
    relation: Relation
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that a document defines for itself: ``full（以下简称“short”）``."""

    short: str
    full: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document.

    Attributes:
        path: Where it lies, relative to the indexed folder, with forward slashes: how users know it.
        sha256: Of the file's bytes, in hexadecimal.
        text: The parsed text that all offsets refer to. It never changes after parsing.
        blocks: In reading order, without overlap. Every character of ``text`` but line ends is in one block.
        fields: What the document says of itself.
        references: The documents that it cites, in reading order, one entry a citation.
        abbreviations: The short forms that it defines, in reading order.
    """

    path: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    fields: Mapping[FieldName, Field]
    references: tuple[Reference, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()

    @property
    def title(self) -> str:
        """The title, or the file's name without its suffix where the document has none."""
        return self.value(FieldName.TITLE) or PurePosixPath(self.path).stem

    def value(self, name: FieldName) -> str | None:
        """Return a field's value, or None where the document does not say."""
        found = self.fields.get(name)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document: the unit that is embedded, searched and cited.

    ``document.text[start:end]`` is the passage. What is searched is ``index_text``: the same words with the
    document's title and the heading path in front (and column names beside a table row's cells).
    """

    id: str
    path: str
    start: int
    end: int
    kind: BlockKind
    section: tuple[str, ...]
    text: str
    index_text: str
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query, with the fused score it is ranked by and the scores it came from."""

    chunk: Chunk
    score: float
    dense: float
    lexical: float
