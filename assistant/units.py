"""Passages to the units that can answer: sentences, items of a list, cells of a table row; each with its offsets.

A unit's text is always the document's own words at its offsets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.schema import BlockKind, Chunk, Hit

_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？]+[”’）)]*|\n|$)")
_LONG = 160  # characters; a longer sentence is also offered clause by clause
_CLAUSE = re.compile(r"[^；;]+(?:[；;]|$)")
_SHORTEST = 4
_LONGEST_ROW = 300  # characters; a longer row is not quoted whole
_REMARK = re.compile(
    r"[（(]\s*(?P<label>(?:责任|牵头|负责|主办|配合|实施)(?:单位|部门|处室|机构))[^：:（）()]{0,12}[：:]\s*(?P<organs>[^（）()]{2,200})[）)]"
)
_ATTACHED = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|zip|rar)(?![a-z])", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|[一二三四五六七八九十]是)\s*")
_STATES = re.compile(  # a heading that is a provision in itself, as articles and items of regulations are
    r"[；;]$|的[。；]$|不得|不予|不再|应当|可以|必须|[施执]行。|废止|负责|享受|是指|列支|不[少低超多大小]于|超过|每[人月处年户]|"
    r"\d(?:%|[元万亿人天]|个月)|日起|[（(]共?\d+[项条个家种类件][）)]"
)
_FLAT_ROW = re.compile(
    r"(?m)^[ \t]*(?P<name>[^\d\s，。；：][^\n，。；：]{1,13}?)[ \t]*\n(?P<values>(?:[ \t]*\d[\d.,]*%?[ \t]*(?:\n|$))+)"
)
_FLAT_VALUE = re.compile(r"\d[\d.,]*%?")
_COLUMN_UNIT = re.compile(r"[（(](?:单位[:：])?(?P<unit>[^（）()]{1,6})[）)]$")
_FEWEST_ROWS = 4  # the names of the columns may look like one
_NUMBERED = re.compile(r"[（(][一二三四五六七八九十\d]+[）)]")
_OF_RUNNING_NUMBERS = re.compile(r"\s*(?:[序编项]\s*号|序|行次|项次|No\.?)?\s*", re.IGNORECASE)
"""Names of the column that numbers the rows; often it has none."""
_RUNNING_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a document that may be an answer.

    Attributes:
        hit: The retrieved chunk that holds it.
        text: ``document.text[start:end]``.
        subject: What the unit is about beyond its own words: the name of the table row it belongs to.
        column: Name of the table column it stands in; empty outside tables.
        row: The stretch of the row, or the paragraph, that the unit is a part of; None where it stands by itself.
    """

    hit: Hit
    start: int
    end: int
    text: str
    subject: str = ""
    column: str = ""
    row: tuple[int, int] | None = None

    @property
    def quoted(self) -> tuple[int, int]:
        """The stretch to quote for it: the row of a cell, which alone shows what the cell is about; else the unit."""
        return self.row or (self.start, self.end)

    @property
    def opens_list(self) -> bool:
        """It announces what follows it."""
        return self.text.endswith(("：", ":"))

    @property
    def measured(self) -> str:
        """Its text; of a cell with nothing but a figure, with the unit in brackets in its column's name."""
        unit = _COLUMN_UNIT.search(self.column) if _FLAT_VALUE.fullmatch(self.text) else None
        return f"{self.text}{unit['unit']}" if unit else self.text

    @property
    def context(self) -> str:
        """Where the unit stands: the heading path, and for a table cell its whole row."""
        chunk = self.hit.chunk
        start, end = self.row or (chunk.start, chunk.end)
        row = (chunk.text[start - chunk.start : end - chunk.start], self.column) if self.column else ()
        return " ".join((*self.hit.chunk.section, *row))


def units_of(hit: Hit) -> list[Unit]:
    """The units of one passage, in its order; none of front matter and signature, which are read as fields."""
    if hit.chunk.kind is BlockKind.ROW:
        return list(_row(hit))
    if hit.chunk.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return [unit for unit in _sentences(hit) if not _only_announces(unit)]
    return []


def _sentences(hit: Hit) -> Iterator[Unit]:
    yield from _split(hit, hit.chunk.start, hit.chunk.text, "", "")
    yield from _remarks(hit)
    yield from _flattened(hit)


def _remarks(hit: Hit) -> Iterator[Unit]:
    """Who is responsible, as measures state it in brackets at their end: read like a table cell of that name."""
    chunk, begin = hit.chunk, 0
    for remark in _REMARK.finditer(chunk.text):
        above = chunk.text[begin : remark.start()].strip()
        begin = chunk.text.find(above, begin)
        subject = re.split(r"[。；\n]", _LABEL.sub("", above or (chunk.section[-1] if chunk.section else "")))[0]
        start, end = chunk.start + remark.start("organs"), chunk.start + remark.end("organs")
        row = (chunk.start + begin, chunk.start + remark.end())
        yield Unit(hit, start, end, remark["organs"], subject, remark["label"], row)
        begin = remark.end()


