"""Files of older office programs (.doc .wps .xls .et .rtf), converted by LibreOffice where it is installed.

Many a ``.doc`` of a government site is a web page or a new Word file in truth: those are read as what they are.
Each conversion runs with a profile of its own that forbids macros and outside links, and with a time limit.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from index.errors import UserError
from index.parse import page, sheet, word
from index.parse.archive import OLE_SIGNATURE, ZIP_SIGNATURE
from index.schema import Source

SECONDS = 120

_RTF_SIGNATURE = b"{\\rtf"
_SHEETS = (".xls", ".et")
_PROGRAMS = ("soffice", "libreoffice")
_ENCRYPTION = "EncryptedPackage"
_TEXT_STREAM = "WordDocument"
_SHEET_STREAMS = ("Workbook", "Book")

# Settings by the names of LibreOffice's registry, org.openoffice.Office.Common/Security/Scripting.
_LOCKED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SECURITY = {
    "DisableMacrosExecution": "true",
    "MacroSecurityLevel": "3",
    "BlockUntrustedRefererLinks": "true",
    "DisableActiveContent": "true",
}


def read(path: Path) -> Source:
    """Read a file of an older office program.

    Raises:
        UserError: If LibreOffice is not installed, or the file is damaged, encrypted or of another kind.
    """
    content = path.read_bytes()
    start = content[:4096].lower()
    is_sheet = path.suffix.lower() in _SHEETS
    if start.startswith(ZIP_SIGNATURE.lower()):
        return _read_office(path, is_sheet)
    if b"<html" in start or b"<!doctype html" in start:
        return page.read(path)
    if start.startswith(OLE_SIGNATURE):
        if _stream(_ENCRYPTION) in content:
            raise UserError(f"“{path.name}”设有打开密码，请在办公软件中取消密码、另存后再试。")
        is_sheet = any(_stream(name) in content for name in _SHEET_STREAMS)
        if not is_sheet and _stream(_TEXT_STREAM) not in content:
            raise UserError(f"“{path.name}”中没有文字或表格，可能已损坏，请在办公软件中另存为新格式后再试。")
    elif not start.startswith(_RTF_SIGNATURE):
        raise UserError(f"“{path.name}”的内容不是 Office 或 WPS 文件，请核对扩展名，或在办公软件中另存后再试。")
    with tempfile.TemporaryDirectory() as folder:
        converted = _convert(path, Path(folder), "xls" if is_sheet else "doc", "xlsx" if is_sheet else "docx")
        return _read_office(converted, is_sheet)


def _stream(name: str) -> bytes:
    """Return how the directory of an OLE file writes a stream's name. Files without one convert to garbage."""
    return name.encode("utf-16-le") + b"\0\0"


def _read_office(path: Path, is_sheet: bool) -> Source:
    return sheet.read(path) if is_sheet else word.read(path)


def _convert(path: Path, folder: Path, kind: str, target: str) -> Path:
    """Convert a copy of a file, and return the result's path.

    LibreOffice ends with exit code 0 whether it converted or not, so only the result's presence counts.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        newer = "Excel 工作簿（.xlsx）" if target == "xlsx" else "Word 文档（.docx）"
        raise UserError(f"读取“{path.name}”需要 LibreOffice，请先安装它，或用办公软件把文件另存为 {newer}。")
    copy = folder / f"{path.stem.lstrip('-.') or 'document'}.{kind}"
    shutil.copyfile(path, copy)
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "\n".join(_ITEM.format(name=name, value=value) for name, value in _SECURITY.items())
    (user / "registrymodifications.xcu").write_text(_LOCKED.format(items=items), encoding="utf-8")
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        str(copy),
    ]
    try:
        _run(command, folder)
    except subprocess.TimeoutExpired as error:
        raise UserError(f"“{path.name}”超过 {SECONDS} 秒未能转换，请在办公软件中另存为新格式后再试。") from error
    result = copy.with_suffix(f".{target}")
    if not result.is_file():
        raise UserError(f"“{path.name}”无法转换，可能已损坏，请在办公软件中另存为新格式后再试。")
    return result


def _run(command: Sequence[str], home: Path) -> None:
    """Run LibreOffice to its end; where it takes too long or the build is stopped, end all processes it has begun.

    Its program is a starter: killed alone, it would leave the one that works running for ever.

    Raises:
        subprocess.TimeoutExpired: It took too long.
    """
    with subprocess.Popen(  # noqa: S603 - the program is LibreOffice, the file a copy under a name of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(home)},
        start_new_session=True,
    ) as process:
        try:
            process.wait(SECONDS)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
