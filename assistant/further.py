"""Questions to go on with after an answer: only such as the documents at hand do answer.

They are asked of the document cited first: what it says under other headings, when it was made, to whom it went. Each
is tried, as it would be asked, before it is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.conversations import Exchange
from assistant.schema import Answer, Citation, Status, Turn
from index.schema import BlockKind, Document, FieldName
from prompts import load

if TYPE_CHECKING:
    from assistant.engine import Assistant

_OFFERED = 3
_TRIED = 5
_SHORT_TITLE = 24  # characters; a longer title makes a question that nobody reads
_HEADING = range(4, 25)  # characters of a heading's words that make a question
_NUMBER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[编章节条款][、\s]*|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[.．、]\s*)"
)
_SAID_ANYWAY = re.compile(r"^在(?=.*方面)|方面[。：:]?$")  # the question's own words
_CONTENTS = ("目录", "附件", "附录", "总则", "附则", "说明")


def further_questions(assistant: Assistant, exchange: Exchange, history: Sequence[Turn]) -> Iterator[tuple[str, ...]]:
    """Yield the questions found so far, after each one that was tried.

    Args:
        assistant: Tries them.
        exchange: What was asked last, answered; a refusal has no further questions.
        history: The conversation's turns, with this one.
    """
    answer = exchange.answer
    if answer is None or not answer.citations:
        return
    found: tuple[str, ...] = ()
    cited = answer.citations[0]
    candidates = _candidates(assistant.document(cited.document), cited)
    for _, (question, heading) in zip(range(_TRIED), candidates, strict=False):
        tried = assistant.ask(question, history, exchange.chosen)
        if _says_more(tried, answer, heading):
            found = (*found, question)
        yield found
        if len(found) == _OFFERED:
            return


def _candidates(document: Document, cited: Citation) -> Iterator[tuple[str, str]]:
    """Yield questions, each with the heading below which its answer stands; empty where it may stand anywhere."""
    short = len(document.title) <= _SHORT_TITLE
    for heading in _headings(document, cited):
        if short:
            yield load("further_heading_of").render(title=document.title, heading=heading), heading
        else:
            yield load("further_heading").render(heading=heading), heading
    if short and document.value(FieldName.DATE):
        yield load("further_date").render(title=document.title), ""
    if short and document.value(FieldName.ADDRESSEE):
        yield load("further_addressee").render(title=document.title), ""


def _headings(document: Document, cited: Citation) -> list[str]:
    """Words of the headings beside the cited passage's own: those that follow it first, at most three."""
    own = set(cited.section)
    beside = [
        (block.start <= cited.start, abs(block.start - cited.start), words)
        for block in document.blocks
        if block.kind is BlockKind.HEADING
        and (text := document.text[block.start : block.end].strip()) not in own
        and len(words := _SAID_ANYWAY.sub("", _NUMBER.sub("", text)).strip("。：: 　")) in _HEADING
        and not words.startswith(_CONTENTS)
    ]
    return list(dict.fromkeys(words for *_, words in sorted(beside)))[: _TRIED - 2]


def _says_more(tried: Answer, answer: Answer, heading: str) -> bool:
    """Tell whether a question has an answer where it was expected, and another than the one at hand."""
    known = {(citation.document, citation.start) for citation in answer.citations}
    documents = {citation.document for citation in answer.citations}
    return tried.status is Status.ANSWERED and all(
        citation.document in documents
        and (citation.document, citation.start) not in known
        and any(heading in each for each in (*citation.section, citation.quote))
        for citation in tried.citations
    )
