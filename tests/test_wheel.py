"""The wheel: what the program reads at run time is inside, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "index", "prompts", "eval")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    pytest.importorskip("hatchling", reason="building without the network needs hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return wheel.namelist()


def test_every_file_of_the_packages_is_inside(names: list[str]) -> None:
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("no git checkout to compare with")
    tracked = {line for line in listed.stdout.splitlines() if (ROOT / line).exists()}
    assert tracked - set(names) == set()
    suffixes = {Path(name).suffix for name in names}
    assert {".py", ".md", ".txt", ".css", ".js"} <= suffixes


def test_nothing_but_the_packages_is_inside(names: list[str]) -> None:
    strange = [name for name in names if not name.startswith(tuple(f"{package}/" for package in PACKAGES))]
    assert {name.split("/")[0].rpartition(".")[2] for name in strange} == {"dist-info"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name or name.startswith("tests/")]
