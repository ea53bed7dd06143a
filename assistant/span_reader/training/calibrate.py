"""Fits the probability of relevance: logistic regression on the relevance logit and the span's margin (Platt 1999).

Fitted on questions that the layers were not trained on; never on questions that the assistant is evaluated with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.span_reader.model import SpanReader
from assistant.span_reader.training.data import Example

_PENALTY = 1e-3


def features(reader: SpanReader, examples: Sequence[Example]) -> NDArray[np.float32]:
    """Relevance logit and margin of each example, shape ``(examples, 2)``; the reader must be uncalibrated."""
    found = []
    for example in examples:
        reading = reader.read(example.question, [example.passage], [example.context])[0]
        logit = np.log(max(reading.relevance, 1e-9) / max(1 - reading.relevance, 1e-9))
        found.append((logit, np.clip(reading.span_score - reading.none_score, -20, 20)))
    return np.array(found, np.float32)


def fit(values: NDArray[np.float32], labels: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Fit the two weights and the bias, shape ``(3,)``, both classes counting alike."""
    inputs, wanted = torch.from_numpy(values), torch.from_numpy(labels.astype(np.float32))
    balance = torch.where(wanted > 0, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    weights = torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        logits = inputs @ weights[:2] + weights[2]
        value = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted, balance)
        value = value + _PENALTY * weights[:2].square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach().numpy().astype(np.float32)
