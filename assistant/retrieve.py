"""Question to ranked passages: the encoder, its questions moved by the query adapter, and BM25, fused.

Each side's scores are standardised over the candidates of both and added with a weight (z-score fusion; Renda and
Straccia 2003, "Web metasearch: rank vs. score based rank aggregation methods", section 3.1). Never filters by a
threshold: whether a passage supports an answer is decided later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from assistant.query_adapter import QueryAdapter
from assistant.settings import RetrievalSettings
from index.encoder import Encoder
from index.lexicon import Lexicon
from index.schema import Hit
from index.snapshot import Snapshot

_CANDIDATES = 100  # from each side
_HEAD_START = 1.0  # standard deviations
_AKIN = 0.75  # standard deviations, set on questions about families of like documents

Positions = NDArray[np.int64]
Scores = NDArray[np.float32]


class Retriever:
    """Finds the passages of a snapshot that belong to a question."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        settings: RetrievalSettings,
        lexicon: Lexicon | None = None,
        adapter: QueryAdapter | None = None,
    ) -> None:
        """Open a snapshot for searching.

        Args:
            snapshot: What is searched.
            encoder: The one that the snapshot was built with.
            settings: How to search.
            lexicon: Words that mean the same; None: the built-in ones, the user's and the documents' own.
            adapter: Moves questions' vectors; None: they stay as the encoder has them.
        """
        self._snapshot = snapshot
        self._encoder = encoder
        self._adapter = adapter
        self._settings = settings
        self._lexicon = lexicon or Lexicon.read(settings.lexicon).learning(snapshot.store.abbreviations())
        self._positions = snapshot.store.positions()

    @property
    def lexicon(self) -> Lexicon:
        """Words that mean the same, for this snapshot."""
        return self._lexicon

    def search(
        self,
        query: str,
        count: int | None = None,
        favoured: Collection[str] = (),
        within: Collection[str] | None = None,
        sought: Collection[tuple[str, int]] = (),
        akin: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Hit]:
        """Return the best passages for a query, best first.

        Args:
            query: A question that stands alone.
            count: How many; None: as many as the settings say.
            favoured: Paths of documents that the question names: their passages all compete, with a head start.
            within: Paths of the documents that may be found; None: all.
            sought: Places in named documents that hold what is asked, each a path and an offset into its text.
            akin: How closely documents belong to what the question names, by path, 0 to 1: their passages compete
                with one another too, and gain as much.
        """
        allowed = None if within is None else self._places(within)
        named = self._places(favoured if within is None else set(favoured) & set(within))
        gained = self._gained(akin, allowed)
        vector = self._encoded(query)
        lexical = self._snapshot.lexical.scores(query, allowed, self._lexicon.others(query))
        found = [named, *self._candidates(vector, lexical, allowed)]
        if gained.any():
            found += self._candidates(vector, lexical, np.flatnonzero(gained == gained.max()))
        positions = np.unique(np.concatenate(found))
        dense = self._snapshot.vectors.at(positions) @ vector
        weight = self._settings.dense_weight
        fused = weight * _standardised(dense) + (1 - weight) * _standardised(lexical[positions])
        fused += _HEAD_START * np.isin(positions, named)
        fused += _HEAD_START * np.isin(positions, self._holding(sought))
        fused += _AKIN * gained[positions]
        best = np.argsort(-fused, kind="stable")[: count or self._settings.passages]
        chunks = self._snapshot.store.chunks([int(p) for p in positions[best]])
        return [
            Hit(chunk, float(fused[i]), float(dense[i]), float(lexical[positions[i]]))
            for chunk, i in zip(chunks, best, strict=True)
        ]

    def _encoded(self, query: str) -> Scores:
        """A query's vector, shape (dimensions,)."""
        vectors = self._encoder.encode_queries([query])
        return np.asarray((self._adapter.moved(vectors) if self._adapter else vectors)[0])

    def _candidates(self, vector: Scores, lexical: Scores, within: Positions | None) -> Iterator[Positions]:
        """Yield the positions of the passages nearest in meaning, then of those that hold most of the words."""
        yield self._snapshot.vectors.search(vector, _CANDIDATES, within)[0]
        holding = np.flatnonzero(lexical) if within is None else within[lexical[within] > 0]
        yield holding[np.argsort(-lexical[holding], kind="stable")[:_CANDIDATES]]

    def _gained(self, akin: Mapping[str, float], allowed: Positions | None) -> Scores:
        """How closely each passage's document belongs to what the question names, shape (chunks,)."""
        gained = np.zeros(self._snapshot.vectors.shape[0], np.float32)
        for path, share in akin.items():
            gained[self._positions.get(path, [])] = share
        if allowed is not None:
            gained[np.setdiff1d(np.arange(len(gained)), allowed)] = 0
        return gained

    def _holding(self, sought: Collection[tuple[str, int]]) -> Positions:
        """Positions of the passages that hold some places."""
        found = [
            at
            for path, offset in sought
            for at, chunk in zip(self._positions[path], self._snapshot.store.document_chunks(path), strict=True)
            if chunk.start <= offset < chunk.end
        ]
        return np.array(found, dtype=np.int64)

    def _places(self, paths: Collection[str]) -> Positions:
        """Positions of the passages of some documents, in order."""
        return np.array(sorted(at for path in paths for at in self._positions.get(path, ())), dtype=np.int64)


def _standardised(scores: Scores) -> Scores:
    """Scores with mean 0 and standard deviation 1; all 0 where they do not differ."""
    deviation = float(scores.std())
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros_like(scores)
