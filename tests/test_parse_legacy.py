import shutil
import subprocess
import time
from pathlib import Path

import docx
import openpyxl
import pytest
from office_samples import make_docx, paragraph

from index.errors import UserError
from index.parse import legacy, parse
from index.schema import Piece

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT = OLE + "WordDocument".encode("utf-16-le") + b"\0\0"


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """A LibreOffice profile to make samples with: making a profile takes longer than a conversion."""
    return tmp_path_factory.mktemp("profile")


def convert(path, kind, profile):
    """Make a file of an old format with LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice: install it (apt install libreoffice-writer-nogui libreoffice-calc-nogui)")
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(path.parent),
        str(path),
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return path.with_suffix(f".{kind}")


def test_old_word_files_keep_headings_numbers_and_tables(tmp_path, profile):
    document = docx.Document()
    document.add_heading("第一章 总则", 1)
    document.add_paragraph("登记", "List Number")
    table = document.add_table(2, 2, "Table Grid")
    for place, text in (((0, 0), "序号"), ((0, 1), "事项"), ((1, 0), "1"), ((1, 1), "检查")):
        table.cell(*place).text = text
    document.add_paragraph("完。")  # without a paragraph behind it LibreOffice writes no table into a .doc
    document.save(tmp_path / "a.docx")
    old = convert(tmp_path / "a.docx", "doc", profile).rename(tmp_path / "-通知.wps")
    assert list(legacy.read(old).pieces) == [
        Piece("第一章 总则", heading=1),
        Piece("1.登记"),
        Piece(cells=("序号", "事项"), is_header=True, table=1),
        Piece(cells=("1", "检查"), table=1),
        Piece("完。"),
    ]


def test_old_sheets_are_told_by_their_content(tmp_path, profile):
    book = openpyxl.Workbook()
    book.active.append(["单位名称", "联系电话"])
    book.active.append(["商务局", "12345"])
    book.save(tmp_path / "a.xlsx")
    old = convert(tmp_path / "a.xlsx", "xls", profile).rename(tmp_path / "a.doc")
    assert [piece.cells for piece in legacy.read(old).pieces] == [("单位名称", "联系电话"), ("商务局", "12345")]


def test_new_files_and_pages_under_old_names_are_read_as_what_they_are(tmp_path):
    make_docx(tmp_path / "a.doc", paragraph("新格式。"))
    (tmp_path / "b.doc").write_bytes("<html><body><p>网页，另存。</p></body></html>".encode("gb18030"))
    assert legacy.read(tmp_path / "a.doc").pieces == (Piece("新格式。"),)
    assert legacy.read(tmp_path / "b.doc").pieces == (Piece("网页，另存。"),)


def test_without_libreoffice_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.wps").write_bytes(TEXT)
    with pytest.raises(UserError, match="需要 LibreOffice"):
        legacy.read(tmp_path / "a.wps")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"random bytes", "不是 Office 或 WPS"),
        (OLE + b"junk" * 100, "中没有文字或表格"),
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), "打开密码"),
    ],
)
def test_what_would_convert_to_garbage_is_refused(tmp_path, content, words):
    (tmp_path / "a.doc").write_bytes(content)
    with pytest.raises(UserError, match=words):
        legacy.read(tmp_path / "a.doc")


def program(folder, script):
    """Put a stand-in for LibreOffice first on the path."""
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)


def runs(process):
    """Tell whether a process still does anything: one that has ended may wait to be asked how."""
    try:
        return ") Z " not in Path("/proc", process, "stat").read_text()
    except OSError:
        return False


def test_a_conversion_without_result_is_an_error_though_it_ends_well(tmp_path, monkeypatch):
    program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    (tmp_path / "a.doc").write_bytes(TEXT)
    with pytest.raises(UserError, match="无法转换"):
        legacy.read(tmp_path / "a.doc")


def test_a_conversion_that_takes_too_long_is_stopped_with_all_it_has_begun(tmp_path, monkeypatch):
    program(tmp_path, f"sleep 60 &\necho $! > {tmp_path}/child\nwait")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(legacy, "SECONDS", 0.5)
    (tmp_path / "a.doc").write_bytes(TEXT)
    with pytest.raises(UserError, match="未能转换"):
        legacy.read(tmp_path / "a.doc")
    child, end = (tmp_path / "child").read_text().strip(), time.monotonic() + 5
    while (running := runs(child)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not running


def test_an_old_file_under_a_new_suffix_is_read_as_what_it_is(tmp_path, monkeypatch):
    (tmp_path / "a.docx").write_bytes(TEXT)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="需要 LibreOffice"):
        parse(tmp_path / "a.docx", "a.docx", 10_000)
    (tmp_path / "b.docx").write_bytes(OLE + "EncryptedPackage\0".encode("utf-16-le"))
    with pytest.raises(UserError, match="打开密码"):
        parse(tmp_path / "b.docx", "b.docx", 10_000)
