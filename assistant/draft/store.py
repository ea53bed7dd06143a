"""Letters being worked on, each with all its versions and who made them.

One SQLite file in the folder of the page's data. A version is never changed once written. Nothing here reads a letter.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.database import opened
from index.errors import UserError

FILE = "drafts.sqlite"
"""The store's name in the folder of the page's data."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY, title TEXT NOT NULL, number TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS version (
    draft TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE, n INTEGER NOT NULL, made TEXT NOT NULL,
    who TEXT NOT NULL, note TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (draft, n)
);
"""
_LONGEST_NAME = 40  # characters; longer is cut
_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a letter, without its content.

    Attributes:
        made: UTC, ISO 8601.
        note: What was changed.
    """

    n: int
    made: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter in the list: its latest version."""

    id: str
    title: str
    number: str
    latest: Version


class DraftStore:
    """Reads and writes the letters of one folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def create(self, title: str, number: str, content: dict[str, Any], who: str, note: str) -> str:
        """Keep a new letter as its version 1; returns its id."""
        identity = secrets.token_urlsafe(9)
        with self._database() as database:
            database.execute("INSERT INTO draft VALUES (?, ?, ?)", (identity, title, number))
            _insert(database, identity, 1, content, who, note)
        return identity

    def add(self, identity: str, base: int, content: dict[str, Any], who: str, note: str) -> int:
        """Keep a new version; returns its number.

        Args:
            identity: The letter.
            base: The version that was changed.
            content: The letter as it is now.
            who: Whoever changed it.
            note: What was changed.

        Raises:
            UserError: There is no such letter, or somebody has kept a version after ``base``.
        """
        with self._database() as database:
            database.execute("BEGIN IMMEDIATE")
            latest = _versions(database, identity)[0]
            if latest.n != base:
                saved_by = latest.who or "别人"
                raise UserError(f"{saved_by}已经保存了第{latest.n}版，您改的是第{base}版，没有保存：请另开窗口对照。")
            _insert(database, identity, base + 1, content, who, note)
        return base + 1

    def entries(self) -> list[Entry]:
        """All letters, the one changed last first."""
        query = """SELECT d.id, d.title, d.number, v.n, v.made, v.who, v.note
                   FROM draft d JOIN version v ON v.draft = d.id
                   WHERE v.n = (SELECT MAX(n) FROM version WHERE draft = d.id) ORDER BY v.made DESC, d.rowid DESC"""
        with self._database() as database:
            return [Entry(row[0], row[1], row[2], Version(*row[3:])) for row in database.execute(query)]

    def versions(self, identity: str) -> list[Version]:
        """A letter's versions, the latest first.

        Raises:
            UserError: There is no such letter.
        """
        with self._database() as database:
            return _versions(database, identity)

    def content(self, identity: str, version: int) -> dict[str, Any]:
        """What a version holds.

        Raises:
            UserError: There is no such version.
        """
        with self._database() as database:
            query = "SELECT content FROM version WHERE draft = ? AND n = ?"
            row = database.execute(query, (identity, version)).fetchone()
        if row is None:
            raise UserError("没有这一版草稿，可能已被删除，请从列表中重新选择。")
        content: dict[str, Any] = json.loads(row[0])
        return content

    def delete(self, identity: str) -> None:
        """Remove a letter with all its versions."""
        with self._database() as database:
            database.execute("DELETE FROM draft WHERE id = ?", (identity,))

    def _database(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self._path, _SCHEMA, "草稿库")


def _versions(database: sqlite3.Connection, identity: str) -> list[Version]:
    query = "SELECT n, made, who, note FROM version WHERE draft = ? ORDER BY n DESC"
    found = [Version(*row) for row in database.execute(query, (identity,))]
    if not found:
        raise UserError("没有这份草稿，可能已被删除，请从列表中重新选择。")
    return found


def _insert(database: sqlite3.Connection, identity: str, n: int, content: dict[str, Any], who: str, note: str) -> None:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    written = json.dumps(content, ensure_ascii=False)
    row = (identity, n, made, who.strip()[:_LONGEST_NAME], note[:_LONGEST_NOTE], written)
    database.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)", row)
