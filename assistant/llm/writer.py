"""An answer put into a model's words, sentence by sentence as far as they hold; else the answer as it was.

The model is not asked where the documents' words give no answer, unless the settings say so, nor where a question's
premise is corrected. Nothing that it writes is shown unchecked, and nothing at all that it may only be thinking.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from assistant.check import Outcome
from assistant.check.marked import without_markers_of_its_own
from assistant.forms import has_form, needs_form
from assistant.llm import follow_up
from assistant.llm.chat import ChatModel, LlmError, as_data, conversation, ends_thought, open_model, without_thoughts
from assistant.llm.grounding import Grounded, ground
from assistant.llm.sentences import sentences
from assistant.question import analyse
from assistant.schema import Answer, Citation, LlmUse, Partial, Passage, Stage, Status, Turn
from assistant.settings import LlmSettings
from assistant.titles import cited_as
from index.encoder import Encoder
from prompts import load

_PROMPTS = ("llm_answer_rules", "llm_answer", "llm_passage")
_TURNS = 4  # of the conversation that the model is shown

logger = logging.getLogger(__name__)


class Writer:
    """Words answers with one model."""

    def __init__(self, model: ChatModel, settings: LlmSettings, encoder: Encoder) -> None:
        self._model = model
        self._settings = settings
        self._encoder = encoder
        self._thinks: bool | None = None  # aloud, before it answers; None until an answer has come whole

    @classmethod
    def open(cls, settings: LlmSettings, encoder: Encoder) -> Writer | None:
        """Return the writer that the settings name; None where none is set.

        Raises:
            UserError: The settings cannot be used.
        """
        model = open_model(settings)
        return cls(model, settings, encoder) if model else None

    def standalone(self, question: str, history: Sequence[Turn]) -> str | None:
        """The model's wording of a follow-up question; None where there is none that may be used."""
        return follow_up.standalone(self._model, question, history) if self._settings.follow_ups and history else None

    def improve(self, answer: Answer, history: Sequence[Turn]) -> Generator[Stage | Partial, None, Answer]:
        """Put an answer into the model's words, yielding while the model writes what stands of them so far.

        Args:
            answer: The answer in the documents' words, with the passages found for it.
            history: The turns before it.
        """
        tried = answer.status is Status.ANSWERED or (
            answer.status is Status.REFUSED and self._settings.try_refused and bool(answer.passages)
        )
        if not tried:
            return answer
        try:
            grounded = yield from self._written(answer, history)
        except LlmError as error:
            logger.warning("model %s gave no answer: %s", self._model.name, error)
            return self._fallen_back(answer, (), str(error))
        objection = _objection(answer, grounded)
        return self._fallen_back(answer, grounded, objection) if objection else self._worded(answer, grounded)

    def _written(self, answer: Answer, history: Sequence[Turn]) -> Generator[Stage | Partial, None, Sequence[Grounded]]:
        """The model's sentences, each grounded as soon as it is complete."""
        shown = self._shown(answer)
        once = cache(lambda sentence: ground(sentence, shown, self._alike))
        messages = conversation(
            "llm_answer_rules",
            "llm_answer",
            passages="\n".join(_rendered(n, passage) for n, passage in shown.items()),
            conversation="\n".join(as_data(turn.standalone) for turn in history[-_TURNS:]) or "（无）",
            question=as_data(answer.standalone),
        )
        text = ""
        so_far: list[Grounded] = []
        doing: Stage | Partial = Stage.CHECK
        for piece in self._model.stream(messages, self._settings.most_tokens):
            text += piece
            grounded = [once(sentence) for sentence in sentences(self._spoken(text), ended=False)]
            if grounded != so_far:
                so_far = grounded
                doing = Stage.CHECK if _objection(answer, so_far) else Partial(self._worded(answer, so_far))
            yield doing  # also where it is the same as before: whoever waits may have given up
        self._thinks = bool(self._thinks) or ends_thought(text)
        return [once(sentence) for sentence in sentences(without_thoughts(text))]

    def _spoken(self, text: str) -> str:
        """What the model has surely said to people so far: a thought may show as one by its end alone."""
        return without_thoughts(text) if ends_thought(text) or self._thinks is False else ""

    def _shown(self, answer: Answer) -> Mapping[int, Passage]:
        """The passages that the model is shown: the best, and those that the answer cites."""
        best = list(answer.passages[: self._settings.passages])
        cited = [p for p in answer.passages if p not in best and any(c.lies_in(p.chunk) for c in answer.citations)]
        return dict(enumerate([*best, *cited], 1))

    def _worded(self, answer: Answer, grounded: Sequence[Grounded]) -> Answer:
        """The answer in the sentences that stand; the others are counted, and shown as such where they are to be."""
        marking = self._settings.unverified == "mark"
        text, citations = _numbered([sentence for sentence in grounded if marking or not sentence.problem])
        used = self._use(grounded)
        if used.dropped:
            text += load("llm_marked" if marking else "llm_dropped").render(count=str(used.dropped))
        return replace(answer, status=Status.ANSWERED, text=text, citations=citations, llm=used)

    def _fallen_back(self, answer: Answer, grounded: Sequence[Grounded], reason: str) -> Answer:
        logger.info("model %s: the answer stays in the documents' words: %s", self._model.name, reason)
        text = answer.text + load("llm_fallback").render(reason=reason)
        return replace(answer, text=text, llm=self._use(grounded, reason))

    def _use(self, grounded: Sequence[Grounded], fallback: str = "") -> LlmUse:
        prompts = {name: load(name).sha256 for name in _PROMPTS}
        reasons = tuple(sentence.problem for sentence in grounded if sentence.problem)
        kept = 0 if fallback else len(grounded) - len(reasons)
        return LlmUse(self._model.name, prompts, kept, len(reasons), reasons, fallback)

    def _alike(self, one: str, other: str) -> float:
        vectors: Any = self._encoder.encode_passages([one, other])
        return float(np.dot(vectors[0], vectors[1]))


