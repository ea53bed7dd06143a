"""Layers of the bundled encoder that were trained for another task: int8 in a file of weights, and back in the model.

Knows neither the task nor what its heads compute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.encoder import bundled

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


def write_tensors(tensors: Mapping[str, NDArray[np.generic]], path: Path) -> str:
    """Write a file of weights, the same bytes for the same tensors; return its SHA-256."""
    save_file(dict(sorted(tensors.items())), path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prepare(folder: Path, trained: Mapping[str, Array]) -> None:
    """Write the encoder with trained layers into an empty folder, as :func:`index.encoder.bundled.prepare` does.

    Raises:
        ValueError: A name is none of the encoder's.
    """
    bundled.prepare(folder, partial(_load, trained=trained))


def _load(model: BertModel, trained: Mapping[str, Array]) -> None:
    import torch

    state = {name: torch.from_numpy(values) for name, values in trained.items()}
    unknown = model.load_state_dict(state, strict=False).unexpected_keys
    if unknown:
        raise ValueError(f"not layers of the encoder: {unknown}")
