"""Documents and chunks in one SQLite file. The only module that knows SQL.

Written once, when a snapshot is built; read-only ever after. A chunk's row number is its position in the vectors
and in BM25.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from index.schema import Abbreviation, Block, BlockKind, Chunk, Document, Field, FieldName, Reference

_SCHEMA = """
CREATE TABLE documents (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text TEXT NOT NULL, blocks TEXT NOT NULL, fields TEXT NOT NULL,
    mentions TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE chunks (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL REFERENCES documents (path),
    start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL, page INTEGER,
    section TEXT NOT NULL, columns TEXT NOT NULL, cells TEXT NOT NULL, index_text TEXT NOT NULL
);
CREATE INDEX chunks_by_path ON chunks (path);
"""
_CHUNK = (
    "SELECT c.id, c.path, c.start, c.end, c.kind, c.page, c.section, c.columns, c.cells, c.index_text,"
    " substr(d.text, c.start + 1, c.end - c.start) FROM chunks c JOIN documents d ON d.path = c.path"
)


def write(path: Path, documents: Iterable[Document], chunks: Sequence[Chunk]) -> None:
    """Write a new database: the documents, and their chunks in the order of the vectors."""
    with sqlite3.connect(path) as database:
        database.executescript(_SCHEMA)
        database.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", map(_document_row, documents))
        database.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_chunk_row(position, chunk) for position, chunk in enumerate(chunks)),
        )
    database.close()


class Store:
    """Read access to a written database, from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def paths(self) -> dict[str, str]:
        """The documents' paths in order, each with the SHA-256 of its file."""
        return dict(self._database().execute("SELECT path, sha256 FROM documents ORDER BY path"))

    def document(self, path: str) -> Document | None:
        """One document, or None where there is none of that path."""
        row = self._database().execute("SELECT * FROM documents WHERE path = ?", (path,)).fetchone()
        return _document(row) if row else None

    def fields(self) -> dict[str, dict[FieldName, Field]]:
        """The fields of every document, by path."""
        rows = self._database().execute("SELECT path, fields FROM documents ORDER BY path")
        return {path: _fields(fields) for path, fields in rows}

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
