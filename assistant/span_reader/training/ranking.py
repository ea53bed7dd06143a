"""Measures what the reader adds to retrieval: reranking of fused candidates, and telling answerable questions apart.

Takes questions as the evaluation writes them: JSON lines with ``question``, ``answerable`` and ``evidence``.
Fits nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.rerank import read_passages
from assistant.retrieve import Retriever
from assistant.span_reader.model import SpanReader
from assistant.span_reader.training.evaluate import area_under_curve
from index.schema import Hit

Array = NDArray[np.float32]
_ANSWERED_FROM = 8  # passages that an answer is looked for in


@dataclass(frozen=True, slots=True)
class Candidates:
    """A question's candidates in fused order; all arrays have shape ``(candidates,)``.

    Attributes:
        holds: Whether a candidate holds the evidence.
        fused: Score of the retrieval.
        relevance: Log odds of the reader's relevance.
    """

    question: str
    answerable: bool
    holds: NDArray[np.bool_]
    fused: Array
    relevance: Array


def collect(retriever: Retriever, reader: SpanReader, questions: Path, count: int = 20) -> list[Candidates]:
    """Retrieve and read for every question that stands alone."""
    found = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        if "question" in asked:
            hits = retriever.search(asked["question"], count)
            found.append(_read(reader, asked["question"], asked["answerable"], asked["evidence"], hits))
    return found


def reciprocal_rank(candidates: Sequence[Candidates], weight: float) -> float:
    """Mean reciprocal rank among the first ten of the answerable questions.

    Args:
        candidates: As collected.
        weight: Of the log odds of relevance, added to the fused score.
    """
    ranks = []
    for found in candidates:
        if found.answerable:
            order = np.argsort(-(found.fused + weight * found.relevance), kind="stable")
            places = np.flatnonzero(found.holds[order[:10]])
            ranks.append(1 / (int(places[0]) + 1) if len(places) else 0.0)
    return float(np.mean(ranks))


def answerability(candidates: Sequence[Candidates]) -> float:
    """Area under the curve of the best relevance, answerable questions against the others."""
    best = np.array([found.relevance[:_ANSWERED_FROM].max() for found in candidates], np.float32)
    return area_under_curve(best, np.array([found.answerable for found in candidates]))


def _read(
    reader: SpanReader, question: str, answerable: bool, evidence: Sequence[str], hits: Sequence[Hit]
) -> Candidates:
    odds = [read.odds for read in read_passages(reader, question, hits)]
    folded = [re.sub(r"\s", "", item) for item in evidence]
    holds = [any(item in re.sub(r"\s", "", hit.chunk.text) for item in folded) for hit in hits]
    return Candidates(
        question,
        answerable,
        np.array(holds, np.bool_),
        np.array([hit.score for hit in hits], np.float32),
        np.array(odds, np.float32),
    )
