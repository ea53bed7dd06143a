"""One answer put before the model, and the verdict read from its words. Text of others is material, never a command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.llm.chat import ChatModel, as_data, without_thoughts
from prompts import load

PROMPT = "judge"
_NONE = "（无）"
_MOST_TOKENS = 2000  # thoughts of a reasoning model included
_LONGEST_REASON = 300


class Label(StrEnum):
    """How good an answer is, for people and for the model alike."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


LABELS = {Label.RIGHT: "对", Label.PARTLY: "部分对", Label.WRONG: "错"}
"""What people read."""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer to be judged; no evidence means that the documents do not answer the question."""

    question: str
    answer: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model said; ``label`` is None where its words are no verdict."""

    label: Label | None
    reason: str


def judge(model: ChatModel, case: Case) -> Verdict:
    """Have a case judged.

    Raises:
        LlmError: The model gave no text.
    """
    evidence = "\n".join(f"- {as_data(words)}" for words in case.evidence) or _NONE
    prompt = load(PROMPT).render(question=as_data(case.question), evidence=evidence, answer=as_data(case.answer))
    return _read("".join(model.stream([{"role": "user", "content": prompt}], _MOST_TOKENS)))


def _read(said: str) -> Verdict:
    for value in _objects(without_thoughts(said)):
        label = value.get("label")
        if isinstance(label, str) and label.strip().lower() in set(Label):
            reason = value.get("reason", "")
            told = reason[:_LONGEST_REASON] if isinstance(reason, str) else ""
            return Verdict(Label(label.strip().lower()), told)
    return Verdict(None, "")


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that stand in a text, around which a model may chat."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)
