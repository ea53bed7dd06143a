"""Publishing: readers see the old index or the new one, never half of either, and damage is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index import snapshot, store
from index.chunk import chunk
from index.errors import UserError
from index.lexical import LexicalIndex
from index.parse import parse
from index.report import BuildReport
from index.schema import Document
from index.vectors import VectorIndex


def document(folder: Path, name: str = "校车.txt", body: str = "校车由教育局审批，每天检查一次。") -> Document:
    path = folder / name
    path.write_text(f"关于校车的通知\n各学校：\n一、审批\n{body}\n河东市教育局\n2023年5月6日\n", encoding="utf-8")
    return parse(path, name, 10_000)


def publish(directory: Path, made: Document, created: str = "2026-01-01T00:00:00+00:00") -> Path:
    chunks = chunk(made, 320)
    folder = snapshot.new_folder(directory)
    store.write(folder / snapshot.DATABASE, [made], chunks, {}, {})
    VectorIndex.build(np.eye(len(chunks), 8, dtype=np.float32)).save(folder / snapshot.VECTORS)
    LexicalIndex.build([piece.index_text for piece in chunks]).save(folder / snapshot.LEXICAL)
    done = BuildReport((made.path,), (), (), (), {}, {"坏.txt": "没有读到文字。"}, len(chunks), len(chunks), 0)
    done.write(folder / snapshot.REPORT)
    manifest = snapshot.Manifest(
        format=snapshot.FORMAT,
        created=created,
        encoder="letters",
        dimensions=8,
        chunk_size=320,
        documents=1,
        chunks=len(chunks),
        files=snapshot.digests(folder),
        parser="letters",
    )
    return snapshot.publish(directory, folder, manifest)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    found = tmp_path / "index"
    publish(found, document(tmp_path))
    return found


def test_what_was_published_is_opened(directory: Path, tmp_path: Path) -> None:
    opened = snapshot.open_current(directory)
    assert opened.report.refused == {"坏.txt": "没有读到文字。"}
    assert opened.store.document("校车.txt") == document(tmp_path)
    assert opened.store.document("没有.txt") is None
    with pytest.raises(UserError, match=r"索引中没有 没有\.txt"):
        opened.store.require("没有.txt")
    assert opened.store.chunks([1, 0]) == chunk(document(tmp_path), 320)[1::-1]
    assert opened.store.document_chunks("校车.txt") == chunk(document(tmp_path), 320)
    assert opened.vectors.shape == (3, 8)
    assert opened.store.count() == (1, 3)
    assert opened.store.positions() == {"校车.txt": [0, 1, 2]}
    assert opened.store.fields() == {"校车.txt": document(tmp_path).fields}
    positions, scores = opened.vectors.search(np.eye(8, dtype=np.float32)[2], 99)
    assert (positions[0], scores[0], len(positions)) == (2, 1.0, 3)


def test_a_year_is_mentioned_in_digits_or_in_characters(tmp_path: Path) -> None:
    publish(tmp_path / "index", document(tmp_path, body="二○二四年起每年检查，2025年六月前报送。"))
    mentions = snapshot.open_current(tmp_path / "index").store.mentions
    assert [year for year in range(2022, 2027) if mentions(f"{year}年")] == [2023, 2024, 2025]


def test_a_store_never_writes(directory: Path) -> None:
    folder = snapshot.current_folder(directory)
    before = snapshot.digests(folder)
    snapshot.open_current(directory).store.count()
    assert snapshot.digests(folder) == before


def test_characters_outside_the_basic_plane_keep_their_offsets(tmp_path: Path) -> None:
    made = document(tmp_path, body="𠮷祥路小学的校车由𠮷祥路派出所检查。")
    publish(tmp_path / "index", made)
    chunks = snapshot.open_current(tmp_path / "index").store.document_chunks("校车.txt")
    assert [piece.text for piece in chunks] == [made.text[piece.start : piece.end] for piece in chunks]


def test_nothing_half_written_is_left(directory: Path) -> None:
    assert sorted(path.name for path in directory.iterdir()) == ["CURRENT", "snapshots"]
    assert [path.name for path in (directory / "snapshots").iterdir()] == [(directory / "CURRENT").read_text().strip()]


def test_a_crash_while_writing_leaves_the_old_index(directory: Path) -> None:
    before = snapshot.current_folder(directory)
    broken = snapshot.new_folder(directory)
    (broken / snapshot.DATABASE).write_bytes(b"half")
    assert snapshot.current_folder(directory) == before
    assert snapshot.open_current(directory).folder == before
    snapshot.new_folder(directory)
    assert not broken.exists()  # a disk that is full does not fill further with each attempt


def test_an_opened_snapshot_stays_readable_while_a_new_one_is_published(directory: Path, tmp_path: Path) -> None:
    old = snapshot.open_current(directory)
    publish(directory, document(tmp_path, "新.txt"))
    assert list(old.store.fields()) == ["校车.txt"]
    assert old.lexical.scores("审批").any()
    assert list(snapshot.open_current(directory).store.fields()) == ["新.txt"]


def test_older_snapshots_are_collected(directory: Path, tmp_path: Path) -> None:
    folders = [publish(directory, document(tmp_path, f"{number}.txt")) for number in range(3)]
    assert {path.name for path in (directory / "snapshots").iterdir()} == {folder.name for folder in folders[1:]}


def test_publishing_the_same_again_leaves_the_first_one_alone(directory: Path, tmp_path: Path) -> None:
    before = snapshot.open_current(directory)
    assert publish(directory, document(tmp_path)) != before.folder
    assert before.store.count() == snapshot.open_current(directory).store.count() == (1, 3)


@pytest.mark.parametrize("name", [snapshot.DATABASE, snapshot.VECTORS, "lexical/params.index.json"])
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_every_damaged_file_is_named(directory: Path, name: str, damage: str) -> None:
    path = snapshot.current_folder(directory) / name
    if damage == "missing":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))
    with pytest.raises(UserError, match="已损坏") as raised:
        snapshot.open_current(directory)
    assert name in str(raised.value)
    assert "assistant index build" in str(raised.value)


def test_a_file_that_nobody_wrote_is_named(directory: Path) -> None:
    (snapshot.current_folder(directory) / "lexical" / "more.npy").write_bytes(b"")
    with pytest.raises(UserError, match=r"lexical/more\.npy"):
        snapshot.open_current(directory)


def test_a_manifest_that_somebody_changed(directory: Path) -> None:
    path = snapshot.current_folder(directory) / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("letters", "another"), encoding="utf-8")
    with pytest.raises(UserError, match=r"manifest\.json"):
        snapshot.open_current(directory)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", f'{{"format": {snapshot.FORMAT}}}'])
def test_a_damaged_manifest(directory: Path, content: str) -> None:
    (snapshot.current_folder(directory) / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match="清单文件已损坏"):
        snapshot.open_current(directory)


def test_an_index_of_another_format_is_refused(directory: Path) -> None:
    path = snapshot.current_folder(directory) / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(values | {"format": snapshot.FORMAT + 1, "more": 1}), encoding="utf-8")
    with pytest.raises(UserError, match="其他版本"):
        snapshot.open_current(directory)


@pytest.mark.parametrize("name", ["", "0123456789abcdef", "../../etc", "...", "索引"])
def test_a_pointer_to_nowhere(directory: Path, name: str) -> None:
    (directory / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(UserError, match="已损坏"):
        snapshot.open_current(directory)


def test_where_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有索引"):
        snapshot.open_current(tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="没有索引"):
        snapshot.open_current(tmp_path / "file")


def test_only_one_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_LOCK_SECONDS", 0.05)
    with snapshot.locked(tmp_path / "index"):
        pass
    with (
        FileLock(tmp_path / "index" / ".lock"),
        pytest.raises(UserError, match="正在更新"),
        snapshot.locked(tmp_path / "index"),
    ):
        pytest.fail("two held the lock")


def test_the_lock_cannot_be_made_where_a_file_lies(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("x")
    with pytest.raises(UserError, match="文件夹"), snapshot.locked(tmp_path / "index"):
        pytest.fail("a file is no folder")


def test_the_lock_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "index" / ".lock").mkdir(parents=True)
    with pytest.raises(UserError, match="不能写入索引文件夹"), snapshot.locked(tmp_path / "index"):
        pytest.fail("a folder is no lock")


def test_vectors_that_the_disk_refuses(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="faiss"):
        VectorIndex.build(np.eye(2, 8, dtype=np.float32)).save(tmp_path / "missing" / snapshot.VECTORS)
