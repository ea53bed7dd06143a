"""Draft replies to a folder of proposals as part of a run, scored by a gold file for each.

A proposal ``name.docx`` needs ``gold/name.json`` below it; one without is passed over, and one that cannot be read is
refused by itself. A few proposals are no sample: the figures of two runs stand side by side without a test.
"""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.draft.letter import Drafter
from assistant.draft.proposal import SUFFIXES, read_proposal
from assistant.draft.sources import Sources
from eval.draft_score import Counts, score
from eval.questions import Groups, Words
from eval.record import Record
from eval.supplement import Say, Section, Table
from eval.system import System
from index.errors import UserError, cause

NAME = "drafts"
_GOLD = "gold"
_LETTER_DATE = datetime.date(2026, 1, 5)  # always the same, so that a run repeats
_LABELS: Mapping[str, str] = {
    "requests_found": "诉求找到率",
    "uncovered_said_missing": "无依据的诉求如实说明",
    "covered_not_called_missing": "有依据的诉求未误作缺失",
    "key_facts_present": "要点写到率",
    "quotes_true": "引文属实率",
    "requests_too_many": "多出的诉求（条）",
    "statements_without_citation": "没有引文的陈述（处）",
}


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: Words
    status: Literal["covered", "partial", "missing"]
    facts: Groups = ()


class _DraftGold(BaseModel):
    requests: tuple[_Request, ...]


class DraftRecord(BaseModel):
    """A proposal's draft and its scores.

    Attributes:
        sha256: Of the proposal's and the gold's bytes.
        counts: Hits and tries, as ``Counts`` holds them.
        draft: The draft's JSON.
    """

    model_config = ConfigDict(frozen=True)

    proposal: str
    sha256: str
    seconds: float
    counts: dict[str, Any]
    draft: dict[str, Any]


class Drafting:
    """The supplement that drafts."""

    name = NAME

    def __init__(self, sources: Sources, folder: Path, max_bytes: int) -> None:
        """Take what to draft from.

        Args:
            sources: The index.
            folder: Proposals and their gold files.
            max_bytes: Largest proposal that is read.
        """
        self._sources = sources
        self._folder = folder
        self._max_bytes = max_bytes
        self._proposals: tuple[Path, ...] = ()

    def prepare(self, echo: Say) -> Mapping[str, Any]:
        """Find the proposals.

        Raises:
            UserError: The folder holds no proposal with a gold file.
        """
        if not self._folder.is_dir():
            raise UserError(f"没有文件夹 {self._folder}，请用 --proposals 给出放有建议的文件夹。")
        proposals = [path for path in sorted(self._folder.iterdir()) if path.suffix.lower() in SUFFIXES]
        self._proposals = tuple(path for path in proposals if _gold_of(path).is_file())
        if not self._proposals:
            raise UserError(f"{self._folder} 里没有带评分标准的建议，请为“某建议.docx”补上 {_GOLD}/某建议.json。")
        if len(self._proposals) < len(proposals):
            echo(f"略过 {len(proposals) - len(self._proposals)} 份没有评分标准的建议。")
        digest = hashlib.sha256("".join(f"{path.name}\0{_sha256(path)}\n" for path in self._proposals).encode())
        return {"proposals_sha256": digest.hexdigest()}

    def run(
        self, system: System, records: Sequence[Record], baseline: Path | None, echo: Say, complain: Say
    ) -> Section:
        """Draft and score every proposal."""
        del system, records
        drafter, done, refused = Drafter(self._sources), list[DraftRecord](), list[str]()
        for path in self._proposals:
            try:
                done.append(self._one(drafter, path))
            except UserError as error:
                refused.append(f"建议 {path.name} 未采用：{error}")
                complain(refused[-1])
        echo(f"已起草 {len(done)} 份答复。")
        return _section(done, refused, _earlier(baseline) if baseline else None)

    def _one(self, drafter: Drafter, path: Path) -> DraftRecord:
        gold = _read_gold(_gold_of(path))
        begin = time.perf_counter()
        draft = drafter.draft(read_proposal(path, self._max_bytes), _LETTER_DATE).to_json()
        seconds = round(time.perf_counter() - begin, 2)
        counts = score(draft, gold, lambda name: self._sources.document(name).text)
        return DraftRecord(
            proposal=path.name, sha256=_sha256(path), seconds=seconds, counts=asdict(counts), draft=draft
        )


