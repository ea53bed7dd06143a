"""A published index on disk: which files it is made of, whether they are whole, and which one is current.

``DIR/CURRENT`` names a folder under ``DIR/snapshots``. A snapshot is written aside, then published by replacing that
one small file: a reader sees the old index or the new one, never half of either. A published snapshot never changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from index.errors import UserError, cause
from index.lexical import LexicalIndex
from index.report import BuildReport, read_report
from index.store import Store
from index.vectors import VectorIndex

FORMAT = 7
"""Version of the layout; an index of another version is rebuilt, not read."""

DATABASE = "documents.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"
REPORT = "report.json"
_MANIFEST = "manifest.json"
_CURRENT = "CURRENT"
_SNAPSHOTS = "snapshots"
_BUILDING = ".building-"
_LOCK_SECONDS = 5.0
_KEEP = 2  # readers may still have the one before the current open


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is.

    Attributes:
        encoder: Identity of the encoder, prompts included; vectors of another are not comparable.
        files: SHA-256 of every file, by path relative to the snapshot.
        parser: Version of the parser; documents that another one made are parsed again.
        roots: The files and folders that the index mirrors, absolute.
    """

    format: int
    created: str
    encoder: str
    dimensions: int
    chunk_size: int
    documents: int
    chunks: int
    files: dict[str, str]
    parser: str
    roots: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An opened index."""

    folder: Path
    manifest: Manifest
    store: Store
    vectors: VectorIndex
    lexical: LexicalIndex
    report: BuildReport


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the right to write below ``directory``.

    Raises:
        UserError: Another process is building this index, or the folder cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        held = FileLock(directory / ".lock", timeout=_LOCK_SECONDS).acquire()
    except Timeout as error:
        raise UserError(f"另一个程序正在更新索引 {directory}，请等它完成后再试。") from error
    except OSError as error:
        raise UserError(f"不能写入索引文件夹 {directory}（{cause(error)}），请换一个位置。") from error
    with held:
        yield


def new_folder(directory: Path) -> Path:
    """Make an empty folder to write a snapshot in, out of readers' sight; what a build cut off has left goes."""
    for unfinished in (directory / _SNAPSHOTS).glob(f"{_BUILDING}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    folder = directory / _SNAPSHOTS / f"{_BUILDING}{uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    return folder


def publish(directory: Path, folder: Path, manifest: Manifest) -> Path:
    """Complete a written folder with its manifest and make it the current snapshot.

    Returns:
        The snapshot's final folder.
    """
    (folder / _MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=2), encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)
    name = hashlib.sha256((folder / _MANIFEST).read_bytes()).hexdigest()[:16]
    if (directory / _SNAPSHOTS / name).exists():  # built twice within a second: readers may have the first one open
        name += uuid4().hex[:8]
    final = directory / _SNAPSHOTS / name
    folder.rename(final)
    pointer = directory / f".{_CURRENT}-{uuid4().hex[:8]}"
    pointer.write_text(name + "\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(directory / _CURRENT)
    _sync(directory)
    _collect(directory, name)
    return final


def open_current(directory: Path) -> Snapshot:
    """Open the current snapshot after checking every file against the manifest.

    Raises:
        UserError: There is no index, it is damaged, or its format is another.
    """
    folder = current_folder(directory)
    manifest = read_manifest(folder)
    problems = check(folder, manifest)
    if problems:
        raise UserError(
            f"索引 {directory} 已损坏（{'、'.join(problems)}），请用 assistant index build 文件夹 重新建立。"
        )
    return Snapshot(
        folder,
        manifest,
        Store(folder / DATABASE),
        VectorIndex.load(folder / VECTORS),
        LexicalIndex.load(folder / LEXICAL),
        read_report(folder / REPORT),
    )


def current_folder(directory: Path) -> Path:
    """The folder of the current snapshot.

    Raises:
        UserError: There is no index here.
    """
    try:
        name = (directory / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            f"{directory} 里没有索引，请先运行 assistant index build 文件夹 --index {directory}。"
        ) from error
    except (OSError, UnicodeDecodeError):
        name = ""
    folder = directory / _SNAPSHOTS / name
    if not name.isalnum() or not folder.is_dir():
        raise UserError(f"索引 {directory} 已损坏（找不到快照），请用 assistant index build 文件夹 重新建立。")
    return folder


def read_manifest(folder: Path) -> Manifest:
    """Read a snapshot's manifest.

    Raises:
        UserError: It is missing, damaged, or of another format version.
    """
    try:
        values = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if values.get("format") != FORMAT:
            raise UserError("索引由其他版本的程序建立，请用 assistant index build 文件夹 重新建立。")
        return Manifest(**values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UserError("索引的清单文件已损坏，请用 assistant index build 文件夹 重新建立。") from error


def check(folder: Path, manifest: Manifest) -> list[str]:
    """Name every file of a snapshot that is missing, strange or changed."""
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {_MANIFEST}
    wrong = [name for name in sorted(present & set(manifest.files)) if digest(folder / name) != manifest.files[name]]
    if not folder.name.startswith(digest(folder / _MANIFEST)[:16]):  # a snapshot is named after its manifest
        wrong.append(_MANIFEST)
    return wrong + sorted(present ^ set(manifest.files))


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): digest(path) for path in files}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _collect(directory: Path, current: str) -> None:
    """Remove what no reader needs any more: snapshots older than the last ones."""
    folders = [path for path in (directory / _SNAPSHOTS).iterdir() if path.name != current]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in folders[_KEEP - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
