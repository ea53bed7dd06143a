"""The prepared layers as a module of sentence-transformers, so that the bundled encoder is a ``SentenceTransformer``.

Does no arithmetic of its own: pooling and normalising are the library's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from index.encoder.bundled import Layers


class OnnxLayers(InputModule):
    """First module of the bundled encoder: texts to token embeddings."""

    def __init__(self, layers: Layers, dimensions: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.layers = layers
        self.tokenizer: Tokenizer = layers.tokenizer
        self.dimensions = dimensions

    @property
    def max_seq_length(self) -> int:
        """Tokens that the model takes; what goes beyond is cut."""
        truncation = self.tokenizer.truncation or {}
        return int(truncation["max_length"])

    def get_embedding_dimension(self) -> int:
        """Return the width of a token's embedding."""
        return self.dimensions

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Cut texts into tokens; shorter rows are filled up with zeros that the mask leaves out."""
        del kwargs
        rows = [torch.tensor(ids) for ids in self.layers.token_ids([f"{prompt or ''}{text}" for text in inputs])]
        return {
            "input_ids": torch.nn.utils.rnn.pad_sequence(rows, batch_first=True),
            "attention_mask": torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True),
        }

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add ``token_embeddings``, shape ``(texts, tokens, dimensions)``. Every text runs without its padding."""
        del kwargs
        lengths = features["attention_mask"].sum(dim=1).tolist()
        rows = [ids[:length].tolist() for ids, length in zip(features["input_ids"], lengths, strict=True)]
        embeddings = [torch.from_numpy(row) for row in self.layers.token_embeddings(rows)]
        features["token_embeddings"] = torch.nn.utils.rnn.pad_sequence(embeddings, batch_first=True)
        return features

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Refuse: the files lie in the cache and are made from the installed package."""
        raise NotImplementedError("the bundled encoder is made from the installed package, not saved")


def sentence_transformer(
    layers: Layers, dimensions: int, query_prompt: str, passage_prompt: str
) -> SentenceTransformer:
    """Put layers, mean pooling and normalising together."""
    return SentenceTransformer(
        modules=[OnnxLayers(layers, dimensions), Pooling(dimensions, pooling_mode="mean"), Normalize()],
        device="cpu",
        prompts={"query": query_prompt, "document": passage_prompt},
    )
