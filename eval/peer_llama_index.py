"""A LlamaIndex pipeline as its own first example has it: SentenceSplitter with its defaults, VectorStoreIndex.

The only module that imports llama_index (extra ``peers``).
"""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core import Document as LlamaDocument
from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from eval.peers import Find, Found
from index.encoder import Encoder
from index.schema import Document

_PATH = "path"


class _SharedEmbedding(BaseEmbedding):
    """Our encoder in the shape that LlamaIndex wants."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in self._encoder.encode_passages(texts)]

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._encoder.encode_queries([query])[0].tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def build(documents: Sequence[Document], encoder: Encoder, count: int) -> Find:
    """Index the documents and return how to search them."""
    given = [
        LlamaDocument(text=document.text, metadata={_PATH: document.path}, excluded_embed_metadata_keys=[_PATH])
        for document in documents
    ]
    nodes = SentenceSplitter().get_nodes_from_documents(given)
    retriever = VectorStoreIndex(nodes, embed_model=_SharedEmbedding(encoder)).as_retriever(similarity_top_k=count)

    def find(question: str) -> list[Found]:
        found: list[Found] = []
        for hit in retriever.retrieve(question):
            node = hit.node
            if isinstance(node, TextNode) and node.start_char_idx is not None and node.end_char_idx is not None:
                found.append(Found(node.metadata[_PATH], node.start_char_idx, node.end_char_idx, hit.score or 0.0))
        return found

    return find
