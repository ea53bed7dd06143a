"""A follow-up question put by a model into words that stand alone, if they hold nothing that was not said before.

The rules of ``assistant.follow_up`` take over wherever this gives nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.check import check
from assistant.llm.chat import ChatModel, LlmError, as_data, conversation, without_thoughts
from assistant.reader import fold
from assistant.schema import Turn
from index import places
from index.segment import words

_MOST_TOKENS = 120
_LONGEST = 200  # characters
_TURNS = 4
_LEAST_KNOWN = 0.75  # of the words of the question as put; the rest is what joins them

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """The conversation as the source of a question: nothing but its words is known of it."""

    quote: str
    title: str = ""
    doc_number: str | None = None
    issuer: str | None = None
    date: str | None = None
    section: tuple[str, ...] = ()


def standalone(model: ChatModel, question: str, history: Sequence[Turn]) -> str | None:
    """Return the question as it is to be understood; None where the model gives none that may be used.

    Args:
        model: Puts the question.
        question: As asked.
        history: The turns before it, oldest first.
    """
    said = [turn.standalone for turn in history[-_TURNS:]]
    messages = conversation(
        "llm_follow_up_rules",
        "llm_follow_up",
        conversation="\n".join(map(as_data, said)),
        question=as_data(question),
    )
    try:
        text = without_thoughts("".join(model.stream(messages, _MOST_TOKENS)))
    except LlmError as error:
        logger.warning("model %s did not put the follow-up question: %s", model.name, error)
        return None
    put = text.strip().strip("“”\"'")
    if not _may_be_used(put, question, said):
        logger.info("model %s: the follow-up question as put is not used", model.name)
        return None
    return put


def _may_be_used(put: str, question: str, said: Sequence[str]) -> bool:
    """Tell whether a question as put says nothing new, and nothing less than was asked."""
    if not put or "\n" in put or len(put) > _LONGEST:
        return False
    known = "\n".join((*said, question))
    if not all(made.supported for made in check(put, [_Said(known)])):
        return False
    if any(name not in put for name in places.names(question)):
        return False
    terms, folded = set(words(put)), fold(known)
    return bool(terms) and sum(term in folded for term in terms) >= _LEAST_KNOWN * len(terms)
