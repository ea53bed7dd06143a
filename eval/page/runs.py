"""The page of runs: what there is, two of them side by side, and any question of theirs, asked again if wanted.

Reads finished runs as ``assistant eval`` wrote them; writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import QueryParams

from assistant.page.site import Section
from assistant.page.staff.parts import staff_section, templates, whole_number
from eval.asking import ask_question
from eval.compare import RECORDS_FILE, Comparison, compare
from eval.intervals import Estimate
from eval.metrics import METRICS
from eval.provenance import RUN_FILE
from eval.questions import AskedTurn, Question, in_order, type_label
from eval.record import Record, read_records
from eval.report import question_shown
from eval.run import METRICS_FILE, REPORT_FILE
from eval.terminal import interval, shown
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

PATH = "/runs"

_LISTED = ("correct", "evidence@1500", "refusal_recall")
_PER_PAGE = 50
_CHANGES = {"gained": "新答对", "lost": "新答错", "wrong": "都答错", "right": "都答对", "none": "不比较"}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run.

    Attributes:
        name: Its folder's.
        figures: What ``metrics.json`` holds.
    """

    name: str
    figures: dict[str, Any]

    def shown(self, metric: str) -> str:
        """A metric's value as people read it."""
        return shown(metric, self.estimate(metric).value)

    def estimate(self, metric: str) -> Estimate:
        """A metric's value and interval; empty where an older run does not have it."""
        known = self.figures["metrics"].get(metric)
        return Estimate.model_validate(known or {"value": None, "low": None, "high": None, "count": 0})

    def interval(self, metric: str) -> str:
        """Its 95 % interval as people read it."""
        return interval(metric, self.estimate(metric))


@dataclass(frozen=True, slots=True)
class Pair:
    """A question in both runs, and what has changed: a key of ``_CHANGES``."""

    before: Record
    after: Record
    change: str

    @property
    def question(self) -> str:
        """The question as people are shown it."""
        return self.after.asked


