"""The rows of a table that a question picks out: all that an organ is in charge of, or the one of a running number.

Such a question names no work, so no passage is near it: every row of the documents found is looked through. Measures
that end with （责任单位：…） are rows too. Never takes one organ for another of a like name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.check import names
from assistant.check.folding import folded
from assistant.compose import Statement, from_unit
from assistant.question import Question
from assistant.reader import Reading, asks_for_column
from assistant.support import Source, missing_names
from assistant.units import Unit, running_number, units_of
from index import places
from index.parse.numerals import read_number
from index.schema import Chunk, Hit

_CHARGE = r"(?:负责|牵头|承担|主办|承办|主管|配合|参与|分到|分管|领)"
_WHICH = r"(?:哪些|哪几|什么|啥|几[项个条件])"
_ASKS_TASKS = re.compile(
    rf"{_CHARGE}[^，。？]{{0,12}}{_WHICH}|{_WHICH}[^，。？]{{0,12}}[由归是][^，。？]{{1,16}}{_CHARGE}"
)
_IN_CHARGE = re.compile(r"部门|单位|机关|主体|机构|处室")
_LEVEL = re.compile(r"^(?:[\u3400-\u9fff]{2,4}?(?:省|市|自治区|自治州|县|区)|省|市|县|区)")
_NUMBERED = re.compile(r"(?:表|清单|目录|名录|台账).*第(?P<number>\d{1,3}|[一二三四五六七八九十]+)(?:项|行|号|个)")
_MOST_ROWS = 12


def picked(
    question: Question, hits: Sequence[Hit], chunks: Callable[[str], Sequence[Chunk]], source: Callable[[str], Source]
) -> tuple[Statement, ...]:
    """The rows that a question picks out of a table of the first document that has any; empty where it picks none.

    Args:
        question: The question.
        hits: The passages retrieved for it, best first.
        chunks: Gives all chunks of a document by path.
        source: Gives a document by path, looked through.
    """
    pick = _by_organ(question) or _by_number(question)
    if not pick:
        return ()
    for path in dict.fromkeys(hit.chunk.path for hit in hits):
        rows = (units_of(replace(hits[0], chunk=chunk)) for chunk in chunks(path))
        found = [unit for row in rows for unit in pick(row)]
        if found and not missing_names(question, _reading(found[0]), source(path)):
            return _statements(found, source(path))
    return ()


def _by_organ(question: Question) -> Callable[[Sequence[Unit]], Iterator[Unit]] | None:
    """Picks the cells that name the organ whose tasks a question asks for; None where it asks for no one organ's."""
    organs = {_without_level(organ.words) for organ in names.organs(folded(question.text))}
    if len(organs) != 1 or not _ASKS_TASKS.search(question.text):
        return None

    def pick(row: Sequence[Unit]) -> Iterator[Unit]:
        for unit in row:
            if _IN_CHARGE.search(unit.column):
                named = {_without_level(organ.words) for organ in names.organs(folded(unit.text))}
                if organs <= named:
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


def _without_level(organ: str) -> str:
    """An organ without the place or level that it is of: 辽宁省商务厅 and 省商务厅 are one; 大连海关 is a name."""
    rest = _LEVEL.sub("", organ)
    province = next((place for place in places.names(rest) if places.is_province(place) and rest.startswith(place)), "")
    return rest.removeprefix(province)


def _reading(unit: Unit) -> Reading:
    return Reading(unit, score=0.0, meaning=0.0, own=0.0, covered=0.0, form=True)


def _statements(found: Sequence[Unit], source: Source) -> tuple[Statement, ...]:
    """Each row by its name; one row alone with the cell that is asked for."""
    if len(found) == 1:
        return (from_unit(found[0], source.document),)
    told = [
        Statement(
            source.document,
            *unit.quoted,
            unit.hit.chunk.section,
            unit.subject,
            (unit.subject, unit.column),
            f"{len(found)}项" if len(found) > _MOST_ROWS else "",
        )
        for unit in found[:_MOST_ROWS]
    ]
    return tuple(told)
