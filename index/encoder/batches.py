"""Runs a ``SentenceTransformer`` over many passages, telling how far it has come. Loads no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import Progress, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCHES_A_STEP = 4


def encode_in_batches(
    model: SentenceTransformer,
    texts: Sequence[str],
    prompt: str,
    batch_size: int,
    dimensions: int,
    progress: Progress | None = None,
) -> Vectors:
    """Encode texts, the longest first, so that those of like length share a batch and memory peaks at once.

    Returns:
        Unit vectors in the order of the texts, shape ``(texts, dimensions)``.
    """
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
    vectors = np.empty((len(texts), dimensions), np.float32)
    step = batch_size * _BATCHES_A_STEP
    for start in range(0, len(order), step):
        chosen = order[start : start + step]
        vectors[chosen] = model.encode(
            [texts[number] for number in chosen],
            prompt=prompt,
            batch_size=batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        if progress is not None:
            progress(start + len(chosen))
    return vectors