class RunsPage:
    """What the page shows.

    Args:
        assistant: The one in use, asked for anew with every request.
        folder: Its subfolders are runs.
    """

    def __init__(self, assistant: Callable[[], Assistant], folder: Path) -> None:
        self._in_use = assistant
        self._folder = folder
        self._templates = templates(Path(__file__).parent)
        self._compared = lru_cache(maxsize=8)(self._compare)

    def section(self) -> Section:
        """Return the page as a section of the site."""
        return staff_section(PATH, "评测", self.shown, pieces={"report": self.report})

    def shown(self, asked: QueryParams) -> str:
        """Return the list, a comparison, or a question: whatever the address names."""
        if asked.get("a") and asked.get("b"):
            before, after = self._run(asked["a"]), self._run(asked["b"])
            return self._question(before, after, asked) if asked.get("id") else self._comparison(before, after, asked)
        runs, unfinished = self._runs()
        return self._templates.get_template("runs.html").render(
            runs=runs,
            unfinished=unfinished,
            labels={name: METRICS[name].label for name in _LISTED},
            path=PATH,
        )

    def report(self, asked: QueryParams) -> str:
        """Return a run's own report, which is a page by itself."""
        try:
            return (self._folder / self._run(asked.get("run", "")).name / REPORT_FILE).read_text(encoding="utf-8")
        except OSError as error:
            raise UserError("这次评测没有报告文件，请重新运行这次评测。") from error

    def _runs(self) -> tuple[list[Run], list[str]]:
        """The finished runs, newest first, and the names of those that were cut off."""
        folders = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        begun = [folder for folder in folders if (folder / RUN_FILE).is_file()]
        finished = [Run(folder.name, _figures(folder)) for folder in begun if (folder / METRICS_FILE).is_file()]
        unfinished = [folder.name for folder in begun if not (folder / METRICS_FILE).is_file()]
        return sorted(finished, key=lambda run: str(run.figures["run"]["date"]), reverse=True), unfinished

    def _run(self, name: str) -> Run:
        """A run by its name; never a path that an address makes up."""
        found = next((run for run in self._runs()[0] if run.name == name), None)
        if found is None:
            raise UserError(f"没有叫 {name} 的评测结果，请返回列表重新选择。")
        return found

    def _compare(self, before: str, after: str, written: tuple[int, int]) -> tuple[Comparison, tuple[Pair, ...]]:
        """Compare two runs; ``written`` tells apart what was written under one name."""
        del written
        old = {record.id: record for record in read_records(self._folder / before / RECORDS_FILE)}
        new = read_records(self._folder / after / RECORDS_FILE)
        comparison = compare(self._folder / before, self._folder / after)
        left_out = set(comparison.only_current)
        pairs = (Pair(old[r.id], r, _change(old[r.id], r)) for r in new if r.id not in left_out)
        return comparison, tuple(pairs)

    def _both(self, before: Run, after: Run) -> tuple[Comparison, tuple[Pair, ...]]:
        first, second = ((self._folder / run.name / RECORDS_FILE).stat().st_mtime_ns for run in (before, after))
        return self._compared(before.name, after.name, (first, second))

    def _comparison(self, before: Run, after: Run, asked: QueryParams) -> str:
        comparison, pairs = self._both(before, after)
        words, change, type_ = asked.get("q", "").strip(), asked.get("change", ""), asked.get("type", "")
        found = [
            pair
            for pair in pairs
            if words in f"{pair.question} {pair.after.id}"
            and (not change or pair.change == change)
            and (not type_ or pair.after.type == type_)
        ]
        page = whole_number(asked.get("page", "1"), "页码")
        return self._templates.get_template("runs_two.html").render(
            before=before,
            after=after,
            comparison=comparison,
            rows=[(name, METRICS[name], at) for name, at in comparison.differences.items() if at.p is not None],
            shown=shown,
            counts={name: sum(pair.change == name for pair in pairs) for name in _CHANGES},
            found=found[(page - 1) * _PER_PAGE : page * _PER_PAGE],
            count=len(found),
            page=page,
            pages=max(1, -(-len(found) // _PER_PAGE)),
            changes=_CHANGES,
            types=[(name, type_label(name)) for name in in_order(pair.after.type for pair in pairs)],
            type_label=type_label,
            asked={"a": before.name, "b": after.name, "q": words, "change": change, "type": type_},
        )

    def _question(self, before: Run, after: Run, asked: QueryParams) -> str:
        _, pairs = self._both(before, after)
        pair = next((pair for pair in pairs if pair.after.id == asked["id"]), None)
        if pair is None:
            raise UserError("两次评测没有共同的这道题，请返回列表重新选择。")
        sides = [(f"基线 {before.name}", question_shown(pair.before)), (after.name, question_shown(pair.after))]
        if asked.get("again"):
            again = ask_question(self._in_use(), _as_asked(pair.after))
            sides.append(("现在", question_shown(again)))
        return self._templates.get_template("runs_question.html").render(
            pair=pair, sides=sides, again=bool(asked.get("again")), changes=_CHANGES, a=before.name, b=after.name,
            documents={document.path for document in self._in_use().documents()},
        )  # fmt: skip


def _figures(folder: Path) -> dict[str, Any]:
    try:
        figures: dict[str, Any] = json.loads((folder / METRICS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"评测结果 {folder.name} 已损坏，请重新运行这次评测或移走它的文件夹。") from error
    return figures


def _change(before: Record, after: Record) -> str:
    was, now = question_shown(before)["right"], question_shown(after)["right"]
    if was is None or now is None:
        return "none"
    if was == now:
        return "right" if now else "wrong"
    return "gained" if now else "lost"


def _as_asked(record: Record) -> Question:
    """The question that a record answers, to be asked again."""
    turns: Sequence[AskedTurn] = tuple(AskedTurn(turn.question, turn.gold) for turn in record.turns)
    return Question(record.id, record.type, tuple(turns), record.relevance)
