"""The training loop. Can be stopped at any step and goes on where it was; the same seed gives the same order.

The learning rate rises over the warm-up, stays, and falls to zero over the last steps: a run may be lengthened or cut
short on resuming without having spent its schedule.
"""

from __future__ import annotations

import logging
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import torch
from torch.nn import functional

from assistant.span_reader.pair import Pair
from assistant.span_reader.training.data import Example
from assistant.span_reader.training.network import Batch, ReaderNetwork, batch_of, encode_examples, load_base

_logger = logging.getLogger(__name__)
_BUCKET = 24  # batches among which windows are sorted by length
_LONGEST_NORM = 1.0
Row = tuple[Pair, int, int]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        steps: Steps in all; 0: once through the examples.
        cooldown: Steps over which the learning rate falls to zero at the end.
        save_every: Steps between checkpoints.
    """

    steps: int = 0
    batch_size: int = 8
    layer_rate: float = 1e-4
    head_rate: float = 1e-3
    frozen_layers: int = 0
    warm_up: int = 80
    cooldown: int = 500
    weight_decay: float = 0.01
    save_every: int = 50
    seed: int = 5
    threads: int = 0


def train(examples: Sequence[Example], checkpoint: Path, recipe: Recipe) -> ReaderNetwork:
    """Train, going on from the checkpoint where there is one.

    Returns:
        The network as it is after the last step, or when a SIGTERM stopped it.
    """
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network, tokenizer = load_base(recipe.frozen_layers)
    network.to(device)
    optimizer = _optimizer(network, recipe)
    done = _resume(checkpoint, network, optimizer)
    rows = encode_examples(tokenizer, examples)
    batches = plan([len(row[0].ids) for row in rows], recipe.batch_size, recipe.seed)
    _run(network, optimizer, rows, batches, done, checkpoint, recipe, device)
    return network


def plan(lengths: Sequence[int], batch_size: int, seed: int) -> list[list[int]]:
    """Put rows of like length into batches, keeping roughly to their order.

    Every row is in exactly one batch, but the last few that fill none.
    """
    chance = random.Random(seed)  # noqa: S311 - choices to be repeated, not secrets
    stretch = batch_size * _BUCKET
    batches: list[list[int]] = []
    for start in range(0, len(lengths), stretch):
        order = sorted(range(start, min(start + stretch, len(lengths))), key=lambda i: lengths[i])
        full = [order[i : i + batch_size] for i in range(0, len(order) - batch_size + 1, batch_size)]
        chance.shuffle(full)
        batches += full
    return batches


def loss_of(network: ReaderNetwork, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss of the span (start and end, "not here" being the first token) and of the relevance."""
    logits = network(batch)
    span = functional.cross_entropy(logits.start, batch.starts) + functional.cross_entropy(logits.end, batch.ends)
    here = (batch.starts > 0).to(logits.relevance.dtype)
    return span / 2, functional.binary_cross_entropy_with_logits(logits.relevance, here)


def rate_factor(step: int, steps: int, recipe: Recipe) -> float:
    """Share of the full learning rate at a step."""
    return max(0.0, min(1.0, (step + 1) / recipe.warm_up, (steps - step) / max(recipe.cooldown, 1)))


def _optimizer(network: ReaderNetwork, recipe: Recipe) -> torch.optim.AdamW:
    decayed = [p for p in network.layer_parameters() if p.ndim > 1]
    plain = [p for p in network.layer_parameters() if p.ndim <= 1]
    return torch.optim.AdamW(
        [
            {"params": decayed, "lr": recipe.layer_rate, "base": recipe.layer_rate},
            {"params": plain, "lr": recipe.layer_rate, "base": recipe.layer_rate, "weight_decay": 0.0},
            {"params": network.head_parameters(), "lr": recipe.head_rate, "base": recipe.head_rate},
        ],
        weight_decay=recipe.weight_decay,
        betas=(0.9, 0.98),
    )


def _run(
    network: ReaderNetwork,
    optimizer: torch.optim.AdamW,
    rows: Sequence[Row],
    batches: Sequence[Sequence[int]],
    done: int,
    checkpoint: Path,
    recipe: Recipe,
    device: torch.device,
) -> None:
    stop = _Stop()
    steps = recipe.steps or len(batches)
    began, spans, relevances = time.monotonic(), 0.0, 0.0
    for step in range(done, steps):
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * rate_factor(step, steps, recipe)
        batch = batch_of([rows[i] for i in batches[step % len(batches)]], device)
        with torch.autocast("cuda", torch.bfloat16, enabled=device.type == "cuda"):
            span, relevance = loss_of(network, batch)
        optimizer.zero_grad(set_to_none=True)
        (span + relevance).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_((p for p in network.parameters() if p.requires_grad), _LONGEST_NORM)
        optimizer.step()
        spans, relevances = spans * 0.98 + span.item() * 0.02, relevances * 0.98 + relevance.item() * 0.02
        if (step + 1) % recipe.save_every == 0 or step + 1 == steps or stop.asked:
            _save(checkpoint, network, optimizer, step + 1)
            weight = 1 - 0.98 ** (step + 1 - done)
            minutes = (time.monotonic() - began) / 60
            _logger.info(
                "step %d of %d: span %.3f, relevance %.3f, %.1f min",
                step + 1, steps, spans / weight, relevances / weight, minutes,
            )  # fmt: skip
        if stop.asked:
            return


def _save(path: Path, network: ReaderNetwork, optimizer: torch.optim.AdamW, step: int) -> None:
    """Write a checkpoint in one move: a stop in the middle leaves the one before."""
    trained = {name: p.detach() for name, p in network.named_parameters() if p.requires_grad}
    draft = path.with_suffix(".draft")
    torch.save({"step": step, "network": trained, "optimizer": optimizer.state_dict()}, draft)
    draft.replace(path)


def _resume(path: Path, network: ReaderNetwork, optimizer: torch.optim.AdamW) -> int:
    """Load a checkpoint where there is one; return the steps done."""
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


class _Stop:
    """Remembers that a SIGTERM came, so that the step under way is finished and saved."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, signum: int, frame: FrameType | None) -> None:
        del signum, frame
        self.asked = True
