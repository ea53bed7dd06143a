"""Documents and chunks in one SQLite file. The only module that knows how a snapshot keeps them.

Written once, when a snapshot is built; read-only ever after. A chunk's row number is its position in the vectors
and in BM25. A copy of a document has a row, so that it need not be parsed again, but no chunks: where a document is
asked for by a copy's path, the one that is kept in its place is given.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

from index.errors import UserError
from index.parse.numerals import years_in_characters
from index.schema import Abbreviation, Block, BlockKind, Chunk, Document, Field, FieldName, Newer, Reference, Relation

_SCHEMA = """
CREATE TABLE files (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text TEXT NOT NULL, blocks TEXT NOT NULL, fields TEXT NOT NULL,
    mentions TEXT NOT NULL, same_as TEXT REFERENCES files (path)
) WITHOUT ROWID;
CREATE VIEW documents AS SELECT path, sha256, text, blocks, fields, mentions FROM files WHERE same_as IS NULL;
CREATE TABLE newer (
    path TEXT PRIMARY KEY REFERENCES files (path), document TEXT NOT NULL REFERENCES files (path),
    relation TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE chunks (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL REFERENCES files (path),
    start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL, page INTEGER,
    section TEXT NOT NULL, columns TEXT NOT NULL, cells TEXT NOT NULL, index_text TEXT NOT NULL
);
CREATE INDEX chunks_by_path ON chunks (path);
"""
_FILE = "SELECT path, sha256, text, blocks, fields, mentions FROM files WHERE path = ?"
_CHUNK = (
    "SELECT c.id, c.path, c.start, c.end, c.kind, c.page, c.section, c.columns, c.cells, c.index_text,"
    " substr(d.text, c.start + 1, c.end - c.start) FROM chunks c JOIN documents d ON d.path = c.path"
)


def write(
    path: Path,
    documents: Iterable[Document],
    chunks: Sequence[Chunk],
    copies: Mapping[str, str],
    newer: Mapping[str, Newer],
) -> None:
    """Write a new database.

    Args:
        path: The file, not there yet.
        documents: All that were parsed, copies too.
        chunks: Those of the documents that are kept, in the order of the vectors.
        copies: For the path of each copy, that of the document kept in its place.
        newer: For the path of each document out of date, what makes it so.

    Raises:
        OSError: The disk is full, or the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(_SCHEMA)
            database.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((*_document_row(document), copies.get(document.path)) for document in documents),
            )
            database.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (_chunk_row(position, chunk) for position, chunk in enumerate(chunks)),
            )
            database.executemany(
                "INSERT INTO newer VALUES (?, ?, ?, ?, ?)", ((older, *astuple(each)) for older, each in newer.items())
            )
    except sqlite3.OperationalError as error:
        raise OSError(f"{path}: {error}") from error


def encode_document(document: Document) -> str:
    """A parsed document as one string."""
    return _dump(_document_row(document))


def decode_document(text: str) -> Document:
    """The document of a string that :func:`encode_document` gave."""
    return _document(tuple(json.loads(text)))