def _gold_of(path: Path) -> Path:
    return path.parent / _GOLD / f"{path.stem}.json"


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes() + b"\0" + _gold_of(path).read_bytes()).hexdigest()
    except OSError as error:
        raise UserError(f"读不了 {path} 或它的评分标准，请检查权限（{cause(error)}）。") from error


def _read_gold(path: Path) -> dict[str, Any]:
    try:
        return _DraftGold.model_validate_json(path.read_bytes()).model_dump()
    except ValidationError as error:
        places = "、".join(".".join(map(str, details["loc"])) or "全文" for details in error.errors()[:3])
        raise UserError(
            f"评分标准 {_GOLD}/{path.name} 有误（{places}），请按 requests、text、status、facts 改正。"
        ) from error


def _section(done: Sequence[DraftRecord], refused: Sequence[str], before: Sequence[DraftRecord] | None) -> Section:
    figures: dict[str, Any] = {
        "count": len(done),
        "metrics": _total(done).shares(),
        "proposals": [
            {"proposal": one.proposal, "seconds": one.seconds, **_counts(one).shares(), "statuses": _statuses(one)}
            for one in done
        ],
        "refused": list(refused),
    }
    total = ("合计", f"{sum(one.seconds for one in done):.1f}", *_cells(_total(done)))
    tables = [Table(("文件", "用时（秒）", *_LABELS.values()), (*map(_row, done), total))]
    notes = [f"起草 {len(done)} 份，按各自的评分标准计分；份数少，只作对照，不作检验。"]
    if before is not None:
        pairs = _shared(before, done)
        notes.append(f"与基线相同的建议 {len(pairs)} 份。")
        if pairs:
            old, new = (_total(side).shares() for side in zip(*pairs, strict=True))
            rows = tuple((label, _shown(old[key]), _shown(new[key])) for key, label in _LABELS.items())
            tables.append(Table(("草稿指标", "基线", "本次"), rows))
            figures["baseline"] = {"shared": len(pairs), "baseline": old, "current": new}
    return Section(
        "答复草稿",
        tuple(notes),
        tuple(tables),
        figures,
        tuple(one.model_dump(mode="json") for one in done),
        tuple(refused),
    )


def _earlier(baseline: Path) -> list[DraftRecord]:
    path = baseline / f"{NAME}.jsonl"
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [DraftRecord.model_validate_json(line) for line in lines if line]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise UserError(f"基线的草稿记录 {path} 已损坏，请重新运行那次评测。") from error


def _shared(before: Sequence[DraftRecord], now: Sequence[DraftRecord]) -> list[tuple[DraftRecord, DraftRecord]]:
    known = {(one.proposal, one.sha256): one for one in before}
    return [(known[key], one) for one in now if (key := (one.proposal, one.sha256)) in known]


def _counts(one: DraftRecord) -> Counts:
    """Return recorded counts; a measure that the record does not know yet has nothing tried."""
    known = {field.name for field in fields(Counts)}
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list | tuple) else value
        for name, value in one.counts.items()
        if name in known
    }
    return Counts(**kept)


def _total(records: Sequence[DraftRecord]) -> Counts:
    return sum(map(_counts, records), Counts())


def _statuses(one: DraftRecord) -> list[dict[str, str]]:
    return [{"request": point["request"], "status": point["status"]} for point in one.draft["points"]]


def _row(one: DraftRecord) -> tuple[str, ...]:
    return (one.proposal, f"{one.seconds:.1f}", *_cells(_counts(one)))


def _cells(counts: Counts) -> tuple[str, ...]:
    shares = counts.shares()
    return tuple(_shown(shares[key]) for key in _LABELS)


def _shown(value: float | None) -> str:
    return "—" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
