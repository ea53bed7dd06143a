"""Questions to begin with, offered where nothing has been asked: only such as the documents at hand do answer.

Each is tried before it is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.engine import Assistant
from assistant.schema import DocumentSummary, Status
from prompts import load

_MOST = 5
_TRIED = 12


def example_questions(assistant: Assistant) -> list[str]:
    """Return questions that the assistant answers: well-chosen ones where they fit, else about the documents' dates."""
    found: list[str] = []
    for _, question in zip(range(_TRIED), _candidates(assistant.documents()), strict=False):
        if len(found) == _MOST:
            break
        if assistant.ask(question).status is Status.ANSWERED:
            found.append(question)
    return found


def _candidates(documents: list[DocumentSummary]) -> Iterator[str]:
    yield from load("example_questions").render().splitlines()
    yield from (f"《{document.title}》是哪天成文的？" for document in documents if document.date)
