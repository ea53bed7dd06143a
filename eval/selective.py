"""How well an assistant knows when it is right: the risk-coverage curve and calibration of its confidence.

Only questions that got an answer, say how sure it is, and can be judged take part. Nothing here sets a threshold.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from eval.answer_metrics import turn_right
from eval.record import Record

_BINS = 10


class CurvePoint(BaseModel):
    """At this confidence or more, ``coverage`` of all questions are answered and ``risk`` of the answers are wrong."""

    model_config = ConfigDict(frozen=True)

    confidence: float
    coverage: float
    risk: float


class CalibrationBin(BaseModel):
    """Answers of about one confidence: how sure they were on average, and how many were right."""

    model_config = ConfigDict(frozen=True)

    confidence: float
    accuracy: float
    count: int


class Selective(BaseModel):
    """The curve, its mean risk, and calibration with the expected calibration error."""

    model_config = ConfigDict(frozen=True)

    aurc: float
    points: tuple[CurvePoint, ...]
    calibration: tuple[CalibrationBin, ...]
    calibration_error: float


def selective(records: Sequence[Record]) -> Selective | None:
    """Return how confidence and right answers go together; None where no answer tells its confidence."""
    judged: list[tuple[float, bool]] = []
    for record in records:
        right = turn_right(record.last, record.gold, record.type)
        if record.last.confidence is not None and not record.last.refused and right is not None:
            judged.append((record.last.confidence, right))
    if not judged:
        return None
    points = risk_coverage(judged, len(records))
    bins = calibration(judged)
    return Selective(
        aurc=area_under(judged),
        points=points,
        calibration=bins,
        calibration_error=sum(bin_.count * abs(bin_.confidence - bin_.accuracy) for bin_ in bins) / len(judged),
    )


def risk_coverage(judged: Sequence[tuple[float, bool]], questions: int) -> tuple[CurvePoint, ...]:
    """Return one point for each distinct confidence, surest first; equal confidences cannot be told apart.

    Args:
        judged: Confidence and rightness of each answer.
        questions: How many questions were asked, refused ones included: the whole that coverage is a share of.
    """
    points: list[CurvePoint] = []
    for threshold in sorted({confidence for confidence, _ in judged}, reverse=True):
        kept = [right for confidence, right in judged if confidence >= threshold]
        risk = kept.count(False) / len(kept)
        points.append(CurvePoint(confidence=threshold, coverage=len(kept) / questions, risk=risk))
    return tuple(points)


def area_under(judged: Sequence[tuple[float, bool]]) -> float:
    """Return the area under the risk-coverage curve, the mean of its risks with one answer more each time.

    After Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks" (2017). Answers of equal
    confidence share the risk of the last of them.
    """
    risks = [
        sum(not right for sure, right in judged if sure >= confidence)
        / sum(1 for sure, _ in judged if sure >= confidence)
        for confidence, _ in judged
    ]
    return sum(risks) / len(risks)


def calibration(judged: Sequence[tuple[float, bool]]) -> tuple[CalibrationBin, ...]:
    """Return the filled tenths of the confidence scale from 0 to 1."""
    bins: list[CalibrationBin] = []
    for number in range(_BINS):
        inside = [pair for pair in judged if min(int(pair[0] * _BINS), _BINS - 1) == number]
        if inside:
            bins.append(
                CalibrationBin(
                    confidence=sum(confidence for confidence, _ in inside) / len(inside),
                    accuracy=sum(right for _, right in inside) / len(inside),
                    count=len(inside),
                )
            )
    return tuple(bins)
