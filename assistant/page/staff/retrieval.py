"""The retrieval page: how a question is understood and where each passage stands, to find out why one was not found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.datastructures import QueryParams

from assistant.explain import Explanation, Standing
from assistant.page.markup import escape
from assistant.page.site import Section
from assistant.page.staff.parts import staff_section, templates
from assistant.question import Kind, Question
from assistant.schema import Turn
from index.schema import Chunk
from index.store import Store

if TYPE_CHECKING:
    from assistant.engine import Assistant

PATH = "/retrieval"

_SHOWN = 20
_ALSO_SHOWN = 5  # the best of each side, wherever they ended
_WANTED_SHOWN = 5
_LONGEST = 2000  # characters
_KINDS = {
    Kind.FIGURE: "问数字",
    Kind.TIME: "问时间",
    Kind.SPAN: "问期限",
    Kind.DAY: "问日期",
    Kind.ORGAN: "问机关",
    Kind.DOC_NUMBER: "问文号",
    Kind.LIST: "问列举",
    Kind.DEFINITION: "问定义",
    Kind.COMPARISON: "问对比",
    Kind.CONTACT: "问联系方式",
    Kind.WHETHER: "问是否",
    Kind.OPINION: "征求看法",
    Kind.OTHER: "一般",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A passage that holds the words that should have been found; no standing where no side brought it up."""

    chunk: Chunk
    standing: Standing | None


class RetrievalPage:
    """What the page shows.

    Args:
        assistant: The one in use, asked for anew with every request.
    """

    def __init__(self, assistant: Callable[[], Assistant]) -> None:
        self._in_use = assistant
        self._templates = templates(Path(__file__).parent)

    def section(self) -> Section:
        """Return the page as a section of the site."""
        return staff_section(PATH, "检索", self.shown)

    def shown(self, asked: QueryParams) -> str:
        """Return the form and, where a question is asked, what becomes of it."""
        assistant = self._in_use()
        question, before, words = (asked.get(name, "").strip()[:_LONGEST] for name in ("q", "before", "words"))
        history = [Turn(before, before)] if before else []
        explained = assistant.explain(question, history) if question else []
        return self._templates.get_template("retrieval.html").render(
            question=question,
            before=before,
            words=words,
            kinds=_KINDS,
            parts=[(each, _worth_showing(each.standings)) for each in explained],
            wanted=_wanted(assistant.snapshot.store, explained, words) if words else [],
            documents={document.path: document for document in assistant.documents()},
            marked=_marked,
        )


def _worth_showing(standings: Sequence[Standing]) -> list[Standing]:
    """The first ones, and those that one side ranks high though they ended far behind."""
    return [
        each
        for each in standings
        if each.final <= _SHOWN or each.dense <= _ALSO_SHOWN or (each.lexical or _SHOWN) <= _ALSO_SHOWN
    ]


def _wanted(store: Store, explained: Sequence[Explanation], words: str) -> list[Wanted]:
    """The passages that hold some words, each with its best standing."""
    folded = _folded(words)
    holding = [at for at, text in enumerate(store.index_texts()) if folded in _folded(text)] if folded else []
    best: dict[str, Standing] = {}
    for standing in sorted((s for each in explained for s in each.standings), key=lambda s: -s.final):
        best[standing.hit.chunk.id] = standing
    return [Wanted(chunk, best.get(chunk.id)) for chunk in store.chunks(holding[:_WANTED_SHOWN])]


def _folded(text: str) -> str:
    return "".join(text.split())


def _marked(text: str, question: Question) -> Markup:
    """Return a passage's words with the question's terms marked."""
    terms = sorted({*question.terms, *question.names}, key=len, reverse=True)
    if not terms:
        return Markup(escape(text))  # noqa: S704
    parts = re.split("(" + "|".join(map(re.escape, terms)) + ")", text, flags=re.IGNORECASE)
    marked = (f"<mark>{escape(part)}</mark>" if at % 2 else escape(part) for at, part in enumerate(parts))
    return Markup("".join(marked))  # noqa: S704 - every part is escaped
