"""Pipelines that a user would otherwise write, over the same parsed documents and the same encoder.

Each peer differs in how it cuts and finds passages. All answer the plain way without a language model: the three
sentences of the first three passages that the encoder finds nearest to the question, every one cited. They never
refuse, take each turn of a conversation alone, and are as sure as their first passage is near.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.schema import Answer, Citation, Passage, Status, Turn
from eval.system import NamedDocument, System
from index.encoder import Encoder
from index.errors import UserError
from index.schema import BlockKind, Chunk, Document, FieldName
from index.vectors import VectorIndex

_CHUNK = 500
_OVERLAP = 50
_READ = 3
_SENTENCES = 3
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


@dataclass(frozen=True, slots=True)
class Found:
    """The stretch ``[start, end)`` of a document's text that a peer found, and its score."""

    path: str
    start: int
    end: int
    score: float


Find = Callable[[str], Sequence[Found]]
"""Gives what a peer finds for a question, best first."""

BuildPeer = Callable[[Sequence[Document], Encoder, int], Find]
"""Makes a peer from documents, the encoder and how many passages a question gets."""


def plain(documents: Sequence[Document], encoder: Encoder, count: int) -> Find:
    """Cut every 500 characters with 50 of overlap, search by vectors in FAISS."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP, add_start_index=True)
    spans: list[tuple[str, int, int]] = []
    texts: list[str] = []
    for document in documents:
        for piece in splitter.create_documents([document.text]):
            start = int(piece.metadata["start_index"])
            spans.append((document.path, start, start + len(piece.page_content)))
            texts.append(piece.page_content)
    vectors = VectorIndex.build(encoder.encode_passages(texts))

    def find(question: str) -> list[Found]:
        positions, scores = vectors.search(encoder.encode_queries([question])[0], count)
        return [Found(*spans[int(at)], float(score)) for at, score in zip(positions, scores, strict=True)]

    return find


def _llama_index(documents: Sequence[Document], encoder: Encoder, count: int) -> Find:
    from eval.peer_llama_index import build

    return build(documents, encoder, count)


def _haystack(documents: Sequence[Document], encoder: Encoder, count: int) -> Find:
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # read when haystack is imported: nothing is to be sent
    from eval.peer_haystack import build

    return build(documents, encoder, count)


PEERS: Mapping[str, tuple[str, BuildPeer]] = {
    "plain": ("通用流程 500/50", plain),
    "llama-index": ("LlamaIndex 默认分段", _llama_index),
    "haystack": ("Haystack 500/50", _haystack),
}
"""Names of the peers, what people call them, and how each is made."""


_LIBRARIES = {"llama-index": "llama_index", "haystack": "haystack"}


def check_peers(names: Sequence[str]) -> None:
    """Tell at once, before anything is built, whether all these peers can be made.

    Raises:
        UserError: There is no peer of a name, or its library is not installed.
    """
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise UserError(f"没有名为 {'、'.join(unknown)} 的对照流程，可用的有：{'、'.join(PEERS)}。")
    missing = [name for name in names if name in _LIBRARIES and find_spec(_LIBRARIES[name]) is None]
    if missing:
        raise UserError(f"对照流程 {'、'.join(missing)} 需要另外安装：pip install -e '.[peers]'。")


class PeerSystem:
    """A peer that can be evaluated as the assistant is."""

    def __init__(self, name: str, system: System, encoder: Encoder, count: int) -> None:
        """Build the peer over the documents of a system.

        Raises:
            UserError: There is no peer of this name, or its library is not installed.
        """
        if name not in PEERS:
            raise UserError(f"没有名为 {name} 的对照流程，可用的有：{'、'.join(PEERS)}。")
        self._system = system
        self._encoder = encoder
        self._texts = {document.path: system.document(document.path) for document in system.documents()}
        try:
            self._find = PEERS[name][1](list(self._texts.values()), encoder, count)
        except ImportError as error:
            raise UserError(f"对照流程 {name} 需要另外安装：pip install -e '.[peers]'（缺 {error.name}）。") from error

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Of the index whose documents the peer works on."""
        return self._system.manifest

    def document(self, path: str) -> Document:
        """Return a document."""
        return self._texts[path]

    def documents(self) -> Sequence[NamedDocument]:
        """Return all documents."""
        return self._system.documents()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question the plain way, whatever was asked before it."""
        del history
        started = time.perf_counter()
        passages = tuple(self._passage(rank, found) for rank, found in enumerate(self._find(question), start=1))
        retrieved = time.perf_counter()
        citations = self._best_sentences(question, passages[:_READ])
        read = time.perf_counter()
        text = "".join(f"{citation.quote}[{citation.n}]" for citation in citations)
        timings = {
            "retrieve": (retrieved - started) * 1000,
            "read": (read - retrieved) * 1000,
            "total": (read - started) * 1000,
        }
        confidence = min(max(passages[0].score, 0.0), 1.0) if passages else 0.0
        return Answer(question, question, Status.ANSWERED, text, citations, passages, confidence, timings)

    def _passage(self, rank: int, found: Found) -> Passage:
        document = self._texts[found.path]
        text = document.text[found.start : found.end]
        identity = sha256(f"{found.path}\n{found.start}\n{found.end}".encode()).hexdigest()[:16]
        chunk = Chunk(identity, found.path, found.start, found.end, BlockKind.PARAGRAPH, (), text, text)
        return Passage(
            rank,
            chunk,
            found.score,
            document.title,
            document.value(FieldName.DOC_NUMBER),
            document.value(FieldName.ISSUER),
            document.value(FieldName.DATE),
        )

    def _best_sentences(self, question: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
        spans: dict[str, tuple[Passage, int]] = {}
        for passage in passages:
            for match in _SENTENCE.finditer(passage.chunk.text):
                sentence = match[0].strip()
                if sentence:
                    start = passage.chunk.start + match.start() + len(match[0]) - len(match[0].lstrip())
                    spans.setdefault(sentence, (passage, start))
        asked = self._encoder.encode_queries([question])[0]
        sentences = list(spans)
        nearness = self._encoder.encode_passages(sentences) @ asked
        nearest = [sentences[at] for at in np.argsort(-nearness, kind="stable")[:_SENTENCES]]
        return tuple(_citation(n, sentence, *spans[sentence]) for n, sentence in enumerate(nearest, start=1))


def _citation(n: int, sentence: str, passage: Passage, start: int) -> Citation:
    return Citation(
        n,
        passage.chunk.path,
        passage.title,
        passage.doc_number,
        passage.issuer,
        passage.date,
        (),
        sentence,
        start,
        start + len(sentence),
    )
