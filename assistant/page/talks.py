"""Conversations while they are open: questions are answered in the background, a few at a time, in the order asked.

A page that is closed or loaded anew takes nothing from an answer that is on its way. Nothing here knows Gradio or HTML.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from assistant.conversations import ConversationStore, Exchange
from assistant.further import further_questions
from assistant.schema import Answer, Partial, Stage, Turn
from assistant.scope import Scope
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

MAX_QUESTION = 1000
"""Characters of a question; the box takes no more."""

FAILED = "回答时出了问题，您的问题已保留，请稍后再试；如果反复出现，请联系管理员查看运行日志。"
STOPPED = "已停止回答。"
INTERRUPTED = "回答时程序停止了运行，请再问一次。"

_HELD = 64  # conversations kept at hand after their last use
_STEP = 0.03  # seconds between two looks at a conversation that somebody waits for

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Talk:
    """One conversation, open.

    Attributes:
        doing: What is being done for the last question while it is being answered, or what stands of its answer.
        further: Questions to go on with after the last answer, tried; None while that is not settled.
        version: Grows with every change; tells whoever waits that there is something new.
    """

    id: str
    owner: str
    title: str = ""
    exchanges: tuple[Exchange, ...] = ()
    doing: Stage | Partial | None = None
    further: tuple[str, ...] | None = ()
    version: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def busy(self) -> bool:
        """The last question is still being answered."""
        return bool(self.exchanges) and self.exchanges[-1].answer is None and not self.exchanges[-1].note

    @property
    def latest(self) -> Answer | None:
        """The last question's answer, or what stands of it while it is being written."""
        doing, exchanges = self.doing, self.exchanges  # once: they may change while somebody looks
        if isinstance(doing, Partial):
            return doing.answer
        return exchanges[-1].answer if exchanges else None

    def ends_with(self, exchange: Exchange) -> bool:
        """Tell whether an exchange is the last one, whatever has been said of its answer since."""
        if not self.exchanges:
            return False
        last = self.exchanges[-1]
        return last is exchange or (last.answer is not None and last.answer is exchange.answer)

    def settle(self, before: Exchange, after: Exchange) -> bool:
        """Put what has become of the last question; tell whether it was still the one that was meant."""
        with self.lock:
            if not self.ends_with(before):
                return False
            self.exchanges = (*self.exchanges[:-1], after)
            self.doing = None
            self.version += 1
            return True

    def note(
        self, exchange: Exchange, *, doing: Stage | Partial | None = None, further: tuple[str, ...] | None = None
    ) -> bool:
        """Tell how far a question is; False where it is no longer the last."""
        with self.lock:
            if not self.ends_with(exchange):
                return False
            if (self.doing, self.further) != (doing, further):
                self.doing, self.further = doing, further
                self.version += 1
            return True


