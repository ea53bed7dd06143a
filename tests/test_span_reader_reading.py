"""Heads, spans and scores of one window, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.span_reader.pair import Pair
from assistant.span_reader.reading import NEVER, best_span, read_states
from assistant.span_reader.weights import Heads
from assistant.trained_layers import layers_of, packed

PAIR = Pair(ids=(0, 5, 2, 2, 7, 8, 9, 2), first=4, last=7, offsets=((0, 2), (2, 3), (3, 5)))


def heads(calibration: tuple[float, float, float] = (1, 0, 0)) -> Heads:
    """Start logit is the first number of a state, end logit the second; relevance sums the passage's means."""
    return Heads(
        span=(np.eye(2, dtype=np.float32), np.zeros(2, np.float32)),
        pooled=(np.array([[0, 0, 1, 1]], np.float32), np.zeros(1, np.float32)),
        relevance=(np.array([[2.0]], np.float32), np.zeros(1, np.float32)),
        calibration=np.array(calibration, np.float32),
    )


def states(*passage: tuple[float, float], first: tuple[float, float] = (0, 0)) -> np.ndarray:
    rows = np.zeros((8, 2), np.float32)
    rows[0] = first
    rows[4:7] = passage
    return rows


def test_the_best_span_is_found_with_its_characters() -> None:
    reading = read_states(states((0, 0), (5, 0), (0, 5)), PAIR, heads())
    assert (reading.start, reading.end) == (2, 5)
    share = np.exp(5) / (np.exp(5) + 3)
    assert reading.span_score == pytest.approx(2 * np.log(share), abs=1e-5)
    assert reading.none_score == pytest.approx(2 * np.log(1 / (np.exp(5) + 3)), abs=1e-5)


def test_a_span_never_ends_before_it_starts() -> None:
    reading = read_states(states((0, 5), (0, 0), (5, 0)), PAIR, heads())
    assert reading.start < reading.end


def test_not_here_wins_where_the_first_token_does() -> None:
    reading = read_states(states((0, 0), (1, 1), (0, 0), first=(6, 6)), PAIR, heads())
    assert reading.none_score > reading.span_score
    assert (reading.start, reading.end) == (2, 3)


def test_relevance_is_calibrated() -> None:
    logit = 2 * np.tanh(0.75 + 1.5)
    passage = ((1.5, 1.5), (0.75, 3), (0, 0))
    assert read_states(states(*passage), PAIR, heads()).relevance == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-5)
    shifted = read_states(states(*passage), PAIR, heads((0, 0, -1)))
    assert shifted.relevance == pytest.approx(1 / (1 + np.exp(1)), abs=1e-6)


def test_stretches_are_scored_by_the_best_span_inside() -> None:
    reading = read_states(states((0, 0), (5, 0), (0, 5)), PAIR, heads())
    left, right, whole, nothing = reading.sentence_scores([(0, 2), (2, 5), (0, 5), (5, 9)])
    assert right == whole == pytest.approx(reading.span_score)
    assert left < right
    assert nothing == NEVER


def test_a_window_without_a_passage_answers_nothing() -> None:
    reading = read_states(np.zeros((4, 2), np.float32), Pair((0, 5, 2, 2), 1, 1, ()), heads())
    assert reading.relevance == 0
    assert reading.span_score == NEVER
    assert reading.sentence_scores([(0, 3)]) == [NEVER]


def test_a_span_has_a_longest_length() -> None:
    starts, ends = np.full(200, -10.0, np.float32), np.full(200, -10.0, np.float32)
    starts[0] = ends[199] = 0
    first, last, score = best_span(starts, ends)
    assert last - first < 199
    assert score == -10


def test_rows_survive_int8_within_half_a_step() -> None:
    weight = np.array([[1.0, -0.5, 0.013], [0.0, 0.0, 0.0]], np.float32)
    tensors = packed({"encoder.a.weight": weight})
    back = layers_of(tensors)["a.weight"]
    assert tensors["encoder.a.weight"].dtype == np.int8
    assert np.abs(back - weight).max() <= 0.5 / 127