class Store:
    """Read access to a written database, from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def mentions(self, words: str) -> bool:
        """Tell whether any document's text holds some words, their years in digits or in characters."""
        holding = "SELECT EXISTS (SELECT 1 FROM files WHERE instr(text, ?))"
        forms = (words, *years_in_characters(words))
        return any(self._database().execute(holding, (form,)).fetchone()[0] for form in forms)

    def files(self) -> dict[str, str]:
        """The paths of all files in order, copies too, each with the SHA-256 of the file."""
        return dict(self._database().execute("SELECT path, sha256 FROM files ORDER BY path"))

    def document(self, path: str) -> Document | None:
        """One document, by its own path or that of a copy; None where there is none."""
        kept = self._database().execute("SELECT coalesce(same_as, path) FROM files WHERE path = ?", (path,)).fetchone()
        return self.parsed(kept[0]) if kept else None

    def require(self, path: str) -> Document:
        """One document that must be there, by its own path or that of a copy.

        Raises:
            UserError: There is none of this path.
        """
        found = self.document(path)
        if found is None:
            raise UserError(f"索引中没有 {path}，请用 assistant index info 查看收录的文件。")
        return found

    def parsed(self, path: str) -> Document | None:
        """What was parsed of one file, a copy or not; None where there is none of that path."""
        row = self._database().execute(_FILE, (path,)).fetchone()
        return _document(row) if row else None

    def fields(self) -> dict[str, dict[FieldName, Field]]:
        """The fields of every document, by path."""
        rows = self._database().execute("SELECT path, fields FROM documents ORDER BY path")
        return {path: _fields(fields) for path, fields in rows}

    def also_at(self) -> dict[str, tuple[str, ...]]:
        """The paths of the copies of each document that has any, by path."""
        found: dict[str, tuple[str, ...]] = {}
        rows = self._database().execute("SELECT same_as, path FROM files WHERE same_as NOT NULL ORDER BY path")
        for kept, path in rows:
            found[kept] = (*found.get(kept, ()), path)
        return found

    def newer(self) -> dict[str, Newer]:
        """What puts each document out of date that is, by path."""
        rows = self._database().execute("SELECT path, document, relation, start, end FROM newer ORDER BY path")
        return {path: Newer(document, Relation(relation), *span) for path, document, relation, *span in rows}

    def abbreviations(self) -> list[Abbreviation]:
        """The short forms that the documents define, copies left out."""
        rows = self._database().execute("SELECT mentions FROM documents ORDER BY path")
        return [Abbreviation(*values) for (mentions,) in rows for values in json.loads(mentions)[1]]

    def chunks(self, positions: Sequence[int]) -> list[Chunk]:
        """The chunks at some positions, in that order."""
        marks = ",".join("?" * len(positions))
        rows = self._database().execute(
            _CHUNK.replace("SELECT", "SELECT c.position,", 1) + f" WHERE c.position IN ({marks})",
            list(map(int, positions)),
        )
        by_position = {row[0]: _chunk(row[1:]) for row in rows}
        return [by_position[int(position)] for position in positions]

    def document_chunks(self, path: str) -> list[Chunk]:
        """A document's chunks in reading order."""
        return [_chunk(r) for r in self._database().execute(_CHUNK + " WHERE c.path = ? ORDER BY c.position", (path,))]

    def positions(self) -> dict[str, list[int]]:
        """The positions of every document's chunks, by path."""
        found: dict[str, list[int]] = {}
        for path, position in self._database().execute("SELECT path, position FROM chunks ORDER BY position"):
            found.setdefault(path, []).append(position)
        return found

    def index_texts(self) -> list[str]:
        """What was embedded of every chunk, by position."""
        return [row[0] for row in self._database().execute("SELECT index_text FROM chunks ORDER BY position")]

    def count(self) -> tuple[int, int]:
        """Number of documents and of chunks."""
        found = self._database().execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM chunks)")
        documents, chunks = found.fetchone()
        return int(documents), int(chunks)

    def _database(self) -> sqlite3.Connection:
        """This thread's connection: SQLite connections are not to be shared between threads."""
        if not hasattr(self._local, "database"):
            self._local.database = sqlite3.connect(f"file:{self._path}?mode=ro&immutable=1", uri=True)
        database: sqlite3.Connection = self._local.database
        return database


def _document_row(document: Document) -> tuple[str, ...]:
    blocks = [
        [b.kind, b.start, b.end, list(b.section), b.level, list(b.columns), [list(c) for c in b.cells], b.page]
        for b in document.blocks
    ]
    fields = {name: [f.value, f.start, f.end] for name, f in document.fields.items()}
    mentions = [list(map(astuple, document.references)), list(map(astuple, document.abbreviations))]
    return document.path, document.sha256, document.text, _dump(blocks), _dump(fields), _dump(mentions)


def _document(row: tuple[str, ...]) -> Document:
    path, sha256, text, blocks, fields, mentions = row
    references, abbreviations = json.loads(mentions)
    return Document(
        path, sha256, text, tuple(map(_block, json.loads(blocks))), _fields(fields),
        tuple(Reference(*values) for values in references), tuple(Abbreviation(*values) for values in abbreviations),
    )  # fmt: skip


def _fields(text: str) -> dict[FieldName, Field]:
    return {FieldName(name): Field(*value) for name, value in json.loads(text).items()}


def _block(values: list) -> Block:  # type: ignore[type-arg]
    kind, start, end, section, level, columns, cells, page = values
    spans = tuple((a, b) for a, b in cells)
    return Block(BlockKind(kind), start, end, tuple(section), level, tuple(columns), spans, page)


def _chunk_row(position: int, c: Chunk) -> tuple[object, ...]:
    lists = (_dump(list(c.section)), _dump(list(c.columns)), _dump([list(cell) for cell in c.cells]))
    return position, c.id, c.path, c.start, c.end, c.kind, c.page, *lists, c.index_text


def _chunk(row: tuple) -> Chunk:  # type: ignore[type-arg]
    id_, path, start, end, kind, page, section, columns, cells, index_text, text = row
    spans = tuple((a, b) for a, b in json.loads(cells))
    return Chunk(
        id_, path, start, end, BlockKind(kind), tuple(json.loads(section)), text, index_text,
        tuple(json.loads(columns)), spans, page,
    )  # fmt: skip


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
