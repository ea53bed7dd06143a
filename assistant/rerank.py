"""The best passages read by the trained span reader: ranked anew, each with what the reader found in it.

The reader's relevance only moves passages; it never decides alone whether a question is answered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.span_reader import SpanReader, SpanReading
from index.schema import Chunk, Hit

READ_PASSAGES = 8
"""Reading is what an answer's time goes into."""

_WEIGHT = 0.3  # of the log odds of relevance beside the fused score, set on the dev questions
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Read:
    """A passage with what the reader found in it."""

    hit: Hit
    reading: SpanReading

    @property
    def odds(self) -> float:
        """Log odds that the passage answers the question."""
        relevance = min(max(self.reading.relevance, _LEAST), 1 - _LEAST)
        return math.log(relevance / (1 - relevance))


def rerank(reader: SpanReader, question: str, hits: Sequence[Hit]) -> tuple[list[Read], list[Hit]]:
    """Read the first passages and rank them anew.

    Args:
        reader: The trained reader.
        question: A question that stands alone.
        hits: Retrieved passages, best first.

    Returns:
        The passages that were read, best first, and all passages: those read, then the others as they were.
    """
    read = read_passages(reader, question, hits[:READ_PASSAGES])
    moved = [replace(r, hit=replace(r.hit, score=r.hit.score + _WEIGHT * r.odds)) for r in read]
    moved.sort(key=lambda r: -r.hit.score)
    return moved, [r.hit for r in moved] + list(hits[READ_PASSAGES:])


def read_passages(reader: SpanReader, question: str, hits: Sequence[Hit]) -> list[Read]:
    """Passages as the trained reader reads them for a question, in their order."""
    readings = reader.read(question, [hit.chunk.text for hit in hits], [context_of(hit.chunk) for hit in hits])
    return [Read(hit, reading) for hit, reading in zip(hits, readings, strict=True)]


def context_of(chunk: Chunk) -> str:
    """What the index puts before a chunk's words: title and heading path."""
    return "\n".join(chunk.index_text.split("\n")[: 2 if chunk.section else 1])
