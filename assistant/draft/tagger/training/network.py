"""The network that is trained: the upper layers of the bundled encoder, and the heads over the units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from assistant.draft.tagger.tagging import OPENING_TOKENS
from assistant.draft.tagger.training.bodies import LabelledBody, tags
from assistant.draft.tagger.units import FEATURES, features, units
from assistant.draft.tagger.windows import Place, windows

WIDTH = 96
_DROPPED = 0.25
_MASKED = -1e4


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body with what the layers that are not trained make of it.

    Attributes:
        states: Of each window after those layers, shape ``(tokens, hidden)``, in half precision to save memory.
        places: Where each unit stands.
        features: Shape ``(units, FEATURES)``.
        tags: Shape ``(units,)``.
    """

    states: tuple[torch.Tensor, ...]
    places: tuple[Place, ...]
    features: torch.Tensor
    tags: torch.Tensor


class TaggerNetwork(torch.nn.Module):
    """Upper layers and heads; the names of the heads are those that the tagger reads at run time."""

    def __init__(self, encoder: BertModel, trained_layers: int) -> None:
        """Take the encoder and how many of its layers, from the top, are trained."""
        super().__init__()
        encoder.set_attn_implementation("sdpa")
        width = encoder.config.hidden_size
        kept = len(encoder.encoder.layer) - trained_layers
        self.lower = encoder.encoder.layer[:kept].requires_grad_(False)
        self.upper = encoder.encoder.layer[kept:]
        self.embeddings = encoder.embeddings.requires_grad_(False)
        self.joined = torch.nn.Linear(2 * width + FEATURES, WIDTH)
        self.neighbours = torch.nn.GRU(WIDTH, WIDTH // 2, bidirectional=True, batch_first=True)
        self.tags = torch.nn.Linear(WIDTH, 3)
        self.dropout = torch.nn.Dropout(_DROPPED)

    @torch.no_grad()
    def prepared(self, tokenizer: Tokenizer, labelled: LabelledBody) -> Prepared:
        """Run the layers that are not trained, once and for all."""
        found = units(labelled.body)
        cut = windows(tokenizer, labelled.body, found)
        states = []
        for row in cut.rows:
            state = self.embeddings(input_ids=torch.tensor([row]))
            for layer in self.lower:
                state = layer(state)
            states.append(state[0].half())
        return Prepared(
            tuple(states),
            cut.places,
            torch.from_numpy(features(labelled.body, found)),
            torch.tensor(tags(found, labelled.requests)),
        )

    def forward(self, bodies: Sequence[Prepared]) -> list[torch.Tensor]:
        """Logits of the tags of each body, shape ``(units, 3)``."""
        states = self._read([window for body in bodies for window in body.states])
        found, first = [], 0
        for body in bodies:
            rows = []
            for place in body.places:
                inside = states[first + place.window, place.first : place.last]
                rows.append(torch.cat([inside.mean(dim=0), inside[:OPENING_TOKENS].mean(dim=0)]))
            joined = torch.cat([self.dropout(torch.stack(rows)), body.features], dim=1)
            hidden = torch.tanh(self.joined(joined))
            hidden = hidden + self.neighbours(hidden[None])[0][0]
            found.append(self.tags(self.dropout(hidden)))
            first += len(body.states)
        return found

    def head_parameters(self) -> list[torch.nn.Parameter]:
        """Parameters that start from nothing."""
        return [p for head in (self.joined, self.neighbours, self.tags) for p in head.parameters()]

    def trained(self) -> dict[str, torch.Tensor]:
        """All trained tensors, the layers by the names of ``BertModel``'s parameters under ``encoder.``."""
        heads = ("joined", "neighbours", "tags")
        found = {n: p.detach() for n, p in self.named_parameters() if n.split(".")[0] in heads}
        for number, layer in enumerate(self.upper, len(self.lower)):
            found |= {f"encoder.encoder.layer.{number}.{n}": p.detach() for n, p in layer.named_parameters()}
        return found

    def _read(self, windows: Sequence[torch.Tensor]) -> torch.Tensor:
        longest = max(len(window) for window in windows)
        states = torch.zeros(len(windows), longest, windows[0].shape[1])
        mask = torch.zeros(len(windows), 1, 1, longest)
        for number, window in enumerate(windows):
            states[number, : len(window)] = window.float()
            mask[number, :, :, len(window) :] = _MASKED
        for layer in self.upper:
            states = layer(states, mask)
        return states
