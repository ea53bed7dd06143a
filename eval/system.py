"""What can be evaluated: anything that answers questions over indexed documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from assistant.schema import Answer, Turn
from index.schema import Document


class NamedDocument(Protocol):
    """A document in a list of them."""

    @property
    def path(self) -> str:
        """Where it lies, relative to the indexed folder."""


class System(Protocol):
    """The assistant itself, a variant of it, or a peer."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the index is made of."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question asked after the turns of ``history``."""

    def document(self, path: str) -> Document:
        """Return an indexed document."""

    def documents(self) -> Sequence[NamedDocument]:
        """Return all indexed documents."""
