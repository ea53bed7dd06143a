"""The nouns of drafting: a proposal with its requests, the statements found for them, and the drafted letter.

Plain frozen values. ``Draft.to_json`` gives the shape that outside programs rely on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.schema import Citation


class Kind(StrEnum):
    """Who proposes, and with it the words of the reply; the two are never mixed."""

    DEPUTY = "建议"  # 人大代表建议
    MEMBER = "提案"  # 政协委员提案

    @property
    def person(self) -> str:
        """How the letter addresses the one who proposes."""
        return "代表" if self is Kind.DEPUTY else "委员"


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a proposal asks for: ``body[start:end] == text``.

    Attributes:
        topic: The request in a few of its own words, for the heading of its section.
    """

    text: str
    start: int
    end: int
    topic: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it was handed in. What it does not say is empty, never guessed.

    Attributes:
        number: As written, zeros kept: 第0123号.
        session: 省十三届人大六次会议.
        deputies: The leading one first.
        addressed_to: The organ that is to answer.
        body: All that the requests' offsets refer to, background included.
        told: How many have signed, where the paper says so without naming all (张三等5名代表); else 0.
    """

    kind: Kind
    title: str
    number: str
    session: str
    deputies: tuple[str, ...]
    addressed_to: str
    body: str
    requests: tuple[Request, ...]
    told: int = 0

    @property
    def signatories(self) -> int:
        """How many deputies have signed, as far as the paper says."""
        return max(self.told, len(self.deputies))


class Coverage(StrEnum):
    """How far the documents speak to a request."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"


class Stage(StrEnum):
    """What a statement reports: done or laid down, under way, or to come."""

    DONE = "done"
    ONGOING = "ongoing"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the letter; ``text`` carries the markers ``[n]`` of ``citations``.

    Attributes:
        stage: What its statements report; None for a gap.
    """

    text: str
    citations: tuple[int, ...]
    stage: Stage | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the paragraph in the form of the command line's JSON."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "stage": self.stage.value if self.stage else None,
        }


@dataclass(frozen=True, slots=True)
class Point:
    """A request with what answers it."""

    request: Request
    coverage: Coverage
    paragraphs: tuple[Paragraph, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the point in the form of the command line's JSON."""
        return {
            "request": self.request.text,
            "start": self.request.start,
            "end": self.request.end,
            "topic": self.request.topic,
            "status": self.coverage.value,
            "paragraphs": [paragraph.to_json() for paragraph in self.paragraphs],
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted reply.

    Attributes:
        warnings: What a person must see to before the letter may go out; gaps first.
        blanks: Fields that only people may fill, each with the choices offered for it.
    """

    kind: Kind
    title: str
    salutation: str
    opening: str
    points: tuple[Point, ...]
    closing: str
    signature: str
    date: str
    citations: tuple[Citation, ...]
    warnings: tuple[str, ...]
    blanks: tuple[tuple[str, str], ...] = ()

    @property
    def next_steps(self) -> tuple[Paragraph, ...]:
        """The paragraphs that say what is intended, in the order of the requests."""
        return tuple(p for point in self.points for p in point.paragraphs if p.stage is Stage.NEXT)

    def count(self, coverage: Coverage) -> int:
        """How many requests ended so."""
        return sum(point.coverage is coverage for point in self.points)

    def to_json(self) -> dict[str, Any]:
        """Return the draft in the form of the command line's JSON."""
        return {
            "title": self.title,
            "salutation": self.salutation,
            "opening": self.opening,
            "points": [point.to_json() for point in self.points],
            "next_steps": [paragraph.to_json() for paragraph in self.next_steps],
            "closing": self.closing,
            "signature": self.signature,
            "date": self.date,
            "citations": [citation.to_json() for citation in self.citations],
            "warnings": list(self.warnings),
            "blanks": [{"field": name, "offered": offered} for name, offered in self.blanks],
        }


def joined(names: Sequence[str]) -> str:
    """Names as a letter lists them."""
    return "、".join(names)
