"""Two runs side by side: a paired permutation test per metric, Holm's correction, and every gain and loss.

Only questions that both runs have are compared, each run by its own means over them: what a run refuses or leaves
uncited may keep a question out of one mean and not of the other. A difference that chance explains is called no
evidence, not a tie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from scipy.stats import permutation_test

from eval.intervals import SEED
from eval.metrics import METRICS, score
from eval.provenance import Provenance
from eval.record import Record, read_records
from index.errors import UserError

RECORDS_FILE = "records.jsonl"
_RESAMPLES = 9999
_BATCH = 500
"""Exchanges weighed at once: all of thousands of questions would take gigabytes."""
_LEVEL = 0.05
_LISTED = ("correct", "mrr")


class Verdict(StrEnum):
    """What a comparison may claim."""

    BETTER = "更好"
    WORSE = "更差"
    NO_EVIDENCE = "没有证据"


class Difference(BaseModel):
    """A metric in both runs, over the questions that both have.

    Attributes:
        count: Questions that enter the mean of at least one of them.
        p: Two-sided, of the paired permutation test; None where no question enters both means.
        p_holm: The same after Holm's correction over all metrics tested.
    """

    model_config = ConfigDict(frozen=True)

    baseline: float | None
    current: float | None
    count: int
    p: float | None
    p_holm: float | None
    verdict: Verdict


class Change(BaseModel):
    """A question that one of the listed metrics judges differently."""

    model_config = ConfigDict(frozen=True)

    metric: str
    gained: bool
    before: float
    after: float
    baseline: Record
    current: Record


class Comparison(BaseModel):
    """This run against the baseline.

    Attributes:
        only_baseline: Questions that only the baseline has; they are left out.
        only_current: Questions that only this run has, or whose words differ; they are left out.
        changed: What could explain a difference, as people call it; None where a run does not tell.
    """

    model_config = ConfigDict(frozen=True)

    shared: int
    only_baseline: tuple[str, ...]
    only_current: tuple[str, ...]
    differences: dict[str, Difference]
    changes: tuple[Change, ...]
    changed: tuple[str, ...] | None

    @property
    def conclusion(self) -> str:
        """The verdicts in one sentence, and what could explain them in another."""
        verdicts = Counter(at.verdict for at in self.differences.values() if at.p is not None)
        told = f"{verdicts[Verdict.BETTER]} 项更好，{verdicts[Verdict.WORSE]} 项更差，"
        told += f"{verdicts[Verdict.NO_EVIDENCE]} 项没有证据（差别小到可能出于偶然）。"
        if self.changed is None:
            return told
        return told + (f"与基线不同的是：{'、'.join(self.changed)}。" if self.changed else "代码、设置等都与基线相同。")


def compare(baseline: Path, current: Path) -> Comparison:
    """Compare a run with an earlier run, by what their output folders hold.

    Raises:
        UserError: A folder holds no run, or the runs share no question.
    """
    before = {record.id: record for record in read_records(baseline / RECORDS_FILE)}
    after = read_records(current / RECORDS_FILE)
    pairs = [(before[now.id], now) for now in after if now.id in before and _same_words(before[now.id], now)]
    if not pairs:
        raise UserError(f"{baseline} 与这次评测没有相同的题目，请换用同一题目文件的评测结果作基线。")
    shared = {now.id for _, now in pairs}
    old, new = [score(record) for record, _ in pairs], [score(record) for _, record in pairs]
    return Comparison(
        shared=len(pairs),
        only_baseline=tuple(name for name in before if name not in shared),
        only_current=tuple(record.id for record in after if record.id not in shared),
        differences=differences(old, new),
        changes=tuple(_changes(pairs, old, new)),
        changed=_changed(baseline, current),
    )


def differences(
    old: Sequence[Mapping[str, float | None]], new: Sequence[Mapping[str, float | None]]
) -> dict[str, Difference]:
    """Return each metric's difference; the two lists hold the same questions in the same order."""
    values = {name: (_column(name, old), _column(name, new)) for name in METRICS}
    p_values = {name: p for name, pair in values.items() if (p := paired_p(*pair)) is not None}
    corrected = holm(p_values)
    found: dict[str, Difference] = {}
    for name, (before, after) in values.items():
        mean_before, mean_after = _mean(before), _mean(after)
        found[name] = Difference(
            baseline=mean_before,
            current=mean_after,
            count=int((~np.isnan(before) | ~np.isnan(after)).sum()),
            p=p_values.get(name),
            p_holm=corrected.get(name),
            verdict=_verdict(name, mean_before, mean_after, corrected.get(name)),
        )
    return found