def _flattened(hit: Hit) -> Iterator[Unit]:
    """The figures of a table that a page's text gives line by line: names of columns, then row by row."""
    text, start = hit.chunk.text, hit.chunk.start
    rows = list(_FLAT_ROW.finditer(text))
    if len(rows) < _FEWEST_ROWS:
        return
    numbered = rows[0]["values"].strip() == "1"  # the last column's name, before the first row's running number
    header = text[: rows[0].end("name") if numbered else rows[0].start()]
    figures = [(row, list(_FLAT_VALUE.finditer(text, *row.span("values")))) for row in rows[numbered:]]
    if numbered:
        least = min(len(values) for _, values in figures)  # a row's figures, and the next one's running number
        figures = [(r, v[:-1] if len(v) > least and v[-1][0] == str(n) else v) for n, (r, v) in enumerate(figures, 2)]
    width = Counter(len(values) for _, values in figures).most_common(1)[0][0]
    columns = [line.strip() for line in header.splitlines() if line.strip()][-width:]
    for row, values in figures:
        if len(values) == width == len(columns):
            whole = (start + row.start("name"), start + values[-1].end())
            for column, value in zip(columns, values, strict=True):
                yield Unit(hit, start + value.start(), start + value.end(), value[0], row["name"], column, whole)


def _only_announces(unit: Unit) -> bool:
    """Tell whether a unit says nothing by itself: a mere heading, a question, a remark in brackets, names of files."""
    words = unit.text.strip("。：: ")
    remark = words.startswith(("（", "(")) and words.endswith(("）", ")")) and not _NUMBERED.match(words)
    named = any(words == heading for heading in unit.hit.chunk.section) and not unit.opens_list
    named = named and not _STATES.search(unit.text)
    says_nothing = remark or named or unit.text.endswith(("？", "?")) or _ATTACHED.search(words)
    return not unit.column and bool(says_nothing)


def _split(
    hit: Hit, offset: int, text: str, subject: str, column: str, row: tuple[int, int] | None = None
) -> Iterator[Unit]:
    for match in _SENTENCE.finditer(text):
        if len(match[0]) > _LONG and len(_CLAUSE.findall(match[0])) > 1:
            stretches = [(match.start() + m.start(), m[0]) for m in _CLAUSE.finditer(match[0])]
        else:
            stretches = [(match.start(), match[0])]
        for start, words in stretches:
            left = len(words) - len(words.lstrip())
            stripped = words.strip()
            if len(stripped) >= _SHORTEST:
                begin = offset + start + left
                yield Unit(hit, begin, begin + len(stripped), stripped, subject, column, row)


def _row(hit: Hit) -> Iterator[Unit]:
    """A row's cells as units; a short cell is one unit, a long one its sentences."""
    chunk = hit.chunk
    cells = [(start, chunk.text[start - chunk.start : end - chunk.start]) for start, end in chunk.cells]
    subject = _row_name([text for _, text in cells])
    names = [*chunk.columns, *[""] * len(cells)]
    row = (chunk.cells[0][0], chunk.cells[-1][1])
    quoted = row if row[1] - row[0] <= _LONGEST_ROW else None
    for position, ((start, text), column) in enumerate(zip(cells, names, strict=False)):
        if text and text != subject and not (position == 0 and _is_running_number(text, column)):
            if len(text) <= _LONG // 2:
                yield Unit(hit, start, start + len(text), text, subject, column, quoted if column else None)
            else:
                yield from _split(hit, start, text, subject, column, quoted if column else None)


def running_number(chunk: Chunk) -> int:
    """The number by which a table counts a row, in the row's first cell; 0 for a row, or other words, without one."""
    if chunk.kind is not BlockKind.ROW or not chunk.cells:
        return 0
    start, end = chunk.cells[0]
    text = chunk.text[start - chunk.start : end - chunk.start].strip()
    return int(text) if _is_running_number(text, next(iter(chunk.columns), "")) else 0


def _is_running_number(text: str, column: str) -> bool:
    """Tell whether a row's first cell numbers the row, and says nothing of what the row is about."""
    return bool(_RUNNING_NUMBER.fullmatch(text) and _OF_RUNNING_NUMBERS.fullmatch(column))


def _row_name(cells: Sequence[str]) -> str:
    """The cell that names a row: the first that is not a running number."""
    return next((cell for cell in cells if cell and not re.fullmatch(r"[\d.、（）()]+", cell)), "")
