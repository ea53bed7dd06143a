"""Hidden states of a body's units to tags: B begins a request, I carries it on, O is none of it.

The heads in numpy: a tanh layer, a gated recurrent unit in both directions over the units, and the tags' logits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.draft.tagger.windows import Place

OUTSIDE, BEGINS, INSIDE = range(3)
OPENING_TOKENS = 3  # of a unit: how it begins tells most
_NEVER = -1e4
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heads:
    """What is computed from a unit's states and features; names and layouts are those of ``torch.nn``."""

    tensors: Mapping[str, Array]

    def scores(self, states: Array, features: Array) -> Array:
        """Log probabilities of the tags, shape ``(units, 3)``.

        Args:
            states: Shape ``(units, 2 * hidden)``, as :func:`pooled` gives them.
            features: Shape ``(units, features)``.
        """
        hidden = np.tanh(self._linear("joined", np.concatenate([states, features], axis=1)))
        both = [self._recurrent(hidden, ""), self._recurrent(hidden[::-1], "_reverse")[::-1]]
        logits = self._linear("tags", hidden + np.concatenate(both, axis=1))
        logits -= logits.max(axis=1, keepdims=True)
        result: Array = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return result

    def _linear(self, name: str, values: Array) -> Array:
        result: Array = values @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"]
        return result

    def _recurrent(self, values: Array, direction: str) -> Array:
        """Run one direction of ``torch.nn.GRU``; its documentation gives the formula."""
        weights = {
            name: self.tensors[f"neighbours.{name}_l0{direction}"]
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        }
        inputs = values @ weights["weight_ih"].T + weights["bias_ih"]
        width = weights["weight_hh"].shape[1]
        state = np.zeros(width, np.float32)
        states = []
        for row in inputs:
            carried = weights["weight_hh"] @ state + weights["bias_hh"]
            reset = _sigmoid(row[:width] + carried[:width])
            update = _sigmoid(row[width : 2 * width] + carried[width : 2 * width])
            new = np.tanh(row[2 * width :] + reset * carried[2 * width :])
            state = (1 - update) * new + update * state
            states.append(state)
        return np.array(states, np.float32)


def pooled(windows: Sequence[Array], places: Sequence[Place]) -> Array:
    """Mean of a unit's states beside the mean of its opening tokens'; shape ``(units, 2 * hidden)``."""
    rows = []
    for place in places:
        states = windows[place.window][place.first : place.last]
        rows.append(np.concatenate([states.mean(axis=0), states[:OPENING_TOKENS].mean(axis=0)]))
    return np.array(rows, np.float32)


def best_tags(scores: Array) -> list[int]:
    """The likeliest tags in which none but a begun request is carried on.

    Args:
        scores: Log probabilities, shape ``(units, 3)``, of at least one unit.
    """
    moves = np.zeros((3, 3), np.float32)
    moves[OUTSIDE, INSIDE] = _NEVER
    best: Array = scores[0].copy()
    best[INSIDE] = _NEVER
    origins = []
    for row in scores[1:]:
        reached = best[:, None] + moves
        origins.append(reached.argmax(axis=0))
        best = np.asarray(reached.max(axis=0) + row, np.float32)
    tags = [int(best.argmax())]
    for origin in reversed(origins):
        tags.append(int(origin[tags[-1]]))
    return tags[::-1]


def _sigmoid(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)