def paired_p(before: NDArray[np.float64], after: NDArray[np.float64]) -> float | None:
    """Return the two-sided p of a paired permutation test on the difference of means.

    Each question's two values are exchanged at random (in all ways where few differ), together with whether the
    question enters the mean at all. Deterministic.

    Args:
        before: One value a question, NaN where it does not enter the mean.
        after: The same questions in the same order.

    Returns:
        None where no question enters both means: there is nothing to exchange.
    """
    enters_both = ~np.isnan(before) & ~np.isnan(after)
    if not enters_both.any():
        return None
    same = (enters_both & (before == after)) | (np.isnan(before) & np.isnan(after))
    if np.count_nonzero(~same) < 2:
        return 1.0  # both ways of exchanging one pair lie equally far from no difference
    unmoved = before[same & enters_both]

    def difference(x: NDArray[np.float64], y: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        means = [
            (np.nansum(side, axis=axis) + unmoved.sum()) / ((~np.isnan(side)).sum(axis=axis) + unmoved.size)
            for side in (x, y)
        ]
        return np.asarray(means[1] - means[0], dtype=np.float64)

    result = permutation_test(
        (before[~same], after[~same]),
        difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(result.pvalue)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return p values corrected for being many, by Holm's step-down method (Holm 1979).

    The smallest of m is multiplied by m, the next by m - 1, and so on; none falls below one before it, none above 1.
    """
    corrected: dict[str, float] = {}
    highest = 0.0
    for position, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        highest = max(highest, min(1.0, p_values[name] * (len(p_values) - position)))
        corrected[name] = highest
    return corrected


def _verdict(name: str, before: float | None, after: float | None, p: float | None) -> Verdict:
    if before is None or after is None or p is None or p >= _LEVEL:
        return Verdict.NO_EVIDENCE
    return Verdict.BETTER if (after > before) == METRICS[name].higher_is_better else Verdict.WORSE


def _column(name: str, scores: Sequence[Mapping[str, float | None]]) -> NDArray[np.float64]:
    return np.array([np.nan if values[name] is None else values[name] for values in scores], dtype=np.float64)


def _mean(values: NDArray[np.float64]) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def _changes(
    pairs: Sequence[tuple[Record, Record]],
    old: Sequence[Mapping[str, float | None]],
    new: Sequence[Mapping[str, float | None]],
) -> list[Change]:
    found: list[Change] = []
    for metric in _LISTED:
        for (baseline, current), before, after in zip(pairs, old, new, strict=True):
            was, is_ = before[metric], after[metric]
            if was is not None and is_ is not None and was != is_:
                gained = (is_ > was) == METRICS[metric].higher_is_better
                found.append(
                    Change(metric=metric, gained=gained, before=was, after=is_, baseline=baseline, current=current)
                )
    return found


def _changed(baseline: Path, current: Path) -> tuple[str, ...] | None:
    before, after = Provenance.of_run(baseline), Provenance.of_run(current)
    return tuple(after.changed_since(before)) if before and after else None


def _same_words(one: Record, other: Record) -> bool:
    return [turn.question for turn in one.turns] == [turn.question for turn in other.turns]
