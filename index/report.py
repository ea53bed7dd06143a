"""What a build did with each file: kept with the snapshot as JSON, for people to read and programs to compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from index.errors import UserError


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, by path. Every file is in one of the groups, or in ``same`` or ``refused``.

    Attributes:
        same: Files that say what another one says, each with the path of the document indexed in its place.
        refused: Files passed over, each with the reason.
        chunks: Passages in the index.
        embedded: Passages whose vectors were computed.
        resumed: Passages whose vectors an interrupted build had computed.
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    same: dict[str, str]
    refused: dict[str, str]
    chunks: int
    embedded: int
    resumed: int

    def write(self, path: Path) -> None:
        """Write the report to a JSON file."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_report(path: Path) -> BuildReport:
    """Read a report back.

    Raises:
        UserError: It is missing or no report.
    """
    try:
        return TypeAdapter(BuildReport).validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UserError("索引的收录报告已损坏，请用 assistant index build 文件夹 重新建立。") from error


def report(
    now: Mapping[str, str],
    before: Mapping[str, str],
    *,
    same: Mapping[str, str],
    refused: Mapping[str, str],
    chunks: int,
    embedded: int,
    resumed: int,
) -> BuildReport:
    """Compare the files of two builds.

    Args:
        now: SHA-256 of every file that could be read, by path, copies too.
        before: The same of the last snapshot.
        same: For each copy, the document kept in its place.
        refused: The reason for each file passed over.
        chunks: Passages in the index.
        embedded: How many were embedded.
        resumed: How many an interrupted build had embedded.
    """
    kept = [path for path in now if path not in same]
    return BuildReport(
        added=tuple(path for path in kept if path not in before),
        updated=tuple(path for path in kept if path in before and before[path] != now[path]),
        removed=tuple(path for path in before if path not in now),
        unchanged=tuple(path for path in kept if before.get(path) == now[path]),
        same=dict(same),
        refused=dict(refused),
        chunks=chunks,
        embedded=embedded,
        resumed=resumed,
    )
