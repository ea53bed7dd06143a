"""The bundled encoder: multilingual-e5-small, int8, on the CPU, from nothing but installed packages.

Passages go through sentence-transformers. A question takes the same tokenizer and layers without it, because
importing PyTorch for one question takes seconds and answering it takes milliseconds. Never uses the network.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder import Progress, Vectors
from index.encoder.batches import encode_in_batches
from index.encoder.cache import prepared_folder
from index.encoder.packed import PACKED_SHA256, find_packed_file, read_packed_model, unpack
from index.settings import EmbeddingSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import BertModel

_log = logging.getLogger(__name__)

RECIPE = 3
"""Raise whenever the prepared files would come out differently."""

NAME = f"multilingual-e5-small-int8-{PACKED_SHA256[:8]}-{RECIPE}"
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
_TEXTS_A_THREAD = 8  # all threads wait for the last text of a batch
_LAYERS_FILE, _WORDS_FILE, _TOKENIZER_FILE = "layers.onnx", "words.npy", "tokenizer.json"
_FEW_TEXTS = 64  # what an answer reads; more come with a build, where the import of a library does not matter


class Layers:
    """Tokenizer, word embeddings and layers of a prepared model, run one text at a time.

    Activations are quantised with one scale for all that runs together, so texts that share a run would change
    each other's vectors. Running them apart costs nothing: no padding, and as many threads as there are texts.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Open a prepared folder.

        Args:
            folder: As :func:`prepare` fills it.
            threads: Texts run at the same time; 0: one for each core.
        """
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER_FILE))
        self._words: NDArray[np.uint8] = np.load(folder / _WORDS_FILE, mmap_mode="r")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(folder / _LAYERS_FILE, options, providers=["CPUExecutionProvider"])
        self.threads = threads or _cores()
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="encoder")

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Cut texts into tokens, ``<s>`` and ``</s>`` included, no more than the model takes."""
        return [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]

    def token_embeddings(self, rows: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """Run the layers over rows of token ids; each result has shape ``(tokens, dimensions)``."""
        return list(self._pool.map(self._run, rows))

    def _run(self, ids: Sequence[int]) -> NDArray[np.float32]:
        embeddings = unpack(self._words[np.asarray(ids)])
        inputs = {"embeddings": embeddings[None], "attention_mask": np.ones((1, len(ids)), np.int64)}
        result: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return result


class BundledEncoder:
    """The encoder of ``embedding.model = "bundled"``."""

    dimensions = 384

    def __init__(self, settings: EmbeddingSettings) -> None:
        """Open the prepared model, preparing it (some seconds) on the first use on this machine.

        Raises:
            UserError: The installed package is damaged, or the cache cannot be written.
        """
        self._layers = Layers(prepared_folder(NAME, prepare), settings.threads)
        self._query_prompt = QUERY_PROMPT if settings.query_prompt is None else settings.query_prompt
        self._passage_prompt = PASSAGE_PROMPT if settings.passage_prompt is None else settings.passage_prompt
        self._batch_size = max(settings.batch_size, _TEXTS_A_THREAD * self._layers.threads)

    @property
    def name(self) -> str:
        """The model, its weights, how they were prepared, and a passage prompt other than the usual one."""
        return NAME if self._passage_prompt == PASSAGE_PROMPT else f"{NAME} {self._passage_prompt!r}"

    @cached_property
    def sentence_transformer(self) -> SentenceTransformer:
        """The same encoder for all that takes a ``SentenceTransformer``. Importing the library takes seconds."""
        from index.encoder.onnx_module import sentence_transformer

        return sentence_transformer(self._layers, self.dimensions, self._query_prompt, self._passage_prompt)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode passages; a passage beyond 512 tokens is cut there."""
        if len(texts) <= _FEW_TEXTS and progress is None:
            return self._encode(self._passage_prompt, texts)
        return encode_in_batches(
            self.sentence_transformer, texts, self._passage_prompt, self._batch_size, self.dimensions, progress
        )

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions, without loading sentence-transformers."""
        return self._encode(self._query_prompt, texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        """Mean over the tokens, then unit length: what the ``SentenceTransformer`` does, minus seconds of imports."""
        rows = self._layers.token_ids([prompt + text for text in texts])
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for number, tokens in enumerate(self._layers.token_embeddings(rows)):
            mean = tokens.mean(axis=0)
            vectors[number] = mean / np.linalg.norm(mean)
        return vectors


def prepare(folder: Path, change: Callable[[BertModel], None] | None = None) -> None:
    """Write tokenizer, word embeddings and int8 layers of the installed model into a folder.

    Args:
        folder: An empty folder.
        change: Alters the layers before they are written (a model trained from this one puts in its own).
    """
    from index.encoder.onnx_export import EncoderLayers, bert_model, export_int8
    from index.encoder.smoothing import CALIBRATION_TEXTS, smooth_feed_forward
    from index.encoder.tokenizer import build_tokenizer
    from index.encoder.vocabulary import without_foreign_words

    _log.info("首次使用，正在准备内置向量模型（约十几秒，只做一次）")
    packed = without_foreign_words(read_packed_model(find_packed_file()))
    tokenizer = build_tokenizer(packed.vocabulary)
    tokenizer.enable_truncation(packed.max_tokens)
    tokenizer.save(str(folder / _TOKENIZER_FILE), pretty=False)
    np.save(folder / _WORDS_FILE, packed.words, allow_pickle=False)
    model = bert_model(packed)
    if change is not None:
        change(model)
    smooth_feed_forward(model, [encoding.ids for encoding in tokenizer.encode_batch(CALIBRATION_TEXTS)])
    export_int8(EncoderLayers(model), packed.heads, packed.hidden_size, folder / _LAYERS_FILE)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
