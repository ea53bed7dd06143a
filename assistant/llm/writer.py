"""An answer put into a model's words, sentence by sentence as far as they hold; else the answer as it was.

The model is not asked where the documents' words give no answer, unless the settings say so, nor where a question's
premise is corrected. Nothing that it writes is shown unchecked.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assistant.check import Outcome
from assistant.forms import has_form, needs_form
from assistant.llm import follow_up
from assistant.llm.chat import ChatModel, LlmError, as_data, conversation, open_model, without_thoughts
from assistant.llm.grounding import Grounded, ground
from assistant.llm.sentences import sentences
from assistant.question import analyse
from assistant.schema import Answer, Citation, LlmUse, Passage, Stage, Status, Turn
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

    def improve(self, answer: Answer, history: Sequence[Turn]) -> Generator[Stage, None, Answer]:
        """Put an answer into the model's words, yielding while the model writes.

        Args:
            answer: The answer in the documents' words, with the passages found for it.
            history: The turns before it.
        """
        tried = answer.status is Status.ANSWERED or (
            answer.status is Status.REFUSED and self._settings.try_refused and bool(answer.passages)
        )
        if not tried:
            return answer
        shown = self._shown(answer)
        try:
            text = yield from self._written(answer, history, shown)
        except LlmError as error:
            logger.warning("model %s gave no answer: %s", self._model.name, error)
            return self._fallen_back(answer, (), str(error))
        grounded = [ground(sentence, shown, self._alike) for sentence in sentences(text)]
        return self._composed(answer, grounded)

    def _shown(self, answer: Answer) -> Mapping[int, Passage]:
        """The passages that the model is shown: the best, and those that the answer cites."""
        best = list(answer.passages[: self._settings.passages])
        cited = [p for p in answer.passages if p not in best and any(c.lies_in(p.chunk) for c in answer.citations)]
        return dict(enumerate([*best, *cited], 1))

    def _written(
        self, answer: Answer, history: Sequence[Turn], shown: Mapping[int, Passage]
    ) -> Generator[Stage, None, str]:
        passages = "\n".join(_rendered(n, passage) for n, passage in shown.items())
        earlier = "\n".join(as_data(turn.standalone) for turn in history[-_TURNS:]) or "（无）"
        messages = conversation(
            "llm_answer_rules",
            "llm_answer",
            passages=passages,
            conversation=earlier,
            question=as_data(answer.standalone),
        )
        pieces = []
        for piece in self._model.stream(messages, self._settings.most_tokens):
            pieces.append(piece)
            yield Stage.CHECK  # whoever waits may have given up
        return without_thoughts("".join(pieces))

    def _composed(self, answer: Answer, grounded: Sequence[Grounded]) -> Answer:
        marking = self._settings.unverified == "mark"
        standing = [sentence for sentence in grounded if not sentence.problem]
        fallen = [sentence for sentence in grounded if sentence.problem]
        if not standing or self._misses_the_point(answer, standing):
            return self._fallen_back(answer, fallen, "没有一句通过核对" if not standing else "没有答到所问")
        text, citations = _numbered([s for s in grounded if marking or not s.problem])
        if fallen:
            text += load("llm_marked" if marking else "llm_dropped").render(count=str(len(fallen)))
        used = self._use(kept=len(standing), fallen=fallen)
        return replace(answer, status=Status.ANSWERED, text=text, citations=citations, llm=used)

    def _misses_the_point(self, answer: Answer, standing: Sequence[Grounded]) -> bool:
        """Tell whether the documents' own words hold the form of answer asked for, and the model's do not."""
        question = analyse(answer.standalone)
        said = "".join(sentence.words for sentence in standing)
        return needs_form(question) and has_form(question, answer.text) and not has_form(question, said)

    def _fallen_back(self, answer: Answer, fallen: Sequence[Grounded], reason: str) -> Answer:
        logger.info("model %s: the answer stays in the documents' words: %s", self._model.name, reason)
        note = load("llm_fallback").render() if answer.status is Status.ANSWERED else ""
        return replace(answer, text=answer.text + note, llm=self._use(0, fallen, reason))

    def _use(self, kept: int, fallen: Sequence[Grounded], fallback: str = "") -> LlmUse:
        prompts = {name: load(name).sha256 for name in _PROMPTS}
        reasons = tuple(sentence.problem for sentence in fallen)
        return LlmUse(self._model.name, prompts, kept, len(fallen), reasons, fallback)

    def _alike(self, one: str, other: str) -> float:
        vectors: Any = self._encoder.encode_passages([one, other])
        return float(np.dot(vectors[0], vectors[1]))


def _rendered(n: int, passage: Passage) -> str:
    return load("llm_passage").render(
        n=str(n),
        document=as_data(cited_as(passage.title, passage.doc_number)),
        section=as_data("，".join(passage.chunk.section)),
        text=as_data(_with_columns(passage)),
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
