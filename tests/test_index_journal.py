"""An interrupted build goes on where it stopped: killed outright, or with a journal that came to harm."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from test_index_build import LetterEncoder, build, opened, write

from index.errors import UserError
from index.journal import Journal, unfinished
from index.parse import parse
from index.vectors import Vectors

SLOW_BUILD = """
import signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would not heed it
sys.path.insert(0, sys.argv[3])
from index.build import build_index
from test_index_build import LetterEncoder

class Slow(LetterEncoder):
    def encode_passages(self, texts, progress=None):
        if self.given:
            print("second batch", flush=True)
            time.sleep(60)
        return super().encode_passages(texts, progress)

build_index([Path(sys.argv[1])], Path(sys.argv[2]), Slow(), 320, 100_000)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents of more passages than go into one batch."""
    for number in range(100):
        write(tmp_path / "文件" / f"{number:03}.txt", f"第{number}项", f"第{number}项工作由{number}人办理。")
    return tmp_path / "文件"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_build_goes_on(folder: Path, end: signal.Signals) -> None:
    index = folder.parent / "index"
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SLOW_BUILD), str(folder), str(index), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "second batch\n"
    process.send_signal(end)
    process.wait(timeout=120)
    kept = unfinished(index)
    assert kept == 128
    assert not (index / "CURRENT").exists()

    encoder = LetterEncoder()
    report = build(folder, encoder=encoder)
    assert (report.resumed, report.embedded) == (kept, report.chunks - kept)
    assert len(encoder.given) == report.embedded
    found = opened(folder)
    np.testing.assert_allclose(found.vectors.all(), encoder.encode_queries(found.store.index_texts()), atol=1e-6)
    assert sorted(path.name for path in index.iterdir()) == [".lock", "CURRENT", "snapshots"]  # the journal is gone
    assert unfinished(index) == 0


def journal(directory: Path, vectors: Vectors | None = None) -> Path:
    """An interrupted build's journal of two vectors and a document."""
    directory.mkdir(exist_ok=True)
    document = parse(write(directory.parent / "校车.txt", "校车", "校车由教育局审批。"), "校车.txt", 1000)
    with Journal(directory) as kept:
        kept.add_vectors([b"1", b"2"], np.eye(2, dtype=np.float32) if vectors is None else vectors)
        kept.add_document(b"3", document)
    return directory / "journal.sqlite"


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    journal(tmp_path / "index")
    with Journal(tmp_path / "index") as kept:
        assert {key: vector.tolist() for key, vector in kept.vectors()} == {b"1": [1, 0], b"2": [0, 1]}
        assert kept.document(b"3") == parse(tmp_path / "校车.txt", "校车.txt", 1000)
        assert kept.document(b"1") is None


def test_a_changed_entry_is_passed_over(tmp_path: Path) -> None:
    path = journal(tmp_path / "index")
    data = path.read_bytes()
    for old, new in ((np.float32([0, 1]), np.float32([0, 2])), ("教育局审批".encode(), "公安局审批".encode())):
        old, new = (each if isinstance(each, bytes) else each.tobytes() for each in (old, new))
        assert data.count(old) == 1
        data = data.replace(old, new)
    path.write_bytes(data)
    with Journal(tmp_path / "index") as kept:
        assert [key for key, _ in kept.vectors()] == [b"1"]
        assert kept.document(b"3") is None


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_damaged_journal_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = journal(tmp_path / "index")
    path.write_bytes(content)
    assert unfinished(tmp_path / "index") == 0
    with Journal(tmp_path / "index") as kept:
        assert list(kept.vectors()) == []
        kept.add_vectors([b"4"], np.ones((1, 2), np.float32))
    assert unfinished(tmp_path / "index") == 1


def test_a_journal_cut_short_costs_no_more_than_its_work(folder: Path) -> None:
    index = folder.parent / "index"
    path = journal(index)
    path.write_bytes(path.read_bytes()[:9000])
    report = build(folder)
    assert (report.resumed, report.embedded) == (0, report.chunks)


def test_vectors_of_another_encoder_are_not_taken(folder: Path) -> None:
    class Failing(LetterEncoder):
        def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
            if self.given:
                raise MemoryError
            return super().encode_passages(texts, progress)

    with pytest.raises(MemoryError):
        build(folder, encoder=Failing())
    assert unfinished(folder.parent / "index") == 128
    assert build(folder, encoder=LetterEncoder("other letters")).resumed == 0
    assert unfinished(folder.parent / "index") == 0


def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(tmp_path: Path) -> None:
    journal(tmp_path / "index")
    with Journal(tmp_path / "index") as kept:
        kept._database.execute("PRAGMA max_page_count = 7")  # as good as a disk without room
        many = [number.to_bytes(2) for number in range(1000)]
        with pytest.raises(UserError, match="请检查磁盘空间"):
            kept.add_vectors(many, np.ones((1000, 384), np.float32))
    assert unfinished(tmp_path / "index") == 2


def test_a_snapshot_that_cannot_be_written_is_told_and_the_work_is_kept(folder: Path) -> None:
    index = folder.parent / "index"
    index.mkdir()
    (index / "snapshots").write_text("in the way", encoding="utf-8")
    with pytest.raises(UserError, match="写不进索引文件夹"):
        build(folder)
    (index / "snapshots").unlink()
    report = build(folder)
    assert (report.resumed, report.embedded) == (report.chunks, 0)
