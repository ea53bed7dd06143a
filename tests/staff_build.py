"""Builds an index as the command does, with an encoder that needs no model: ``staff_build.py INDEX ROOT...``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from eval_fakes import CharacterEncoder  # noqa: E402

from index.build import build_index  # noqa: E402


def told(stage: str, done: int, total: int) -> None:
    print(json.dumps({"stage": stage, "done": done, "total": total}), flush=True)  # noqa: T201


if __name__ == "__main__":
    index, *roots = map(Path, sys.argv[1:])
    report = build_index(roots, index, CharacterEncoder(), 320, 1_000_000, told)
    print(json.dumps(asdict(report)))  # noqa: T201
