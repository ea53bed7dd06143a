"""The table of variants and peers in Markdown, with all that its figures depend on. Computes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eval.compare import Difference, Verdict
from eval.intervals import Estimate
from eval.metrics import METRICS
from eval.provenance import Provenance
from eval.terminal import shown, table

SHOWN = ("recall@1", "recall@5", "mrr", "evidence@1500", "answer_accuracy", "correct", "refusal_recall")
"""The metrics that the table holds."""

_SIGNS = {Verdict.BETTER: " ↑", Verdict.WORSE: " ↓", Verdict.NO_EVIDENCE: ""}


@dataclass(frozen=True, slots=True)
class VariantResult:
    """A variant's figures and how they differ from those of the assistant as it is set (None for itself).

    Attributes:
        refused: Why each question that was refused could not be used.
    """

    name: str
    label: str
    metrics: dict[str, Estimate]
    refused: tuple[str, ...]
    differences: dict[str, Difference] | None


def table_of_variants(results: Sequence[VariantResult], provenance: Provenance) -> str:
    """Return the table with its date, machine, package versions, questions and index.

    Args:
        results: In the order of the rows; the first is the assistant as it is set.
        provenance: Of its run; the others share all but their settings.
    """
    rows = [
        (
            result.label,
            *(_cell(result, name) for name in SHOWN),
            shown("answer_characters", result.metrics["answer_characters"].value),
        )
        for result in results
    ]
    header = ("方案", *(METRICS[name].label for name in SHOWN), "答案字数")
    asked = max((at.count for result in results[:1] for at in result.metrics.values()), default=0)
    meanings = "\n".join(f"- {METRICS[name].label}：{METRICS[name].meaning}。" for name in SHOWN)
    return (
        f"# 方案对照：{provenance.questions}\n\n"
        f"同样的 {asked} 道题、同样的文件，在同一台电脑上运行。箭头表示与第一行相比，配对置换检验经 Holm 校正后"
        "更好（↑）或更差（↓）；没有箭头即没有证据。"
        "各个通用流程不会拒答，也不看前文，答案是前三段中与问题最近的三句。\n\n"
        f"{table(header, rows)}\n\n{meanings}\n\n## 来源\n\n{_sources(provenance)}\n"
    )


def _cell(result: VariantResult, name: str) -> str:
    sign = _SIGNS[result.differences[name].verdict] if result.differences else ""
    return shown(name, result.metrics[name].value) + sign


def _sources(provenance: Provenance) -> str:
    machine, manifest = provenance.machine, provenance.manifest
    libraries = "，".join(f"{name} {version}" for name, version in machine["libraries"].items())
    lines = (
        f"日期：{datetime.fromisoformat(provenance.date).date().isoformat()}",
        f"代码：{provenance.git_revision or '未知'}",
        f"电脑：{machine['processor']}，{machine['cores']} 核，{machine['system']}，Python {machine['python']}",
        f"索引：{manifest.get('documents', '未知')} 份文件，{manifest.get('chunks', '未知')} 个段落，"
        f"编码器 {manifest.get('encoder', '未知')}",
        f"题目：{provenance.questions}，SHA-256 {provenance.questions_sha256[:16]}",
        f"软件包：{libraries}",
    )
    return "\n".join(f"- {line}。" for line in lines)
