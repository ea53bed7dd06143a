"""Which documents are still in force: newer ones go first, and stand beside the older ones that an answer cites.

Takes the index's word for what is newer. Leaves nothing out, and never changes the words of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from assistant.compose import dated, name
from assistant.kinship import years_of
from assistant.question import Question
from assistant.reader import Reading
from assistant.schema import Answer, Citation, NewerDocument
from index.schema import Document, FieldName, Hit
from index.store import Store
from prompts import load

_AS_WELL = 1.0
"""A newer document answers as well with a score that is lower by as much at the most."""

_OF_BEFORE = re.compile(
    r"(?:修订|修改|废止|调整)(?:之)?前|以前的|旧(?:版|法|办法|规定|政策|文件)|原(?:来|先)?的?(?:办法|规定|文件|政策)"
)
"""Asks for what held before."""

Ranked = TypeVar("Ranked", Hit, Reading)


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

    def newest_first(self, question: Question, ranked: Sequence[Ranked]) -> list[Ranked]:
        """Put what stands in an older document behind what a newer one in its place says as well.

        Args:
            question: Means the older one where it names its number, or a year that is not the newer one's.
            ranked: Passages or units, best first.
        """
        ordered = list(ranked)
        for item in reversed(ranked):
            later = {path for path in self._later(_path(item)) if not self._is_meant(question, _path(item), path)}
            best = next((other for other in ranked if _path(other) in later), None)
            if best and best.score >= item.score - _AS_WELL and ordered.index(best) > ordered.index(item):
                ordered.remove(item)
                ordered.insert(ordered.index(best) + 1, item)
        return ordered

    def _later(self, path: str) -> Iterator[str]:
        """The document that puts one out of date, the one that puts that one out of date, and so on."""
        seen = {path}
        while (newer := self._newer.get(path)) and newer.document not in seen:
            path = newer.document
            seen.add(path)
            yield path

    def _is_meant(self, question: Question, older: str, newer: str) -> bool:
        old, new = self._document(older), self._document(newer)
        years = years_of(old.title, dated(old)) - years_of(new.title, dated(new))
        is_numbered = old.value(FieldName.DOC_NUMBER) in question.doc_numbers
        return is_numbered or not years.isdisjoint(question.years) or bool(_OF_BEFORE.search(question.text))

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


def _path(ranked: Hit | Reading) -> str:
    return ranked.chunk.path if isinstance(ranked, Hit) else ranked.unit.hit.chunk.path
