"""The rows of a table that a question picks out: all that an organ is in charge of, or the one of a running number.

Such a question names no work, so no passage is near it: every row of the documents found is looked through. Measures
that end with （责任单位：…） are rows too. Never takes one organ for another of a like name, nor another matter for the
one that is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.check import names
from assistant.check.folding import folded
from assistant.compose import Statement, from_unit
from assistant.question import Question
from assistant.reader import Reading, asks_for_column, coverage
from assistant.support import Source, identity, missing_names
from assistant.units import Unit, running_number, units_of
from index import places
from index.parse.numerals import read_number
from index.schema import Chunk, Hit

_CHARGE = r"(?:负责|牵头|承担|主办|承办|主管|配合|参与|分到|分管|领)"
_WHICH = r"(?:哪些|哪几|哪[一二两三四五六七八九十\d]+[项个条件]|什么|啥|几[项个条件])"
_ASKS_TASKS = re.compile(
    rf"{_CHARGE}[^，。？]{{0,12}}{_WHICH}|{_WHICH}[^，。？]{{0,12}}[由归是][^，。？]{{1,16}}{_CHARGE}"
)
_IN_CHARGE = re.compile(r"部门|单位|机关|主体|机构|处室")
_NUMBERED = re.compile(r"(?:表|清单|目录|名录|台账).*第(?P<number>\d{1,3}|[一二三四五六七八九十]+)(?:项|行|号|个)")
_MOST_ROWS = 12
_OF_ANY_WORK = frozenset(
    (
        "任务",
        "工作",
        "活儿",
        "项目",
        "事项",
        "措施",
        "职责",
        "责任",
        "内容",
        "举措",
        "方面",
        "分工",
        "清单",
        "目录",
        "名录",
        "台账",
        "单位",
        "部门",
    )
)
"""Words that tell no matter from another."""
_IS_NO_MATTER = re.compile(rf"{_CHARGE}|第?[一二两三四五六七八九十\d]+.?")
_TELLING = 0.5  # least weight, by its part of speech, of a word that tells the matter
_ON_TOPIC = 0.5  # least share of these words, by weight, in a row, its headings and its document's title


def picked(
    question: Question,
    hits: Sequence[Hit],
    chunks: Callable[[str], Sequence[Chunk]],
    source: Callable[[str], Source],
    idf: Mapping[str, float],
) -> tuple[Statement, ...]:
    """The rows that a question picks out of a table of the first document that has any; empty where it picks none.

    Args:
        question: The question.
        hits: The passages retrieved for it, best first.
        chunks: Gives all chunks of a document by path.
        source: Gives a document by path, looked through.
        idf: Weight of each of the question's terms.
    """
    pick = _by_organ(question) or _by_number(question)
    if not pick:
        return ()
    about = _about(question)
    for path in dict.fromkeys(hit.chunk.path for hit in hits):
        of = source(path)
        rows = (units_of(replace(hits[0], chunk=chunk)) for chunk in chunks(path))
        found = [unit for row in rows for unit in pick(row) if _is_meant(question, about, unit, of, idf)]
        if found:
            return _statements(found, of)
    return ()


def _about(question: Question) -> Question:
    """The question with the terms alone that tell which matter it is about, beside the organ."""
    asked = folded(question.text)
    organs = "".join(asked.text[organ.start : organ.end] for organ in names.organs(asked))
    telling = (term for term, weight in question.emphasis.items() if weight >= _TELLING and len(term) > 1)
    matter = (t for t in telling if not (t in organs or t in _OF_ANY_WORK or _IS_NO_MATTER.fullmatch(t)))
    return replace(question, terms=tuple(matter))


def _is_meant(question: Question, about: Question, unit: Unit, source: Source, idf: Mapping[str, float]) -> bool:
    """Tell whether a row is of the places, years and the matter that a question names beside the organ."""
    words = f"{identity(source.document)} {unit.context} {unit.subject} {unit.text}"
    on_topic = not about.terms or coverage(about, words, idf) >= _ON_TOPIC
    return on_topic and not missing_names(question, _reading(unit), source)


def _by_organ(question: Question) -> Callable[[Sequence[Unit]], Iterator[Unit]] | None:
    """Picks the cells that name the organ whose tasks a question asks for; None where it asks for no one organ's."""
    if not _ASKS_TASKS.search(question.text):
        return None
    organs = sorted((organ.words for organ in names.organs(folded(question.text))), key=len)
    if not organs or not all(_is_one(organs[-1], each) for each in organs):
        return None

    def pick(row: Sequence[Unit]) -> Iterator[Unit]:
        for unit in row:
            named = names.organs(folded(unit.text)) if _IN_CHARGE.search(unit.column) else ()
            if any(_is_one(organs[-1], organ.words) for organ in named):
                yield unit

    return pick


def _by_number(question: Question) -> Callable[[Sequence[Unit]], Iterator[Unit]] | None:
    """Picks the row of the running number that a question names, the cell that it asks for where it asks for one."""
    numbered = _NUMBERED.search(question.text)
    if not numbered:
        return None
    number = read_number(numbered["number"])

    def pick(row: Sequence[Unit]) -> Iterator[Unit]:
        if row and running_number(row[0].hit.chunk) == number:
            asked = [unit for unit in row if asks_for_column(question, unit.column)]
            yield from asked[:1] or row[:1]

    return pick


def _is_one(one: str, other: str) -> bool:
    """Tell whether two names are of one organ: 市商务局 may be 青川市商务局, but neither 区商务局 nor 省商务厅."""
    (seat, rest), (other_seat, others) = map(_parted, (one, other))
    of_one_level = not (seat and other_seat) or seat[-1] == other_seat[-1]
    of_one_place = len({found[-1] for found in map(places.names, (seat, other_seat)) if found}) < 2
    return rest == others and of_one_level and of_one_place


def _parted(organ: str) -> tuple[str, str]:
    """An organ's place or level and the rest of its name; a province without 省 is no part of either."""
    seat, rest = names.parted(organ)
    province = next((place for place in places.names(rest) if places.is_province(place) and rest.startswith(place)), "")
    return seat, rest.removeprefix(province)


def _reading(unit: Unit) -> Reading:
    return Reading(unit, score=0.0, meaning=0.0, own=0.0, covered=0.0, form=True)


def _statements(found: Sequence[Unit], source: Source) -> tuple[Statement, ...]:
    """Each row by its name; one row alone with the cell that is asked for."""
    if len(found) == 1:
        return (from_unit(found[0], source.document),)
    return tuple(
        Statement(
            source.document,
            *unit.quoted,
            unit.hit.chunk.section,
            unit.subject,
            (unit.subject, unit.column),
            f"{len(found)}项" if len(found) > _MOST_ROWS else "",
        )
        for unit in found[:_MOST_ROWS]
    )
