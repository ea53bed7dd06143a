"""Files to structured documents: one reader a format, then one reading of the structure for all of them.

A reader only says what its format declares; headings, fields and boilerplate are decided here for every format alike.
Never runs, fetches or follows anything that a file names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from index.errors import UserError
from index.parse import fields, mentions, structure
from index.parse.archive import OLE_SIGNATURE, read_members
from index.schema import Document, FieldName, Source

READERS: dict[str, str] = {
    ".txt": "plain",
    ".md": "plain",
    ".html": "page",
    ".htm": "page",
    ".mhtml": "page",
    ".mht": "page",
    ".docx": "word",
    ".pdf": "pdf_process",
    ".xlsx": "sheet",
    ".pptx": "slides",
    ".doc": "legacy",
    ".wps": "legacy",
    ".xls": "legacy",
    ".et": "legacy",
    ".rtf": "legacy",
}
"""Module of this package that reads a format, by suffix; loaded when the first such file comes."""

ARCHIVE = ".zip"
_LEGACY = "legacy"
_NEW_OFFICE = (".docx", ".xlsx")


def parse(path: Path, name: str, max_bytes: int) -> Document:
    """Parse one file.

    Args:
        path: The file.
        name: How the document is to be known: its path relative to the indexed folder.
        max_bytes: Larger files are refused.

    Raises:
        UserError: The format is not known, or the file is too large, empty, damaged or hostile.
    """
    module = READERS.get(path.suffix.lower())
    if path.suffix.lower() == ARCHIVE:
        raise UserError("压缩包里的压缩包没有展开，请先解压，再把其中的文件放入资料目录。")
    if module is None:
        known = "、".join((*READERS, ARCHIVE))
        raise UserError(f"不支持{path.suffix or '没有后缀的'}文件，请转换为以下格式之一：{known}。")
    size = path.stat().st_size
    if size > max_bytes:
        raise UserError(f"文件有 {size / 1e6:.0f} MB，超过上限 {max_bytes / 1e6:.0f} MB，请拆分后再试。")
    source: Source = import_module(f"index.parse.{_LEGACY if _is_old_office(path) else module}").read(path)
    text, blocks = structure.assemble(source)
    if not text.strip():
        raise UserError("没有读到文字，请确认文件不是空的或扫描图片。")
    found = fields.read(text, blocks, source)
    return Document(
        path=name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        text=text,
        blocks=blocks,
        fields=found,
        references=tuple(mentions.references(text, found.get(FieldName.DOC_NUMBER))),
        abbreviations=tuple(mentions.abbreviations(text)),
    )


def _is_old_office(path: Path) -> bool:
    """Tell whether a file of an old office program was given a new one's suffix, by which many an office sends them."""
    if path.suffix.lower() not in _NEW_OFFICE:
        return False
    with path.open("rb") as file:
        return file.read(len(OLE_SIGNATURE)) == OLE_SIGNATURE


def unpack(path: Path, name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Write an archive's documents into a folder; each is known as ``archive.zip/member``.

    Raises:
        UserError: The archive is damaged, encrypted or hostile.
    """
    seen: set[str] = set()
    for number, (member, data) in enumerate(read_members(path)):
        target = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}-{number}{Path(member).suffix.lower()}"
        target.write_bytes(data)
        known = f"{name}/{member}" if member not in seen else f"{name}/{number + 1}/{member}"  # a zip may repeat names
        seen.add(member)
        yield known, target
