"""Files to structured documents: one reader a format, then one reading of the structure for all of them.

A reader only says what its format declares; headings, fields and boilerplate are decided here for every format alike.
Never runs, fetches or follows anything that a file names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from index.errors import UserError
from index.parse import fields, plain, structure
from index.schema import Document, Source


def _read_plain(path: Path) -> Source:
    return plain.read(path.read_bytes())


READERS: dict[str, Callable[[Path], Source]] = {
    ".txt": _read_plain,
    ".md": _read_plain,
}


def parse(path: Path, name: str, max_bytes: int) -> Document:
    """Parse one file.

    Args:
        path: The file.
        name: How the document is to be known: its path relative to the indexed folder.
        max_bytes: Larger files are refused.

    Raises:
        UserError: The format is not known, or the file is too large, empty, damaged or hostile.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UserError(f"不支持 {path.suffix or '无后缀'} 格式，请转换为 {'、'.join(sorted(READERS))} 之一。")
    size = path.stat().st_size
    if size > max_bytes:
        raise UserError(f"文件有 {size / 1e6:.0f} MB，超过上限 {max_bytes / 1e6:.0f} MB，请拆分后再试。")
    source = reader(path)
    text, blocks = structure.assemble(source)
    if not text.strip():
        raise UserError("没有读到文字，请确认文件不是空的或扫描图片。")
    found = fields.read(text, blocks, source)
    return Document(name, hashlib.sha256(path.read_bytes()).hexdigest(), text, blocks, found)
