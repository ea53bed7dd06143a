"""Readings to the outcome of one question: facts of a named document, an answer, a correction, or a refusal.

Decides what is said, never how it is worded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.compose import Statement, choose, from_facts, from_readings
from assistant.facts import find, named_documents, wanted
from assistant.premise import added_to_list, contradicts
from assistant.question import Question
from assistant.reader import Reading, fold
from assistant.schema import Status
from assistant.support import identity, judge, missing_names
from index.schema import Document, Hit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question came to.

    Attributes:
        confidence: How sure the answer is, 0 to 1; low where it is refused.
        missing: What the question names and no document mentions.
    """

    question: Question
    status: Status
    statements: tuple[Statement, ...]
    confidence: float
    missing: tuple[str, ...] = ()


def conclude(
    question: Question,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    document: Callable[[str], Document],
    known: Mapping[str, str],
    idf: Mapping[str, float],
) -> Outcome:
    """Decide on an answer.

    Args:
        question: The question.
        hits: The passages retrieved for it.
        readings: Their units, best first.
        document: Gives a document by path.
        known: What each document is known by (title, issuer, number), by path.
        idf: Weight of each of the question's terms.
    """
    names = wanted(question)
    paths = named_documents(question, hits, known, idf) if names else []
    facts = next((found for path in paths if (found := find(document(path), names))), [])
    if facts:
        return Outcome(question, Status.ANSWERED, tuple(from_facts(facts)), 1.0)
    about = _by_what_is_missing(question, readings, document)
    ranked = [reading for reading, _ in about]
    best, missing = about[0] if about else (None, ())
    verdict = judge(question, best, missing)
    corrected = added_to_list(question, missing, ranked) if missing else None
    if corrected:
        return Outcome(question, Status.CORRECTED, _statements([corrected], document), verdict.confidence, missing)
    if best is None or not verdict.supported:
        return Outcome(question, Status.REFUSED, (), verdict.confidence, missing)
    status = Status.CORRECTED if contradicts(question, best) else Status.ANSWERED
    chosen = choose(question, [reading for reading, lacking in about if len(lacking) == len(missing)])
    return Outcome(question, status, _statements(chosen, document), verdict.confidence)


def _by_what_is_missing(
    question: Question, readings: Sequence[Reading], document: Callable[[str], Document]
) -> list[tuple[Reading, tuple[str, ...]]]:
    """Readings with what each lacks of the question's names, those that lack least first, else in their order."""
    sources = {path: document(path) for path in dict.fromkeys(reading.unit.hit.chunk.path for reading in readings)}
    wholes = {path: fold(f"{identity(source)} {source.text}") for path, source in sources.items()}  # once a document
    about = []
    for reading in readings:
        path = reading.unit.hit.chunk.path
        about.append((reading, missing_names(question, reading, sources[path], wholes[path])))
    return sorted(about, key=lambda pair: len(pair[1]))


def _statements(readings: Sequence[Reading], document: Callable[[str], Document]) -> tuple[Statement, ...]:
    documents = {reading.unit.hit.chunk.path: document(reading.unit.hit.chunk.path) for reading in readings}
    return tuple(from_readings(readings, documents))
