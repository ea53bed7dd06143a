"""Question files: JSONL in the shape of the contract, checked line by line and against the indexed documents.

A mistake in a line would silently become a wrong figure, so the line is refused with its reason; the others are taken.
Nothing here asks or scores.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

from eval.folding import fold
from eval.questions import QUESTION_TYPES, AskedTurn, Gold, Groups, Question, QuestionSet, Words, in_order
from index.errors import UserError, cause

_PROBLEMS: Mapping[str, str] = {
    "missing": "缺少这一项",
    "too_short": "至少要有一项",
    "string_type": "应是文字",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "tuple_type": "应是列表",
    "model_type": "应是 JSON 对象",
    "model_attributes_type": "应是 JSON 对象",
    "literal_error": "应是 evidence 或 document",
}
"""What people read for each kind of mistake that pydantic tells apart."""

_TYPE_BY_LABEL = {label: name for name, label in QUESTION_TYPES.items()}
_REASONS = 3
_LONGEST_SHOWN = 60


def _named_type(value: Any) -> Any:
    if value is None:
        return "other"
    return _TYPE_BY_LABEL.get(value.strip(), _shown(value.strip())) if isinstance(value, str) else value


def _text_of_id(value: Any) -> Any:
    if isinstance(value, str) and not value.isprintable():
        raise ValueError("含有不能显示的字符")
    return str(value) if isinstance(value, int) else value


class _TurnLine(BaseModel):
    question: Words
    answerable: bool | None = None
    documents: tuple[Words, ...] | None = None
    evidence: tuple[Words, ...] | None = None
    answer_all: Groups | None = None

    def gold(self, whole: _Line, last: bool) -> Gold | None:
        """Return the turn's own gold; the last turn takes from the whole line what it does not say itself."""
        own = self.answerable is not None or self.evidence is not None or self.answer_all is not None
        if not own and not last:
            return None
        fallback = whole if last else None
        answerable = self.answerable
        if answerable is None:
            answerable = fallback.answerable if fallback else True
        if answerable is None:
            raise ValueError("缺少 answerable（true 或 false）")
        return Gold(
            answerable=answerable,
            documents=whole.documents if self.documents is None else self.documents,
            evidence=(fallback.evidence if fallback else ()) if self.evidence is None else self.evidence,
            answer_all=(fallback.answer_all if fallback else ()) if self.answer_all is None else self.answer_all,
        )


class _Line(BaseModel):
    id: Annotated[Words, BeforeValidator(_text_of_id)]
    question: Words | None = None
    turns: Annotated[tuple[_TurnLine, ...], Field(min_length=1)] | None = None
    type: Annotated[Words, BeforeValidator(_named_type)] = "other"
    answerable: bool | None = None
    documents: tuple[Words, ...] = ()
    evidence: tuple[Words, ...] = ()
    answer_all: Groups = ()
    relevance: Literal["evidence", "document"] = "evidence"

    @model_validator(mode="after")
    def _asks_once(self) -> _Line:
        if (self.question is None) == (self.turns is None):
            raise ValueError("question 与 turns 必须且只能有一个")
        return self

    def to_question(self) -> Question:
        """Return the question, every turn with the gold it is judged by."""
        lines = self.turns or (_TurnLine(question=self.question or ""),)
        last = len(lines) - 1
        turns = tuple(AskedTurn(line.question, line.gold(self, i == last)) for i, line in enumerate(lines))
        gold = turns[-1].gold
        by_document = self.relevance == "document" and gold and gold.documents
        if gold and gold.answerable and not (gold.answer_all or gold.evidence or by_document):
            raise ValueError(
                "可回答的问题至少要有 evidence 或 answer_all 之一（relevance 为 document 时也可只有 documents）"
            )
        return Question(self.id, self.type, turns, self.relevance)


