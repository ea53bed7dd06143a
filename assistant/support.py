"""Whether the documents support an answer: the names, years and terms of the question must stand in the evidence.

Rules that can be explained to a reader; one threshold, set on the dev questions. Never lets a likely-looking
sentence pass that is about another place or another year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.question import Question
from assistant.reader import Reading, fold, needs_form
from index.schema import Document, FieldName

THRESHOLD = 0.5
"""Least confidence of an answer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer may be given, how sure that is (0 to 1), and what the documents do not mention."""

    supported: bool
    confidence: float
    missing: tuple[str, ...] = ()


def judge(question: Question, best: Reading | None, document: Document | None, threshold: float = THRESHOLD) -> Verdict:
    """Judge whether the best reading answers a question.

    Args:
        question: The question.
        best: The best unit; None where nothing was found.
        document: The document it stands in.
        threshold: Least confidence.
    """
    if best is None or document is None:
        return Verdict(False, 0.0)
    about = fold(" ".join((best.unit.text, best.unit.context, best.unit.hit.chunk.text, _identity(document))))
    whole = about + fold(document.text)
    missing = tuple(name for name in question.names if not _named(fold(name), whole))
    missing += tuple(number for number in question.doc_numbers if fold(number) not in whole)
    missing += tuple(f"{year}年" for year in question.years if year not in about)
    confidence = _confidence(best)
    if missing or (needs_form(question) and not best.form):
        return Verdict(False, min(confidence, 0.2), missing)
    return Verdict(confidence >= threshold, confidence)


def _confidence(best: Reading) -> float:
    meaning = max(0.0, min(1.0, (best.meaning - 0.78) / 0.12))
    return 0.65 * best.covered + 0.35 * meaning


def _identity(document: Document) -> str:
    names = (FieldName.TITLE, FieldName.ISSUER, FieldName.DOC_NUMBER, FieldName.DATE, FieldName.PUBLISHED)
    return " ".join(document.value(name) or "" for name in names)


def _named(name: str, text: str) -> bool:
    """Tell whether a text names something, if need be by its parts: people rarely quote a title to the letter."""
    parts = [part for part in re.split(r"[+、,，·的和与及]", name) if len(part) >= 2]
    return name in text or (len(parts) > 1 and all(part in text for part in parts))
