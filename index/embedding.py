"""Texts to vectors, each computed only where no earlier build has: the last snapshot and the journal know the rest.

What is computed goes into the journal a batch at a time, so that an interruption costs one batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from index.encoder import Encoder
from index.journal import Journal
from index.reading import Progress
from index.snapshot import Snapshot
from index.vectors import Vectors

_BATCH = 128  # texts; some seconds of work on two cores


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of all texts, shape (texts, dimensions), and where the different ones among them came from.

    Attributes:
        computed: How many were computed now.
        resumed: How many an interrupted build had left in the journal.
    """

    vectors: Vectors
    computed: int
    resumed: int


def embed(
    texts: Sequence[str], encoder: Encoder, before: Snapshot | None, journal: Journal, tell: Progress
) -> Embedded:
    """Find or compute the vector of every text; equal texts share one."""
    rows: dict[bytes, int] = {}
    row_of_text = [rows.setdefault(_key(encoder, text), len(rows)) for text in texts]
    text_of_row = dict(zip(row_of_text, texts, strict=True))
    vectors = np.empty((len(rows), encoder.dimensions), np.float32)
    missing = dict(rows)

    def take(known: Iterator[tuple[bytes, Vectors]]) -> None:
        for key, vector in known:
            if key in missing and vector.shape == (encoder.dimensions,):
                vectors[missing.pop(key)] = vector

    take(_published(encoder, before))
    unpublished = len(missing)
    take(journal.vectors())
    # The longest first, as encoders themselves take them: texts of like length share a run.
    order = sorted(missing, key=lambda key: (-len(text_of_row[rows[key]]), key))
    for start in range(0, len(order), _BATCH):
        keys = order[start : start + _BATCH]
        batch = [text_of_row[rows[key]] for key in keys]
        computed = encoder.encode_passages(batch, partial(_tell, tell, start, len(order)))
        vectors[[rows[key] for key in keys]] = computed
        journal.add_vectors(keys, computed)
    return Embedded(vectors[row_of_text], len(order), unpublished - len(order))


def _published(encoder: Encoder, before: Snapshot | None) -> Iterator[tuple[bytes, Vectors]]:
    if before and before.manifest.encoder == encoder.name:
        for text, vector in zip(before.store.index_texts(), before.vectors.all(), strict=True):
            yield _key(encoder, text), vector


def _key(encoder: Encoder, text: str) -> bytes:
    """Names a vector by all it depends on: the encoder with its prompts, and the text."""
    return hashlib.sha256(f"{encoder.name}\n{text}".encode()).digest()


def _tell(tell: Progress, start: int, total: int, done: int) -> None:
    tell("向量化", start + done, total)
