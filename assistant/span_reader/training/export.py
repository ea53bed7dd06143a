"""A checkpoint to the file of weights that ships, and back to a reader without releasing it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file

from assistant.span_reader.model import SpanReader
from assistant.span_reader.weights import heads_of
from assistant.trained_layers import layers_of, packed, prepare, write_tensors
from index.encoder import bundled

UNCALIBRATED = np.array([1.0, 0.0, 0.0], np.float32)


def export(checkpoint: Path, path: Path) -> str:
    """Write the trained tensors of a checkpoint, matrices in int8; return the file's SHA-256."""
    trained: dict[str, torch.Tensor] = torch.load(checkpoint, weights_only=True, map_location="cpu")["network"]
    tensors = packed({name: tensor.float().numpy() for name, tensor in trained.items()})
    return write_tensors({**tensors, "calibration": UNCALIBRATED}, path)


def set_calibration(path: Path, calibration: NDArray[np.float32]) -> str:
    """Put a calibration into a file of weights; return the file's new SHA-256."""
    return write_tensors({**load_file(path), "calibration": calibration}, path)


def open_reader(path: Path, folder: Path, threads: int = 0) -> SpanReader:
    """Open the reader of a file of weights, prepared in an empty folder."""
    tensors = load_file(path)
    if not any(folder.iterdir()):
        prepare(folder, layers_of(tensors))
    return SpanReader(bundled.Layers(folder, threads), heads_of(tensors))
