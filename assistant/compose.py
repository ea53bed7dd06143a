"""Statements to the text of an answer: verbatim words, the least glue, a marker behind every statement.

Never rewords: what stands between lead-in and marker is the document's own text at the citation's offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from assistant.check import check
from assistant.check.marked import without_markers_of_its_own
from assistant.enumeration import Enumeration, enumeration_at
from assistant.facts import Fact
from assistant.labels import LABELS
from assistant.question import Kind, Question
from assistant.reader import Reading, fold
from assistant.schema import Citation
from assistant.titles import cited_as
from assistant.units import Unit
from index.relative_dates import with_absolute
from index.schema import Document, FieldName
from index.shingles import bigrams
from prompts import load

_MOST_STATEMENTS = {Kind.LIST: 3, Kind.COMPARISON: 3, Kind.OTHER: 3}
_FEWEST_STATEMENTS = 2
_MOST_CHARACTERS = 180
_MARGIN = 0.35  # of the best score; a further statement must come as near as this
_WORTH_TELLING = 0.6  # of the best score
_SAME = 0.6
_ADJOINING = 0.15  # more for the sentence that follows the best, where an answer may take several
_TOLD_AT_LENGTH = (Kind.WHETHER, Kind.OTHER)
_ALIKE = 0.4  # of the best provision's pairs of characters
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")
_BLANK = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")
_GAP = 2  # characters between neighbouring sentences
_LONGEST_CELL = 80
LONGEST_LIST = 360
"""Characters; of a longer list only the items' first words are printed."""

_LONGEST_ITEM = 60
_MOST_LISTED = 1500  # characters of a list's items; those beyond are only counted


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of an answer: the words to print, and the stretch ``[start, end)`` of the document they rely on.

    ``known`` are words around that stretch that say what it is about: the names of a table's columns and row.
    ``counted`` is how many items a list has in the document (``80项``) where not all of them are told.
    """

    document: Document
    start: int
    end: int
    section: tuple[str, ...]
    words: str
    known: tuple[str, ...] = ()
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of an answer and what it cites."""

    text: str
    citations: tuple[Citation, ...]


def choose(question: Question, readings: Sequence[Reading]) -> list[Reading]:
    """Choose the units of an answer: the best, and those near it that add something; best first."""
    if question.kind is Kind.COMPARISON and len(question.names) > 1:
        return _one_a_name(question, readings)
    best = readings[0]
    alike = _alike(question, best, readings)
    if alike:
        return alike
    row = [reading for reading in readings[1:] if reading.asked and best.asked and reading.unit.hit is best.unit.hit]
    if row:  # several columns of one row are asked for
        return [best, *row]
    most = _MOST_STATEMENTS.get(question.kind, _FEWEST_STATEMENTS)
    chosen = [best]
    adjoining = _ADJOINING if question.kind in _TOLD_AT_LENGTH else 0.0
    worth = {id(reading): reading.score * (1 + adjoining * _adjoins(reading, best)) for reading in readings[1:]}
    for reading in sorted(readings[1:], key=lambda r: -worth[id(r)]):
        length = sum(len(taken.unit.text) for taken in chosen) + len(reading.unit.text)
        if len(chosen) == most or worth[id(reading)] < best.score * (1 - _MARGIN):
            break
        if length <= _MOST_CHARACTERS and reading.form >= best.form and not _repeats(reading.unit, chosen):
            chosen.append(reading)
    asked = [reading for reading in chosen if reading.asked and question.kind is Kind.ORGAN]
    return asked or _with_first_passage(chosen, readings)  # the cell 负责部门 says it all


