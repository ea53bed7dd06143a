"""What the chat page asks of the server, one method a request: each for the visitor who asks, and for no other.

Knows HTML only as what others draw, and nothing of Gradio.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from assistant.conversations import ConversationStore
from assistant.examples import example_questions
from assistant.feedback import FeedbackStore
from assistant.originals import Originals
from assistant.page.chat import empty_html, further_html, turn_html
from assistant.page.downloads import ORIGINAL
from assistant.page.evidence import EMPTY, card_of, evidence_html, passage_html
from assistant.page.lookup import closest_sentence
from assistant.page.reading import document_html, documents_html
from assistant.page.sidebar import measure_html, scope_html, talks_html
from assistant.page.talks import Talk, Talks
from assistant.schema import Answer
from assistant.scope import Scope
from assistant.settings import ScopeSettings, Settings
from assistant.titles import cited_as
from index.errors import UserError
from index.schema import Document, FieldName

if TYPE_CHECKING:
    from assistant.engine import Assistant

_WAIT = 20.0  # seconds that a request waits for news

logger = logging.getLogger(__name__)

View = dict[str, Any]


class Desk:
    """Serves the chat page; safe to call from several threads. ``owner`` is the visitor who asks.

    Args:
        assistant: The one in use, asked for anew each time.
        settings: Where things are kept, and how many questions are answered at once.
    """

    def __init__(self, assistant: Callable[[], Assistant], settings: Settings) -> None:
        self._assistant = assistant
        self._store = ConversationStore(settings.server.data)
        self._feedback = FeedbackStore(settings.server.data)
        self._originals = Originals(settings.index)
        self._examples: Sequence[str] = ()
        self._examples_of = ""
        self._choosing = threading.Lock()
        self.talks = Talks(assistant, self._store, settings.server.concurrency)

    def choose_examples(self) -> None:
        """Find the questions to begin with, unless they are known for the index in use."""
        with self._choosing:
            assistant = self._assistant()
            if self._examples_of != assistant.version:
                self._examples = example_questions(assistant)
                self._examples_of = assistant.version

    def open(self, owner: str, talk: str | None = None) -> View:
        """A conversation as it is; without one, the empty state."""
        if talk is not None:
            return self._whole(self.talks.open(owner, talk))
        if self._examples_of != self._assistant().version:
            threading.Thread(target=self.choose_examples, daemon=True).start()
        empty = {"past": "", "now": empty_html(self._examples), "evidence": EMPTY, "title": "", "talk": None}
        return empty | {"further": "", "busy": False, "more": False, "version": 0}

    def ask(
        self, owner: str, question: str, scope: Mapping[str, Any], talk: str | None = None, turn: int | None = None
    ) -> View:
        """Ask a question, in place of an earlier one where ``turn`` names it."""
        return self._whole(self.talks.ask(owner, talk, question, _scope(scope), turn))

    def stop(self, owner: str, talk: str) -> View:
        """End the question that is being answered."""
        return self._whole(self.talks.stop(owner, talk))

    async def watch(self, owner: str, talk: str, version: int) -> View:
        """Wait until there is something new, and tell it."""
        opened = self.talks.open(owner, talk)
        await self.talks.changed(opened, version, _WAIT)
        view = self._latest(opened)
        is_waiting = view["busy"] and opened.latest is None  # the evidence before stays beside it
        return view if is_waiting else view | {"evidence": self._evidence(opened)}

    def listing(self, owner: str, words: str = "", talk: str | None = None) -> View:
        """The visitor's conversations."""
        return {"html": talks_html(self._store.summaries(owner, words), talk, words)}

    def rename(self, owner: str, talk: str, title: str) -> View:
        """Give a conversation another title."""
        self.talks.rename(owner, talk, title)
        return {}

    def delete(self, owner: str, talk: str) -> View:
        """Remove a conversation."""
        self.talks.delete(owner, talk)
        return {}

    def evidence(self, owner: str, talk: str, turn: int) -> View:
        """The evidence of an earlier answer."""
        return {"html": evidence_html(turn, self._answer(owner, talk, turn))}

    def find(self, owner: str, talk: str, turn: int, words: str) -> View:
        """The source sentence closest to words of an answer."""
        answer = self._answer(owner, talk, turn)
        found = closest_sentence(words, answer)
        if found is None:
            raise UserError("检索到的段落里没有与所选文字相近的句子。")
        marked = passage_html(found.passage.chunk, found.start, found.end)
        return {"card": card_of(turn, answer, found.passage), "html": marked}

    def judge(self, owner: str, talk: str, turn: int, helpful: bool, reason: str = "") -> View:
        """Keep what the visitor says of an answer."""
        answer = self._answer(owner, talk, turn)
        opened = self.talks.open(owner, talk)
        history = [each.answer.turn for each in opened.exchanges[:turn] if each.answer]
        versions = {"index": opened.exchanges[turn].index, "program": version("npc-proposal-assistant")}
        self._feedback.add(answer, history, helpful=helpful, reason=reason, versions=versions)
        self.talks.judge(opened, turn, helpful)
        return {"thanks": "已记录，谢谢。"}

    def scope(self, owner: str, scope: Mapping[str, Any]) -> View:
        """The form for the scope, with these conditions chosen."""
        del owner
        return {"html": scope_html(self._assistant().documents(), _scope(scope))}

    def measure(self, owner: str, scope: Mapping[str, Any]) -> View:
        """What a scope comes to."""
        del owner
        chosen, documents = _scope(scope), self._assistant().documents()
        matching = sum(chosen.matches(each) for each in documents)
        return {"html": measure_html(chosen, matching, len(documents)), "all": chosen == Scope(), "matching": matching}

    def document(self, owner: str, path: str, start: int, end: int) -> View:
        """A whole document, some of its words marked."""
        del owner
        found = self._assistant().document(path)
        title = cited_as(found.title, found.value(FieldName.DOC_NUMBER))
        return {
            "html": document_html(found, start, end),
            "title": title,
            "original": f"{ORIGINAL}?{urlencode({'path': path})}" if self.original(path) else "",
        }

    def documents(self, owner: str) -> View:
        """The list of all documents."""
        del owner
        return {"html": documents_html(self._assistant().documents())}

    def document_of(self, path: str) -> Document:
        """A parsed document."""
        return self._assistant().document(path)

    def original(self, path: str) -> Path | None:
        """The file that a document was read from; None where it is no more, or is another."""
        try:
            return self._originals.find(path, self.document_of(path).sha256)
        except UserError:
            return None

    def _answer(self, owner: str, talk: str, turn: int) -> Answer:
        exchanges = self.talks.open(owner, talk).exchanges
        answer = exchanges[turn].answer if 0 <= turn < len(exchanges) else None
        if answer is None:
            raise UserError("没有这条回答，可能已经重新回答，请刷新页面。")
        return answer

    def _whole(self, talk: Talk) -> View:
        past = "".join(turn_html(talk.id, turn, each) for turn, each in enumerate(talk.exchanges[:-1]))
        view = {"past": past, "evidence": self._evidence(talk), "title": talk.title, "talk": talk.id}
        scope = talk.exchanges[-1].scope if talk.exchanges else Scope()
        return view | {"scope": scope_fields(scope)} | self._latest(talk)

    def _latest(self, talk: Talk) -> View:
        """What may change while a question is being answered."""
        seen, exchanges = talk.version, talk.exchanges
        if not exchanges:
            return {"now": "", "further": "", "busy": False, "more": False, "version": seen}
        now = turn_html(talk.id, len(exchanges) - 1, exchanges[-1], doing=talk.doing, ahead=self.talks.ahead(talk))
        further = talk.further
        return {
            "now": now,
            "further": further_html(further or ()),
            "busy": talk.busy,
            "more": further is None,
            "version": seen,
        }

    def _evidence(self, talk: Talk) -> str:
        answers = [*(each.answer for each in talk.exchanges[:-1]), talk.latest]
        given = [(turn, answer) for turn, answer in enumerate(answers) if answer]
        return evidence_html(*given[-1]) if given else EMPTY


def scope_fields(scope: Scope) -> dict[str, Any]:
    """Return a scope as the page's form has it: of days only the years."""
    years = {name: str(day.year) if day else "" for name, day in (("since", scope.since), ("until", scope.until))}
    names = ("issuers", "regions", "kinds", "documents")
    return {name: list(getattr(scope, name)) for name in names} | years


def _scope(fields: Mapping[str, Any]) -> Scope:
    return Scope.parse(ScopeSettings(**fields))
