"""The SQLite file of a store: opened anew for each piece of work, which is kept whole or not at all.

Only this user of the machine can read it. Knows nothing of what is kept.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import UserError

logger = logging.getLogger(__name__)


@contextmanager
def opened(path: Path, schema: str, named: str) -> Iterator[sqlite3.Connection]:
    """Open a store's file for one piece of work, from any thread; it is committed at the end, and undone by an error.

    Args:
        path: The file; it and its folder are made where they are not there.
        schema: Statements that make the tables, of no effect where they exist.
        named: What people call the store.

    Raises:
        UserError: The folder cannot be written, or the file not read.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        database = sqlite3.connect(path, timeout=10)
    except (OSError, sqlite3.Error) as error:
        raise UserError(f"不能写入 {path.parent}，请检查设置 server.data 和文件夹权限。") from error
    try:
        database.execute("PRAGMA foreign_keys = ON")
        database.executescript(schema)
        with database:
            yield database
    except sqlite3.Error as error:
        logger.warning("%s: %s", path, error)
        raise UserError(f"{named} {path} 读写失败，请检查磁盘空间和文件权限；文件已损坏的，移走后重试。") from error
    finally:
        database.close()


def holding(words: str) -> str:
    r"""Return the pattern of ``LIKE … ESCAPE '\'`` that matches whatever holds these words."""
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
