"""A conversation on the page: what was asked, how far the answer is, what came of it.

Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.schema import Answer, Stage, Turn
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

MAX_QUESTION = 1000
"""Characters of a question; the box takes no more."""

FAILED = "回答时出了问题，您的问题已保留，请稍后再试；如果反复出现，请联系管理员查看运行日志。"
STOPPED = "已停止回答。"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
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


class Conversation:
    """The exchanges of one browser session.

    Safe to call from several threads: a question that was stopped stays so, whatever its answer still does.
    """

    def __init__(self) -> None:
        self._exchanges: tuple[Exchange, ...] = ()
        self._lock = threading.Lock()

    def __deepcopy__(self, memo: dict[int, Any]) -> Conversation:
        """Gradio gives every session a copy of the one that the page was built with, which stays empty."""
        return Conversation()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What was asked, oldest first."""
        return self._exchanges

    @property
    def busy(self) -> bool:
        """The last question is still being answered."""
        return bool(self._exchanges) and self._exchanges[-1].pending

    def accept(self, question: str) -> bool:
        """Add a question, unless it is blank or another is being answered; tell whether it was added."""
        asked = question.strip()[:MAX_QUESTION]
        with self._lock:
            if not asked or self.busy:
                return False
            self._exchanges = (*self._exchanges, Exchange(asked))
            return True

    def answer(self, assistant: Assistant) -> Iterator[None]:
        """Answer the last question, yielding each time that something new can be shown.

        Yields nothing where no question waits or where somebody is already answering it, and ends with the next
        step when the question is stopped. An error ends the question with one sentence; what went wrong is logged.
        """
        with self._lock:
            if not self.busy or self._exchanges[-1].begun:
                return
            *before, waiting = self._exchanges
            current = replace(waiting, begun=True)
            self._exchanges = (*before, current)
        yield
        for step in _steps(assistant, current, [earlier.answer.turn for earlier in before if earlier.answer]):
            if not self._settle(current, step):
                yield  # what was shown last may still be the question as it was
                return
            current = step
            yield

    def stop(self) -> None:
        """End the question that is being answered."""
        with self._lock:
            if self.busy:
                self._exchanges = (*self._exchanges[:-1], replace(self._exchanges[-1], note=STOPPED))

    def clear(self) -> None:
        """Begin a new conversation."""
        with self._lock:
            self._exchanges = ()

    def _settle(self, before: Exchange, after: Exchange) -> bool:
        with self._lock:
            if not self._exchanges or self._exchanges[-1] is not before:
                return False
            self._exchanges = (*self._exchanges[:-1], after)
            return True


def _steps(assistant: Assistant, exchange: Exchange, history: list[Turn]) -> Iterator[Exchange]:
    """Yield the exchange as it comes to be: its stages, then its answer, or a note instead."""
    try:
        for step in assistant.stream(exchange.question, history):
            yield replace(exchange, answer=step) if isinstance(step, Answer) else replace(exchange, stage=step)
    except UserError as error:
        yield replace(exchange, note=str(error))
    except Exception:
        logger.exception("a question could not be answered")
        yield replace(exchange, note=FAILED)
