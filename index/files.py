"""Which files an index is made of, and the name each goes by. Reads none of them but archives, which it unpacks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import UserError
from index.parse import ARCHIVE, unpack
from index.settings import IndexSettings
from index.snapshot import current_folder, read_manifest

NamedFile = tuple[str, Path]
"""How a document is known, and where its file lies."""


def named_files(paths: Sequence[Path]) -> list[NamedFile]:
    """List all files below the paths, each once, with its path relative to the given folder as its name.

    Raises:
        UserError: A path does not exist.
    """
    found: dict[str, Path] = {}
    seen: set[Path] = set()
    for root in paths:
        if not root.exists():
            raise UserError(f"找不到 {root}，请检查路径。")
        folder = root.resolve() if root.is_dir() else root.resolve().parent
        for path in _files(root):
            name = _legible(path.relative_to(root).as_posix() if root.is_dir() else path.name)
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            for parent in (folder, *folder.parents):  # as many folders in front as tell it from files of the same name
                if name not in found:
                    break
                name = f"{_legible(parent.name)}/{name}"
            found[name] = path
    return sorted(found.items())


def mirrored(paths: Sequence[Path], settings: IndexSettings) -> list[Path]:
    """Return what an index mirrors: the given files and folders, and the folder of the uploaded ones.

    Args:
        paths: None given: those that the current snapshot was built from.
        settings: Where the index and the uploads lie.

    Raises:
        UserError: Nothing is given and there is no snapshot that remembers.
    """
    uploads = settings.uploads_dir
    roots = list(paths) or [Path(root) for root in read_manifest(current_folder(settings.dir)).roots]
    if not roots:
        raise UserError("这个索引没有记下收录了哪些文件夹，请用 assistant index build 文件夹 重新建立一次。")
    has_uploads = uploads.is_dir() and next(_files(uploads), None) is not None
    others = [root for root in roots if root.resolve() != uploads.resolve()]
    return [*others, uploads] if has_uploads else others


def unpacked(name: str, path: Path, folder: Path) -> list[NamedFile]:
    """List the documents of an archive, written into ``folder``, or the file itself where it is none.

    Raises:
        UserError: The archive is damaged, encrypted or hostile.
    """
    return list(unpack(path, name, folder)) if path.suffix.lower() == ARCHIVE else [(name, path)]


def _legible(name: str) -> str:
    """A name in Unicode, also where an archive from Windows has left it in a Chinese code page."""
    written = os.fsencode(name)
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("gb18030", "replace")


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        if path.is_file() and not hidden:
            yield path
