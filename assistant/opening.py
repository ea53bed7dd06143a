"""A snapshot opened once, with the models that read it, for all who work on it: answering questions, drafting replies.

Vectors of another encoder mean nothing, so an index opens only with the one that it was built with.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.query_adapter import QueryAdapter
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.span_reader import SpanReader
from index.encoder import Encoder, load_encoder
from index.errors import UserError
from index.snapshot import Snapshot, open_current


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot and what reads it; thread-safe."""

    snapshot: Snapshot
    encoder: Encoder
    retriever: Retriever
    span_reader: SpanReader

    @classmethod
    def of(cls, snapshot: Snapshot, encoder: Encoder, settings: Settings) -> Opened:
        """Take a snapshot and the encoder that it was built with."""
        return cls(
            snapshot, encoder, open_retriever(snapshot, encoder, settings), SpanReader.load(settings.embedding.threads)
        )


def open_index(settings: Settings) -> tuple[Snapshot, Encoder]:
    """Open the current snapshot and its encoder.

    Raises:
        UserError: There is no index, it is damaged, or it was built with another encoder.
    """
    snapshot = open_current(settings.index.dir)
    encoder = load_encoder(settings.embedding)
    if snapshot.manifest.encoder != encoder.name:
        raise UserError(
            f"索引由模型 {snapshot.manifest.encoder} 建立，与当前设置的 {encoder.name} 不同，"
            "请改回 embedding.model 或用 assistant index build 重新建立。"
        )
    return snapshot, encoder


def open_retriever(snapshot: Snapshot, encoder: Encoder, settings: Settings) -> Retriever:
    """Take a snapshot and its encoder for searching, with the query adapter where it was trained for that encoder."""
    adapter = QueryAdapter.load_for(encoder.name)
    return Retriever(snapshot, encoder, settings.retrieval, adapter=adapter)
