"""An evaluation run: every question asked, recorded at once, then summed up, compared, gated and reported.

A run that was cut off goes on where it stopped; where something that can change an answer has changed, it is left as
it is and said so. A finished one starts anew. A question that cannot be used or asked is refused by itself and said
so; any other error while asking stops the run. Neither ever becomes a figure.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from eval.asking import ask_question
from eval.compare import RECORDS_FILE, Comparison, compare
from eval.gate import failures, load_gate
from eval.metrics import score
from eval.provenance import RUN_FILE, Provenance, trace
from eval.question_file import load_questions
from eval.questions import QuestionSet
from eval.record import Record, append_record, salvage_records
from eval.report import write_report
from eval.summary import Cost, Summary, cost, summarise
from eval.supplement import SUPPLEMENTS, Section, Supplement
from eval.system import System
from eval.terminal import markdown
from index.errors import UserError, cause

METRICS_FILE = "metrics.json"
COMPARISON_FILE = "comparison.json"
REPORT_FILE = "report.html"
MARKDOWN_FILE = "report.md"
_TOLD_EVERY = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run.

    Attributes:
        status: Exit status of the command: 1 where a question was refused or a bound of the gate is not kept, else 0.
        metrics: What ``metrics.json`` holds.
        refused: One Chinese sentence for each question that could not be used or asked.
    """

    status: int
    metrics: dict[str, Any]
    summary: Summary
    comparison: Comparison | None
    refused: tuple[str, ...]


def evaluate(
    system: System,
    questions: Path,
    out: Path,
    *,
    settings: BaseModel,
    baseline: Path | None = None,
    gate: Path | None = None,
    reuse: bool = False,
    supplements: Sequence[Supplement] = (),
    echo: Callable[[str], None] = print,
    complain: Callable[[str], None] = print,
) -> Outcome:
    """Ask all questions of a file and write records, figures and report into a folder.

    Args:
        system: What answers.
        questions: JSONL file in the shape of the contract.
        out: Folder for the results; made where it is missing.
        settings: Those that ``system`` was opened with, to be recorded.
        baseline: Output folder of an earlier run to compare with.
        gate: TOML file of bounds that the figures must keep.
        reuse: Take the records of a finished run too, where nothing that can change an answer has changed, and begin
            anew without asking where something has.
        supplements: What to do beside asking; each fills a section of its own.
        echo: Takes each line for the terminal.
        complain: Takes the reason of each question that is refused, and each bound that is not kept.

    Raises:
        UserError: The baseline or the gate cannot be used, the questions cannot be read, or none of them can be used;
            or the folder holds the half of another run.
    """
    bounds = load_gate(gate) if gate else {}
    _check_baseline(baseline, out)
    asked = _loaded(system, questions, echo, complain)
    pinned = {supplement.name: supplement.prepare(echo) for supplement in supplements}
    provenance = trace(settings, system.manifest, asked.name, asked.sha256, pinned)
    begun = _begun(out, provenance, reuse=reuse)
    records, unasked = _ask_all(system, asked, out, provenance, begun, echo, complain)
    refused = (*asked.refused, *unasked)
    sections = {one.name: one.run(system, records, baseline, echo, complain) for one in supplements}
    summary, spent = summarise(records), cost(records, _peak_memory_mb())
    comparison = compare(baseline, out) if baseline else None
    text = markdown(summary, spent, provenance, comparison, [*sections.values()])
    _write_supplements(out, sections, provenance)
    (out / MARKDOWN_FILE).write_text(text, encoding="utf-8")
    write_report(
        out / REPORT_FILE, records, summary, spent, provenance,
        skipped=asked.skipped, refused=refused, comparison=comparison, sections=[*sections.values()],
    )  # fmt: skip
    if comparison:
        _write_json(out / COMPARISON_FILE, comparison.model_dump(mode="json"))
    metrics = _metrics_json(summary, spent, provenance, asked, refused, sections)
    _write_json(out / METRICS_FILE, metrics)  # last: it tells that the run is finished
    echo(f"{text}\n结果在 {out}：{METRICS_FILE}、{RECORDS_FILE}、{REPORT_FILE}")
    kept = _keeps(bounds, summary, echo, complain)
    refused += tuple(reason for section in sections.values() for reason in section.refused)
    return Outcome(0 if kept and not refused else 1, metrics, summary, comparison, refused)


def _check_baseline(baseline: Path | None, out: Path) -> None:
    if baseline is None:
        return
    if baseline.resolve() == out.resolve():
        raise UserError("基线文件夹和输出文件夹不能是同一个，请用 --out 另选一个文件夹。")
    if not (baseline / RECORDS_FILE).is_file():
        raise UserError(f"基线 {baseline} 里没有 {RECORDS_FILE}，请指定一次评测的输出文件夹。")


