"""The network that is trained: the bundled encoder's layers, a span head and a relevance head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from assistant.span_reader.pair import MOST_TOKENS, Pair, encode_pairs
from assistant.span_reader.training.data import Example
from index.encoder.onnx_export import bert_model
from index.encoder.packed import find_packed_file, read_packed_model
from index.encoder.tokenizer import build_tokenizer
from index.encoder.vocabulary import without_foreign_words

RELEVANCE_WIDTH = 128
_NEVER = -1e4  # stands for minus infinity where a position cannot be chosen


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of like length. All tensors have shape ``(windows, tokens)`` but the targets: ``(windows,)``.

    ``starts`` and ``ends`` are token positions, 0 (the first token) for "not here".
    """

    ids: torch.Tensor
    mask: torch.Tensor
    choosable: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


@dataclass(frozen=True, slots=True)
class Logits:
    """Logits of start and end, shape ``(windows, tokens)``, and of relevance, shape ``(windows,)``."""

    start: torch.Tensor
    end: torch.Tensor
    relevance: torch.Tensor


class ReaderNetwork(torch.nn.Module):
    """Encoder and heads. Word embeddings and the lowest layers stay as they are."""

    def __init__(self, encoder: BertModel, frozen_layers: int) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.span = torch.nn.Linear(width, 2)
        self.pooled = torch.nn.Linear(2 * width, RELEVANCE_WIDTH)
        self.relevance = torch.nn.Linear(RELEVANCE_WIDTH, 1)
        encoder.embeddings.requires_grad_(False)
        for layer in encoder.encoder.layer[:frozen_layers]:
            layer.requires_grad_(False)
        encoder.set_attn_implementation("sdpa")

    def forward(self, batch: Batch) -> Logits:
        """Read a batch."""
        states = self.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state
        spans = self.span(states).masked_fill(~batch.choosable[..., None], _NEVER)
        passage = batch.choosable.clone()
        passage[:, 0] = False
        weight = passage[..., None].to(states.dtype)
        mean = (states * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1)
        pooled = torch.tanh(self.pooled(torch.cat([states[:, 0], mean], dim=1)))
        return Logits(spans[..., 0], spans[..., 1], self.relevance(pooled)[:, 0])

    def head_parameters(self) -> list[torch.nn.Parameter]:
        """Parameters that start from nothing."""
        return [p for head in (self.span, self.pooled, self.relevance) for p in head.parameters()]

    def layer_parameters(self) -> list[torch.nn.Parameter]:
        """Parameters of the encoder that are trained."""
        return [p for p in self.encoder.parameters() if p.requires_grad]


def load_base(frozen_layers: int) -> tuple[ReaderNetwork, Tokenizer]:
    """Build the untrained network from the installed encoder, and its tokenizer."""
    packed = without_foreign_words(read_packed_model(find_packed_file()))
    return ReaderNetwork(bert_model(packed), frozen_layers), build_tokenizer(packed.vocabulary)


def encode_examples(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[tuple[Pair, int, int]]:
    """Cut examples into tokens, with the positions of the answer's first and last token; 0, 0 for "not here".

    An answer that was cut away counts as not here.
    """
    pairs = encode_pairs(tokenizer, [(e.question, e.context, e.passage) for e in examples])
    return [(pair, *_target(pair, example)) for pair, example in zip(pairs, examples, strict=True)]


def batch_of(rows: Sequence[tuple[Pair, int, int]], device: torch.device) -> Batch:
    """Put rows of like length together."""
    length = max(len(pair.ids) for pair, _, _ in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    mask = torch.zeros(len(rows), length, dtype=torch.long)
    choosable = torch.zeros(len(rows), length, dtype=torch.bool)
    for number, (pair, _, _) in enumerate(rows):
        ids[number, : len(pair.ids)] = torch.tensor(pair.ids)
        mask[number, : len(pair.ids)] = 1
        choosable[number, pair.first : pair.last] = True
        choosable[number, 0] = True
    starts = torch.tensor([start for _, start, _ in rows])
    ends = torch.tensor([end for _, _, end in rows])
    return Batch(*(t.to(device) for t in (ids, mask, choosable, starts, ends)))


def _target(pair: Pair, example: Example) -> tuple[int, int]:
    if example.start < 0:
        return 0, 0
    inside = [
        pair.first + number
        for number, (start, end) in enumerate(pair.offsets)
        if end > example.start and start < example.end
    ]
    whole = inside and pair.offsets[inside[-1] - pair.first][1] >= example.end
    return (inside[0], inside[-1]) if whole else (0, 0)


__all__ = ["MOST_TOKENS", "Batch", "Logits", "ReaderNetwork", "batch_of", "encode_examples", "load_base"]
