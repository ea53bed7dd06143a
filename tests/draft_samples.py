"""Small documents, statements and a source without documents, for the tests of drafting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.draft.choosing import Statement
from assistant.draft.schema import Stage
from assistant.rerank import Read
from assistant.schema import Citation
from assistant.units import Unit
from index.errors import UserError
from index.schema import BlockKind, Chunk, Document, Field, FieldName, Hit


class AllInForce:
    """No document is out of date."""

    def notes(self, citations: Iterable[Citation]) -> list[str]:
        del citations
        return []


class NoSources:
    """An index in which nothing is ever found."""

    in_force = AllInForce()

    def search(self, query: str, count: int) -> list[Hit]:
        del query, count
        return []

    def read(self, text: str, hits: Sequence[Hit]) -> list[Read]:
        del text, hits
        return []

    def document(self, path: str) -> Document:
        raise UserError(path)

    def idf(self, word: str) -> float:
        return float(len(word))

    def nearness(self, queries: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(queries), len(texts)), np.float32)


def document(text: str, title: str = "关于某事的通知", **fields: str) -> Document:
    """A document with one paragraph."""
    named = {FieldName(name): Field(value) for name, value in {"title": title, **fields}.items()}
    return Document("a.txt", "0" * 64, text, (), named)


def statement(source: Document, words: str, stage: Stage = Stage.DONE, score: float = 0.9) -> Statement:
    """Some words of a document as a statement."""
    start = source.text.index(words)
    chunk = Chunk("c", source.path, 0, len(source.text), BlockKind.PARAGRAPH, (), source.text, source.text)
    unit = Unit(Hit(chunk, 1.0, 0.9, 1.0), start, start + len(words), words)
    return Statement(unit, source, score, score, stage, (score,))
