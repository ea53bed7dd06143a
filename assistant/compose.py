"""Readings to the text of an answer: verbatim words, the least glue, a marker behind every statement.

Never rewords: what stands between lead-in and marker is the document's own text at the citation's offsets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.question import Kind, Question
from assistant.reader import Reading, fold
from assistant.schema import Citation
from assistant.units import Unit
from index.schema import Chunk, Document, FieldName
from prompts import load

_MOST_STATEMENTS = {Kind.LIST: 3, Kind.COMPARISON: 3, Kind.OTHER: 3}
_FEWEST_STATEMENTS = 2
_MOST_CHARACTERS = 220
_MARGIN = 0.25  # of the best score; a further statement must come as near as this
_LONGEST_ROW_QUOTE = 300  # characters


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of an answer and what it cites."""

    text: str
    citations: tuple[Citation, ...]


def choose(question: Question, readings: Sequence[Reading]) -> list[Reading]:
    """Choose the statements of an answer: the best, and those near it that add something, in reading order."""
    best = readings[0]
    most = _MOST_STATEMENTS.get(question.kind, _FEWEST_STATEMENTS)
    chosen = [best]
    for reading in readings[1:]:
        length = sum(len(taken.unit.text) for taken in chosen) + len(reading.unit.text)
        if len(chosen) == most or reading.score < best.score * (1 - _MARGIN):
            break
        if length <= _MOST_CHARACTERS and reading.form >= best.form and not _repeats(reading.unit, chosen):
            chosen.append(reading)
    return chosen


def _repeats(unit: Unit, chosen: Sequence[Reading]) -> bool:
    words = fold(unit.text)
    return any(words in fold(taken.unit.text) or fold(taken.unit.text) in words for taken in chosen)


def compose(readings: Sequence[Reading], documents: Mapping[str, Document], opening: str = "lead_in") -> Composed:
    """Write the answer.

    Args:
        readings: The chosen statements, best first.
        documents: The documents they stand in, by path.
        opening: Name of the text that leads in.
    """
    order = {reading.unit.hit.chunk.path: n for n, reading in reversed(list(enumerate(readings)))}
    placed = sorted(readings, key=lambda r: (order[r.unit.hit.chunk.path], r.unit.start))
    citations: list[Citation] = []
    parts: list[str] = []
    for path, group in groupby(placed, key=lambda reading: reading.unit.hit.chunk.path):
        parts.append(load(opening).render(document=name(documents[path])))
        for reading in group:
            citations.append(cite(len(citations) + 1, reading.unit, documents[path]))
            parts.append(statement(reading.unit, len(citations)))
    return Composed("".join(parts), tuple(citations))


def statement(unit: Unit, n: int) -> str:
    """A unit's words with the marker before the closing full stop; a table cell with its row and column in front."""
    words = unit.text
    if unit.column:
        words = f"“{unit.subject}”的{unit.column}为{words}" if len(words) <= 40 else f"“{unit.subject}”：{words}"
    bare = words.rstrip("。；;，,")
    return f"{bare}[{n}]。" if not bare.endswith(("！", "？")) else f"{bare}[{n}]"


def name(document: Document) -> str:
    """A document as it is cited: 《title》（document number)."""
    title = document.title
    if not (title.startswith("《") and title.endswith("》") and title.count("《") == 1):
        title = f"《{title.replace('《', '〈').replace('》', '〉')}》"
    number = document.value(FieldName.DOC_NUMBER)
    return f"{title}（{number}）" if number else title


def cite(n: int, unit: Unit, document: Document) -> Citation:
    """Cite a unit; a table cell is quoted with its whole row, which alone shows what the cell is about."""
    start, end = _quoted(unit)
    chunk = unit.hit.chunk
    return Citation(
        n=n,
        document=document.path,
        title=document.title,
        doc_number=document.value(FieldName.DOC_NUMBER),
        issuer=document.value(FieldName.ISSUER),
        date=document.value(FieldName.DATE) or document.value(FieldName.PUBLISHED),
        section=chunk.section,
        quote=document.text[start:end],
        start=start,
        end=end,
    )


def _quoted(unit: Unit) -> tuple[int, int]:
    chunk = unit.hit.chunk
    if unit.column and _row_length(chunk) <= _LONGEST_ROW_QUOTE:
        return chunk.cells[0][0], chunk.cells[-1][1]
    return unit.start, unit.end


def _row_length(chunk: Chunk) -> int:
    return chunk.cells[-1][1] - chunk.cells[0][0]
