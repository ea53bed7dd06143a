"""What a question is: its turns, its type, and the gold it is judged by. Nothing here reads, asks or scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

QUESTION_TYPES: Mapping[str, str] = {
    "figure": "数字",
    "time": "时间",
    "department": "负责部门",
    "doc_number": "文号",
    "list": "列举",
    "comparison": "对比",
    "progress": "进展",
    "definition": "定义",
    "table": "表格",
    "multi_document": "跨文件",
    "follow_up": "追问",
    "colloquial": "口语简称",
    "false_premise": "错误前提",
    "out_of_scope_place": "超范围（地点）",
    "out_of_scope_year": "超范围（年份）",
    "out_of_scope_detail": "超范围（细节）",
    "off_topic": "无关问题",
    "personal": "个人信息",
    "opinion": "征求看法",
    "instruction": "夹带指令",
    "other": "其他",
}
"""The known types and the names that people read."""


def type_label(name: str) -> str:
    """Return the name of a type that people read; an unknown type is called as its file calls it."""
    return QUESTION_TYPES.get(name, name)


def in_order(types: Iterable[str]) -> list[str]:
    """Return the types, each once: the known ones in their order, then the others by name."""
    found = set(types)
    return [name for name in QUESTION_TYPES if name in found] + sorted(found - QUESTION_TYPES.keys())


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("不能为空")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("含有不成对的代理字符，不是有效的文字")
    return text


Words = Annotated[str, AfterValidator(_written)]
Groups = tuple[Annotated[tuple[Words, ...], Field(min_length=1)], ...]


class Gold(BaseModel):
    """What a right answer to one turn needs.

    Attributes:
        answerable: Whether the documents support an answer.
        documents: Paths of documents that do, as the index names them.
        evidence: Short verbatim strings; a passage that holds one is relevant.
        answer_all: Groups of alternatives; a right answer states one of every group.
    """

    model_config = ConfigDict(frozen=True)

    answerable: bool
    documents: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answer_all: Groups = ()


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """One question of a conversation; ``gold`` is None where the turn only leads up to the next."""

    question: str
    gold: Gold | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its conversation. The last turn always has gold: the question is judged on it.

    ``relevance`` tells what makes a passage relevant: an evidence string it holds, or the document it comes from.
    """

    id: str
    type: str
    turns: tuple[AskedTurn, ...]
    relevance: Literal["evidence", "document"]

    @property
    def gold(self) -> Gold:
        """The gold of the last turn."""
        gold = self.turns[-1].gold
        if gold is None:
            raise ValueError(f"question {self.id} has no gold on its last turn")
        return gold


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A checked file of questions.

    Attributes:
        sha256: Of the file's bytes.
        questions: Those that can be judged on the index at hand.
        skipped: Identifier and reason of those that cannot, because their documents are not indexed.
        refused: One Chinese sentence for each line that is no usable question.
        unknown_types: Types that are not in ``QUESTION_TYPES``; each is a group of its own.
        unknown_keys: Keys that were passed over; a misspelt one would show here.
    """

    name: str
    sha256: str
    questions: tuple[Question, ...]
    skipped: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    unknown_types: tuple[str, ...]
    unknown_keys: tuple[str, ...]
