"""Files to a published snapshot: find, parse, cut, embed, write, publish.

The index mirrors the given paths: what is new is added, what is gone is removed, and what has not changed is not
embedded again. A file that cannot be read is reported by name and passed over; nothing that is already published is
touched until the new snapshot is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index import snapshot, store
from index.chunk import chunk
from index.encoder import Encoder
from index.errors import UserError
from index.lexical import LexicalIndex
from index.parse import ARCHIVE, parse, unpack
from index.schema import Chunk, Document
from index.settings import IndexSettings
from index.vectors import VectorIndex, Vectors

Progress = Callable[[str, int, int], None]
"""Told the stage, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, by document path. ``refused`` holds the reason for each file passed over."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: dict[str, str]
    chunks: int
    embedded: int


def build_index(
    paths: Sequence[Path],
    directory: Path,
    encoder: Encoder,
    chunk_size: int,
    max_file_bytes: int,
    progress: Progress | None = None,
) -> BuildReport:
    """Make the index in ``directory`` mirror the given files and folders.

    Raises:
        UserError: A path does not exist, no document could be read, or another process is building.
    """
    tell = progress or (lambda *_: None)
    with snapshot.locked(directory):
        before = _previous(directory)
        documents, refused = _parse_all(_named_files(paths), max_file_bytes, tell)
        if not documents:
            reasons = "；".join(f"{name}：{reason}" for name, reason in list(refused.items())[:5])
            raise UserError(f"没有可以收录的文件，索引保持原样。{reasons or '请检查给出的路径。'}")
        chunks = [piece for document in documents for piece in chunk(document, chunk_size)]
        vectors, embedded = _embed(chunks, encoder, before, tell)
        _write(directory, documents, chunks, vectors, encoder, chunk_size, refused, paths)
        return _report(documents, refused, before.store.paths() if before else {}, len(chunks), embedded)


def mirrored(paths: Sequence[Path], settings: IndexSettings) -> list[Path]:
    """Return what an index mirrors: the given files and folders, and the folder of the uploaded ones.

    Args:
        paths: None given: those that the current snapshot was built from.
        settings: Where the index and the uploads lie.

    Raises:
        UserError: Nothing is given and there is no snapshot that remembers.
    """
    uploads = settings.uploads_dir
    roots = list(paths) or [Path(root) for root in snapshot.read_manifest(snapshot.current_folder(settings.dir)).roots]
    if not roots:
        raise UserError("这个索引没有记下收录了哪些文件夹，请用 assistant index build 文件夹 重新建立一次。")
    has_uploads = uploads.is_dir() and next(_files(uploads), None) is not None
    others = [root for root in roots if root.resolve() != uploads.resolve()]
    return [*others, uploads] if has_uploads else others


def _previous(directory: Path) -> snapshot.Snapshot | None:
    """The snapshot to take vectors from; None where there is none or it is damaged: then all are embedded anew."""
    try:
        return snapshot.open_current(directory)
    except UserError:
        return None


def _named_files(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """All files below the paths, each with the name its document gets: its path relative to the given folder."""
    found: dict[str, Path] = {}
    seen: set[Path] = set()
    for root in paths:
        if not root.exists():
            raise UserError(f"找不到 {root}，请检查路径。")
        folder = root.resolve() if root.is_dir() else root.resolve().parent
        for path in _files(root):
            name = path.relative_to(root).as_posix() if root.is_dir() else path.name
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            for parent in (folder, *folder.parents):  # as many folders in front as tell it from files of the same name
                if name not in found:
                    break
                name = f"{parent.name}/{name}"
            found[name] = path
    return sorted(found.items())


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        if path.is_file() and not hidden:
            yield path


def _parse_all(
    files: Sequence[tuple[str, Path]], max_bytes: int, tell: Progress
) -> tuple[list[Document], dict[str, str]]:
    documents: list[Document] = []
    refused: dict[str, str] = {}
    with TemporaryDirectory(prefix="assistant-") as folder:
        files = [file for name, path in files for file in _unpacked(name, path, Path(folder), refused)]
        for done, (name, path) in enumerate(files, 1):
            try:
                documents.append(parse(path, name, max_bytes))
            except UserError as error:
                refused[name] = str(error)
            except OSError as error:
                refused[name] = f"无法读取（{error.strerror or error}），请检查文件权限。"
            tell("解析", done, len(files))
    return documents, refused


def _unpacked(name: str, path: Path, folder: Path, refused: dict[str, str]) -> list[tuple[str, Path]]:
    """The documents of an archive, or the file itself where it is none."""
    if path.suffix.lower() != ARCHIVE:
        return [(name, path)]
    try:
        return list(unpack(path, name, folder))
    except UserError as error:
        refused[name] = str(error)
        return []


def _embed(
    chunks: Sequence[Chunk], encoder: Encoder, before: snapshot.Snapshot | None, tell: Progress
) -> tuple[Vectors, int]:
    """Vectors of the chunks, those of unchanged words taken from the snapshot before.

    Returns:
        The vectors, shape (chunks, dimensions), and how many were computed.
    """
    known: dict[bytes, Vectors] = {}
    if before and before.manifest.encoder == encoder.name:
        for text, vector in zip(before.store.index_texts(), before.vectors.all(), strict=True):
            known[_key(text)] = vector
    missing = sorted({piece.index_text for piece in chunks if _key(piece.index_text) not in known})
    if missing:
        computed = encoder.encode_passages(missing, lambda done: tell("向量化", done, len(missing)))
        known.update((_key(text), vector) for text, vector in zip(missing, computed, strict=True))
    return np.stack([known[_key(piece.index_text)] for piece in chunks]), len(missing)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _write(
    directory: Path,
    documents: Sequence[Document],
    chunks: Sequence[Chunk],
    vectors: Vectors,
    encoder: Encoder,
    chunk_size: int,
    refused: dict[str, str],
    roots: Sequence[Path],
) -> None:
    folder = snapshot.new_folder(directory)
    store.write(folder / snapshot.DATABASE, documents, chunks)
    VectorIndex.build(vectors).save(folder / snapshot.VECTORS)
    LexicalIndex.build([piece.index_text for piece in chunks]).save(folder / snapshot.LEXICAL)
    manifest = snapshot.Manifest(
        format=snapshot.FORMAT,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=encoder.name,
        dimensions=int(vectors.shape[1]),
        chunk_size=chunk_size,
        documents=len(documents),
        chunks=len(chunks),
        files=snapshot.digests(folder),
        refused=refused,
        roots=[str(root.resolve()) for root in roots],
    )
    snapshot.publish(directory, folder, manifest)


def _report(
    documents: Sequence[Document], refused: dict[str, str], old: dict[str, str], chunks: int, embedded: int
) -> BuildReport:
    new = {document.path: document.sha256 for document in documents}
    return BuildReport(
        added=tuple(path for path in new if path not in old),
        updated=tuple(path for path in new if path in old and old[path] != new[path]),
        removed=tuple(path for path in old if path not in new),
        unchanged=tuple(path for path in new if old.get(path) == new[path]),
        refused=refused,
        chunks=chunks,
        embedded=embedded,
    )
