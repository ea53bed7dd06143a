"""A run's figures as Markdown whose columns also line up on a terminal, where a Chinese character takes two cells."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from eval.compare import Change, Comparison, Difference
from eval.intervals import Estimate
from eval.metrics import METRICS
from eval.provenance import Provenance
from eval.questions import type_label
from eval.selective import Selective
from eval.summary import STAGES, Cost, Summary
from eval.supplement import Section

_BY_TYPE = ("correct", "recall@5", "mrr", "evidence@1500")
_SHARES = (0.25, 0.5, 0.75, 1.0)
"""Of the answers, surest first: at which the risk is told."""


def markdown(
    summary: Summary,
    spent: Cost,
    provenance: Provenance,
    comparison: Comparison | None = None,
    sections: Sequence[Section] = (),
) -> str:
    """Return the report for the terminal; the sections of supplements come last."""
    counts = summary.counts
    parts = [
        f"# 评测结果：{provenance.questions}",
        f"共 {counts['asked']} 题：可回答 {counts['answerable']}，不可回答 {counts['unanswerable']}；"
        f"作答 {counts['answered']}，纠正前提 {counts['corrected']}，拒答 {counts['refused']}。",
        table(("指标", "代号", "数值", "95% 区间", "题数"), _metric_rows(summary)),
        "## 按题型",
        table(("题型", "题数", *(METRICS[name].label for name in _BY_TYPE)), _type_rows(summary)),
        *(_selective_parts(summary.selective) if summary.selective else ()),
        "## 用时与内存",
        table(
            ("环节", "中位数（毫秒）", "95 分位（毫秒）"),
            [
                (STAGES.get(stage, stage), f"{at['p50']:.0f}", f"{at['p95']:.0f}")
                for stage, at in spent.timings_ms.items()
            ],
        ),
        f"问答合计 {spent.seconds:.1f} 秒"
        + (f"，内存峰值 {spent.peak_memory_mb:.0f} MB。" if spent.peak_memory_mb else "。"),
    ]
    if comparison:
        parts += ["## 与基线比较", _comparison_text(comparison)]
    for section in sections:
        parts += [f"## {section.title}", *section.notes, *(table(one.header, one.rows) for one in section.tables)]
    return "\n\n".join(parts) + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, its columns padded to the same number of terminal cells."""
    safe = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in (header, *rows)]
    widths = [max(cell_len(row[i]) for row in safe) for i in range(len(header))]
    lines = ["| " + " | ".join(_padded(cell, widths[i]) for i, cell in enumerate(row)) + " |" for row in safe]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def shown(name: str, value: float | None) -> str:
    """Return a metric's value as people read it; a dash where no question enters the mean."""
    if value is None:
        return "—"
    return f"{value:.{METRICS[name].digits}f}"


def interval(name: str, at: Estimate) -> str:
    """Return an interval as people read it."""
    return "—" if at.low is None else f"{shown(name, at.low)}–{shown(name, at.high)}"


def change_shown(name: str, at: Difference) -> str:
    """Return how much a metric has changed as people read it; a dash where a run does not have it."""
    if at.baseline is None or at.current is None:
        return "—"
    return f"{at.current - at.baseline:+.{METRICS[name].digits}f}"


def _metric_rows(summary: Summary) -> list[tuple[str, ...]]:
    return [
        (METRICS[name].label, name, shown(name, at.value), interval(name, at), str(at.count))
        for name, at in summary.metrics.items()
        if at.count
    ]


def _type_rows(summary: Summary) -> list[tuple[str, ...]]:
    return [
        (type_label(type_), str(summary.types[type_]), *(shown(name, means[name].value) for name in _BY_TYPE))
        for type_, means in summary.by_type.items()
    ]


def _selective_parts(selective: Selective) -> list[str]:
    """The risk-coverage curve where a quarter, a half and so on of the answers are given, the surest first."""
    most = selective.points[-1].coverage
    points = [next(point for point in selective.points if point.coverage >= share * most) for share in _SHARES]
    rows = [(f"{at.confidence:.3f}", f"{at.coverage:.3f}", f"{at.risk:.3f}") for at in dict.fromkeys(points)]
    return [
        "## 把握与对错",
        table(("把握不低于", "覆盖率（作答的题目占比）", "风险（作答中答错的占比）"), rows),
        f"风险—覆盖曲线下面积（AURC）{selective.aurc:.3f}，期望校准误差 {selective.calibration_error:.3f}。",
    ]


def _comparison_text(comparison: Comparison) -> str:
    rows = [
        (
            METRICS[name].label,
            shown(name, at.baseline),
            shown(name, at.current),
            change_shown(name, at),
            f"{at.p_holm:.3f}",
            at.verdict.value,
        )
        for name, at in comparison.differences.items()
        if at.p_holm is not None
    ]
    judged = [change for change in comparison.changes if change.metric == "correct"]
    return "\n\n".join(
        [
            comparison.conclusion,
            f"两次都有的题目 {comparison.shared} 道。配对置换检验，p 值经 Holm 校正，小于 0.05 才说更好或更差。",
            table(("指标", "基线", "本次", "变化", "p（校正后）", "结论"), rows),
            _listed("新答错", [change for change in judged if not change.gained]),
            _listed("新答对", [change for change in judged if change.gained]),
        ]
    )


def _listed(title: str, changes: Sequence[Change]) -> str:
    lines = [f"- {change.current.id} {change.current.asked}" for change in changes]
    return f"{title} {len(lines)} 题{'：' if lines else '。'}" + "".join(f"\n{line}" for line in lines)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))
