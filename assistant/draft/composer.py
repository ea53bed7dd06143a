"""Statements to paragraphs: verbatim words with the least glue, each checked against its quote, citations numbered.

A statement that does not hold against its quote is left out and said so. Never adds a word that no document says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.check import check, holds
from assistant.draft import gaps
from assistant.draft.choosing import Statement
from assistant.draft.demand import demands
from assistant.draft.evidence import Evidence
from assistant.draft.glue import Letter, Placed, cite, place, shown, strung
from assistant.draft.naming import full_name, short_name
from assistant.draft.schema import Coverage, Paragraph, Point, Request, Stage
from assistant.draft.sources import Sources
from assistant.draft.topic import topic
from assistant.schema import Citation
from prompts import load

_STAGES = {Stage.DONE: "draft_done", Stage.ONGOING: "draft_ongoing", Stage.NEXT: "draft_next"}


class Composer:
    """Writes the points of one letter and numbers its citations."""

    def __init__(self, sources: Sources, letter: Letter) -> None:
        self._sources = sources
        self._letter = letter
        self._mentioned: set[str] = set()
        self.citations: list[Citation] = []
        self.dropped: list[str] = []

    def point(self, request: Request, evidence: Evidence) -> Point:
        """Answer one request, by itself: what an earlier one was answered with may answer this one too."""
        paragraphs: list[Paragraph] = []
        for stage in Stage:
            chosen = [s for s in evidence.statements if s.stage is stage]
            paragraph = self.paragraph(stage, chosen) if chosen else None
            if paragraph:
                paragraphs.append(paragraph)
        coverage = evidence.coverage if paragraphs else Coverage.MISSING
        asked = demands(request, self._sources.idf)
        if coverage is Coverage.MISSING:
            paragraphs = [Paragraph(gaps.gap(request.topic, request.text, evidence.near, asked[0]), ())]
        else:
            by_text = {demand.text: demand for demand in asked}
            for text in evidence.unanswered:
                words = gaps.gap(topic(text), text, evidence.near, by_text[text], part=True)
                paragraphs.append(Paragraph(words, ()))
        return Point(request, coverage, tuple(paragraphs))

    def paragraph(self, stage: Stage, chosen: Sequence[Statement]) -> Paragraph | None:
        """Write the statements of one stage, the newest document first; None where none holds against its quote."""
        paths = dict.fromkeys(s.document.path for s in sorted(chosen, key=lambda s: s.date, reverse=True))
        parts: list[str] = []
        numbers: list[int] = []
        for path in paths:
            group = sorted((s for s in chosen if s.document.path == path), key=lambda s: s.unit.start)
            written = [
                (placed, n) for s in group if (placed := place(s, self._letter)) and (n := self._cited(s, placed))
            ]
            if written:
                source = load("draft_source").render(document=self._named(group[0]))
                parts.append(f"{source}{strung(written)}。")
                numbers += [n for _, n in written]
        if not parts:
            return None
        return Paragraph(load(_STAGES[stage]).render() + "".join(parts), tuple(dict.fromkeys(numbers)), stage)

    def _named(self, statement: Statement) -> str:
        """A document as the letter names it: in full the first time, in short later on."""
        document = statement.document
        first = document.path not in self._mentioned
        self._mentioned.add(document.path)
        return full_name(document) if first else short_name(document)

    def _cited(self, statement: Statement, placed: Placed) -> int:
        """Number of the citation behind a statement; 0 where the statement does not hold against it."""
        number = len(self.citations) + 1
        made = cite(number, statement, placed)
        if not holds(placed.words, made.quote, placed.replaced):
            self.dropped.append(statement.unit.text[:30])
            return 0
        same = next(
            (c for c in self.citations if (c.document, c.start, c.end) == (made.document, made.start, made.end)), None
        )
        if same:
            return same.n
        around = (statement.unit.subject, *statement.unit.hit.chunk.columns)
        checked = replace(made, checks=check(shown(placed), (made,), around))
        self.citations.append(self._sources.in_force.cited(checked))
        return number
