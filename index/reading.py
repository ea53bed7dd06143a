"""Files to documents, each parsed only where no earlier build has parsed the same bytes.

A file that cannot be read is named with the reason and passed over; it never stops the others.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import UserError, cause
from index.files import NamedFile, unpacked
from index.journal import Journal
from index.parse import parse
from index.parser_version import parser_version
from index.schema import Document
from index.snapshot import Snapshot, digest

_log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and how many there are."""


class Parsed:
    """Documents that this version of the parser has made before: in the last snapshot, or in the journal."""

    def __init__(self, before: Snapshot | None, journal: Journal) -> None:
        self._journal = journal
        self._store = before.store if before and before.manifest.parser == parser_version() else None
        files = self._store.files() if self._store else {}
        self._paths = {_key(sha256, path): path for path, sha256 in files.items()}

    def document(self, path: Path, name: str, max_bytes: int) -> Document:
        """Parse a file, or take what was made of the same bytes in the same format.

        Raises:
            UserError: The file cannot be read.
        """
        if path.stat().st_size > max_bytes:
            return parse(path, name, max_bytes)
        key = _key(digest(path), name)
        document = self._journal.document(key)
        if document is None and self._store and key in self._paths:
            document = self._store.parsed(self._paths[key])
        if document is None:
            document = parse(path, name, max_bytes)
            self._journal.add_document(key, document)
        return replace(document, path=name)


def read_all(
    files: Sequence[NamedFile], max_bytes: int, parsed: Parsed, tell: Progress
) -> tuple[list[Document], dict[str, str]]:
    """Read files and the members of archives.

    Returns:
        The documents in the files' order, and the reason for each file passed over.
    """
    documents: list[Document] = []
    refused: dict[str, str] = {}
    with TemporaryDirectory(prefix="assistant-") as folder:
        members = [file for name, path in files for file in _members(name, path, Path(folder), refused)]
        for done, (name, path) in enumerate(members, 1):
            try:
                documents.append(parsed.document(path, name, max_bytes))
            except UserError as error:
                refused[name] = _named(error, path, name)
            except OSError as error:
                refused[name] = f"无法读取（{cause(error)}），请检查文件权限。"
            except Exception as error:  # noqa: BLE001 a reader's bug with one file must not cost the others
                _log.exception("%s could not be parsed", name)
                refused[name] = f"读取时程序出错（{type(error).__name__}），请另存为其他格式再试，或交给维护人员。"
            tell("解析", done, len(members))
    return documents, refused


def _members(name: str, path: Path, folder: Path, refused: dict[str, str]) -> list[NamedFile]:
    try:
        return unpacked(name, path, folder)
    except UserError as error:
        refused[name] = _named(error, path, name)
        return []


def _named(error: UserError, path: Path, name: str) -> str:
    """What a reader says of a file, under the name that people know: a member's file has another on the disk."""
    return str(error).replace(path.name, Path(name).name)


def _key(sha256: str, name: str) -> bytes:
    """Names a parsed document by all it depends on but its path: bytes, format and parser."""
    return hashlib.sha256(f"{parser_version()} {sha256} {Path(name).suffix.lower()}".encode()).digest()
