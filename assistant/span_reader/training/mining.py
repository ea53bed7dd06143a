"""Finds hard negatives: passages that retrieval ranks high for a question and that lack its answer.

Passages are searched as the assistant searches them: BM25 over the project's segmentation, fused with the bundled
encoder where vectors are given. What holds the answer's words is never a negative, wherever it stands.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.span_reader.training.data import Example, ReadingQuestion
from index.encoder import Encoder, Vectors
from index.lexical import LexicalIndex

_CANDIDATES = 30
_DENSE_WEIGHT = 0.6
_SHORT_ANSWER = 2  # characters; an answer so short stands anywhere by chance


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that can be mined.

    Attributes:
        context: Title or heading path.
        source: Names the paragraph or document that it was cut from.
    """

    text: str
    context: str
    source: str


class Miner:
    """Searches passages for hard negatives."""

    def __init__(self, passages: Sequence[Passage], encoder: Encoder | None = None) -> None:
        """Index the passages.

        Args:
            passages: Where negatives come from.
            encoder: Fuses BM25 with its cosines; None: BM25 alone, which needs no hour of embedding.
        """
        self._passages = passages
        texts = [f"{passage.context}\n{passage.text}" for passage in passages]
        self._lexical = LexicalIndex.build(texts)
        self._encoder = encoder
        self._vectors: Vectors | None = encoder.encode_passages(texts) if encoder else None

    def negative(self, item: ReadingQuestion, chance: random.Random) -> Example | None:
        """Choose one hard negative for a question, the higher ranked the likelier.

        Args:
            item: The question; passages of its paragraph, or with its answer's words, are left out.
            chance: Decides which.
        """
        scores = self._scores(item.question)
        best = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        best = best[scores[best] > 0]
        kept = [
            p
            for p in (self._passages[int(i)] for i in best)
            if p.source != item.paragraph and not _holds(p.text, item.answer)
        ]
        if not kept:
            return None
        rank = min(int(chance.expovariate(1 / 4)), len(kept) - 1)
        context = kept[rank].context if chance.random() < item.context_share else ""
        return Example(item.question, context, kept[rank].text, -1, -1)

    def _scores(self, question: str) -> NDArray[np.float32]:
        lexical = self._lexical.scores(question)
        if self._vectors is None or self._encoder is None:
            return lexical
        dense = self._vectors @ self._encoder.encode_queries([question])[0]
        return _DENSE_WEIGHT * _standardised(dense) + (1 - _DENSE_WEIGHT) * _standardised(lexical)


def _holds(text: str, answer: str) -> bool:
    words = re.sub(r"\s|[，。；：、]$", "", answer)
    return len(words) >= _SHORT_ANSWER and words in re.sub(r"\s", "", text)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores over the best candidates with mean 0 and standard deviation 1."""
    top = np.sort(scores)[-100:]
    deviation = float(top.std())
    return (scores - top.mean()) / deviation if deviation > 0 else np.zeros_like(scores)