def load_questions(path: Path, documents: Iterable[str], text_of: Callable[[str], str]) -> QuestionSet:
    """Read and check a question file.

    A line is refused that is not in the shape of the contract, uses an identifier for the second time, or names
    evidence that stands in none of its documents.

    Args:
        path: The JSONL file.
        documents: Paths of the indexed documents.
        text_of: Gives the parsed text of an indexed document.

    Raises:
        UserError: The file cannot be read or has no line.
    """
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").split("\n")  # JSON may hold U+2028, which splitlines takes for a line end
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"读不了题目文件 {path}：请确认路径正确、内容是 UTF-8 编码（{cause(error)}）。") from error
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not numbered:
        raise UserError(f"题目文件 {path} 里没有题目，请每行写一个 JSON 对象。")
    indexed, folded = frozenset(documents), _folded(text_of)
    judged: dict[str, Question] = {}
    skipped: dict[str, str] = {}
    refused: list[str] = []
    unknown: dict[str, None] = {}
    for number, line in numbered:
        try:
            question = _parse(line, judged.keys() | skipped.keys(), unknown)
            matched, reason = _match_with_index(question, indexed, folded)
        except ValueError as error:
            refused.append(f"{path.name} 第 {number} 行未采用：{error}。")
            continue
        if matched:
            judged[question.id] = matched
        else:
            skipped[question.id] = reason
    types = [name for name in in_order(question.type for question in judged.values()) if name not in QUESTION_TYPES]
    return QuestionSet(
        path.name,
        hashlib.sha256(data).hexdigest(),
        tuple(judged.values()),
        tuple(skipped.items()),
        tuple(refused),
        tuple(types),
        tuple(unknown),
    )


def _parse(line: str, taken: Set[str], unknown: dict[str, None]) -> Question:
    """Read a line.

    Args:
        line: JSON.
        taken: Identifiers of the lines before it.
        unknown: Gets the keys that are passed over.

    Raises:
        ValueError: It is no question, or its identifier is taken; the message is Chinese and says why.
    """
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是有效的 JSON（第 {error.colno} 个字符处）") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets thousands deep
        raise ValueError("不是可用的 JSON（数字过长或嵌套过深）") from error
    try:
        question = _Line.model_validate(value).to_question()
    except ValidationError as error:
        raise ValueError(_problems(error)) from error
    if question.id in taken:
        raise ValueError(f"编号 {question.id} 已经用过，请改成不重复的编号")
    unknown.update(dict.fromkeys(_shown(key) for key in value if key not in _Line.model_fields))
    for turn in value.get("turns") or ():
        unknown.update(dict.fromkeys(f"turns.{_shown(key)}" for key in turn if key not in _TurnLine.model_fields))
    return question


def _problems(error: ValidationError) -> str:
    found = [_problem(details["loc"], _PROBLEMS.get(details["type"], details["msg"])) for details in error.errors()]
    return "；".join(found[:_REASONS]) + (f"；另有 {len(found) - _REASONS} 处" if len(found) > _REASONS else "")


def _problem(location: tuple[int | str, ...], message: str) -> str:
    return "：".join(part for part in (".".join(map(str, location)), message.removeprefix("Value error, ")) if part)


def _shown(text: str) -> str:
    """Return words of the file as a terminal may show them: short, and without control characters."""
    safe = "".join(character if character.isprintable() else " " for character in text)
    return safe if len(safe) <= _LONGEST_SHOWN else safe[:_LONGEST_SHOWN] + "……"


def _folded(text_of: Callable[[str], str]) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def folded(path: str) -> str:
        if path not in known:
            known[path] = fold(text_of(path))
        return known[path]

    return folded


def _match_with_index(
    question: Question, indexed: frozenset[str], text_of: Callable[[str], str]
) -> tuple[Question | None, str]:
    """Return the question as the index can judge it, or None and the reason why it cannot.

    Raises:
        ValueError: Evidence stands in none of the documents that the question names.
    """
    turns: list[AskedTurn] = []
    reason = ""
    for turn in question.turns:
        gold = turn.gold
        if gold is not None:
            gold, reason = _indexed_gold(gold, indexed, text_of)
        turns.append(AskedTurn(turn.question, gold))
    if turns[-1].gold is None:
        return None, reason
    return Question(question.id, question.type, tuple(turns), question.relevance), ""


def _indexed_gold(gold: Gold, indexed: frozenset[str], text_of: Callable[[str], str]) -> tuple[Gold | None, str]:
    """Return the gold with only the documents that are indexed, or None and the reason why it cannot be judged."""
    present = tuple(path for path in gold.documents if path in indexed)
    missing = [path for path in gold.documents if path not in indexed]
    if missing and not present:
        return None, f"索引里没有 {'、'.join(map(_shown, missing))}"
    texts = [text_of(path) for path in (present or sorted(indexed))] if gold.evidence else []
    lost = [evidence for evidence in gold.evidence if not any(fold(evidence) in text for text in texts)]
    if lost and missing:
        return None, f"证据“{_shown(lost[0])}”所在的 {'、'.join(map(_shown, missing))} 不在索引里"
    if lost:
        named = "、".join(present) or "任何已索引的文件"
        raise ValueError(f"证据“{_shown(lost[0])}”不在 {named} 的原文里，请核对题目或重建索引")
    return gold.model_copy(update={"documents": present}), ""
