"""Vectors of the chunks in a FAISS index. The only module that knows faiss.

Exact inner products over unit vectors (cosine): with 100,000 chunks a search takes milliseconds, and nothing is lost.
"""

from __future__ import annotations

import errno
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class VectorIndex:
    """One vector a chunk, in the chunks' order."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> VectorIndex:
        """Index unit vectors, shape (chunks, dimensions)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Open a saved index. Whether the file is whole must have been checked: faiss itself loads damaged vectors."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: The disk refuses it.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:  # faiss's only word for a full disk
            raise OSError(errno.EIO, "faiss could not write", str(path)) from error

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and their dimensions."""
        return int(self._index.ntotal), int(self._index.d)

    def search(
        self, query: Vectors, count: int, within: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Find the nearest vectors.

        Args:
            query: One unit vector, shape (dimensions,).
            count: How many to find; fewer are given where there are fewer.
            within: Positions that may be found; None: all.

        Returns:
            Their positions and inner products, best first, both of shape (found,).
        """
        most = min(count, self.shape[0] if within is None else len(within))
        if most == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        only = None if within is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(within))  # type: ignore[call-arg]
        scores, positions = self._index.search(query[np.newaxis, :], most, params=only)
        return positions[0], scores[0]

    def all(self) -> Vectors:
        """All vectors, shape (chunks, dimensions)."""
        count, dimensions = self.shape
        return (
            np.asarray(self._index.reconstruct_n(0, count), dtype=np.float32)
            if count
            else np.zeros((0, dimensions), np.float32)
        )

    def at(self, positions: NDArray[np.int64]) -> Vectors:
        """The vectors at some positions, shape (positions, dimensions)."""
        return np.asarray(self._index.reconstruct_batch(positions), dtype=np.float32)
