"""The shipped weights: the trained layers in int8 with a scale for each row, the heads, and the calibration.

Reads the file only after its SHA-256 has been checked. Knows no network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.shipped import read_shipped
from assistant.trained_layers import Array, layers_of

WEIGHTS_FILE = "reader.safetensors"
WEIGHTS_SHA256 = "fdea7c8a62320ef55268c9a77fc7728ed794cf6a89ffc3a5c5b25238e3a64a25"


@dataclass(frozen=True, slots=True)
class Heads:
    """What is computed from the last hidden states, of width ``hidden``.

    Attributes:
        span: Weight and bias of the start and end logits: ``(2, hidden)`` and ``(2,)``.
        pooled: Weight and bias of the pooled state: ``(pooled, 2 * hidden)`` and ``(pooled,)``.
        relevance: Weight and bias of the relevance logit: ``(1, pooled)`` and ``(1,)``.
        calibration: Weights of the relevance logit and of the span's margin over "not here", and the bias: ``(3,)``.
    """

    span: tuple[Array, Array]
    pooled: tuple[Array, Array]
    relevance: tuple[Array, Array]
    calibration: Array


def read_weights() -> tuple[dict[str, Array], Heads]:
    """Read the trained layers, by the names of ``BertModel``, and the heads.

    Raises:
        UserError: The file is missing, or not the one this program was released with.
    """
    tensors = read_shipped("assistant.span_reader", WEIGHTS_FILE, WEIGHTS_SHA256)
    return layers_of(tensors), heads_of(tensors)


def heads_of(tensors: Mapping[str, NDArray[np.generic]]) -> Heads:
    """Return the heads."""

    def linear(name: str) -> tuple[Array, Array]:
        return tensors[f"{name}.weight"].astype(np.float32), tensors[f"{name}.bias"].astype(np.float32)

    return Heads(linear("span"), linear("pooled"), linear("relevance"), tensors["calibration"].astype(np.float32))
