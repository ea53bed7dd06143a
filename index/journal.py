"""The work of a build that is not published yet, so that an interrupted build goes on where it stopped.

One SQLite file beside the snapshots: parsed documents and vectors, each under a key that names all it depends on, with
a checksum of its own. Removed when a build is published, for then the snapshot holds them all: it never outgrows one
build's work. A damaged journal is begun anew and a damaged entry passed over; neither is ever trusted.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np

from index.errors import UserError
from index.schema import Document
from index.store import decode_document, encode_document
from index.vectors import Vectors

_log = logging.getLogger(__name__)

_FILE = "journal.sqlite"
_LAYOUT = 1  # raised with the tables below
_SCHEMA = f"""
PRAGMA user_version = {_LAYOUT};
CREATE TABLE documents (key BLOB PRIMARY KEY, value BLOB NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE vectors (key BLOB PRIMARY KEY, value BLOB NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
"""
_SECONDS = 2.0  # of parsing that a power cut may cost


class Journal:
    """Documents and vectors that outlive an interruption; a context manager, inside which all the rest is called.

    Only one process may have it open: the one that holds the index's lock. What adds raises ``UserError`` where the
    disk is full.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / _FILE

    def __enter__(self) -> Journal:
        if self._path.exists() and not _is_whole(self._path):
            _log.warning("the journal %s is damaged or of another version; beginning a new one", self._path)
            self.discard()
        begun = self._path.exists()
        self._database = sqlite3.connect(self._path)
        self._database.execute("PRAGMA synchronous = FULL")
        if not begun:
            self._database.executescript(_SCHEMA)
        self._kept = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._database):  # what was finished before an error is kept all the same
            self._commit()

    def document(self, key: bytes) -> Document | None:
        """Return a parsed document, or None where it is not here or damaged."""
        row = self._database.execute("SELECT value, checksum FROM documents WHERE key = ?", (key,)).fetchone()
        return decode_document(row[0].decode()) if row and _checksum(key, row[0]) == row[1] else None

    def add_document(self, key: bytes, document: Document) -> None:
        """Keep a parsed document, on the disk two seconds later at most as long as more are added."""
        self._add("documents", [(key, encode_document(document).encode())])
        if time.monotonic() - self._kept > _SECONDS:
            self._commit()

    def vectors(self) -> Iterator[tuple[bytes, Vectors]]:
        """Yield every vector that is whole, with its key."""
        for key, value, checksum in self._database.execute("SELECT key, value, checksum FROM vectors"):
            if _checksum(key, value) == checksum:
                yield key, np.frombuffer(value, np.float32)

    def add_vectors(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep a batch of vectors, one a key, shape ``(keys, dimensions)``; it is on the disk on return."""
        values = (np.ascontiguousarray(vector, np.float32).tobytes() for vector in vectors)
        self._add("vectors", list(zip(keys, values, strict=True)))
        self._commit()

    def discard(self) -> None:
        """Remove the journal, closed before: its work is published, or of no use."""
        for suffix in ("", "-journal"):  # SQLite's own file beside it, left where a process was killed
            self._path.with_name(_FILE + suffix).unlink(missing_ok=True)

    def _add(self, table: str, entries: Sequence[tuple[bytes, bytes]]) -> None:
        rows = [(key, value, _checksum(key, value)) for key, value in entries]
        with _written(self._path):
            self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)  # noqa: S608 ours

    def _commit(self) -> None:
        with _written(self._path):
            self._database.commit()
        self._kept = time.monotonic()


def unfinished(directory: Path) -> int:
    """How many vectors an interrupted build has left for the next one; 0 where the journal is missing or damaged."""
    path = directory / _FILE
    if not path.exists() or not _is_whole(path):
        return 0
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM vectors").fetchone()[0])


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise UserError(f"写不进 {path}，请检查磁盘空间和权限；已完成的部分保留，再次运行会接着做。") from error


def _is_whole(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as database:
            checked = database.execute("PRAGMA quick_check").fetchone()[0]
            return bool(checked == "ok" and database.execute("PRAGMA user_version").fetchone()[0] == _LAYOUT)
    except sqlite3.DatabaseError:
        return False


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.sha256(key + value).digest()