def _alike(question: Question, best: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """As many numbered provisions worded alike as a question counts of what it lists; empty where there are not."""
    pairs = bigrams(best.unit.text)
    worded = {
        other.unit.text: other
        for other in readings
        if _ITEM.match(other.unit.text)
        and other.unit.hit.chunk.path == best.unit.hit.chunk.path
        and len(pairs & bigrams(other.unit.text)) > _ALIKE * len(pairs)
    }
    is_all = question.kind is Kind.LIST and len(worded) == question.counted > _FEWEST_STATEMENTS
    return list(worded.values()) if is_all else []


def _adjoins(reading: Reading, best: Reading) -> bool:
    """Tell whether a unit follows the best one in its passage: sentences side by side speak of one matter."""
    unit, before = reading.unit, best.unit
    return unit.hit is before.hit and not unit.column and 0 <= unit.start - before.end <= _GAP


def _with_first_passage(chosen: list[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """Add the best unit of the passage that ranks first, where none of the chosen stands in it.

    Passages and units are ranked by different means; where they disagree, both are worth telling.
    """
    first = max(readings, key=lambda reading: reading.unit.hit.score).unit.hit
    if any(taken.unit.hit is first for taken in chosen):
        return chosen
    best = next(reading for reading in readings if reading.unit.hit is first)
    short = len(best.unit.text) <= _MOST_CHARACTERS and best.form >= chosen[0].form
    near = best.score >= chosen[0].score * _WORTH_TELLING and not _repeats(best.unit, chosen)
    return [*chosen, best] if short and near else chosen


def _one_a_name(question: Question, readings: Sequence[Reading]) -> list[Reading]:
    """For each name compared, the best unit that speaks of it; the best of all where none does."""
    chosen: list[Reading] = []
    for name in question.names:
        about = [r for r in readings if fold(name) in fold(f"{r.unit.text} {r.unit.context}")]
        if about and about[0] not in chosen:
            chosen.append(about[0])
    return chosen or [readings[0]]


def _repeats(unit: Unit, chosen: Sequence[Reading]) -> bool:
    """Tell whether a unit says again what is chosen: most of the shorter one's pairs of characters are in the other."""
    pairs = bigrams(unit.text)
    others = [bigrams(taken.unit.text) for taken in chosen]
    return any(len(pairs & other) > _SAME * min(len(pairs), len(other)) for other in others)


def from_readings(readings: Sequence[Reading], documents: Mapping[str, Document]) -> list[Statement]:
    """Statements of units, by document (the best unit's first) and within one in reading order.

    What opens a list is followed by all of it.

    Args:
        readings: The chosen units, best first.
        documents: The documents they stand in, by path.
    """
    first = {reading.unit.hit.chunk.path: n for n, reading in reversed(list(enumerate(readings)))}
    placed = sorted(readings, key=lambda r: (first[r.unit.hit.chunk.path], r.unit.start))
    statements: list[Statement] = []
    lists: list[Statement] = []
    for unit in (reading.unit for reading in placed):
        document = documents[unit.hit.chunk.path]
        if any(told.document is document and told.start <= unit.start < told.end for told in lists):
            continue
        opened = enumeration_at(document, unit.end - 1) if unit.opens_list else None
        if opened:
            lists.append(from_enumeration(opened, document))
        statements.append(lists[-1] if opened else from_unit(unit, document))
    return statements


def from_facts(facts: Sequence[Fact]) -> list[Statement]:
    """Statements of what a document says of itself, one a field."""
    return [Statement(f.document, f.start, f.end, (), f"{LABELS[f.name]}为{f.value}") for f in facts]


def from_unit(unit: Unit, document: Document) -> Statement:
    """A unit as it is printed: 今年 with its year behind it, a cell with what its row is about."""
    words = with_absolute(document, unit.start, unit.end)
    known = (unit.subject, unit.column, *unit.hit.chunk.columns) if unit.column else ()
    if unit.column:
        words = f"{unit.subject}的{unit.column}为{words}" if len(words) <= _LONGEST_CELL else f"{unit.subject}：{words}"
    return Statement(document, *unit.quoted, unit.hit.chunk.section, words, known)


def from_enumeration(found: Enumeration, document: Document) -> Statement:
    """What opens a list and every item, or its first words where they are long; of a very long list what fits.

    The stretch that the words rely on ends with the last item told.
    """
    lead = one_line(document.text[slice(*found.lead)])
    opening = lead if found.opened else f"{lead.rstrip('。')}："
    items = [one_line(document.text[start:end]) for start, end in found.items]
    if sum(map(len, items)) > LONGEST_LIST:
        items = [_first_words(item) for item in items]
    told = bisect_right(list(accumulate(map(len, items))), _MOST_LISTED)
    counted = f"{len(items)}项" if told < len(items) else ""
    words = opening + "".join(items[:told])
    return Statement(document, found.lead[0], found.items[told - 1][1], found.section, words, counted=counted)


def _first_words(item: str) -> str:
    """The first words of a list's item; where they are cut, it shows, and no figure is cut."""
    said = re.split(r"(?<=.{4})[。；：:]", item)[0]
    return f"{said}；" if len(said) <= _LONGEST_ITEM else re.sub(r"[\d.,]+$", "", said[:_LONGEST_ITEM]) + "……；"


def one_line(text: str) -> str:
    """A text without its blanks but those that part Latin words and figures."""
    return _BLANK.sub("", " ".join(text.split()))


def compose(statements: Sequence[Statement], opening: str = "lead_in", compares: bool = False) -> Composed:
    """Write an answer.

    Args:
        statements: What to say, in order; neighbours of one document share their lead-in.
        opening: Name of the text that leads in; ``lead_in`` from the second document on.
        compares: What several documents say stands side by side: their dates are told where they differ.
    """
    dates_differ = compares and len({dated(statement.document) for statement in statements}) > 1
    citations: list[Citation] = []
    parts: list[str] = []
    for _, group in groupby(statements, key=lambda statement: statement.document.path):
        for position, statement in enumerate(group):
            if position == 0:
                lead_in = load("lead_in" if parts else opening)
                called = name(statement.document, dates_differ)
                parts.append(lead_in.render(document=without_markers_of_its_own(called)))
            citation = cite(len(citations) + 1, statement.document, statement.section, statement.start, statement.end)
            words = without_markers_of_its_own(statement.words)
            citations.append(replace(citation, checks=check(words, (citation,), statement.known)))
            parts.append(_marked(words, len(citations)))
    return Composed("".join(parts), tuple(citations))


def _marked(words: str, n: int) -> str:
    """Words with the marker before their closing full stop."""
    bare = words.rstrip("。；;，, ")
    return f"{bare}[{n}]" if bare.endswith(("！", "？")) else f"{bare}[{n}]。"


def name(document: Document, with_date: bool = False) -> str:
    """A document as it is cited: 《title》（document number), with its date where asked for."""
    return cited_as(document.title, document.value(FieldName.DOC_NUMBER), dated(document) if with_date else None)


def dated(document: Document) -> str | None:
    """A document's day, YYYY-MM-DD: 成文日期, else 发布日期; None where it says neither."""
    return document.value(FieldName.DATE) or document.value(FieldName.PUBLISHED)


def cite(n: int, document: Document, section: tuple[str, ...], start: int, end: int) -> Citation:
    """Cite the words ``[start, end)`` of a document, unchecked."""
    return Citation(
        n=n,
        document=document.path,
        title=document.title,
        doc_number=document.value(FieldName.DOC_NUMBER),
        issuer=document.value(FieldName.ISSUER),
        date=dated(document),
        section=section,
        quote=document.text[start:end],
        start=start,
        end=end,
    )
