"""What an index mirrors: the given folders, what it remembers of them, and the uploaded files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from eval_fakes import CharacterEncoder

from index.build import build_index
from index.errors import UserError
from index.files import mirrored
from index.settings import IndexSettings
from index.snapshot import open_current
from tests.conftest import ASSISTANT

TEXT = "关于修建公园的通知\n\n一、总体要求\n\n年内新建公园 31 个。\n"


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.txt").write_text(TEXT, encoding="utf-8")
    return IndexSettings(dir=tmp_path / "index")


def build(roots: list[Path], settings: IndexSettings) -> None:
    build_index(roots, settings.dir, CharacterEncoder(), 320, 1_000_000)


def test_the_folders_of_the_last_build_are_remembered(tmp_path: Path, settings: IndexSettings) -> None:
    build(mirrored([tmp_path / "docs"], settings), settings)
    assert open_current(settings.dir).manifest.roots == [str(tmp_path / "docs")]
    assert mirrored([], settings) == [tmp_path / "docs"]


def test_uploads_are_always_part_of_it_and_named_after_the_index(tmp_path: Path, settings: IndexSettings) -> None:
    assert settings.uploads_dir == tmp_path / "index-uploads"
    settings.uploads_dir.mkdir()
    assert mirrored([tmp_path / "docs"], settings) == [tmp_path / "docs"]  # nothing uploaded yet
    (settings.uploads_dir / "b.txt").write_text(TEXT.replace("31", "32"), encoding="utf-8")
    build(mirrored([tmp_path / "docs"], settings), settings)
    assert set(open_current(settings.dir).store.fields()) == {"a.txt", "b.txt"}
    assert mirrored([], settings) == [tmp_path / "docs", settings.uploads_dir]  # once
    (settings.uploads_dir / "b.txt").unlink()
    assert mirrored([], settings) == [tmp_path / "docs"]


def test_nothing_given_and_nothing_remembered_is_a_mistake(settings: IndexSettings) -> None:
    with pytest.raises(UserError, match="里没有索引"):
        mirrored([], settings)


def test_the_command_tells_its_progress_as_json_and_rebuilds_without_paths(
    tmp_path: Path, settings: IndexSettings
) -> None:
    (tmp_path / "docs/bad.pdf").write_bytes(b"no pdf")
    command = [ASSISTANT, "index", "build", "--index", str(settings.dir), "--json"]
    first = subprocess.run([*command, str(tmp_path / "docs")], capture_output=True, text=True)
    assert first.returncode == 1, first.stderr
    *progress, report = [json.loads(line) for line in first.stdout.splitlines()]
    assert progress[1] == {"stage": "解析", "done": 2, "total": 2}
    assert (report["added"], list(report["refused"])) == (["a.txt"], ["bad.pdf"])
    (tmp_path / "docs/bad.pdf").unlink()
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout.splitlines()[-1])["unchanged"] == ["a.txt"]
