"""What a person who edits a letter may choose from: further statements for a request, another wording, earlier replies.

Everything offered is verbatim and checked as in the draft itself. Nothing is put into a letter here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.compose import dated
from assistant.draft.choosing import Statement, choose, standing
from assistant.draft.composer import Composer
from assistant.draft.evidence import gather
from assistant.draft.glue import Letter, cite, place, shown
from assistant.draft.letter import place_of_proposal
from assistant.draft.naming import short_name
from assistant.draft.schema import Paragraph, Proposal, Request, Stage
from assistant.draft.sources import Sources
from assistant.draft.stage import stage_of
from assistant.draft.topic import topic
from assistant.schema import Citation
from index.schema import FieldName
from prompts import load

_LEAST = 0.05  # likelihood of what is offered; the person chooses
_MOST = 8
_SEARCHED = 60
_MOST_REPLIES = 3

Place = tuple[str, int, int]
"""Path of a document, and where words begin and end in it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A statement that may join a paragraph: its words as the letter would show them, without the marker."""

    words: str
    stage: Stage
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reply:
    """An earlier reply on a like matter."""

    document: str
    title: str
    date: str


class Offers:
    """Finds what may be offered, in one index."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def further(self, proposal: Proposal, request: Request, query: str, used: Collection[Place]) -> list[Offer]:
        """Statements that speak to a request, best first.

        Args:
            proposal: The proposal.
            request: The request.
            query: Other words to look for; empty: the request's own.
            used: Places already relied on.
        """
        asked = Request(query, 0, len(query), topic(query)) if query else request
        letter = Letter(proposal.addressed_to, place_of_proposal(proposal))
        composer = Composer(self._sources, letter)
        found: list[Offer] = []
        for statement in self._unused(asked, letter, used):
            if len(found) == _MOST:
                break
            if (paragraph := composer.paragraph(statement.stage, [statement])) and paragraph.citations:
                citation = composer.citations[paragraph.citations[0] - 1]
                source = load("draft_source").render(document=short_name(statement.document))
                found.append(Offer(source + shown(place(statement, letter)), statement.stage, citation))
        return found

    def another(
        self, proposal: Proposal, request: Request, stage: Stage | None, used: Collection[Place]
    ) -> tuple[Paragraph, Sequence[Citation]] | None:
        """Another paragraph for a request from statements not used so far; None where there are no more.

        Args:
            proposal: The proposal.
            request: The request.
            stage: Of the paragraph that it may replace; None: whichever speaks best.
            used: Places already relied on.
        """
        letter = Letter(proposal.addressed_to, place_of_proposal(proposal))
        near = self._unused(request, letter, used)
        chosen = choose(near, ()) if near else ()
        fit = [s for s in chosen if stage in (None, s.stage)] or chosen
        if not fit:
            return None
        composer = Composer(self._sources, letter)
        paragraph = composer.paragraph(fit[0].stage, [s for s in fit if s.stage is fit[0].stage])
        return (paragraph, composer.citations) if paragraph else None

    def replies(self, proposal: Proposal) -> list[Reply]:
        """Earlier replies near a proposal's title, so that two letters do not contradict each other."""
        found: dict[str, Reply] = {}
        for hit in self._sources.search(proposal.title or proposal.body[:200], _SEARCHED):
            document = self._sources.document(hit.chunk.path)
            is_reply = document.value(FieldName.KIND) == "答复" or document.value(FieldName.PROPOSAL_NUMBER)
            if is_reply and document.path not in found:
                found[document.path] = Reply(document.path, document.title, dated(document) or "")
        return list(found.values())[:_MOST_REPLIES]

    def _unused(self, request: Request, letter: Letter, used: Collection[Place]) -> list[Statement]:
        """What still holds and speaks to a request from places not relied on so far, likeliest first."""
        near = standing(gather(request, self._sources, letter.place).near)
        staged = [replace(s, stage=stage_of(s.unit, s.document)) for s in near if s.score >= _LEAST]
        return [statement for statement in staged if _place(statement, letter) not in used]


def _place(statement: Statement, letter: Letter) -> Place:
    """Where the words stand that the letter would cite for a statement."""
    made = cite(0, statement, place(statement, letter))
    return made.document, made.start, made.end