def _ask_all(
    system: System,
    asked: QuestionSet,
    out: Path,
    provenance: Provenance,
    begun: Sequence[Record],
    echo: Callable[[str], None],
    complain: Callable[[str], None],
) -> tuple[list[Record], tuple[str, ...]]:
    """Ask what is not recorded yet; return all records, and why each question could not be asked."""
    refused: list[str] = []
    done = {record.id: record for record in begun}
    if done:
        echo(f"接着上次的评测：已有 {len(done)} 题。")
    else:
        _start_anew(out, provenance)
    for question in asked.questions:
        if question.id in done:
            continue
        try:
            record = ask_question(system, question)
        except UserError as error:
            refused.append(f"题目 {question.id} 未采用：{error}")
            complain(refused[-1])
            continue
        append_record(out / RECORDS_FILE, record, score(record))
        done[question.id] = record
        if len(done) % _TOLD_EVERY == 0:
            echo(f"已完成 {len(done)}/{len(asked.questions)} 题")
    if not done:
        raise UserError(f"没有一道题问得下去，请按上面的原因处理。例如：{refused[0]}")
    return [done[question.id] for question in asked.questions if question.id in done], tuple(refused)


def _begun(out: Path, provenance: Provenance, *, reuse: bool) -> list[Record]:
    """Return the records of a run that was cut off in this folder.

    Raises:
        UserError: They are of another run than this one, and whether they may be thrown away is not for us to say.
    """
    before = Provenance.of_run(out)
    if before is None or ((out / METRICS_FILE).exists() and not reuse):
        return []
    changed = provenance.changed_since(before)
    if not changed:
        return salvage_records(out / RECORDS_FILE)
    if reuse or not (out / RECORDS_FILE).exists():
        return []
    raise UserError(
        f"{out} 里有一次没跑完的评测，但{'、'.join(changed)}与那时不同，不能接着跑：请用 --out 换一个文件夹，"
        f"或删除 {out} 后从头评测。"
    )


def _start_anew(out: Path, provenance: Provenance) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in (METRICS_FILE, RECORDS_FILE, COMPARISON_FILE, REPORT_FILE, MARKDOWN_FILE):
            (out / name).unlink(missing_ok=True)
        _write_json(out / RUN_FILE, provenance.model_dump(mode="json"))
    except OSError as error:
        raise UserError(f"不能写入输出文件夹 {out}，请用 --out 换一个可写的文件夹（{cause(error)}）。") from error


def _keeps(
    bounds: Mapping[str, float], summary: Summary, echo: Callable[[str], None], complain: Callable[[str], None]
) -> bool:
    """Tell whether the figures keep the bounds of the gate, and say how they do."""
    failed = failures(bounds, summary.metrics)
    if bounds:
        echo(f"指标界限 {len(bounds)} 项，达标 {len(bounds) - len(failed)} 项。")
    for sentence in failed:
        complain(f"未达标：{sentence}")
    return not failed


def _write_supplements(out: Path, sections: Mapping[str, Section], provenance: Provenance) -> None:
    """Write each supplement's records and origin; a run that goes on may have other ones than it began with."""
    _write_json(out / RUN_FILE, {**_read_json(out / RUN_FILE), "supplements": provenance.supplements})
    for name in SUPPLEMENTS:
        (out / f"{name}.jsonl").unlink(missing_ok=True)
    for name, section in sections.items():
        lines = (json.dumps(dict(record), ensure_ascii=False) + "\n" for record in section.records)
        (out / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


def _metrics_json(
    summary: Summary,
    spent: Cost,
    provenance: Provenance,
    asked: QuestionSet,
    refused: Sequence[str],
    sections: Mapping[str, Section],
) -> dict[str, Any]:
    figures = summary.model_dump(mode="json")
    counts: Mapping[str, int] = figures.pop("counts")
    return {
        "questions": {
            **counts,
            "skipped": [{"id": name, "reason": reason} for name, reason in asked.skipped],
            "refused": list(refused),
        },
        **figures,
        "cost": spent.model_dump(mode="json"),
        "run": provenance.model_dump(mode="json"),
        **{name: dict(section.figures) for name, section in sections.items()},
    }


def _loaded(
    system: System, questions: Path, echo: Callable[[str], None], complain: Callable[[str], None]
) -> QuestionSet:
    """Read the questions and tell what is left out of them."""
    asked = load_questions(
        questions, (document.path for document in system.documents()), lambda path: system.document(path).text
    )
    for reason in asked.refused:
        complain(reason)
    if asked.skipped:
        reasons = list(dict.fromkeys(reason for _, reason in asked.skipped))
        echo(f"跳过 {len(asked.skipped)} 题（{'；'.join(reasons[:5])}{'……' if len(reasons) > 5 else ''}）。")
    if asked.unknown_keys:
        echo(f"题目里有不认识的字段，已略过：{'、'.join(asked.unknown_keys)}。")
    if asked.unknown_types:
        echo(f"题目里有不认识的类型，各自单列一组：{'、'.join(asked.unknown_types)}。")
    if asked.questions:
        return asked
    if asked.skipped:
        raise UserError("题目涉及的文件都不在索引里，没有可评的题目：请先用 assistant index build 建立相应的索引。")
    raise UserError(f"题目文件 {asked.name} 里没有可用的题目，请按上面各行的原因改正。")


def _read_json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _peak_memory_mb() -> float | None:
    """Return the most memory this process has held; None where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
