"""Records to figures: means with intervals over all questions, by type and by document, and what a run cost.

Pure: the same records give the same figures. Times are kept apart from quality, since only quality repeats exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict

from eval.intervals import Estimate, estimate
from eval.metrics import METRICS, score
from eval.questions import in_order
from eval.record import Record
from eval.retrieval_metrics import first_relevant_rank, items_to_find
from eval.selective import Selective, selective

NOT_FOUND = "未找到"
LATER = "更后"
_RANKS = 10
ASKED = "asked"
"""The name of the wall time of a whole turn among the stages that an answer reports."""
STAGES: Mapping[str, str] = {"retrieve": "检索", "read": "阅读", "total": "合计", ASKED: "每轮总用时"}
"""What people call the stages."""


class Cost(BaseModel):
    """What a run took.

    Attributes:
        timings_ms: For each stage of a turn its median and 95th percentile, in milliseconds.
        peak_memory_mb: Most memory that the process held at once.
        seconds: Wall time of asking; a resumed run counts all its parts.
    """

    model_config = ConfigDict(frozen=True)

    timings_ms: dict[str, dict[str, float]]
    peak_memory_mb: float | None
    seconds: float


class Summary(BaseModel):
    """All figures of a run.

    Attributes:
        counts: Questions asked, answerable, unanswerable, conversations, and by outcome.
        types: Questions asked of each type.
        ranks: How many questions have their first relevant passage at each rank from 1 to 10, later, or nowhere.
        selective: None where the assistant tells no confidence.
    """

    model_config = ConfigDict(frozen=True)

    counts: dict[str, int]
    types: dict[str, int]
    metrics: dict[str, Estimate]
    by_type: dict[str, dict[str, Estimate]]
    by_document: dict[str, dict[str, Estimate]]
    ranks: dict[str, int]
    selective: Selective | None


def summarise(records: Sequence[Record]) -> Summary:
    """Return all figures of the records."""
    scores = [score(record) for record in records]
    of_type = Counter(record.type for record in records)
    documents = sorted({document for record in records for document in record.gold.documents})
    return Summary(
        counts=_counts(records),
        types={name: of_type[name] for name in in_order(of_type)},
        metrics=_means(scores),
        by_type={
            name: _means([values for values, record in zip(scores, records, strict=True) if record.type == name])
            for name in in_order(of_type)
        },
        by_document={
            path: _means(
                [values for values, record in zip(scores, records, strict=True) if path in record.gold.documents]
            )
            for path in documents
        },
        ranks=_ranks(records),
        selective=selective(records),
    )


def cost(records: Sequence[Record], peak_memory_mb: float | None) -> Cost:
    """Return what the recorded turns took."""
    stages: dict[str, list[float]] = {}
    for turn in (turn for record in records for turn in record.turns):
        for stage, value in {**turn.timings_ms, ASKED: turn.asked_ms}.items():
            stages.setdefault(stage, []).append(value)
    return Cost(
        timings_ms={stage: _percentiles(values) for stage, values in stages.items()},
        peak_memory_mb=peak_memory_mb,
        seconds=round(sum(stages.get(ASKED, [])) / 1000, 2),
    )


def _means(scores: Sequence[dict[str, float | None]]) -> dict[str, Estimate]:
    return {name: estimate(values[name] for values in scores) for name in METRICS}


def _counts(records: Sequence[Record]) -> dict[str, int]:
    answerable = sum(record.gold.answerable for record in records)
    outcomes = Counter(record.last.status for record in records)
    return {
        "asked": len(records),
        "answerable": answerable,
        "unanswerable": len(records) - answerable,
        "conversations": sum(len(record.turns) > 1 for record in records),
        **{status: outcomes[status] for status in ("answered", "corrected", "refused")},
    }


def _ranks(records: Iterable[Record]) -> dict[str, int]:
    ranks = [first_relevant_rank(record) for record in records if items_to_find(record)]
    if not ranks:
        return {}
    found = Counter(NOT_FOUND if rank is None else str(rank) if rank <= _RANKS else LATER for rank in ranks)
    return {name: found[name] for name in (*map(str, range(1, _RANKS + 1)), LATER, NOT_FOUND)}


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    middle, high = np.percentile(values, [50, 95])
    return {"p50": round(float(middle), 1), "p95": round(float(high), 1)}
