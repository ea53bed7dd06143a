"""``assistant draft``: one proposal or a folder of them to Word files, with JSON and a summary table by the way.

Writes only the files asked for; a proposal that cannot be read is told with the reason, and the rest goes on.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

from assistant.draft.letter import Drafter
from assistant.draft.polish import polish
from assistant.draft.proposal import SUFFIXES, read_proposal
from assistant.draft.schema import Coverage, Draft
from assistant.draft.word.layout import Layout
from assistant.draft.word.reply import width, write
from assistant.settings import Settings
from index.errors import UserError, cause

Say = Callable[[str], None]
_COLUMNS = ("文件", "诉求", "已有依据", "部分", "未检索到", "引用")


def run(
    settings: Settings,
    proposal: Path,
    out: Path,
    *,
    json_out: Path | None = None,
    layout: Layout | None = None,
    say: Say,
    complain: Say,
) -> int:
    """Draft a reply, or one for every proposal of a folder; return the exit status.

    Args:
        settings: Where the index is, and with what it is read.
        proposal: A proposal, or a folder of them.
        out: The Word file to write; a folder when ``proposal`` is one.
        json_out: The JSON file to write; a folder when ``proposal`` is one.
        layout: How the letters are laid out; None: as they are by default.
        say: Takes what is to be told.
        complain: Takes what went wrong.

    Raises:
        UserError: The paths do not fit together, or the only proposal cannot be read.
    """
    layout = layout or Layout()
    if not proposal.is_dir():
        if out.suffix.lower() != ".docx":
            raise UserError(f"答复稿只能写成 .docx，请把 --out 改为以 .docx 结尾的文件名（现为 {out.name}）。")
        draft = _one(Drafter.open(settings), settings, proposal, out, json_out, layout)
        _tell(draft, out, say)
        return 0
    hidden = (".", "~$")  # ~$ is what Word keeps beside an open file
    files = (path for path in proposal.iterdir() if path.is_file() and not path.name.startswith(hidden))
    paths = sorted(path for path in files if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise UserError(f"{proposal} 中没有建议文件，请放入 {'、'.join(SUFFIXES[:5])} 文件。")
    if out.suffix.lower() == ".docx" or out.is_file():
        raise UserError("给出文件夹时 --out 也应是文件夹，每份建议写成其中的一个 .docx。")
    return _many(Drafter.open(settings), settings, paths, out, json_out, layout, say, complain)


def _one(drafter: Drafter, settings: Settings, path: Path, out: Path, json_out: Path | None, layout: Layout) -> Draft:
    proposal = read_proposal(path, settings.index.max_file_bytes)
    draft = polish(drafter.draft(proposal, datetime.date.today()), settings.llm)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write(draft, out, layout.form(proposal, settings.drafting))
        if json_out is not None:
            json_out.parent.mkdir(parents=True, exist_ok=True)
            json_out.write_text(json.dumps(draft.to_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"无法写入 {error.filename or out}（{cause(error)}），请检查路径和权限，或关闭已打开的文件。"
        ) from error
    return draft


def _many(
    drafter: Drafter,
    settings: Settings,
    paths: list[Path],
    out: Path,
    json_out: Path | None,
    layout: Layout,
    say: Say,
    complain: Say,
) -> int:
    rows: list[tuple[str, ...]] = [_COLUMNS]
    refused = 0
    taken: set[str] = set()
    for path in paths:
        stem = path.stem if path.stem not in taken else path.name
        taken.add(path.stem)
        written = json_out / f"{stem}.json" if json_out else None
        try:
            draft = _one(drafter, settings, path, out / f"{stem}.docx", written, layout)
        except UserError as error:
            complain(f"未处理 {path.name}：{error}")
            refused += 1
            continue
        counts = [str(draft.count(coverage)) for coverage in Coverage]
        rows.append((path.name, str(len(draft.points)), *counts, str(len(draft.citations))))
    widths = [max(width(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    for row in rows:
        say("  ".join(cell + " " * round(2 * (w - width(cell))) for cell, w in zip(row, widths, strict=True)).rstrip())
    return 1 if refused else 0


def _tell(draft: Draft, out: Path, say: Say) -> None:
    counts = [draft.count(coverage) for coverage in Coverage]
    say(
        f"已写入 {out}：{len(draft.points)} 条诉求，已有依据 {counts[0]} 条，部分有依据 {counts[1]} 条，"
        f"未检索到依据 {counts[2]} 条；引用 {len(draft.citations)} 处。"
    )
    for words in draft.warnings:
        say(f"请核对：{words}")
