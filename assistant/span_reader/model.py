"""The span reader at run time: the trained layers in int8 on ONNX Runtime, the heads in numpy.

Prepared once on a machine, in the same cache and by the same steps as the encoder. Thread-safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from assistant.span_reader.pair import encode_pairs
from assistant.span_reader.reading import SpanReading, read_states
from assistant.span_reader.weights import WEIGHTS_SHA256, Heads, read_weights
from assistant.trained_layers import prepare
from index.encoder import bundled
from index.encoder.cache import prepared_folder

_NAME = f"span-reader-{WEIGHTS_SHA256[:8]}-{bundled.RECIPE}"


class SpanReader:
    """Reads passages for a question."""

    def __init__(self, layers: bundled.Layers, heads: Heads) -> None:
        self._layers = layers
        self._heads = heads

    @classmethod
    def load(cls, threads: int = 0) -> SpanReader:
        """Open the shipped reader, preparing it (some seconds) on the first use on this machine.

        Args:
            threads: Passages read at the same time; 0: one for each core.

        Raises:
            UserError: The weights or the encoder are missing or damaged, or the cache cannot be written.
        """
        trained, heads = read_weights()
        folder = prepared_folder(_NAME, partial(prepare, trained=trained))
        return cls(bundled.Layers(folder, threads), heads)

    def read(self, question: str, passages: Sequence[str], contexts: Sequence[str] | None = None) -> list[SpanReading]:
        """Read passages, each by itself.

        Args:
            question: A question that stands alone.
            passages: What may answer it; beyond some 400 characters a passage's tail is not seen.
            contexts: For each passage its document's title and heading path; spans never fall into them.
        """
        if not passages:
            return []
        before = contexts or [""] * len(passages)
        pairs = encode_pairs(
            self._layers.tokenizer,
            [(question, context, passage) for context, passage in zip(before, passages, strict=True)],
        )
        states = self._layers.token_embeddings([pair.ids for pair in pairs])
        return [read_states(state, pair, self._heads) for state, pair in zip(states, pairs, strict=True)]
