"""Hidden states of one window to what is read out of it: relevance, the best span, and scores of any stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.span_reader.pair import Pair
from assistant.span_reader.weights import Heads

NEVER = -100.0
"""Log probability of what cannot be."""

_LONGEST_SPAN = 80  # tokens
_LARGEST_MARGIN = 20.0
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpanReading:
    """What the reader finds in one passage.

    Attributes:
        relevance: Calibrated probability that the passage answers the question.
        start: First character of the best span in the passage, whether or not "not here" is likelier.
        end: One past its last character.
        span_score: Log probability of that span's start plus that of its end.
        none_score: The same for "not here".
    """

    relevance: float
    start: int
    end: int
    span_score: float
    none_score: float
    offsets: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    starts: Array = field(default_factory=lambda: np.empty(0, np.float32), repr=False, compare=False)
    ends: Array = field(default_factory=lambda: np.empty(0, np.float32), repr=False, compare=False)

    def sentence_scores(self, boundaries: Sequence[tuple[int, int]]) -> list[float]:
        """Score stretches of the passage by the best span inside each.

        Args:
            boundaries: Characters ``[start, end)`` of each stretch, in the passage.

        Returns:
            Log probabilities, comparable among the passages read for one question; ``NEVER`` where a stretch holds
            no whole token that was read.
        """
        firsts = np.array([start for start, _ in self.offsets])
        lasts = np.array([end for _, end in self.offsets])
        scores = []
        for start, end in boundaries:
            inside = np.flatnonzero((firsts < end) & (lasts > start)) if self.offsets else np.empty(0, np.int64)
            scores.append(best_span(self.starts[inside], self.ends[inside])[2] if len(inside) else NEVER)
        return scores


def read_states(states: Array, pair: Pair, heads: Heads) -> SpanReading:
    """Apply the heads to a window's last hidden states, shape ``(tokens, hidden)``."""
    if pair.first >= pair.last:
        return SpanReading(0.0, 0, 0, NEVER, 0.0)
    passage = states[pair.first : pair.last]
    weight, bias = heads.span
    logits = np.concatenate([states[:1], passage]) @ weight.T + bias
    probabilities = logits - np.logaddexp.reduce(logits, axis=0)
    starts, ends = probabilities[1:, 0], probabilities[1:, 1]
    first, last, score = best_span(starts, ends)
    none = float(probabilities[0].sum())
    return SpanReading(
        relevance=_relevance(states[0], passage, score - none, heads),
        start=pair.offsets[first][0],
        end=pair.offsets[last][1],
        span_score=score,
        none_score=none,
        offsets=pair.offsets,
        starts=starts,
        ends=ends,
    )


def best_span(starts: Array, ends: Array) -> tuple[int, int, float]:
    """Return first token, last token and score of the best span that is not too long."""
    scores = starts[:, None] + ends[None, :]
    scores = np.where(np.triu(np.tri(len(starts), len(starts), _LONGEST_SPAN - 1, dtype=bool)), scores, -np.inf)
    first, last = divmod(int(scores.argmax()), len(starts))
    return first, last, float(scores[first, last])


def relevance_logit(first: Array, passage: Array, heads: Heads) -> float:
    """Return the relevance head's logit."""
    weight, bias = heads.pooled
    pooled = np.tanh(weight @ np.concatenate([first, passage.mean(axis=0)]) + bias)
    return float((heads.relevance[0] @ pooled + heads.relevance[1])[0])


def _relevance(first: Array, passage: Array, margin: float, heads: Heads) -> float:
    of_logit, of_margin, bias = (float(value) for value in heads.calibration)
    margin = max(-_LARGEST_MARGIN, min(_LARGEST_MARGIN, margin))
    logit = of_logit * relevance_logit(first, passage, heads) + of_margin * margin + bias
    return float(1 / (1 + np.exp(-logit)))
