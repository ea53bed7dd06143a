"""Draft replies to the proposals of a folder and score them: ``python -m eval.draft_run [--index DIR] [FOLDER]``.

A proposal ``name.docx`` is scored by ``gold/name.json`` below it; proposals without one are passed over.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from pathlib import Path
from typing import Any

from assistant.draft.letter import Drafter
from assistant.draft.proposal import SUFFIXES, read_proposal
from assistant.draft.sources import Sources
from assistant.settings import load_settings
from eval.draft_score import Counts, score

PROPOSALS = Path(__file__).parent / "proposals"


def run(sources: Sources, folder: Path, max_bytes: int) -> tuple[Counts, list[dict[str, Any]]]:
    """Draft and score every proposal of a folder that has a gold file.

    Returns:
        The counts of all together, and one record a proposal: name, seconds, shares, statuses.
    """
    drafter = Drafter(sources)
    total, records = Counts(), []
    for path in sorted(folder.iterdir()):
        gold = folder / "gold" / f"{path.stem}.json"
        if path.suffix not in SUFFIXES or not gold.is_file():
            continue
        started = time.perf_counter()
        draft = drafter.draft(read_proposal(path, max_bytes), datetime.date(2026, 1, 5)).to_json()
        seconds = time.perf_counter() - started
        counts = score(draft, json.loads(gold.read_text("utf-8")), lambda name: sources.document(name).text)
        total += counts
        statuses = {point["topic"]: point["status"] for point in draft["points"]}
        records.append({"proposal": path.name, "seconds": round(seconds, 1), **counts.shares(), "statuses": statuses})
    return total, records


def main() -> None:
    """Print the records and the shares of all proposals together, as JSON lines."""
    parser = argparse.ArgumentParser(description="起草并评分")
    parser.add_argument("folder", nargs="?", type=Path, default=PROPOSALS)
    parser.add_argument("--index", type=Path)
    arguments = parser.parse_args()
    settings = load_settings()
    if arguments.index:
        settings = settings.model_copy(update={"index": settings.index.model_copy(update={"dir": arguments.index})})
    total, records = run(Sources.open(settings), arguments.folder, settings.index.max_file_bytes)
    for line in (*records, total.shares()):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
