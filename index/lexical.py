"""BM25 over the chunks' words. The only module that knows bm25s.

Formula: Lucene's BM25 with k1 = 0.9 and b = 0.6 (Robertson and Zaragoza 2009, section 3.2). Files are npy and JSON:
opening them runs no code.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.segment import words

logging.getLogger("bm25s").setLevel(logging.WARNING)  # the library sets DEBUG on import
_K1 = 0.9
_B = 0.6
_OTHER_FORM = 0.8  # worth of a word's other form beside the word itself, set on the dev questions said the lay way


class LexicalIndex:
    """BM25 scores of all chunks for a query."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index one text a chunk, in the chunks' order."""
        model = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        numbers: dict[str, int] = {}  # a number for each word: 100,000 chunks of words would take a gigabyte
        chunks = [[numbers.setdefault(word, len(numbers)) for word in words(text) or [""]] for text in texts]
        model.index((chunks, numbers), show_progress=False)  # bm25s fails where all are empty, hence the empty word
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

    def scores(
        self,
        query: str,
        within: NDArray[np.int64] | None = None,
        others: Sequence[tuple[str, Sequence[str]]] = (),
    ) -> NDArray[np.float32]:
        """Score every chunk.

        Args:
            query: Any text.
            within: Positions of the chunks that count; None: all.
            others: Words of the query with their other forms. A chunk that holds all of another form's words scores
                as if it held the word itself, a little less.

        Returns:
            Shape (chunks,); 0 where no word of the query stands in the chunk, and for chunks that do not count.
        """
        scores = self._sum(words(query))
        for word, forms in others:
            best = np.max([self._as_one(form, words(word)) for form in forms], axis=0)
            scores += np.maximum(_OTHER_FORM * best - self._sum(words(word)), 0)
        if within is None:
            return scores
        counted = np.zeros_like(scores)
        counted[within] = scores[within]
        return counted

    def _sum(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        total = np.zeros(int(self._model.scores["num_docs"]), dtype=np.float32)
        for token in tokens:
            chunks, weights = self._column(token)
            total[chunks] += weights
        return total

    def _as_one(self, form: str, asked: Sequence[str]) -> NDArray[np.float32]:
        """Scores of the chunks that hold all words of a form, at most what the asked words themselves could give."""
        tokens = list(dict.fromkeys(words(form)))
        held = np.zeros(int(self._model.scores["num_docs"]), dtype=np.int32)
        for token in tokens:
            held[self._column(token)[0]] += 1
        most, own = sum(map(self.idf, asked)), sum(map(self.idf, tokens))
        share = np.float32(min(1.0, most / own if own else 0.0))
        return np.where(held == len(tokens), self._sum(tokens) * share, np.float32(0))

    def _column(self, token: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The chunks that hold a word and the word's weight in each."""
        number = self._model.vocab_dict.get(token)
        if number is None:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        matrix = self._model.scores
        column = slice(int(matrix["indptr"][number]), int(matrix["indptr"][number + 1]))
        return matrix["indices"][column], matrix["data"][column]
