"""Public question sets to a corpus folder and a question file in the shape of the contract.

Understands SQuAD-like JSON (SQuAD, DRCD, CMRC 2018 in both its forms) and BEIR-like folders. Nothing is fetched, and
nothing is written into a folder that already holds a corpus.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from index.errors import UserError, cause

CORPUS = "corpus"
QUESTIONS_FILE = "questions.jsonl"
_WIDENED = 6
"""Characters of its sentence on either side of an answer, so that 「三」 as evidence means this one."""
_SENTENCE_ENDS = "。！？；!?;\n"
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")
_FILES_A_FOLDER = 1000
_BEIR_FILES = ("corpus.jsonl", "queries.jsonl")
_QRELS = ("test.tsv", "dev.tsv", "train.tsv")


@dataclass(frozen=True, slots=True)
class _Article:
    """A document to be written and the questions about it, as lines of a question file without their document."""

    title: str
    text: str
    questions: list[dict[str, Any]] = field(default_factory=list)


class _Answer(BaseModel):
    text: str
    answer_start: int = -1


class _SquadQuestion(BaseModel):
    id: str | int
    question: str
    answers: list[_Answer] = []


class _SquadParagraph(BaseModel):
    context: str
    qas: list[_SquadQuestion]


class _SquadArticle(BaseModel):
    title: str = ""
    paragraphs: list[_SquadParagraph]


class _Squad(BaseModel):
    data: list[_SquadArticle]


class _CmrcQuestion(BaseModel):
    query_id: str
    query_text: str
    answers: list[str]


class _CmrcContext(BaseModel):
    context_text: str
    title: str = ""
    qas: list[_CmrcQuestion]


class _BeirText(BaseModel):
    id: str = Field(alias="_id")
    title: str = ""
    text: str


def import_set(source: Path, out: Path, *, echo: Callable[[str], None] = print) -> Path:
    """Convert a public set.

    Args:
        source: A SQuAD-like JSON file, or a BEIR-like folder (``corpus.jsonl``, ``queries.jsonl``, ``qrels/``).
        out: Gets ``corpus/`` and ``questions.jsonl``.
        echo: Takes each line for the terminal.

    Returns:
        The question file.

    Raises:
        UserError: The set is in neither form, or the folder already holds a corpus.
    """
    if (out / CORPUS).exists() or (out / QUESTIONS_FILE).exists():
        raise UserError(f"{out} 里已有语料或题目，请用 --out 另选一个空文件夹。")
    try:
        if source.is_dir():
            questions, documents = _import_beir(source, out / CORPUS)
        else:
            questions, documents = _write_articles(_squad_articles(source), out / CORPUS)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"读不了 {source}：请确认路径正确、内容是 UTF-8 编码（{cause(error)}）。") from error
    except (ValueError, TypeError, KeyError) as error:  # pydantic's and json's own are ValueErrors
        raise UserError(f"{source} 不是 SQuAD/CMRC/DRCD 的 JSON，也不是 BEIR 文件夹，请核对格式。") from error
    asked = [question for question in questions if question["question"].strip()]
    if not asked:
        raise UserError(f"{source} 里没有可用的题目，请核对文件。")
    if len(asked) < len(questions):
        echo(f"略过 {len(questions) - len(asked)} 道没有题干的题。")
    lines = (json.dumps(question, ensure_ascii=False) + "\n" for question in asked)
    (out / QUESTIONS_FILE).write_text("".join(lines), encoding="utf-8")
    echo(
        f"已导入 {documents} 份文件、{len(asked)} 道题。接着运行：\n"
        f"assistant index build {out / CORPUS} --index {out / 'index'}\n"
        f"assistant eval {out / QUESTIONS_FILE} --index {out / 'index'} --out {out / 'result'}"
    )
    return out / QUESTIONS_FILE


def _squad_articles(source: Path) -> Iterator[_Article]:
    value = json.loads(source.read_text(encoding="utf-8-sig"))
    if isinstance(value, list):
        for context in map(_CmrcContext.model_validate, value):
            asked = [
                _span_question(
                    q.query_id, q.query_text, [_Answer(text=text) for text in q.answers], context.context_text
                )
                for q in context.qas
            ]
            yield _Article(context.title, context.context_text, asked)
        return
    for article in _Squad.model_validate(value).data:
        asked = [
            _span_question(str(q.id), q.question, q.answers, paragraph.context)
            for paragraph in article.paragraphs
            for q in paragraph.qas
        ]
        yield _Article(article.title, "\n\n".join(paragraph.context for paragraph in article.paragraphs), asked)


def _span_question(identifier: str, question: str, answers: Iterable[_Answer], context: str) -> dict[str, Any]:
    """Return a question line; no answer means that the text does not answer it."""
    begun: dict[str, int] = {}
    for answer in answers:
        if words := answer.text.strip().rstrip(_SENTENCE_ENDS):
            begun.setdefault(words, answer.answer_start)
    line: dict[str, Any] = {"id": identifier, "question": question, "type": "other", "answerable": bool(begun)}
    if begun:
        line |= {"evidence": _evidence(context, begun), "answer_all": [list(begun)]}
    return line


def _evidence(context: str, begun: Mapping[str, int]) -> list[str]:
    """Return the answers in their sentences, one for each place: of answers that overlap there the shortest."""
    places: list[tuple[int, int]] = []
    for answer, begin in sorted(begun.items(), key=lambda item: len(item[0])):
        start = begin if begin >= 0 and context.startswith(answer, begin) else context.find(answer)
        end = start + len(answer)
        if start >= 0 and all(end <= first or last <= start for first, last in places):
            places.append((start, end))
    return list(dict.fromkeys(_widened(context, *place) for place in sorted(places)))


def _widened(context: str, start: int, end: int) -> str:
    """Return an answer with a little of its sentence on either side.

    Never more than the sentence: a citation or a chunk may end with it.
    """
    before = _SENTENCE_END.split(context[max(0, start - _WIDENED) : start])[-1]
    after = _SENTENCE_END.split(context[end : end + _WIDENED])[0]
    return (before + context[start:end] + after).strip()


def _write_articles(articles: Iterable[_Article], corpus: Path) -> tuple[list[dict[str, Any]], int]:
    questions: list[dict[str, Any]] = []
    count = 0
    for count, article in enumerate(articles, start=1):
        name = _write_document(corpus, count, article.title, article.text)
        questions += [{**question, "documents": [name]} for question in article.questions]
    return questions, count


def _import_beir(source: Path, corpus: Path) -> tuple[list[dict[str, Any]], int]:
    if missing := [name for name in _BEIR_FILES if not (source / name).is_file()]:
        raise UserError(f"{source} 不是 BEIR 文件夹：里面没有 {'、'.join(missing)}，请核对路径。")
    names: dict[str, str] = {}
    corpus_file, queries_file = (source / name for name in _BEIR_FILES)
    for number, document in enumerate(_beir_lines(corpus_file), start=1):
        names[document.id] = _write_document(corpus, number, document.title, document.text)
    relevant = _beir_relevant(source / "qrels")
    questions = [
        {
            "id": query.id,
            "question": query.text,
            "type": "other",
            "answerable": True,
            "relevance": "document",
            "documents": [names[document] for document in relevant[query.id] if document in names],
        }
        for query in _beir_lines(queries_file)
        if any(document in names for document in relevant.get(query.id, ()))
    ]
    return questions, len(names)


def _beir_lines(path: Path) -> Iterator[_BeirText]:
    with path.open(encoding="utf-8-sig") as lines:
        for line in lines:
            if line.strip():
                yield _BeirText.model_validate_json(line)


def _beir_relevant(folder: Path) -> dict[str, list[str]]:
    path = next((folder / name for name in _QRELS if (folder / name).exists()), None)
    if path is None:
        raise UserError(f"{folder} 里没有 {'、'.join(_QRELS)} 之一，请补上相关性标注。")
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if float(row["score"]) > 0:
                found.setdefault(row["query-id"], []).append(row["corpus-id"])
    return found


def _write_document(corpus: Path, number: int, title: str, text: str) -> str:
    """Write a document under a name of our own (a set's identifiers may be no file names) and return that name."""
    name = f"{number // _FILES_A_FOLDER:04}/{number:07}.txt"
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{title}\n\n{text}\n" if title else f"{text}\n", encoding="utf-8")
    return name
