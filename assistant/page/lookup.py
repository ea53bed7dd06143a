"""The way back from words of an answer to the source: the sentence among its passages that is closest to them.

Closeness is the share of the words' pairs of neighbouring characters that a sentence holds. Where it is low, nothing
is found: a wrong mark is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.check.statement import MARKER
from assistant.schema import Answer, Passage
from index.shingles import bigrams

_SENTENCE = re.compile(r"[^。！？；\n\t]+[。！？；]*")
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a passage, and its span in the document."""

    passage: Passage
    start: int
    end: int


def closest_sentence(words: str, answer: Answer) -> Found | None:
    """Return the sentence closest to some words of an answer; of equals a cited one, then one of the best passage."""
    wanted = bigrams(MARKER.sub("", words))
    if not wanted:
        return None
    candidates = [
        (closeness, found) for found in _sentences(answer) if (closeness := _closeness(wanted, found)) >= _LEAST
    ]
    return (
        max(candidates, key=lambda each: (each[0], _is_cited(each[1], answer), -each[1].passage.rank))[1]
        if candidates
        else None
    )


def _sentences(answer: Answer) -> Iterator[Found]:
    for passage in answer.passages:
        for match in _SENTENCE.finditer(passage.chunk.text):
            yield Found(passage, passage.chunk.start + match.start(), passage.chunk.start + match.end())


def _closeness(wanted: set[str], found: Found) -> float:
    chunk = found.passage.chunk
    return len(wanted & bigrams(chunk.text[found.start - chunk.start : found.end - chunk.start])) / len(wanted)


def _is_cited(found: Found, answer: Answer) -> bool:
    path = found.passage.chunk.path
    return any(each.document == path and each.start < found.end and found.start < each.end for each in answer.citations)
