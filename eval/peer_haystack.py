"""A Haystack pipeline: RecursiveDocumentSplitter by characters, in-memory store, embedding retriever.

Haystack's splitters by word find no words in Chinese, so characters and Chinese sentence ends are what a user would
come to. The only module that imports haystack (extra ``peers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from haystack import Document as HaystackDocument
from haystack.components.preprocessors import RecursiveDocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.peers import Find, Found
from index.encoder import Encoder
from index.schema import Document

_PATH = "path"
_CHUNK = 500
_OVERLAP = 50


def build(documents: Sequence[Document], encoder: Encoder, count: int) -> Find:
    """Index the documents and return how to search them."""
    splitter = RecursiveDocumentSplitter(
        split_length=_CHUNK, split_overlap=_OVERLAP, split_unit="char", separators=["\n\n", "\n", "。"]
    )
    given = [HaystackDocument(content=document.text, meta={_PATH: document.path}) for document in documents]
    pieces = splitter.run(given)["documents"]
    vectors = encoder.encode_passages([piece.content or "" for piece in pieces])
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [replace(piece, embedding=vector.tolist()) for piece, vector in zip(pieces, vectors, strict=True)]
    )
    retriever = InMemoryEmbeddingRetriever(store, top_k=count)

    def find(question: str) -> list[Found]:
        hits = retriever.run(query_embedding=encoder.encode_queries([question])[0].tolist())["documents"]
        return [
            Found(
                hit.meta[_PATH],
                hit.meta["split_idx_start"],
                hit.meta["split_idx_start"] + len(hit.content or ""),
                hit.score or 0.0,
            )
            for hit in hits
        ]

    return find
