"""Texts compared by their shingles: which words of one stand in another, wherever they stand.

A shingle is a run of k characters (Broder 1997, "On the resemblance and containment of documents"). A sketch, the k
smallest of a text's shingle hashes, tells candidates cheaply (bottom-k MinHash; Cohen and Kaplan 2007). Coverage is
sharper than containment: the characters that no shared shingle covers are the very words that differ, so that an
insertion costs the other text nothing and a replaced name or figure shows itself. Knows nothing of documents.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

_LENGTH = 8  # characters of a shingle
_SKETCH = 64  # hashes
_BASE = np.uint64(1_000_003)
_MIXER = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing (Knuth, TAOCP 3, 6.4): spreads what the polynomial leaves

Hashes = NDArray[np.uint64]


def fold(text: str) -> str:
    """Return a text's letters, digits and Chinese characters alone, in one form: what copying leaves unchanged."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def bigrams(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, folded: few are shared by texts of other matters."""
    folded = fold(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


class Shingles:
    """The shingles of one folded text."""

    def __init__(self, folded: str) -> None:
        self.text = folded
        codes = np.frombuffer(folded.encode("utf-32-le"), np.uint32).astype(np.uint64)
        count = max(0, len(codes) - _LENGTH + 1)
        hashes = np.zeros(count, np.uint64)
        for offset in range(_LENGTH):
            hashes = hashes * _BASE + codes[offset : offset + count]
        hashes *= _MIXER
        self._hashes: Hashes = hashes ^ (hashes >> np.uint64(29))

    def sketch(self) -> Hashes:
        """The smallest different hashes, at most 64; empty for a text shorter than a shingle."""
        return np.unique(self._hashes)[:_SKETCH]

    def only_here(self, other: Shingles) -> str:
        """Return the characters that no shingle shared with the other text covers, in order.

        A replaced word comes back as itself; around a mere insertion into the other text nothing does.
        """
        shared = np.isin(self._hashes, other._hashes).astype(np.int32)
        steps = np.zeros(len(self.text) + 1, np.int32)
        steps[: len(shared)] += shared
        steps[_LENGTH : _LENGTH + len(shared)] -= shared
        covered = np.cumsum(steps)[:-1] > 0
        return "".join(self.text[at] for at in np.flatnonzero(~covered))
