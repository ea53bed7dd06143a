"""The files that documents were read from, where they still are.

A file is found among those that the index mirrors, by the name that it has in the index: no path is ever put together
from what somebody asks for. What has changed since it was read is no longer the original.
"""

from __future__ import annotations

from pathlib import Path

from index.errors import UserError
from index.files import mirrored, named_files
from index.settings import IndexSettings
from index.snapshot import current_folder, digest


class Originals:
    """The files of one index; safe to call from several threads."""

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self._known: tuple[str, dict[str, Path]] = ("", {})

    def find(self, path: str, sha256: str) -> Path | None:
        """Return the file of a document, unchanged since it was read; None where there is none any more.

        Args:
            path: The document's path in the index.
            sha256: Of the file that was read.
        """
        try:
            file = self._files().get(path)
            return file if file and digest(file) == sha256 else None
        except (OSError, UserError):  # moved or removed since: there is nothing to fetch
            return None

    def _files(self) -> dict[str, Path]:
        """All files that the current snapshot was read from, by the names of their documents."""
        snapshot = current_folder(self._settings.dir).name
        if self._known[0] != snapshot:
            self._known = (snapshot, dict(named_files(mirrored((), self._settings))))
        return self._known[1]
