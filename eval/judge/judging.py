"""The supplement in which a model judges every answer, after it has shown on hand labels that it may.

Its verdicts never enter the other figures; an answer without a verdict enters no share.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.llm.chat import ChatModel, LlmError
from eval.folding import fold
from eval.intervals import Estimate, estimate
from eval.judge.calibration import Calibration, HandLabel, calibrate, hand_labels, labels_sha256
from eval.judge.verdict import LABELS, PROMPT, Case, Label, Verdict, judge
from eval.metrics import score
from eval.record import Record
from eval.supplement import Say, Section, Table
from eval.system import System

NAME = "judge"
_AROUND = 150  # characters of a document on either side of evidence
_GIVE_UP_AFTER = 3  # failures in a row


@dataclass(frozen=True, slots=True)
class _Judged:
    record: Record
    verdict: Verdict | None
    failure: str


class Judging:
    """The supplement that judges."""

    name = NAME

    def __init__(self, model: ChatModel, labels: Sequence[HandLabel] | None = None) -> None:
        """Take who judges, and on which labels it must agree with people (None: those that come along)."""
        self._model = model
        self._labels = hand_labels() if labels is None else tuple(labels)
        self._calibration = Calibration(0, ())

    def prepare(self, echo: Say) -> Mapping[str, Any]:
        """Compare the judge with people.

        Raises:
            UserError: The model fails again and again.
        """
        echo(f"将把问题、答案和依据发给评判模型 {self._model.name}；先用 {len(self._labels)} 条人工标注校准。")
        self._calibration = calibrate(self._model, self._labels, echo)
        prompt = resources.files("prompts").joinpath(f"{PROMPT}.zh.md").read_bytes()
        return {
            "model": self._model.name,
            "temperature": 0,
            "prompt_sha256": hashlib.sha256(prompt).hexdigest(),
            "labels_sha256": labels_sha256(),
        }

    def run(
        self, system: System, records: Sequence[Record], baseline: Path | None, echo: Say, complain: Say
    ) -> Section:
        """Judge every answer; none where the judge does not agree with people."""
        del baseline
        if self._calibration.distrust:
            refused = f"评判模型 {self._model.name} 未采用：{self._calibration.distrust}。"
            complain(refused)
            return self._section((), (refused,))
        judged = self._judge_all(system, records)
        failed = [one for one in judged if one.verdict is None or one.verdict.label is None]
        echo(f"评判模型评了 {len(judged) - len(failed)}/{len(judged)} 题。")
        if not failed:
            return self._section(judged, ())
        reasons = Counter(one.failure or "答复不是评判" for one in failed)
        refused = f"{len(failed)} 题没有得到评判：" + "；".join(f"{why} {n} 题" for why, n in reasons.items()) + "。"
        complain(refused)
        return self._section(judged, (refused,))

    def _judge_all(self, system: System, records: Sequence[Record]) -> tuple[_Judged, ...]:
        judged: list[_Judged] = []
        failures = 0
        for record in records:
            if failures >= _GIVE_UP_AFTER:
                judged.append(_Judged(record, None, "评判服务连续失败，其余未评"))
                continue
            try:
                verdict = judge(self._model, case_of(system, record))
            except LlmError as error:
                failures += 1
                judged.append(_Judged(record, None, str(error)))
            else:
                failures = 0
                judged.append(_Judged(record, verdict, ""))
        return tuple(judged)

    def _section(self, judged: Sequence[_Judged], refused: tuple[str, ...]) -> Section:
        calibration = self._calibration
        shares = _shares(judged)
        figures = {
            "model": self._model.name,
            "used": not calibration.distrust,
            "calibration": {
                "labels": calibration.labels,
                "judged": len(calibration.pairs),
                "kappa": calibration.kappa,
                "wrong_called_right": calibration.passed_over,
                "pairs": _confusion(calibration),
            },
            "metrics": {label.value: at.model_dump() for label, at in shares.items()},
        }
        notes = (
            f"评判模型 {self._model.name}。与 {calibration.labels} 条人工标注相比，κ = {calibration.kappa_shown}；"
            "它的评判只供参考，不进入其他指标。",
        )
        tables = [_calibration_table(calibration)]
        if judged:
            tables.append(_shares_table(shares))
        records = tuple(_recorded(one) for one in judged)
        return Section("模型评判（仅供参考）", notes, tuple(tables), figures, records, refused)


def case_of(system: System, record: Record) -> Case:
    """Return a recorded answer as a judge is to see it.

    The evidence is what stands around the gold evidence in its documents, and the true quotes of the answer; none
    where the question cannot be answered, so that only a refusal is right.
    """
    earlier = "；".join(turn.question for turn in record.turns[:-1])
    question = f"（前面问过：{earlier}）{record.last.question}" if earlier else record.last.question
    gold = record.gold
    if not gold.answerable:
        return Case(question, record.last.answer, ())
    texts = [system.document(path).text for path in gold.documents]
    around = [found for words in gold.evidence if (found := _around(words, texts))]
    quotes = [citation.quote for citation in record.last.citations if citation.true]
    return Case(question, record.last.answer, tuple(dict.fromkeys((*around, *quotes))))


def _around(words: str, texts: Sequence[str]) -> str:
    """Return evidence with what stands around it in the first text that holds it; blanks do not count."""
    wanted = fold(words)
    for text in texts:
        places = [place for place, character in enumerate(text) if not character.isspace()]
        start = "".join(text[place] for place in places).find(wanted)
        if start >= 0:
            first, last = places[start], places[start + len(wanted) - 1]
            return text[max(0, first - _AROUND) : last + 1 + _AROUND].strip()
    return words


def _shares(judged: Sequence[_Judged]) -> dict[Label, Estimate]:
    given = [one.verdict.label for one in judged if one.verdict and one.verdict.label]
    return {label: estimate(float(said is label) for said in given) for label in Label}


def _confusion(calibration: Calibration) -> dict[str, dict[str, int]]:
    counts = Counter(calibration.pairs)
    return {one.value: {other.value: counts[one, other] for other in Label} for one in Label}


def _calibration_table(calibration: Calibration) -> Table:
    counts = Counter(calibration.pairs)
    header = ("人工标注", *(f"模型判为{LABELS[label]}" for label in Label))
    return Table(header, tuple((LABELS[one], *(str(counts[one, other]) for other in Label)) for one in Label))


def _shares_table(shares: Mapping[Label, Estimate]) -> Table:
    rows = tuple(
        (LABELS[label], f"{at.value:.3f}", f"{at.low:.3f}–{at.high:.3f}", str(at.count))
        for label, at in shares.items()
        if at.value is not None
    )
    return Table(("模型评判", "占比", "95% 区间", "题数"), rows)


def _recorded(one: _Judged) -> dict[str, Any]:
    """Return a verdict for ``judge.jsonl``, beside what the rules say of the same answer."""
    verdict = one.verdict
    return {
        "id": one.record.id,
        "label": verdict.label.value if verdict and verdict.label else None,
        "reason": verdict.reason if verdict else one.failure,
        "correct": score(one.record)["correct"],
    }
