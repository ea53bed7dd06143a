"""A small system with known documents and scripted answers, in the place of the assistant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from assistant.schema import Answer, Citation, Passage, Status, Turn
from eval.questions import Gold
from eval.record import Record, RecordedTurn
from index.schema import BlockKind, Chunk, Document
from index.vectors import Vectors

TEXTS = {
    "甲.txt": "一、总体情况\n去年全市新建公园 31 个，投资 2.5 亿元。由市园林局牵头。\n",
    "乙.txt": "一、进展\n截至2024年5月，改造老旧小区 120 个，惠及 8 万户。\n",
}


def citation(document: str, quote: str, n: int = 1) -> Citation:
    """Cite words of a known document; words that are not in it get offsets that are wrong."""
    start = max(TEXTS[document].find(quote), 0)
    return Citation(n, document, "标题", None, None, "2024-05-06", (), quote, start, start + len(quote))


def passage(rank: int, document: str, text: str) -> Passage:
    chunk = Chunk(f"{document}-{rank}", document, 0, len(text), BlockKind.PARAGRAPH, (), text, text)
    return Passage(rank, chunk, 1 / rank, "标题", None, None, None)


def answer(
    question: str,
    text: str,
    status: Status = Status.ANSWERED,
    citations: Sequence[Citation] = (),
    passages: Sequence[Passage] = (),
) -> Answer:
    timings = {"retrieve": 1.0, "total": 2.0}
    return Answer(question, question, status, text, tuple(citations), tuple(passages), 0.5, timings)


@dataclass
class FakeSystem:
    """Answers from a script; remembers what it was asked and after which turns."""

    script: Mapping[str, Answer]
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    manifest: Mapping[str, Any] = field(default_factory=lambda: {"encoder": "fake", "documents": 2})

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, tuple(turn.question for turn in history)))
        return self.script[question]

    def document(self, path: str) -> Document:
        return Document(path, "0" * 64, TEXTS[path], (), {})

    def documents(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(path=path) for path in TEXTS]


def recorded(given: Answer, gold: Gold | None = None, **more: Any) -> RecordedTurn:
    """Return an answer as a run would record it."""
    said = given.to_json()
    said["citations"] = [
        {**cited.to_json(), "true": TEXTS[cited.document][cited.start : cited.end] == cited.quote}
        for cited in given.citations
    ]
    return RecordedTurn.model_validate({**said, **more, "gold": gold})


def record(
    given: Answer, gold: Gold, type_: str = "figure", id_: str = "q", relevance: str = "evidence", **more: Any
) -> Record:
    """Return the record of a question of one turn."""
    return Record.model_validate(
        {"id": id_, "type": type_, "relevance": relevance, "turns": [recorded(given, gold, **more)]}
    )


class CharacterEncoder:
    """Counts of characters: texts are near when they share characters."""

    name = "characters"
    dimensions = 512

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        del progress
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % self.dimensions] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)
