"""``make run`` with a stand-in for the program, which only notes how it is called."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAND_IN = '#!/bin/sh\necho "$1" >> "$0.calls"\n[ "$1" = serve ] || exit {status}\n'

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")


@pytest.mark.parametrize(
    ("status", "calls"),
    [(0, ["index", "serve"]), (1, ["index", "serve"]), (2, ["index"])],
    ids=["done", "some", "none"],
)
def test_what_could_be_read_is_served(tmp_path: Path, status: int, calls: list[str]) -> None:
    program = tmp_path / "bin" / "assistant"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(status=status), encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "ready").touch()  # newer than what it is made from: nothing is installed
    done = subprocess.run(["make", "-C", ROOT, "run", f"VENV={tmp_path}"], capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (status < 2), done.stderr
    assert program.with_name("assistant.calls").read_text(encoding="utf-8").split() == calls
