"""The folder of uploaded files: what is taken, by which name, and what becomes of what is removed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from assistant.uploads import Uploads
from index.errors import UserError
from index.files import named_files


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", 10)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("通知.docx", "通知.docx"),
        ("C:\\文件\\通知.PDF", "通知.PDF"),
        ("../../etc/通知.txt", "通知.txt"),
        ("/srv/通知.zip", "通知.zip"),
        ("é.txt", "é.txt"),
    ],
)
def test_a_file_is_kept_by_its_own_name(uploads: Uploads, tmp_path: Path, given: str, kept: str) -> None:
    assert uploads.save(given, io.BytesIO(b"0123456789")) == kept
    assert [(name, path.read_bytes()) for name, path in named_files([tmp_path / "uploads"])] == [(kept, b"0123456789")]
    assert uploads.holds(tmp_path / "uploads" / kept)


@pytest.mark.parametrize(
    "name", ["", "..", ".txt", "~$通知.docx", "a\n.txt", "a\x00.txt", "长" * 90 + ".txt", "x.exe", "x"]
)
def test_names_that_cannot_be_taken(uploads: Uploads, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        uploads.save(name, io.BytesIO(b"1"))
    assert not (tmp_path / "uploads").exists()


def test_a_file_that_is_too_large_leaves_nothing_behind_and_the_old_one_alone(uploads: Uploads, tmp_path: Path) -> None:
    uploads.save("a.txt", io.BytesIO(b"old"))
    with pytest.raises(UserError, match="上限"):
        uploads.save("a.txt", io.BytesIO(b"12345678901"))
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["a.txt"]
    uploads.save("a.txt", io.BytesIO(b"new"))
    assert (tmp_path / "uploads/a.txt").read_bytes() == b"new"


def test_what_is_removed_is_set_aside(uploads: Uploads, tmp_path: Path) -> None:
    uploads.save("a.txt", io.BytesIO(b"words"))
    uploads.remove(tmp_path / "uploads/a.txt")
    assert named_files([tmp_path / "uploads"]) == []
    assert [path.read_bytes() for path in (tmp_path / "uploads/.removed").iterdir()] == [b"words"]


def test_only_uploaded_files_can_be_removed(uploads: Uploads, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("x")
    uploads.save("a.txt", io.BytesIO(b"x"))
    for path in (tmp_path / "other.txt", tmp_path / "uploads/../other.txt", tmp_path / "uploads/none.txt"):
        with pytest.raises(UserError, match="不是在网页上传的"):
            uploads.remove(path)
    assert (tmp_path / "other.txt").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file in the folder's place")
    with pytest.raises(UserError, match="不能写入上传文件夹"):
        Uploads(tmp_path / "uploads", 10).save("a.txt", io.BytesIO(b"x"))
