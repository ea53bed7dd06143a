"""What people said of answers, kept with all that is needed to find out why an answer was of no use.

One SQLite file in the folder of the page's data. Who said it is not kept. Nothing here decides what becomes of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.database import holding, opened
from assistant.schema import Answer, Turn
from index.errors import UserError

FILE = "feedback.sqlite"
"""The store's name in the folder of the page's data."""

LONGEST_REASON = 500
"""Characters; what is longer is cut."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY, created TEXT NOT NULL, helpful INTEGER NOT NULL, reason TEXT NOT NULL,
    earlier TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, versions TEXT NOT NULL, state TEXT NOT NULL
)
"""
_ROW = "SELECT id, created, helpful, reason, earlier, answer, versions, state FROM feedback"


class State(StrEnum):
    """What has become of somebody's word."""

    OPEN = "open"
    SETTLED = "settled"  # looked at, nothing to be done
    QUESTION = "question"  # joined the evaluation's questions


@dataclass(frozen=True, slots=True)
class Feedback:
    """Somebody's word on an answer.

    Attributes:
        created: UTC, ISO 8601.
        reason: In the person's own words; may be empty.
        earlier: The questions before it in the same conversation, oldest first.
        answer: The answer as ``Answer.to_json`` gives it: question, words, citations and passages.
        versions: What answered: the index, the program.
    """

    id: int
    created: str
    helpful: bool
    reason: str
    earlier: tuple[str, ...]
    answer: Mapping[str, Any]
    versions: Mapping[str, str]
    state: State

    @property
    def question(self) -> str:
        """The question as it was asked."""
        return str(self.answer["question"])


class FeedbackStore:
    """The file; opened anew for every call, from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def add(
        self, answer: Answer, history: Sequence[Turn], *, helpful: bool, reason: str, versions: Mapping[str, str]
    ) -> int:
        """Keep somebody's word on an answer; return its number.

        Args:
            answer: What it is about.
            history: The turns before it in the same conversation, oldest first.
            helpful: 有用, else 没用.
            reason: Why, in the person's words.
            versions: What answered: the index, the program.

        Raises:
            UserError: The folder cannot be written.
        """
        values = (
            datetime.now(UTC).isoformat(timespec="seconds"),
            helpful,
            reason.strip()[:LONGEST_REASON],
            _dump([turn.question for turn in history]),
            answer.question,
            _dump(answer.to_json()),
            _dump(dict(versions)),
            State.OPEN,
        )
        columns = "created, helpful, reason, earlier, question, answer, versions, state"
        with self._database() as database:
            done = database.execute(f"INSERT INTO feedback ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608
            return int(done.lastrowid or 0)

    def list(self, helpful: bool | None = None, state: State | None = None, words: str = "") -> list[Feedback]:
        """Return what was said, the newest first.

        Args:
            helpful: Only 有用 or only 没用; None: both.
            state: Only what has become this.
            words: Only where question or reason hold these words.
        """
        where = (
            " WHERE (:helpful IS NULL OR helpful = :helpful) AND (:state IS NULL OR state = :state)"
            " AND (question LIKE :like ESCAPE '\\' OR reason LIKE :like ESCAPE '\\') ORDER BY id DESC"
        )
        with self._database() as database:
            rows = database.execute(
                _ROW + where, {"helpful": helpful, "state": state, "like": holding(words)}
            ).fetchall()
        return [_feedback(row) for row in rows]

    def get(self, number: int) -> Feedback:
        """Return one.

        Raises:
            UserError: There is none of this number.
        """
        with self._database() as database:
            row = database.execute(f"{_ROW} WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise UserError(f"没有编号为 {number} 的反馈，请返回列表重新选择。")
        return _feedback(row)

    def settle(self, number: int, state: State) -> None:
        """Say what has become of one."""
        with self._database() as database:
            database.execute("UPDATE feedback SET state = ? WHERE id = ?", (state, number))

    def _database(self) -> AbstractContextManager[sqlite3.Connection]:
        return opened(self._path, _SCHEMA, "反馈记录")


def _feedback(row: tuple[Any, ...]) -> Feedback:
    id_, created, helpful, reason, earlier, answer, versions, state = row
    return Feedback(
        id_,
        created,
        bool(helpful),
        reason,
        tuple(json.loads(earlier)),
        json.loads(answer),
        json.loads(versions),
        State(state),
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
