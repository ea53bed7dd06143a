"""The user's cache of prepared models: made once, published whole, checked each time it is opened.

A folder is written under another name and renamed when complete, so a half-written one is never used. Two
processes that start together wait for each other. What fails its check is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs
from filelock import FileLock

from index.errors import UserError, cause

CACHE_VARIABLE = "ASSISTANT_CACHE_DIR"
_MANIFEST = "sha256.json"


def cache_dir() -> Path:
    """Return the folder of all caches: ``ASSISTANT_CACHE_DIR`` or the system's place for this user."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("npc-proposal-assistant"))


def prepared_folder(name: str, prepare: Callable[[Path], None]) -> Path:
    """Return a folder of the cache that holds what ``prepare`` writes, calling it only where it must.

    Args:
        name: Names the content: change it whenever ``prepare`` would write something else.
        prepare: Writes its files into the empty folder that it is given.

    Raises:
        UserError: The cache cannot be written.
    """
    folder = cache_dir() / name
    if _is_intact(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock")):
            if not _is_intact(folder):  # another process may have been first
                _publish(folder, prepare)
    except OSError as error:
        raise UserError(
            f"缓存目录 {folder.parent} 无法写入（{cause(error)}），"
            f"请检查磁盘空间和权限，或用环境变量 {CACHE_VARIABLE} 指定另一个目录。"
        ) from error
    return folder


def _publish(folder: Path, prepare: Callable[[Path], None]) -> None:
    """Write a new folder beside the old one, then put it in its place."""
    draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.draft-", dir=folder.parent))
    try:
        prepare(draft)
        draft.chmod(0o755)  # a cache made for all, by an administrator, must be readable by all
        (draft / _MANIFEST).write_text(json.dumps(_hashes(draft), indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _is_intact(folder: Path) -> bool:
    """Tell whether the folder is complete and every file is as it was written."""
    try:
        hashes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return bool(hashes) and hashes == _hashes(folder)
    except (OSError, ValueError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in the folder but the list of them."""
    hashes = {}
    for path in sorted(folder.iterdir()):
        if path.name != _MANIFEST:
            with path.open("rb") as file:
                hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes
