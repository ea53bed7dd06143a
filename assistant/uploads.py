"""The folder of files that came by the web page; what an index mirrors includes it.

A file becomes visible there only when it is whole. Removed files are set aside, not deleted. Never reads a file's
contents: the build does, with its own bounds.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from index.errors import UserError, cause
from index.parse import ARCHIVE, READERS

_SET_ASIDE = ".removed"  # hidden folders are passed over by a build
_LONGEST_NAME = 200  # bytes, below what file systems allow
_PIECE = 1 << 20

SUFFIXES = (*READERS, ARCHIVE)
"""Of the files that are taken."""


class Uploads:
    """The folder; made when the first file comes.

    Args:
        folder: Where the files lie.
        max_bytes: The largest file that is taken.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes

    def save(self, name: str, contents: BinaryIO) -> str:
        """Keep a file, in place of one of the same name; return the name it is kept by.

        Raises:
            UserError: The name or the format cannot be taken, the file is too large, or the folder cannot be written.
        """
        kept = _plain_name(name)
        waiting = self._folder / f".{uuid4().hex}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            size = 0
            with waiting.open("wb") as file:
                while piece := contents.read(_PIECE):
                    size += len(piece)
                    if size > self._max_bytes:
                        raise UserError(f"超过单个文件的上限 {self._max_bytes / 1e6:.0f} MB，请拆分后再上传。")
                    file.write(piece)
            waiting.replace(self._folder / kept)
        except OSError as error:
            raise UserError(f"不能写入上传文件夹（{cause(error)}），请联系管理员检查设置 index.uploads。") from error
        finally:
            with suppress(OSError):  # gone, or never made
                waiting.unlink()
        return kept

    def holds(self, path: Path) -> bool:
        """Tell whether a file is one of these."""
        return path.resolve().parent == self._folder.resolve() and path.is_file()

    def remove(self, path: Path) -> None:
        """Set a file aside, where the next build will not find it.

        Raises:
            UserError: It is not one of these, or cannot be moved.
        """
        if not self.holds(path):
            raise UserError("这份文件不是在网页上传的，请在它所在的文件夹中移除后再更新索引。")
        aside = self._folder / _SET_ASIDE
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        try:
            aside.mkdir(exist_ok=True)
            path.replace(aside / f"{stamp}-{uuid4().hex[:6]}{path.suffix}")
        except OSError as error:
            raise UserError(f"不能移除这份文件（{cause(error)}），请联系管理员检查文件夹权限。") from error


def _plain_name(name: str) -> str:
    """Return a file's own name, without folders.

    Raises:
        UserError: It is hidden, too long, has control characters or a suffix that no reader takes.
    """
    own = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name.strip()
    if not own or own.startswith((".", "~$")) or not own.isprintable():
        raise UserError("文件名不能用，请改名后再上传。")
    if len(own.encode()) > _LONGEST_NAME:
        raise UserError("文件名过长，请缩短后再上传。")
    if PurePosixPath(own).suffix.lower() not in SUFFIXES:
        raise UserError(f"不支持这种格式，请转换为以下格式之一：{'、'.join(SUFFIXES)}。")
    return own
