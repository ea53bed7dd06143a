"""Where every passage stood on the way to an answer: by meaning, by words, fused, and after reading.

For staff who want to know why something was not found. Ranks what the retriever and the reader give; changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.question import Question
from assistant.rerank import Read
from index.schema import Hit

EXPLAINED = 200
"""Passages that are ranked: all that both sides bring up, a hundred each."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage and its ranks, 1 the best.

    Attributes:
        hit: With its fused score.
        dense: By the encoder.
        lexical: By BM25; None where it holds none of the words.
        fused: By both together.
        read: By the trained reader's relevance alone; None where it did not come to be read.
        relevance: What the reader made of it, 0 to 1.
        final: In the order that answers are made from.
    """

    hit: Hit
    dense: int
    lexical: int | None
    fused: int
    read: int | None
    relevance: float | None
    final: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One question, as it was understood, and the standings of its passages in their final order."""

    question: Question
    standings: tuple[Standing, ...]


def explain(
    question: Question, hits: Sequence[Hit], rerank: Callable[[Sequence[Hit]], tuple[list[Read], list[Hit]]]
) -> Explanation:
    """Return the standings of the passages found for a question.

    Args:
        question: It stands alone.
        hits: All candidates, best first.
        rerank: Reads the first of them and gives the final order; see :func:`assistant.rerank.rerank`.
    """
    read, final = rerank(hits)
    dense = _ranks([(hit.chunk.id, hit.dense) for hit in hits])
    lexical = _ranks([(hit.chunk.id, hit.lexical) for hit in hits if hit.lexical > 0])
    fused = {hit.chunk.id: rank for rank, hit in enumerate(hits, 1)}
    relevance = {each.hit.chunk.id: each.reading.relevance for each in read}
    by_reader = _ranks(list(relevance.items()))
    found = {hit.chunk.id: hit for hit in hits}
    order = [hit.chunk.id for hit in final]
    standings = (
        Standing(found[name], dense[name], lexical.get(name), fused[name], by_reader.get(name), relevance.get(name), at)
        for at, name in enumerate(order, 1)
    )
    return Explanation(question, tuple(standings))


def _ranks(scores: Sequence[tuple[str, float]]) -> dict[str, int]:
    return {name: rank for rank, (name, _) in enumerate(sorted(scores, key=lambda each: -each[1]), 1)}
