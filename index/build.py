"""Files to a published snapshot: find, parse, cut, embed, write, publish.

The index mirrors the given paths: what is new is added, what is gone is removed, and what has not changed is neither
parsed nor embedded again. An interrupted build goes on where it stopped. A file that cannot be read is reported by
name and passed over; nothing that is already published is touched until the new snapshot is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index import snapshot, store
from index.chunk import chunk
from index.duplicates import find_copies
from index.embedding import embed
from index.encoder import Encoder
from index.errors import UserError
from index.files import named_files
from index.journal import Journal
from index.lexical import LexicalIndex
from index.parser_version import parser_version
from index.reading import Parsed, Progress, read_all
from index.report import BuildReport, report
from index.schema import Chunk, Document, Newer
from index.vectors import VectorIndex, Vectors
from index.versions import find_newer

_TOLD_EVERY = 500  # chunks


@dataclass(frozen=True, slots=True)
class _Content:
    """What goes into a snapshot: all documents, and the chunks of those that are no copies."""

    documents: Sequence[Document]
    copies: Mapping[str, str]
    newer: Mapping[str, Newer]
    chunks: Sequence[Chunk]


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
        UserError: A path does not exist, no document could be read, another process is building, or the disk is full.
    """
    tell = progress or (lambda *_: None)
    with snapshot.locked(directory):
        journal = Journal(directory)
        with journal:
            before = _previous(directory)
            documents, refused = read_all(named_files(paths), max_file_bytes, Parsed(before, journal), tell)
            if not documents:
                reasons = "；".join(f"{name}：{reason}" for name, reason in list(refused.items())[:5])
                raise UserError(f"没有可以收录的文件，索引保持原样。{reasons or '请检查给出的路径。'}")
            content = _content(documents, chunk_size, tell)
            embedded = embed([piece.index_text for piece in content.chunks], encoder, before, journal, tell)
        done = report(
            {document.path: document.sha256 for document in documents},
            before.store.files() if before else {},
            same=content.copies,
            refused=refused,
            chunks=len(content.chunks),
            embedded=embedded.computed,
            resumed=embedded.resumed,
        )
        try:
            _write(directory, content, embedded.vectors, encoder, chunk_size, paths, done, tell)
        except OSError as error:
            raise UserError(
                f"写不进索引文件夹 {directory}，请检查磁盘空间和权限；已完成的部分保留，再次运行会接着做。"
            ) from error
        journal.discard()
        return done


def _previous(directory: Path) -> snapshot.Snapshot | None:
    """The snapshot to take work from; None where there is none or it is damaged: then all is done anew."""
    try:
        return snapshot.open_current(directory)
    except UserError:
        return None


def _content(documents: Sequence[Document], chunk_size: int, tell: Progress) -> _Content:
    tell("查重", 0, len(documents))
    copies = find_copies(documents)
    tell("查重", len(documents), len(documents))
    kept = [document for document in documents if document.path not in copies]
    chunks = [piece for document in kept for piece in chunk(document, chunk_size)]
    return _Content(documents, copies, find_newer(kept), chunks)


def _write(
    directory: Path,
    content: _Content,
    vectors: Vectors,
    encoder: Encoder,
    chunk_size: int,
    roots: Sequence[Path],
    done: BuildReport,
    tell: Progress,
) -> None:
    folder = snapshot.new_folder(directory)
    store.write(folder / snapshot.DATABASE, content.documents, content.chunks, content.copies, content.newer)
    VectorIndex.build(vectors).save(folder / snapshot.VECTORS)
    LexicalIndex.build(_texts(content.chunks, tell)).save(folder / snapshot.LEXICAL)
    done.write(folder / snapshot.REPORT)
    manifest = snapshot.Manifest(
        format=snapshot.FORMAT,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=encoder.name,
        dimensions=int(vectors.shape[1]),
        chunk_size=chunk_size,
        documents=len(content.documents) - len(content.copies),
        chunks=len(content.chunks),
        files=snapshot.digests(folder),
        parser=parser_version(),
        roots=[str(root.resolve()) for root in roots],
    )
    snapshot.publish(directory, folder, manifest)


def _texts(chunks: Sequence[Chunk], tell: Progress) -> Iterator[str]:
    """Yield what is searched of each chunk, telling how far the one that takes them has come."""
    for done, piece in enumerate(chunks, 1):
        yield piece.index_text
        if done % _TOLD_EVERY == 0 or done == len(chunks):
            tell("分词", done, len(chunks))
