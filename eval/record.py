"""One record a question: what was asked, all that was retrieved and answered, and the gold it is judged by.

Records are written line by line as soon as they are ready, so that a run that was cut off can go on. Nothing here
scores; scores can be computed again from a record at any time, without the index.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.questions import Gold
from index.errors import UserError, cause


class RecordedNewer(BaseModel):
    """The document that puts a cited one out of date, as the citation names it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    title: str = ""
    doc_number: str | None = None


class RecordedCitation(BaseModel):
    """A citation as the answer gave it; ``true`` tells whether its offsets give its quote."""

    model_config = ConfigDict(extra="allow", frozen=True)

    n: int
    document: str
    quote: str
    true: bool
    title: str = ""
    doc_number: str | None = None
    date: str | None = None
    section: tuple[str, ...] = ()
    newer: RecordedNewer | None = None


class RecordedPassage(BaseModel):
    """A retrieved passage, as the answer listed it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    rank: int
    document: str
    text: str
    score: float
    title: str = ""
    section: tuple[str, ...] = ()


class RecordedTurn(BaseModel):
    """One turn's answer beside its gold (None: not judged).

    Attributes:
        confidence: How sure the answer is, 0 to 1, where the assistant says so.
        asked_ms: Wall time of the whole call, as the run measured it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    question: str
    standalone: str
    status: Literal["answered", "corrected", "refused"]
    answer: str
    citations: tuple[RecordedCitation, ...]
    passages: tuple[RecordedPassage, ...]
    timings_ms: dict[str, float]
    confidence: float | None = None
    asked_ms: float = 0.0
    gold: Gold | None = None

    @property
    def refused(self) -> bool:
        """Whether the turn ended without an answer."""
        return self.status == "refused"


class Record(BaseModel):
    """A question's whole conversation as it went."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    relevance: Literal["evidence", "document"]
    turns: tuple[RecordedTurn, ...]

    @property
    def last(self) -> RecordedTurn:
        """The turn that the question is judged on."""
        return self.turns[-1]

    @property
    def asked(self) -> str:
        """The question as people are shown it, after those of the turns before it."""
        return " → ".join(turn.question for turn in self.turns)

    @property
    def gold(self) -> Gold:
        """The gold of the last turn."""
        gold = self.last.gold
        if gold is None:
            raise ValueError(f"record {self.id} has no gold on its last turn")
        return gold


def append_record(path: Path, record: Record, scores: dict[str, float | None]) -> None:
    """Add a record as one line and hand it to the disk before returning; ``scores`` go along for readers."""
    line: dict[str, Any] = {**record.model_dump(mode="json"), "scores": scores}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_records(path: Path) -> list[Record]:
    """Read a finished run's records.

    Raises:
        UserError: The file is missing or a line of it is damaged.
    """
    try:
        lines = _lines(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"读不了评测记录 {path}：请确认它是一次评测的输出文件夹（{cause(error)}）。") from error
    try:
        return [Record.model_validate_json(line) for line in lines]
    except ValidationError as error:
        raise UserError(f"评测记录 {path} 已损坏，请重新运行这次评测。") from error


def salvage_records(path: Path) -> list[Record]:
    """Read the records of a run that was cut off, and drop from the file what follows the last whole line."""
    if not path.exists():
        return []
    whole: list[str] = []
    records: list[Record] = []
    for line in _lines(path.read_text(encoding="utf-8", errors="replace").rpartition("\n")[0]):
        try:
            records.append(Record.model_validate_json(line))
        except ValidationError:
            break
        whole.append(line + "\n")
    aside = path.with_suffix(".partial")
    aside.write_text("".join(whole), encoding="utf-8")
    aside.replace(path)
    return records


def _lines(text: str) -> list[str]:
    # Not splitlines: JSON may hold U+2028 and other characters that it takes for line ends.
    return [line for line in text.split("\n") if line]
