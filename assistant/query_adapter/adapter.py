"""A linear map that moves a question's vector towards the passages that answer such questions.

The encoder knows how texts of the web go together; which passage of an official document answers a question in
everyday words it was never shown. Passages' vectors stay as they are, so an index need not be built anew. Fits the
bundled encoder only: vectors of another are left as they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.shipped import read_shipped
from index.encoder import Vectors

WEIGHTS_FILE = "query_adapter.safetensors"
WEIGHTS_SHA256 = "b30c58c922c66c93815297cb44acaf88a5ca4a5138d863a915b7d91b15d21cca"
_ENCODER = "multilingual-e5-small-int8-1571fc98"


class QueryAdapter:
    """Maps a vector q to the unit vector along q + W q + b."""

    def __init__(self, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        """Take W, shape (dimensions, dimensions), and b, shape (dimensions,)."""
        self.weight = weight
        self.bias = bias

    @classmethod
    def load_for(cls, encoder: str) -> QueryAdapter | None:
        """Read the shipped map; None for an encoder, given by name, that it was not trained for.

        Raises:
            UserError: The file is missing, or not the one this program was released with.
        """
        if not encoder.startswith(_ENCODER):
            return None
        tensors = read_shipped("assistant.query_adapter", WEIGHTS_FILE, WEIGHTS_SHA256)
        return cls(tensors["weight"].astype(np.float32), tensors["bias"].astype(np.float32))

    def moved(self, vectors: Vectors) -> Vectors:
        """Questions' vectors, moved; shape (questions, dimensions), of unit length."""
        found = vectors + vectors @ self.weight.T + self.bias
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)
