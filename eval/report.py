"""A run as one HTML page that needs nothing else: no request leaves it, and all text in it is escaped.

The page is for people; ``records.jsonl`` holds everything that is cut short here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from eval.answer_metrics import turn_right, wrong_figures
from eval.charts import Bar, bars, columns, curve
from eval.compare import Comparison
from eval.intervals import Estimate
from eval.metrics import METRICS
from eval.provenance import Provenance
from eval.questions import type_label
from eval.record import Record
from eval.retrieval_metrics import first_relevant_rank, held_items, items_to_find
from eval.summary import STAGES, Cost, Summary
from eval.supplement import Section
from eval.terminal import change_shown, interval, shown

_TEMPLATE = "report.html"
_PASSAGES_SHOWN = 5
_STATUS = {"answered": "作答", "corrected": "纠正前提", "refused": "拒答"}
_BY_TYPE = ("correct", "recall@5")
_CHANGES = (
    ("correct", False, "新答错"),
    ("correct", True, "新答对"),
    ("mrr", False, "证据名次降低"),
    ("mrr", True, "证据名次提高"),
)
_BY_DOCUMENT = ("correct", "recall@5", "mrr", "evidence@1500")


def write_report(
    path: Path,
    records: Sequence[Record],
    summary: Summary,
    spent: Cost,
    provenance: Provenance,
    *,
    skipped: Sequence[tuple[str, str]] = (),
    refused: Sequence[str] = (),
    comparison: Comparison | None = None,
    sections: Sequence[Section] = (),
) -> None:
    """Write the page.

    Args:
        path: The HTML file.
        records: One a question.
        summary: Their figures.
        spent: Time and memory.
        provenance: Where the figures come from.
        skipped: Identifier and reason of each question that could not be judged.
        refused: Why each question that was refused could not be used.
        comparison: With an earlier run.
        sections: Of supplements.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(resources.files("eval").joinpath(_TEMPLATE).read_text(encoding="utf-8"))
    page = template.render(
        provenance=provenance,
        counts=summary.counts,
        skipped=skipped,
        refused=refused,
        metrics=[_metric_row(name, at) for name, at in summary.metrics.items() if at.count],
        type_charts=[(METRICS[name].label, _type_chart(summary, name)) for name in _BY_TYPE],
        document_names=[METRICS[name].label for name in _BY_DOCUMENT],
        documents=[
            (document, [_metric_row(name, means[name]) for name in _BY_DOCUMENT])
            for document, means in summary.by_document.items()
        ],
        rank_chart=_svg(columns("首个含证据段落的名次", [*summary.ranks.items()])) if summary.ranks else None,
        selective=summary.selective,
        selective_charts=_selective_charts(summary),
        latency_chart=_latency_chart(spent),
        spent=spent,
        questions=[question_shown(record) for record in records],
        comparison=_comparison(comparison),
        sections=sections,
    )
    path.write_text(page, encoding="utf-8")


def _svg(drawn: str) -> Markup:
    return Markup(drawn)  # noqa: S704 - charts.py escapes every label


def _metric_row(name: str, at: Estimate) -> dict[str, str]:
    metric = METRICS[name]
    return {
        "label": metric.label,
        "name": name,
        "meaning": metric.meaning + ("" if metric.higher_is_better else "（越低越好）"),
        "value": shown(name, at.value),
        "interval": interval(name, at),
        "count": str(at.count),
    }


def _type_chart(summary: Summary, name: str) -> Markup:
    rows = [
        Bar(f"{type_label(type_)} {at.count}", at.value, at.low, at.high, shown(name, at.value))
        for type_, means in summary.by_type.items()
        if (at := means[name]).value is not None and at.low is not None and at.high is not None
    ]
    return _svg(bars(f"{METRICS[name].label}，按题型", rows))


def _selective_charts(summary: Summary) -> list[tuple[str, Markup]]:
    if summary.selective is None:
        return []
    risk = [(point.coverage, point.risk) for point in summary.selective.points]
    sure = [(bin_.confidence, bin_.accuracy) for bin_ in summary.selective.calibration]
    counts = [str(bin_.count) for bin_ in summary.selective.calibration]
    across, up = "覆盖率（作答的题目占比）", "风险（作答中答错的占比）"
    return [
        ("风险—覆盖曲线（从最有把握的答起）", _svg(curve("风险—覆盖曲线", risk, across, up))),
        (
            "置信度校准（点旁为题数，靠近斜线为准）",
            _svg(curve("置信度校准", sure, "置信度", "实际正确率", notes=counts, diagonal=True)),
        ),
    ]


def _latency_chart(spent: Cost) -> Markup:
    slowest = max((at["p95"] for at in spent.timings_ms.values()), default=1.0)
    rows = [
        Bar(STAGES.get(stage, stage), at["p50"], at["p50"], at["p95"], f"{at['p50']:.0f}")
        for stage, at in spent.timings_ms.items()
    ]
    return _svg(bars("各环节用时", rows, whole=slowest or 1.0))


def question_shown(record: Record) -> dict[str, Any]:
    """Return what people are shown of a question: its answer, whether that is right, and what it was made from."""
    right = turn_right(record.last, record.gold, record.type)
    found = items_to_find(record)
    rank = first_relevant_rank(record) if found else None
    held = held_items(record)
    return {
        "id": record.id,
        "type": type_label(record.type),
        "question": record.asked,
        "right": right,
        "verdict": {True: "对", False: "错", None: "未判"}[right],
        "status": _STATUS[record.last.status],
        "rank": ("—" if not found else "未找到") if rank is None else str(rank),
        "earlier": [(turn.question, turn.answer) for turn in record.turns[:-1]],
        "answer": record.last.answer,
        "standalone": record.last.standalone,
        "citations": record.last.citations,
        "wrong_figures": wrong_figures(record.last),
        "gold": record.gold,
        "expected": [" / ".join(group) for group in record.gold.answer_all],
        "passages": [
            (passage, bool(items))
            for passage, items in list(zip(record.last.passages, held, strict=True))[:_PASSAGES_SHOWN]
        ],
    }


def _comparison(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    return {
        "conclusion": comparison.conclusion,
        "shared": comparison.shared,
        "left_out": len(comparison.only_baseline) + len(comparison.only_current),
        "rows": [
            {
                "label": METRICS[name].label,
                "baseline": shown(name, at.baseline),
                "current": shown(name, at.current),
                "change": change_shown(name, at),
                "count": at.count,
                "p": f"{at.p:.3f}",
                "p_holm": f"{at.p_holm:.3f}",
                "verdict": at.verdict.value,
            }
            for name, at in comparison.differences.items()
            if at.p is not None and at.p_holm is not None
        ],
        "groups": [
            (
                title,
                gained,
                [
                    [("基线", question_shown(change.baseline)), ("本次", question_shown(change.current))]
                    for change in comparison.changes
                    if (change.metric, change.gained) == (metric, gained)
                ],
            )
            for metric, gained, title in _CHANGES
        ],
    }
