"""The request tagger at run time: its layers in int8 on ONNX Runtime, its heads in numpy.

Prepared once on a machine, in the same cache and by the same steps as the encoder. Thread-safe. Never rewords.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from assistant.draft.tagger.items import whole_items
from assistant.draft.tagger.tagging import BEGINS, INSIDE, OUTSIDE, Heads, best_tags, pooled
from assistant.draft.tagger.units import features, units
from assistant.draft.tagger.windows import windows
from assistant.draft.wording import CLOSING
from assistant.shipped import read_shipped
from assistant.trained_layers import layers_of, plain_tensors, prepare
from index.encoder import bundled
from index.encoder.cache import prepared_folder

WEIGHTS_FILE = "tagger.safetensors"
WEIGHTS_SHA256 = "8d610c5545aa69f2da527c416e24d3912d5581687bb5e440268c704932beb5c3"
_LEANING = np.array([-2.0, 0.0, 0.0], np.float32)  # a request passed over is worse than one too many
_NAME = f"request-tagger-{WEIGHTS_SHA256[:8]}-{bundled.RECIPE}"


class RequestTagger:
    """Finds the requests of a proposal's body."""

    def __init__(self, layers: bundled.Layers, heads: Heads) -> None:
        self._layers = layers
        self._layers.tokenizer.no_truncation()
        self._heads = heads

    @classmethod
    def load(cls) -> RequestTagger:
        """Open the shipped tagger, preparing it (some seconds) on the first use on this machine.

        Raises:
            UserError: The weights or the encoder are missing or damaged, or the cache cannot be written.
        """
        tensors = read_shipped("assistant.draft.tagger", WEIGHTS_FILE, WEIGHTS_SHA256)
        folder = prepared_folder(_NAME, partial(prepare, trained=layers_of(tensors)))
        return cls(bundled.Layers(folder), Heads(plain_tensors(tensors)))

    def requests(self, body: str) -> list[tuple[int, int]]:
        """Characters ``[start, end)`` of each request, behind its number, in order; none where nothing asks."""
        found = units(body)
        if not found:
            return []
        cut = windows(self._layers.tokenizer, body, found)
        states = pooled(self._layers.token_embeddings(cut.rows), cut.places)
        scores = self._heads.scores(states, features(body, found))
        if BEGINS not in best_tags(scores):  # no leaning towards requests where nothing asks clearly
            return []
        spans: list[tuple[int, int]] = []
        for unit, tag in zip(found, whole_items(body, found, best_tags(scores + _LEANING)), strict=True):
            if CLOSING.search(body[unit.start : unit.end]):  # 请予研究答复 asks for nothing that a reply could answer
                continue
            if tag == BEGINS or (tag == INSIDE and not spans):
                spans.append((unit.mark.end if unit.mark else unit.start, unit.end))
            elif tag != OUTSIDE:
                spans[-1] = spans[-1][0], unit.end
        return spans
