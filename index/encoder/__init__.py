"""Sentence encoders: the bundled one, and any other that sentence-transformers can load.

Importing this package is cheap. PyTorch, sentence-transformers and ONNX Runtime are imported when an encoder
is loaded, and only those that it needs. Nothing here knows of documents, chunks or an index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.settings import BUNDLED_MODEL, EmbeddingSettings

Vectors = NDArray[np.float32]
"""Rows of unit length, shape ``(texts, dimensions)``."""

Progress = Callable[[int], None]
"""Called now and then with the number of texts done so far."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their similarity.

    A text's vector depends on that text alone, never on what it is encoded together with.

    Attributes:
        name: Identity of the vectors of passages: two encoders with the same name give comparable vectors.
        dimensions: Length of a vector.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def dimensions(self) -> int: ...  # noqa: D102

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode passages of documents, the model's passage prompt put before each."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, the model's query prompt put before each."""
        ...


def load_encoder(settings: EmbeddingSettings) -> Encoder:
    """Load the encoder that the settings name.

    Raises:
        UserError: The model is not there, is damaged, or cannot be prepared.
    """
    if settings.model == BUNDLED_MODEL:
        from index.encoder.bundled import BundledEncoder

        return BundledEncoder(settings)
    from index.encoder.named import NamedEncoder

    return NamedEncoder(settings)
