"""A conversation on the page: what was asked, how far the answer is, what came of it.

Plain values and the steps between them. Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.schema import Answer, Stage
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

MAX_QUESTION = 1000
"""Characters of a question; the box takes no more."""

FAILED = "回答时出了问题，您的问题已保留，请稍后再试；如果反复出现，请联系管理员查看运行日志。"
STOPPED = "已停止回答。"

logger = logging.getLogger(__name__)


# Two exchanges are equal only if they are the same one: Gradio hashes what it keeps, and answers cannot be hashed.
@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """A question and what has become of it.

    Attributes:
        begun: Somebody is working on the answer.
        stage: What is being done for it.
        answer: The outcome, refusals included.
        note: One sentence for a question that was stopped or could not be answered.
    """

    question: str
    begun: bool = False
    stage: Stage | None = None
    answer: Answer | None = None
    note: str = ""

    @property
    def pending(self) -> bool:
        """The answer is still to come."""
        return self.answer is None and not self.note

    @property
    def failed(self) -> bool:
        """The question ended with an error, not by the user's wish."""
        return bool(self.note) and self.note != STOPPED


Conversation = tuple[Exchange, ...]


def accept(conversation: Conversation, question: str) -> Conversation:
    """Add a question; a blank one, or one that comes while another is being answered, changes nothing."""
    asked = question.strip()[:MAX_QUESTION]
    if not asked or is_busy(conversation):
        return conversation
    return (*conversation, Exchange(asked))


def is_busy(conversation: Conversation) -> bool:
    """Tell whether the last question is still being answered."""
    return bool(conversation) and conversation[-1].pending


def answer(assistant: Assistant, conversation: Conversation) -> Iterator[Conversation]:
    """Answer the last question, yielding the conversation each time that something new can be shown.

    Yields nothing where no question waits or where somebody is already answering it. An error ends the question with
    one sentence; what went wrong goes to the log.
    """
    if not is_busy(conversation) or conversation[-1].begun:
        return
    *before, current = conversation
    current = replace(current, begun=True)
    yield (*before, current)
    history = [earlier.answer.turn for earlier in before if earlier.answer]
    try:
        for step in assistant.stream(current.question, history):
            current = replace(current, answer=step) if isinstance(step, Answer) else replace(current, stage=step)
            yield (*before, current)
    except UserError as error:
        yield (*before, replace(current, note=str(error)))
    except Exception:
        logger.exception("a question could not be answered")
        yield (*before, replace(current, note=FAILED))


def stop(conversation: Conversation) -> Conversation:
    """End the question that is being answered."""
    if not is_busy(conversation):
        return conversation
    return (*conversation[:-1], replace(conversation[-1], note=STOPPED))
