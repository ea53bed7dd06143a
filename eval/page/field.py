"""The page that makes evaluation questions of what people found of no use, once a person has confirmed the evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from assistant.feedback import Feedback, FeedbackStore, State
from assistant.page.site import Section
from assistant.page.staff.parts import query, staff_section, templates, whole_number
from eval.field import FieldQuestions
from eval.questions import QUESTION_TYPES, type_label
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

PATH = "/field"

_FOUND = 8
_LONGEST = 500  # characters
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]*")
_SHORTEST = 4  # characters; less is no evidence


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch ``[start, end)`` of a document that may hold the evidence."""

    document: str
    start: int
    end: int
    section: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.start}-{self.end}-{self.document}"

    @property
    def sentences(self) -> list[str]:
        """Its sentences, verbatim, each long enough to be evidence."""
        found = (sentence.strip() for sentence in _SENTENCE.findall(self.text))
        return [sentence for sentence in found if len(sentence) >= _SHORTEST]


class FieldPage:
    """What the page shows and does.

    Args:
        assistant: The one in use, asked for anew with every request.
        data: Folder of the page's data.
    """

    def __init__(self, assistant: Callable[[], Assistant], data: Path) -> None:
        self._in_use = assistant
        self._store = FeedbackStore(data)
        self._questions = FieldQuestions(data)
        self._templates = templates(Path(__file__).parent)

    def section(self) -> Section:
        """Return the page as a section of the site."""
        return staff_section(PATH, "评测题", self.shown, actions={"confirm": self.confirm, "remove": self.remove})

    def shown(self, asked: QueryParams) -> str:
        """Return the questions, or the draft of one where the address names what people said."""
        if asked.get("feedback"):
            return self._draft(asked)
        return self._templates.get_template("field.html").render(
            lines=self._questions.lines(), type_label=type_label, file=self._questions.path.name, path=PATH
        )

    def _draft(self, asked: QueryParams) -> str:
        said = self._store.get(whole_number(asked["feedback"], "编号"))
        assistant, words = self._in_use(), asked.get("q", "").strip()[:_LONGEST]
        picked = [_place(assistant, key) for key in asked.getlist("pick")]
        recorded = [_recorded(passage) for passage in said.answer["passages"]]
        candidates = _search(assistant, words) if words else recorded
        keys = [place.key for place in picked]

        def address(pick: Sequence[str]) -> str:
            kept = [("feedback", str(said.id)), *([("q", words)] if words else []), *(("pick", key) for key in pick)]
            return "?" + urlencode(kept)

        return self._templates.get_template("field_draft.html").render(
            said=said,
            words=words,
            picked=[(place, address([key for key in keys if key != place.key])) for place in picked],
            candidates=[(place, address([*keys, place.key])) for place in candidates if place.key not in keys],
            keys=keys,
            titles={document.path: document for document in assistant.documents()},
            types=QUESTION_TYPES,
            path=PATH,
        )

    def confirm(self, form: FormData) -> str:
        """Add the question of a form to the file."""
        said = self._store.get(whole_number(str(form.get("feedback", "")), "编号"))
        self._questions.add(_line(said, form), self._in_use())
        self._store.settle(said.id, State.QUESTION)
        return query()

    def remove(self, form: FormData) -> str:
        """Take a question out of the file; what people said waits again."""
        id_ = str(form.get("id", ""))
        self._questions.remove(id_)
        number = id_.removeprefix("field-")
        if number.isdecimal():
            self._store.settle(whole_number(number, "编号"), State.OPEN)
        return query()


def _line(said: Feedback, form: FormData) -> dict[str, Any]:
    """The question as a line of a question file."""
    answerable = form.get("answerable") != "no"
    line: dict[str, Any] = {
        "id": f"field-{said.id}",
        "type": str(form.get("type") or "other"),
        "answerable": answerable,
    }
    if said.earlier:
        line["turns"] = [{"question": question} for question in (*said.earlier, said.question)]
    else:
        line["question"] = said.question
    if answerable:
        # Document, then the words; older browsers, and all without scripts, send a line end as two characters.
        chosen = [str(value).replace("\r\n", "\n").partition("\n") for value in form.getlist("evidence")]
        line["documents"] = list(dict.fromkeys(document for document, _, _ in chosen))
        line["evidence"] = list(dict.fromkeys(words.strip() for _, _, words in chosen))
        points = (re.split(r"\s*/\s*", point.strip()) for point in str(form.get("answers", "")).splitlines())
        line["answer_all"] = [group for point in points if (group := [words for words in point if words])]
        if not line["evidence"]:
            raise UserError("请先选定一段原文，再勾选其中作为依据的句子；资料里没有答案的，请选“应当拒答”。")
    return line


def _recorded(passage: Mapping[str, Any]) -> Place:
    return Place(passage["document"], passage["start"], passage["end"], tuple(passage["section"]), passage["text"])


def _search(assistant: Assistant, words: str) -> list[Place]:
    found = [standing.hit.chunk for each in assistant.explain(words) for standing in each.standings[:_FOUND]]
    return [Place(chunk.path, chunk.start, chunk.end, chunk.section, chunk.text) for chunk in found]


def _place(assistant: Assistant, key: str) -> Place:
    """The stretch that an address names, with the words that stand there now."""
    start, _, rest = key.partition("-")
    end, _, path = rest.partition("-")
    document = assistant.document(path)
    first, last = whole_number(start, "位置"), whole_number(end, "位置")
    section = next((block.section for block in document.blocks if block.start <= first < block.end), ())
    return Place(path, first, last, section, document.text[first:last])
