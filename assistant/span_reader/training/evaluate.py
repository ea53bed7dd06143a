"""Measures a reader on questions that it was not trained on: exact match, F1, sentence picked, relevance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from assistant.span_reader.model import SpanReader
from assistant.span_reader.reading import SpanReading
from assistant.span_reader.training.data import Example, ReadingQuestion, windows

_WINDOW = 320  # characters, as the index cuts
_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]+[”’」』）)]*|[^。！？\n]+$")
_IGNORED = re.compile(r"[\s，。；：、！？,.;:!?“”‘’\"'《》〈〉「」『』（）()\[\]【】·—…~-]")


@dataclass(frozen=True, slots=True)
class SpanMeasures:
    """Means over questions.

    Attributes:
        exact: Answers that are right to the letter, punctuation aside.
        f1: Overlap by the longest common run of characters, as CMRC 2018 scores it.
        sentence: Questions whose picked sentence holds the answer.
    """

    questions: int
    exact: float
    f1: float
    sentence: float


def measure_spans(reader: SpanReader, items: Sequence[ReadingQuestion]) -> SpanMeasures:
    """Read the whole paragraph of every question in windows, and take the best span and sentence of all."""
    rows = [_measure(reader, item) for item in items]
    exact, f1, sentence = (float(value) for value in np.mean(rows, axis=0))
    return SpanMeasures(len(rows), exact, f1, sentence)


def relevances(reader: SpanReader, examples: Sequence[Example]) -> NDArray[np.float32]:
    """Relevance of each example's passage, shape ``(examples,)``."""
    return np.array([reader.read(e.question, [e.passage], [e.context])[0].relevance for e in examples], np.float32)


def area_under_curve(scores: NDArray[np.float32], labels: NDArray[np.bool_]) -> float:
    """Probability that a positive scores above a negative; ties count half."""
    above = scores[labels][:, None] - scores[~labels][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def exact_match(given: str, wanted: str) -> bool:
    """Tell whether two answers are the same but for punctuation and blanks."""
    return _IGNORED.sub("", given) == _IGNORED.sub("", wanted)


def overlap(given: str, wanted: str) -> float:
    """F1 of the longest common run of characters."""
    a, b = _IGNORED.sub("", given), _IGNORED.sub("", wanted)
    common = SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    return 2 * common / (len(a) + len(b)) if common else 0.0


def _measure(reader: SpanReader, item: ReadingQuestion) -> tuple[float, float, float]:
    pieces = windows(item.paragraph, _WINDOW)
    readings = reader.read(item.question, [item.paragraph[a:b] for a, b in pieces], [item.title] * len(pieces))
    (start, _), best = max(zip(pieces, readings, strict=True), key=lambda found: _score(found[1], found[1].span_score))
    given = item.paragraph[start + best.start : start + best.end]
    picked = _picked_sentence(item.paragraph, pieces, readings)
    inside = item.answer in item.paragraph[slice(*picked)] or (picked[0] <= item.start < picked[1])
    return exact_match(given, item.answer), overlap(given, item.answer), inside


def _picked_sentence(text: str, pieces: Sequence[tuple[int, int]], readings: Sequence[SpanReading]) -> tuple[int, int]:
    scored = []
    for (start, end), reading in zip(pieces, readings, strict=True):
        spans = [match.span() for match in _SENTENCE.finditer(text[start:end])]
        scores = reading.sentence_scores(spans)
        scored += [
            (_score(reading, score), (start + a, start + b)) for score, (a, b) in zip(scores, spans, strict=True)
        ]
    return max(scored)[1]


def _score(reading: SpanReading, span_score: float) -> float:
    """Span scores of windows are comparable once "not here" is taken off."""
    return span_score - reading.none_score
