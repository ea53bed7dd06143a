"""Whether what an answer cites is still in force: names the newer document beside an older one, and a copy's places.

Takes the index's word for it; decides nothing, and never changes what an answer says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby

from assistant.compose import dated, name
from assistant.schema import Answer, Citation, NewerDocument
from index.schema import Document, FieldName
from index.store import Store
from prompts import load


class InForce:
    """Knows the copies and the newer versions of a snapshot's documents."""

    def __init__(self, store: Store, document: Callable[[str], Document]) -> None:
        """Read what the index knows.

        Args:
            store: Of the snapshot.
            document: Gives a document by its path.
        """
        self._also_at = store.also_at()
        self._newer = store.newer()
        self._document = document

    def noted(self, answer: Answer) -> Answer:
        """Return an answer whose citations carry all places and the newer document, with a note behind its text."""
        citations = tuple(map(self.cited, answer.citations))
        return replace(answer, citations=citations, text=answer.text + "".join(self.notes(citations)))

    def cited(self, citation: Citation) -> Citation:
        """Return a citation with the other places of its document, and the newer document where there is one."""
        newer = self._newer.get(citation.document)
        if newer is None:
            return replace(citation, also_at=self._also_at.get(citation.document, ()))
        document = self._document(newer.document)
        found = NewerDocument(
            document=newer.document,
            title=document.title,
            doc_number=document.value(FieldName.DOC_NUMBER),
            date=dated(document),
            relation=newer.relation.value,
            reason=document.text[newer.start : newer.end] or document.title,  # a title from outside the text
            start=newer.start,
            end=newer.end,
        )
        return replace(citation, also_at=self._also_at.get(citation.document, ()), newer=found)

    def newer(self, path: str) -> str | None:
        """The path of the document that puts another out of date; None where nothing does."""
        found = self._newer.get(path)
        return found.document if found else None

    def notes(self, citations: Iterable[Citation]) -> list[str]:
        """A sentence for each cited document that is out of date, which names the newer one."""
        return [self._note(group) for group in _by_document([each for each in citations if self.newer(each.document)])]

    def _note(self, citations: list[Citation]) -> str:
        older = self._document(citations[0].document)
        newer = self._document(self._newer[older.path].document)
        markers = "".join(f"[{citation.n}]" for citation in citations)
        return load("newer").render(older=name(older), markers=markers, newer=name(newer))


def _by_document(citations: list[Citation]) -> list[list[Citation]]:
    ordered = sorted(citations, key=lambda citation: citation.document)
    groups = [list(group) for _, group in groupby(ordered, key=lambda citation: citation.document)]
    return sorted(groups, key=lambda group: group[0].n)
