"""The training loop of the request tagger, and the file of weights that it ends in.

The same seed gives the same order of bodies. Some minutes on two cores, so a run that was stopped begins anew.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.numpy import load_file
from torch.nn import functional

from assistant.draft.tagger.model import RequestTagger
from assistant.draft.tagger.tagging import Heads
from assistant.draft.tagger.training.bodies import LabelledBody
from assistant.draft.tagger.training.network import Prepared, TaggerNetwork
from assistant.trained_layers import layers_of, packed, plain_tensors, prepare, write_tensors
from index.encoder import bundled
from index.encoder.onnx_export import bert_model
from index.encoder.packed import find_packed_file, read_packed_model
from index.encoder.tokenizer import build_tokenizer
from index.encoder.vocabulary import without_foreign_words

_logger = logging.getLogger(__name__)
_LONGEST_NORM = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        layers: Layers that are trained, from the top.
        warm_up: Steps over which the rates rise; they stay until ``cooldown`` of the steps are left, and fall to zero.
    """

    epochs: int = 4
    batch_size: int = 4
    layers: int = 4
    layer_rate: float = 6e-5
    head_rate: float = 1e-3
    warm_up: int = 20
    cooldown: float = 0.6
    weight_decay: float = 0.01
    seed: int = 1


def train(bodies: Sequence[LabelledBody], recipe: Recipe) -> TaggerNetwork:
    """Train from the bundled encoder's layers."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311 - choices to be repeated, not secrets
    model = without_foreign_words(read_packed_model(find_packed_file()))
    tokenizer = build_tokenizer(model.vocabulary)
    tokenizer.no_truncation()
    network = TaggerNetwork(bert_model(model), recipe.layers)
    prepared = [network.prepared(tokenizer, body) for body in bodies]
    _logger.info("%d bodies prepared", len(prepared))
    network.train()
    network.upper.train(False)  # dropout in the layers would double the time of a step
    _run(network, prepared, recipe, chance)
    return network.eval()


def write_weights(network: TaggerNetwork, path: Path) -> str:
    """Write the trained tensors, matrices of layers in int8; return the file's SHA-256."""
    return write_tensors(packed({name: values.float().numpy() for name, values in network.trained().items()}), path)


def open_weights(path: Path, folder: Path) -> RequestTagger:
    """Open the tagger of a file of weights, prepared in an empty folder."""
    tensors = load_file(path)
    prepare(folder, layers_of(tensors))
    return RequestTagger(bundled.Layers(folder), Heads(plain_tensors(tensors)))


def _run(network: TaggerNetwork, prepared: list[Prepared], recipe: Recipe, chance: random.Random) -> None:
    trained = [p for p in network.parameters() if p.requires_grad]
    groups = [
        {"params": list(network.upper.parameters()), "base": recipe.layer_rate},
        {"params": network.head_parameters(), "base": recipe.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, lr=recipe.head_rate, weight_decay=recipe.weight_decay)
    batches = len(prepared) // recipe.batch_size
    steps = recipe.epochs * batches
    for epoch in range(recipe.epochs):
        chance.shuffle(prepared)
        total = 0.0
        for number in range(batches):
            step = epoch * batches + number
            factor = min(1.0, (step + 1) / recipe.warm_up, (steps - step) / (steps * recipe.cooldown))
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * factor
            loss = _loss(network, prepared[number * recipe.batch_size : (number + 1) * recipe.batch_size])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained, _LONGEST_NORM)
            optimizer.step()
            total += loss.item()
        _logger.info("epoch %d of %d: loss %.3f", epoch + 1, recipe.epochs, total / batches)


def _loss(network: TaggerNetwork, batch: Sequence[Prepared]) -> torch.Tensor:
    """Cross-entropy of the tags, each body counting alike."""
    losses = [functional.cross_entropy(logits, body.tags) for logits, body in zip(network(batch), batch, strict=True)]
    return torch.stack(losses).mean()
