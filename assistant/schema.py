"""What an answer is made of: turns, citations, passages.

Plain frozen values and their JSON form, which outside programs rely on. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from assistant.check import Check, outcome
from index.schema import Chunk


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CORRECTED = "corrected"  # the question's premise is wrong, and a document shows it
    REFUSED = "refused"  # the documents do not support an answer


class Stage(StrEnum):
    """What the assistant is doing with a question, as people are told while they wait."""

    RETRIEVE = "检索"
    READ = "阅读"
    CHECK = "核对"


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as a list of the index shows it."""

    path: str
    title: str
    doc_number: str | None
    issuer: str | None
    date: str | None
    chunks: int
    kind: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class NewerDocument:
    """The document that puts a cited one out of date: ``reason`` is its text at ``[start, end)`` that shows it.

    ``relation`` is 废止, 修改 or 新版; for a new edition the reason is its title.
    """

    document: str
    title: str
    doc_number: str | None
    date: str | None
    relation: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document that an answer relies on: ``parsed_text[start:end] == quote``.

    ``checks`` are those of the statement that relies on them; None where none has been checked. ``also_at`` are the
    other places of the same document, ``newer`` is what puts it out of date.
    """

    n: int
    document: str
    title: str
    doc_number: str | None
    issuer: str | None
    date: str | None
    section: tuple[str, ...]
    quote: str
    start: int
    end: int
    checks: tuple[Check, ...] | None = None
    also_at: tuple[str, ...] = ()
    newer: NewerDocument | None = None

    def lies_in(self, chunk: Chunk) -> bool:
        """Tell whether a chunk holds the quoted words whole."""
        return self.document == chunk.path and chunk.start <= self.start and self.end <= chunk.end

    def to_json(self) -> dict[str, Any]:
        """Return the citation in the form of the command line's JSON."""
        return {
            "n": self.n,
            "document": self.document,
            "title": self.title,
            "doc_number": self.doc_number,
            "issuer": self.issuer,
            "date": self.date,
            "section": list(self.section),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "check": None if self.checks is None else outcome(self.checks).value,
            "checks": [check.to_json() for check in self.checks or ()],
            "also_at": list(self.also_at),
            "newer": asdict(self.newer) if self.newer else None,
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk at its rank (1 is best), with the fields of its document that people know it by."""

    rank: int
    chunk: Chunk
    score: float
    title: str
    doc_number: str | None
    issuer: str | None
    date: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the passage in the form of the command line's JSON."""
        return {
            "rank": self.rank,
            "document": self.chunk.path,
            "title": self.title,
            "section": list(self.chunk.section),
            "text": self.chunk.text,
            "score": round(self.score, 4),
            "start": self.chunk.start,
            "end": self.chunk.end,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before in the same conversation, how it was understood, and what answered it."""

    question: str
    standalone: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LlmUse:
    """What a language model did for an answer.

    Attributes:
        model: As the settings name it.
        prompts: SHA-256 of each text that it was given, by name.
        kept: How many of its sentences hold against the passages that they cite.
        dropped: How many do not; they are left out, or marked where the settings say so.
        reasons: Why each of those does not.
        fallback: Why the answer is in the documents' own words instead; empty where it is not.
    """

    model: str
    prompts: Mapping[str, str]
    kept: int
    dropped: int
    reasons: tuple[str, ...] = ()
    fallback: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it in the form of the command line's JSON."""
        return {
            "model": self.model,
            "prompt_sha256": dict(self.prompts),
            "kept": self.kept,
            "dropped": self.dropped,
            "reasons": list(self.reasons),
            "fallback": self.fallback,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """One turn's outcome.

    ``text`` is plain text in which every statement carries a marker ``[n]`` of one of ``citations``; a refusal has
    no citations. ``passages`` are all that was retrieved, best first. ``confidence`` is 0 to 1.
    """

    question: str
    standalone: str
    status: Status
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    confidence: float = 0.0
    timings_ms: dict[str, float] = field(default_factory=dict)
    llm: LlmUse | None = None

    @property
    def turn(self) -> Turn:
        """What a following question needs to know of this one."""
        return Turn(self.question, self.standalone, tuple(dict.fromkeys(c.document for c in self.citations)))

    def to_json(self) -> dict[str, Any]:
        """Return the answer as one turn of ``assistant ask --json``."""
        return {
            "question": self.question,
            "standalone": self.standalone,
            "status": self.status.value,
            "answer": self.text,
            "citations": [citation.to_json() for citation in self.citations],
            "passages": [passage.to_json() for passage in self.passages],
            "confidence": round(self.confidence, 4),
            "timings_ms": {name: round(value, 1) for name, value in self.timings_ms.items()},
        } | ({"llm": self.llm.to_json()} if self.llm else {})


@dataclass(frozen=True, slots=True)
class Partial:
    """What the answer would be if the model that is writing it stopped now; it may still come out otherwise."""

    answer: Answer
