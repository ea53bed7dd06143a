import stat
import struct
import zipfile

import pytest

from index.errors import UserError
from index.parse import archive, word


def make(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def test_members_with_safe_names_only(tmp_path):
    link = zipfile.ZipInfo("链接.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = make(
        tmp_path / "a.zip",
        [
            ("目录/通知.txt", "甲"),
            ("目录\\附件.docx", "乙"),
            ("../外面.txt", "x"),
            ("/etc/passwd.txt", "x"),
            ("C:/windows.txt", "x"),
            (".隐藏.txt", "x"),
            ("__MACOSX/目录/通知.txt", "x"),
            ("~$通知.docx", "x"),
            ("内层.zip", "丙"),
            ("空目录/", ""),
            (link, "/etc/passwd"),
        ],
    )
    members = [(name, content.decode()) for name, content in archive.read_members(path)]
    assert members == [("目录/通知.txt", "甲"), ("目录/附件.docx", "乙"), ("内层.zip", "丙")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_a_mark_of_their_encoding_are_decoded(tmp_path, encoding):
    written = "通知".encode(encoding)
    path = make(tmp_path / "a.zip", [("A" * len(written) + ".txt", "甲")])
    path.write_bytes(path.read_bytes().replace(b"A" * len(written), written))
    assert [name for name, _ in archive.read_members(path)] == ["通知.txt"]


def test_bombs_are_refused_before_they_unpack(tmp_path):
    path = make(tmp_path / "a.zip", [("a.txt", b"0" * 20_000_000)])
    with pytest.raises(UserError, match="压缩炸弹"):
        list(archive.read_members(path))


def test_a_word_file_that_is_a_bomb_is_refused(tmp_path):
    path = make(tmp_path / "a.docx", [("word/document.xml", b"<a>" + b" " * 20_000_000 + b"</a>")])
    with pytest.raises(UserError, match="压缩炸弹"):
        word.read(path)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    path = make(tmp_path / "a.zip", [("a.txt", b"0" * 100_000)])
    content = path.read_bytes().replace(struct.pack("<I", 100_000), struct.pack("<I", 10))
    path.write_bytes(content)
    with pytest.raises(UserError, match="已损坏"):
        list(archive.read_members(path))


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    with pytest.raises(UserError, match="解压后过大"):
        list(archive.read_members(make(tmp_path / "a.zip", [(f"{n}.txt", "x") for n in range(3)])))


def test_encrypted_members_are_refused(tmp_path):
    path = make(tmp_path / "a.zip", [("a.txt", "甲")], zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="设有密码"):
        list(archive.read_members(path))


def test_a_damaged_archive_is_refused(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no more")
    with pytest.raises(UserError, match="已损坏"):
        list(archive.read_members(tmp_path / "a.zip"))