class Talks:
    """All open conversations, each known to its owner alone, and the threads that answer.

    Args:
        assistant: The one in use, asked for anew with every question.
        store: Keeps the conversations.
        concurrency: Questions that are answered at the same time; further ones wait.
    """

    def __init__(self, assistant: Callable[[], Assistant], store: ConversationStore, concurrency: int) -> None:
        self._assistant = assistant
        self._store = store
        self._workers = ThreadPoolExecutor(concurrency, thread_name_prefix="answer")
        self._idlers = ThreadPoolExecutor(1, thread_name_prefix="further")
        self._waiting: list[Exchange] = []  # and those being answered
        self._open: WeakValueDictionary[tuple[str, str], Talk] = WeakValueDictionary()
        self._held: OrderedDict[tuple[str, str], Talk] = OrderedDict()
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def open(self, owner: str, talk: str) -> Talk:
        """Return an owner's conversation.

        Raises:
            UserError: The owner has none of this identity.
        """
        with self._lock:
            found = self._open.get((owner, talk))
            if found is None:
                title, exchanges = self._store.read(owner, talk)
                found = Talk(talk, owner, title, tuple(map(_ended, exchanges)))
            self._hold(found)
            return found

    def ask(self, owner: str, talk: str | None, question: str, scope: Scope, place: int | None = None) -> Talk:
        """Ask a question in a conversation, or begin one with it.

        Args:
            owner: Who asks.
            talk: The conversation; None begins one.
            question: As it was typed.
            scope: The documents that it is asked of.
            place: The exchange that it takes the place of, with all after it; None: it comes last.

        Raises:
            UserError: The question is blank, or the one before is still being answered.
        """
        asked = question.strip()[:MAX_QUESTION]
        if not asked:
            raise UserError("请输入问题。")
        opened = self.open(owner, talk) if talk else Talk(secrets.token_urlsafe(12), owner)
        exchange = Exchange(asked, datetime.now(UTC).isoformat(timespec="seconds"), scope)
        with opened.lock:
            if opened.busy:
                raise UserError("上一个问题还在回答，请等它结束或先停止。")
            earlier = opened.exchanges if place is None else opened.exchanges[:place]
            if len(earlier) < len(opened.exchanges):
                self._store.cut(owner, opened.id, len(earlier))
            self._store.put(owner, opened.id, len(earlier), exchange)
            opened.exchanges, opened.doing, opened.further = (*earlier, exchange), None, None
            opened.title = opened.title or self._store.read(owner, opened.id)[0]
            opened.version += 1
        with self._lock:
            self._hold(opened)
            self._waiting.append(exchange)
        self._workers.submit(self._answer, opened, exchange)
        return opened

    def stop(self, owner: str, talk: str) -> Talk:
        """End the question that is being answered."""
        opened = self.open(owner, talk)
        if opened.busy:
            last = opened.exchanges[-1]
            self._settle(opened, last, replace(last, note=STOPPED))
        return opened

    def judge(self, talk: Talk, place: int, helpful: bool) -> None:
        """Remember what the owner said of an answer."""
        with talk.lock:
            judged = replace(talk.exchanges[place], helpful=helpful)
            talk.exchanges = (*talk.exchanges[:place], judged, *talk.exchanges[place + 1 :])
            self._store.put(talk.owner, talk.id, place, judged)

    def rename(self, owner: str, talk: str, title: str) -> None:
        """Give a conversation another title."""
        self.open(owner, talk).title = self._store.rename(owner, talk, title)

    def delete(self, owner: str, talk: str) -> None:
        """Remove a conversation; what is being answered in it is dropped."""
        opened = self.open(owner, talk)
        with opened.lock:  # whoever keeps an answer meanwhile would make the conversation anew
            self._store.delete(owner, talk)
            opened.exchanges = ()
        with self._lock:
            self._open.pop((owner, talk), None)
            self._held.pop((owner, talk), None)

    def ahead(self, talk: Talk) -> int:
        """How many questions will be answered before this conversation's."""
        last = talk.exchanges[-1] if talk.exchanges else None  # it may be deleted while somebody looks
        with self._lock:
            return next((n for n, each in enumerate(self._waiting) if each is last), 0)

    def close(self) -> None:
        """End: what is being answered is answered still, what waits is not."""
        self._closing.set()
        for threads in (self._workers, self._idlers):
            threads.shutdown(cancel_futures=True)

    @staticmethod
    async def changed(talk: Talk, seen: int, seconds: float) -> None:
        """Wait until a conversation is another than the version seen, or for that long."""
        until = time.monotonic() + seconds
        while talk.version == seen and time.monotonic() < until:
            await asyncio.sleep(_STEP)

    def _hold(self, talk: Talk) -> None:
        key = (talk.owner, talk.id)
        self._open[key] = self._held[key] = talk
        self._held.move_to_end(key)
        while len(self._held) > _HELD:
            self._held.popitem(last=False)

    def _answer(self, talk: Talk, exchange: Exchange) -> None:
        try:
            if exchange not in talk.exchanges:
                return
            turns = [each.answer.turn for each in talk.exchanges[:-1] if each.answer]
            for step in self._steps(exchange, turns):
                if not isinstance(step, Exchange):
                    if not talk.note(exchange, doing=step):
                        return
                elif self._settle(talk, exchange, step) and step.answer and not self._closing.is_set():
                    self._idlers.submit(self._look_further, talk, step)
        finally:
            with self._lock:
                self._waiting = [each for each in self._waiting if each is not exchange]

    def _steps(self, exchange: Exchange, turns: Sequence[Turn]) -> Iterator[Stage | Partial | Exchange]:
        """Yield what is being done for a question, then what has become of it."""
        assistant = self._assistant()
        try:
            for step in assistant.stream(exchange.question, turns, exchange.chosen):
                if isinstance(step, Answer):
                    yield replace(exchange, answer=step, index=assistant.version)
                else:
                    yield step
        except UserError as error:
            yield replace(exchange, note=str(error))
        except Exception:
            logger.exception("a question could not be answered")
            yield replace(exchange, note=FAILED)

    def _settle(self, talk: Talk, before: Exchange, after: Exchange) -> bool:
        with talk.lock:
            if not talk.settle(before, after):
                return False
            if after.answer is None:
                talk.note(after, further=())
            try:
                self._store.put(talk.owner, talk.id, len(talk.exchanges) - 1, after)
            except UserError:  # the disk is full: the answer is shown all the same
                logger.warning("an answer could not be kept", exc_info=True)
            return True

    def _look_further(self, talk: Talk, exchange: Exchange) -> None:
        """Find questions to go on with, giving way to everybody who waits for an answer."""
        found: tuple[str, ...] = ()
        try:
            turns = [each.answer.turn for each in talk.exchanges if each.answer]
            for latest in further_questions(self._assistant(), exchange, turns):
                found = latest
                while self._waiting and not self._closing.is_set():
                    time.sleep(_STEP)
                if self._closing.is_set() or not talk.ends_with(exchange):
                    return
        except Exception:
            logger.exception("no further questions could be found")
        talk.note(exchange, further=found)


def _ended(exchange: Exchange) -> Exchange:
    """An exchange as it is after a restart: nobody is answering it any more."""
    return exchange if exchange.answer or exchange.note else replace(exchange, note=INTERRUPTED)
