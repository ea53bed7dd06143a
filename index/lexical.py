"""BM25 over the chunks' words. The only module that knows bm25s.

Formula: Lucene's BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009, section 3.2). Files are npy and JSON:
opening them runs no code.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.segment import words

logging.getLogger("bm25s").setLevel(logging.WARNING)  # the library sets DEBUG on import
_K1 = 1.2
_B = 0.75


class LexicalIndex:
    """BM25 scores of all chunks for a query."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index one text a chunk, in the chunks' order."""
        model = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        model.index([words(text) or [""] for text in texts], show_progress=False)  # bm25s fails where all are empty
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open a saved index, its arrays mapped into memory."""
        return cls(bm25s.BM25.load(str(folder), mmap=True))

    def save(self, folder: Path) -> None:
        """Write the index into a folder, made where it is missing."""
        self._model.save(str(folder), show_progress=False)

    def idf(self, word: str) -> float:
        """Weight of a word: the rarer among the chunks, the higher (Lucene's BM25 formula); highest for a new word."""
        number = self._model.vocab_dict.get(word)
        starts = self._model.scores["indptr"]
        chunks = int(self._model.scores["num_docs"])
        holding = 0 if number is None else int(starts[number + 1] - starts[number])
        return math.log(1 + (chunks - holding + 0.5) / (holding + 0.5))

    def scores(self, query: str, within: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """Score every chunk.

        Args:
            query: Any text.
            within: Positions of the chunks that count; None: all.

        Returns:
            Shape (chunks,); 0 where no word of the query stands in the chunk, and for chunks that do not count.
        """
        known = [word for word in words(query) if word in self._model.vocab_dict]
        if not known:
            return np.zeros(int(self._model.scores["num_docs"]), dtype=np.float32)
        scores = np.asarray(self._model.get_scores(known), dtype=np.float32)
        if within is None:
            return scores
        counted = np.zeros_like(scores)
        counted[within] = scores[within]
        return counted
