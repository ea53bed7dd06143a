"""The cache of prepared models: made once, never half, made anew when damaged."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from index.encoder.cache import prepared_folder
from index.errors import UserError


def test_the_cache_prepares_once_and_again_when_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CACHE_DIR", str(tmp_path))
    calls: list[Path] = []

    def prepare(folder: Path) -> None:
        calls.append(folder)
        (folder / "weights").write_bytes(b"\1\2\3")

    folder = prepared_folder("model-1", prepare)
    assert folder == tmp_path / "model-1"
    assert prepared_folder("model-1", prepare) == folder
    assert len(calls) == 1
    for damage in (b"\1\2\4", b""):
        (folder / "weights").write_bytes(damage)
        prepared_folder("model-1", prepare)
        assert (folder / "weights").read_bytes() == b"\1\2\3"
    (folder / "weights").unlink()
    prepared_folder("model-1", prepare)
    (folder / "sha256.json").write_text("{", encoding="utf-8")
    prepared_folder("model-1", prepare)
    (folder / "sha256.json").write_text("{}", encoding="utf-8")
    prepared_folder("model-1", prepare)
    assert len(calls) == 6
    assert list(json.loads((folder / "sha256.json").read_text(encoding="utf-8"))) == ["weights"]


def test_a_half_written_cache_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CACHE_DIR", str(tmp_path))

    def fail(folder: Path) -> None:
        (folder / "weights").write_bytes(b"\1")
        raise OSError(28, "No space left on device")

    with pytest.raises(UserError, match="ASSISTANT_CACHE_DIR"):
        prepared_folder("model-1", fail)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_two_starts_at_once_prepare_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CACHE_DIR", str(tmp_path))
    calls: list[Path] = []
    second_waits = threading.Event()

    def prepare(folder: Path) -> None:
        calls.append(folder)
        second_waits.wait(0.5)
        (folder / "weights").write_bytes(b"\1")

    threads = [threading.Thread(target=prepared_folder, args=("model-1", prepare)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
