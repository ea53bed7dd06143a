"""Layers of the bundled encoder that were trained for another task: int8 in a file of weights, and back in the model.

Knows neither the task nor what its heads compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from transformers import BertModel

LAYER_PREFIX = "encoder."
_SCALE_SUFFIX = ".scale"

Array = NDArray[np.float32]


def packed(trained: Mapping[str, Array]) -> dict[str, NDArray[np.generic]]:
    """Return tensors as a file of weights holds them: the layers' matrices in int8 with one scale for each row."""
    tensors: dict[str, NDArray[np.generic]] = {}
    for name, values in trained.items():
        if name.startswith(LAYER_PREFIX) and values.ndim > 1:
            scale = np.maximum(np.abs(values).max(axis=1), 1e-12) / 127
            tensors[name] = np.round(values / scale[:, None]).astype(np.int8)
            tensors[name + _SCALE_SUFFIX] = scale.astype(np.float32)
        else:
            tensors[name] = values
    return tensors


def layers_of(tensors: Mapping[str, NDArray[np.generic]]) -> dict[str, Array]:
    """Return the trained layers of a file of weights as float32, by the names of ``BertModel``."""
    found = {}
    for name, values in tensors.items():
        if name.startswith(LAYER_PREFIX) and not name.endswith(_SCALE_SUFFIX):
            scale = tensors.get(name + _SCALE_SUFFIX)
            numbers = values.astype(np.float32)
            found[name.removeprefix(LAYER_PREFIX)] = (
                numbers if scale is None else numbers * scale.astype(np.float32)[:, None]
            )
    return found


def plain_tensors(tensors: Mapping[str, NDArray[np.generic]]) -> dict[str, Array]:
    """Return all tensors of a file of weights that belong to no layer, as float32."""
    return {name: values.astype(np.float32) for name, values in tensors.items() if not name.startswith(LAYER_PREFIX)}


def load_layers(model: BertModel, trained: Mapping[str, Array]) -> None:
    """Put trained layers into the encoder.

    Raises:
        ValueError: A name is none of the encoder's.
    """
    import torch

    state = {name: torch.from_numpy(values) for name, values in trained.items()}
    unknown = model.load_state_dict(state, strict=False).unexpected_keys
    if unknown:
        raise ValueError(f"not layers of the encoder: {unknown}")
