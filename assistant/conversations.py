"""Conversations kept across restarts, each readable by its owner alone.

One SQLite file in the folder of the page's data. An owner is known by a hash of what the browser shows, so that the
file opens nobody's conversations to whoever reads it. Answers are kept whole, as they were given; nothing here asks
anything.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.database import holding, opened
from assistant.schema import Answer
from assistant.scope import Scope
from index.errors import UserError

FILE = "conversations.sqlite"
"""The store's name in the folder of the page's data."""

LONGEST_TITLE = 40
"""Characters; what is longer is cut."""

_LISTED = 200
_UNREADABLE = "这条回答由其他版本的程序保存，无法显示，请再问一次。"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, updated TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_by_owner ON conversations (owner, updated);
CREATE TABLE IF NOT EXISTS exchanges (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, place INTEGER NOT NULL,
    words TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (conversation, place)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what has become of it.

    Attributes:
        asked: When, UTC, ISO 8601.
        scope: The documents it was asked of.
        answer: The outcome, refusals included.
        note: One sentence for a question that was stopped or could not be answered.
        index: Version of the index that answered.
        helpful: What the person said of the answer; None: nothing.
    """

    question: str
    asked: str
    scope: Scope = field(default_factory=Scope)
    answer: Answer | None = None
    note: str = ""
    index: str = ""
    helpful: bool | None = None

    @property
    def chosen(self) -> Scope | None:
        """The scope as the assistant takes it; None, the settings' own, where the person chose nothing."""
        return None if self.scope == Scope() else self.scope


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as a list shows it; ``updated`` is UTC, ISO 8601."""

    id: str
    title: str
    updated: str


_STORED = TypeAdapter(Exchange)


class ConversationStore:
    """The file; opened anew for every call, from any thread. ``owner`` is whatever tells one person from another."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def summaries(self, owner: str, words: str = "") -> list[ConversationSummary]:
        """Return an owner's conversations, the last used first.

        Args:
            owner: Whose.
            words: Only those whose title, questions or answers hold these words.
        """
        with self._database() as database:
            rows = database.execute(
                "SELECT id, title, updated FROM conversations WHERE owner = :owner AND (title LIKE :like ESCAPE '\\'"
                " OR EXISTS (SELECT 1 FROM exchanges WHERE conversation = id AND words LIKE :like ESCAPE '\\'))"
                " ORDER BY updated DESC, id LIMIT :most",
                {"owner": _hashed(owner), "like": holding(words.strip()), "most": _LISTED},
            ).fetchall()
        return [ConversationSummary(*row) for row in rows]

    def read(self, owner: str, conversation: str) -> tuple[str, list[Exchange]]:
        """Return a conversation's title and exchanges, oldest first.

        Raises:
            UserError: The owner has none of this identity.
        """
        with self._database() as database:
            title = self._title(database, owner, conversation)
            rows = database.execute(
                "SELECT value, words FROM exchanges WHERE conversation = ? ORDER BY place", (conversation,)
            ).fetchall()
        return title, [_read(*row) for row in rows]

    def put(self, owner: str, conversation: str, place: int, exchange: Exchange) -> None:
        """Keep an exchange at its place, counted from 0.

        The first begins the conversation, whose title is then its question.

        Raises:
            UserError: The conversation is somebody else's, or the folder cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        words = exchange.question + (f"\n{exchange.answer.text}" if exchange.answer else "")
        with self._database() as database:
            database.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (conversation, _hashed(owner), _as_title(exchange.question), now),
            )
            self._title(database, owner, conversation)
            database.execute("UPDATE conversations SET updated = ? WHERE id = ?", (now, conversation))
            database.execute(
                "INSERT OR REPLACE INTO exchanges VALUES (?, ?, ?, ?)",
                (conversation, place, words, _STORED.dump_json(exchange).decode()),
            )

    def cut(self, owner: str, conversation: str, place: int) -> None:
        """Drop the exchanges from a place on.

        Raises:
            UserError: The owner has none of this identity.
        """
        with self._database() as database:
            self._title(database, owner, conversation)
            database.execute("DELETE FROM exchanges WHERE conversation = ? AND place >= ?", (conversation, place))

    def rename(self, owner: str, conversation: str, title: str) -> str:
        """Give a conversation another title; return it as it is kept.

        Raises:
            UserError: The owner has none of this identity, or the title is blank.
        """
        kept = _as_title(title)
        if not kept:
            raise UserError("对话的名称不能为空，请写几个字。")
        with self._database() as database:
            self._title(database, owner, conversation)
            database.execute("UPDATE conversations SET title = ? WHERE id = ?", (kept, conversation))
        return kept

    def delete(self, owner: str, conversation: str) -> None:
        """Remove a conversation and all that was said in it.

        Raises:
            UserError: The owner has none of this identity.
        """
        with self._database() as database:
            self._title(database, owner, conversation)
            database.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    @staticmethod
    def _title(database: sqlite3.Connection, owner: str, conversation: str) -> str:
        """A conversation's title, once it is sure that it is the owner's."""
        row = database.execute(
            "SELECT title FROM conversations WHERE id = ? AND owner = ?", (conversation, _hashed(owner))
        ).fetchone()
        if row is None:
            raise UserError("没有这个对话，可能已经删除，请在左侧另选一个或开始新对话。")
        return str(row[0])

    def _database(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self._path, _SCHEMA, "对话记录")


def _read(value: str, words: str) -> Exchange:
    try:
        return _STORED.validate_json(value)
    except ValidationError:  # of another version of the program
        return Exchange(words.split("\n")[0], "", note=_UNREADABLE)


def _hashed(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()


def _as_title(words: str) -> str:
    return " ".join(words.split())[:LONGEST_TITLE]