def _objection(answer: Answer, grounded: Sequence[Grounded]) -> str:
    """Why sentences make no answer, in a few Chinese words; empty where they do."""
    said = "".join(sentence.words for sentence in grounded if not sentence.problem)
    if not said:
        return "没有一句通过核对"
    question = analyse(answer.standalone)
    missed = needs_form(question) and has_form(question, answer.text) and not has_form(question, said)
    return "没有答到所问" if missed else ""


def _rendered(n: int, passage: Passage) -> str:
    return load("llm_passage").render(
        n=str(n),
        document=as_data(cited_as(passage.title, passage.doc_number)),
        section=as_data("，".join(passage.chunk.section)),
        text=as_data(without_markers_of_its_own(_with_columns(passage))),
    )


def _with_columns(passage: Passage) -> str:
    """A passage's words; a table's cells, each behind the name of its column."""
    chunk = passage.chunk
    if not chunk.cells or len(chunk.cells) != len(chunk.columns):
        return chunk.text
    cells = [chunk.text[start - chunk.start : end - chunk.start] for start, end in chunk.cells]
    return "；".join(f"{column}：{cell}" for column, cell in zip(chunk.columns, cells, strict=True) if cell)


def _numbered(grounded: Sequence[Grounded]) -> tuple[str, tuple[Citation, ...]]:
    """The text of sentences, each with markers, and their citations; one that does not stand is marked as such."""
    parts: list[str] = []
    citations: list[Citation] = []
    for sentence in grounded:
        first = len(citations) + 1
        citations += [replace(citation, n=n) for n, citation in enumerate(sentence.citations, first)]
        markers = "".join(f"[{n}]" for n in range(first, len(citations) + 1))
        doubt = f"（{Outcome.UNVERIFIED.value}）" if sentence.problem else ""
        closing = "" if sentence.words.endswith(("！", "？", "!", "?")) else "。"
        parts.append(f"{sentence.words}{doubt}{markers}{closing}")
    return "".join(parts), tuple(citations)
