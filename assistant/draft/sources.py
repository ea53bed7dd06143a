"""What drafting needs of an index: passages for a query, whole documents, word weights and nearness of meaning.

The only module of drafting that knows snapshots and encoders. Never writes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.in_force import InForce
from assistant.opening import Opened, open_index
from assistant.rerank import Read, read_passages
from assistant.settings import Settings
from index.schema import Document, Hit

_KEPT = 256  # parsed documents held in memory


class Sources:
    """Read access to one snapshot; thread-safe after opening.

    Attributes:
        in_force: Which documents are out of date.
    """

    def __init__(self, opened: Opened) -> None:
        self._snapshot = opened.snapshot
        self._encoder = opened.encoder
        self._retriever = opened.retriever
        self._span_reader = opened.span_reader
        self._load = lru_cache(maxsize=_KEPT)(opened.snapshot.store.require)
        self.in_force = InForce(opened.snapshot.store, self.document)

    @classmethod
    def open(cls, settings: Settings) -> Sources:
        """Open the current snapshot with the encoder that it was built with.

        Raises:
            UserError: There is no index, it is damaged, or it was built with another encoder.
        """
        return cls(Opened.of(*open_index(settings), settings))

    def search(self, query: str, count: int, within: Collection[str] | None = None) -> list[Hit]:
        """The best passages for a query, best first.

        Args:
            query: What is looked for.
            count: How many.
            within: Paths of the documents that may be found; None: all.
        """
        return self._retriever.search(query, count, within=within)

    def document(self, path: str) -> Document:
        """A whole parsed document.

        Raises:
            UserError: The index holds no document of this path.
        """
        return self._load(path)

    def idf(self, word: str) -> float:
        """Weight of a word: the rarer among the passages, the higher; highest for one that is in none."""
        return self._snapshot.lexical.idf(word)

    def nearness(self, queries: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosines of queries and texts, shape (queries, texts)."""
        if not queries or not texts:
            return np.zeros((len(queries), len(texts)), np.float32)
        vectors = self._encoder.encode_passages(texts)
        return np.asarray(self._encoder.encode_queries(queries) @ vectors.T, np.float32)

    def read(self, text: str, hits: Sequence[Hit]) -> list[Read]:
        """Passages as the trained reader reads them for a text, in their order.

        Args:
            text: What is asked for, without the words that only ask.
            hits: Passages.
        """
        return read_passages(self._span_reader, text, hits)
