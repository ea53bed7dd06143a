"""How far a judge agrees with people: Cohen's kappa on hand labels. A model that does not agree judges nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from assistant.llm.chat import ChatModel, LlmError
from eval.judge.verdict import Case, Label, judge
from eval.supplement import Say
from index.errors import UserError

_LABELS = resources.files("eval").joinpath("judge", "labels.jsonl")
_LEAST_KAPPA = 0.6  # from here on agreement is called substantial (Landis and Koch 1977)
_LEAST_ANSWERED = 0.9
_GIVE_UP_AFTER = 3  # failures in a row


class HandLabel(BaseModel):
    """An answer that a person has judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    answer: str
    evidence: Annotated[tuple[str, ...], BeforeValidator(tuple)]
    label: Label
    reason: str

    @property
    def case(self) -> Case:
        """What the model sees of it."""
        return Case(self.question, self.answer, self.evidence)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A judge's verdicts beside those of people.

    Attributes:
        labels: How many answers people have judged.
        pairs: What the person and what the model said, where the model gave a verdict.
    """

    labels: int
    pairs: tuple[tuple[Label, Label], ...]

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None where it is not defined."""
        return kappa(self.pairs)

    @property
    def passed_over(self) -> int:
        """How many answers that people call wrong the model calls right."""
        return sum(pair == (Label.WRONG, Label.RIGHT) for pair in self.pairs)

    @property
    def distrust(self) -> str:
        """Why this judge is not to be used; empty where it is."""
        if len(self.pairs) < _LEAST_ANSWERED * self.labels:
            return f"{self.labels} 条人工标注只得到 {len(self.pairs)} 条有效评判"
        if self.kappa is None or self.kappa < _LEAST_KAPPA:
            return f"与人工标注的一致性 κ = {self.kappa_shown}，低于 {_LEAST_KAPPA}"
        return ""

    @property
    def kappa_shown(self) -> str:
        """Kappa as people read it."""
        return "无法计算" if self.kappa is None else f"{self.kappa:.3f}"


def kappa(pairs: Sequence[tuple[Label, Label]]) -> float | None:
    """Return Cohen's kappa of two raters: (observed - expected agreement) / (1 - expected) (Cohen 1960).

    Returns:
        None without pairs, or where both raters gave one and the same label throughout.
    """
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(one == other for one, other in pairs) / total
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    expected = sum(first[label] * second[label] for label in Label) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def hand_labels() -> tuple[HandLabel, ...]:
    """Return the answers that people have judged, on the sample documents."""
    lines = _LABELS.read_text(encoding="utf-8").split("\n")
    return tuple(HandLabel.model_validate_json(line) for line in lines if line)


def labels_sha256() -> str:
    """Return the hash of the hand labels."""
    return hashlib.sha256(_LABELS.read_bytes()).hexdigest()


def calibrate(model: ChatModel, labels: Sequence[HandLabel], echo: Say) -> Calibration:
    """Have the hand-labelled answers judged.

    Raises:
        UserError: The model fails again and again.
    """
    pairs: list[tuple[Label, Label]] = []
    failed = 0
    for labelled in labels:
        try:
            verdict = judge(model, labelled.case)
        except LlmError as error:
            failed += 1
            if failed == _GIVE_UP_AFTER:
                raise UserError(
                    f"评判模型用不了（{error}），请检查地址、模型名和密钥，或去掉 --judge-* 选项。"
                ) from error
            continue
        failed = 0
        if verdict.label is not None:
            pairs.append((labelled.label, verdict.label))
    found = Calibration(len(labels), tuple(pairs))
    echo(
        f"评判模型 {model.name}：{len(pairs)}/{len(labels)} 条有效评判，与人工标注的 κ = {found.kappa_shown}，"
        f"把错的判成对的 {found.passed_over} 条。"
    )
    return found
