"""The outline of a proposal's body: its numbered items, however they are numbered, as a tree with offsets.

Knows 一、 （一） 1. （1） ① ⑴ 1.1 甲、 第一， 一是 首先 建议一： ## and bullets, at the start of a line or inside a
paragraph; where no line is marked, short lines that head paragraphs. Says nothing about which items are requests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.parse.numerals import read_number

_HAN = "一二三四五六七八九十"
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 99, "另外": 98, "此外": 98}
_ORDER |= {letter: i for letters in ("ABCDEFGH", "甲乙丙丁戊己庚辛") for i, letter in enumerate(letters, 1)}

_KINDS = {
    "part": rf"第(?P<part>[{_HAN}]{{1,3}})(?:部分|章)[、：:，,\s]?",
    "advice": rf"[【\[]?(?:建议|诉求|请求|意见|措施|对策)(?:之)?(?P<advice>[{_HAN}]{{1,2}}|\d{{1,2}})"
    r"[】\]：:、.．，,](?!是)",
    "han": rf"(?P<han>[{_HAN}]{{1,3}})\s?[、.．]",
    "paren": rf"[（(](?P<paren>[{_HAN}]{{1,3}})[)）][、.．]?",
    "figure": r"(?P<figure>\d{1,2})\s?(?:[.．、]|[)）])(?!\d)",
    "decimal": r"\d{1,2}\.(?P<decimal>\d{1,2})[.、\s](?=\s*[\u3400-\u9fff])",
    "inner": r"[（(](?P<inner>\d{1,2})[)）][、.．]?",
    "circle": r"(?P<circle>[①-⑳])",
    "enclosed": r"(?P<enclosed>[⑴-⒛㈠-㈩Ⅰ-Ⅻ])[.．、]?",
    "ordinal": rf"(?:第|其|头)(?P<ordinal>[{_HAN}]{{1,2}})"
    r"(?:[个件条项]?(?:建议|方面|点|事情?|问题|诉求)?(?:是)?[，,、：:]|是)",
    "is": rf"(?P<is>[{_HAN}]{{1,2}})(?:是(?!否)|要(?!素|求|点)|则)[，,：:]?",
    "order": r"(?P<order>首先|其次|再次|再者|最后|另外)[，,是：:]",
    "letter": r"(?P<letter>[A-H甲乙丙丁戊己庚辛])[.．、)）](?=\s*[\u3400-\u9fff])",
    "bullet": r"(?P<bullet>[-*•·●◆■▪►](?=\s)|——)\s*",
    "heading": r"(?P<heading>#{2,6}\s)\s*",  # of Markdown; one # is the title
    "bare": rf"(?P<bare>[{_HAN}]{{1,2}}(?=[：:\s])|\d{{1,2}}(?![年月日点])(?=[：:\s\u3400-\u9fff]))[：:\s]*"
    r"(?=[\u3400-\u9fff])",
}
OF_LINES = ("bullet", "heading")
"""Kinds that mark a line without counting."""

HEADING = "## "
"""The mark of a heading without a number."""

_MARK = re.compile("|".join(_KINDS.values()))
_LINE_MARK = re.compile("|".join(_KINDS[kind] for kind in OF_LINES))
_LINE = re.compile(r"[^\r\n]+")
_DECORATION = re.compile(r"[\s\u3000>#*_【]*")
_INLINE_AT = re.compile(r"(?<=[。；;：:！？!?\s])|(?<=[，,])|(?<=建议)|(?<=希望)|(?<=呼吁)|(?<=主要)")
_WITHIN_PARAGRAPH = frozenset({"is", "ordinal", "order", "circle"})
_INLINE_KINDS = frozenset(_KINDS) - {*OF_LINES, "part", "decimal", "bare"}
_SIGNS = ("circle", "enclosed")
_BARE = "bare"
_ENDS = tuple("。！？!?：:；;”）")
_HEAD = re.compile(r"\s*[^\s。！？!?；;：:][^。！？!?；;：:]{2,28}[^。！？!?；;：:，,、）)\s]\s*")
_COMMA_KINDS = frozenset({"is", "order"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A number as it stands: ``start`` where it begins, ``end`` where the item's words begin."""

    kind: str
    number: int
    start: int
    end: int
    line_end: int
    inline: bool


@dataclass(slots=True)
class Item:
    """A numbered item: words ``[start, end)`` behind its mark, and the items within."""

    mark: Mark | None
    start: int
    end: int
    items: list[Item] = field(default_factory=list)


def is_numbered(line: str) -> bool:
    """Tell whether a line begins with a mark."""
    begin = _DECORATION.match(line)
    return bool(_MARK.match(line, begin.end() if begin else 0))


def outline(body: str) -> Item:
    """Read the items of a body; the root is the whole body."""
    marks = _counting(list(_marks(body))) or list(_heads(body))
    root = Item(None, 0, len(body))
    stack = [root]
    for mark in marks:
        parent = _parent(stack, mark)
        while stack[-1] is not parent:
            _close(stack.pop(), mark.start)
        item = Item(mark, mark.end, len(body))
        parent.items.append(item)
        stack.append(item)
    while len(stack) > 1:
        _close(stack.pop(), len(body))
    return root


def _parent(stack: Sequence[Item], mark: Mark) -> Item:
    """The item that a mark belongs under: beside the last of its kind, else inside the innermost item still open."""
    for depth in range(len(stack) - 1, 0, -1):
        other = stack[depth].mark
        if other and other.kind == mark.kind and (mark.number > other.number or mark.kind in OF_LINES):
            return stack[depth - 1]
    for depth in range(len(stack) - 1, 0, -1):  # numbering begins anew: under the same parent as before, or deeper
        other = stack[depth].mark
        if other and other.kind == mark.kind:
            return stack[depth - 1]
    innermost = stack[-1]
    while innermost.mark and mark.start > innermost.mark.line_end and _is_over(innermost.mark, mark):
        innermost = stack[stack.index(innermost) - 1]
    return innermost


def _is_over(before: Mark, mark: Mark) -> bool:
    """Tell whether an item on an earlier line ends at a mark of another kind."""
    return before.kind in _WITHIN_PARAGRAPH or (before.kind == "bullet" and mark.kind == "heading")


def _counting(marks: Sequence[Mark]) -> list[Mark]:
    """Marks, without bare numbers that do not count on from one: a line may begin with any figure."""
    series: list[Mark] = []
    for mark in marks:
        if mark.kind == _BARE and mark.number == len(series) + 1:
            series.append(mark)
    return [mark for mark in marks if mark.kind != _BARE or (len(series) > 1 and mark in series)]


def _heads(body: str) -> Iterator[Mark]:
    """Short lines that each head a paragraph, as marks of no width; none where only one line does."""
    lines = [line for line in _LINE.finditer(body) if line[0].strip()]
    ended = [True, *(line[0].rstrip().endswith(_ENDS) for line in lines)]  # the line before: no wrapped sentence's
    heads = [
        line
        for before, (line, below) in zip(ended, pairwise(lines), strict=False)
        if before and _HEAD.fullmatch(line[0]) and not _HEAD.fullmatch(below[0])
    ]
    for line in heads if len(heads) > 1 else ():
        yield Mark("heading", 0, line.start(), line.start(), line.end(), inline=False)


def _close(item: Item, end: int) -> None:
    """End an item at the next mark; one that lives within a paragraph, at the paragraph's end."""
    mark = item.mark
    if mark and (mark.inline or mark.kind in _WITHIN_PARAGRAPH):
        end = min(end, mark.line_end)
    item.end = min(item.end, end)


def _marks(body: str) -> Iterator[Mark]:
    for line in _LINE.finditer(body):
        begin = _DECORATION.match(line[0])
        at = line.start() + (begin.end() if begin else 0)
        first = _MARK.match(body, at, line.end())
        if first and first.lastgroup == "order":
            first = first if _continued(body, at) else None
        if first is None:
            first = _LINE_MARK.match(body, line.start() + _indent(line[0]), line.end())
        end = line.start()
        if first:
            yield _mark(first, line.end(), inline=False)
            end = first.end()
        yield from _inline(body, end, line.end(), first.lastgroup if first else None)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _continued(body: str, at: int) -> bool:
    """Tell whether 首先 opens a series here, or 其次 and the like continue one."""
    if body.startswith("首先", at):
        return re.search(r"(?:其次|第二)[，,是：:]", body[at:]) is not None
    return re.search(r"首先[，,是：:]", body[:at]) is not None


def _inline(body: str, start: int, end: int, first: str | None) -> Iterator[Mark]:
    """Marks inside a paragraph: only series that count on from one, of one kind each."""
    found: list[Mark] = []
    for place in _INLINE_AT.finditer(body, start, end):
        match = _MARK.match(body, place.start(), end)
        if not match or match.lastgroup not in _INLINE_KINDS:
            continue
        after_comma = place.start() > 0 and body[place.start() - 1] in "，,"
        if not after_comma or match.lastgroup in _COMMA_KINDS:
            found.append(_mark(match, end, inline=True))
    kept: list[Mark] = []
    for kind in _INLINE_KINDS:
        series = [mark for mark in found if mark.kind == kind]
        starts = kind == first  # the line itself begins with 一是
        if starts or (len(series) >= 2 and series[0].number == 1 and series[1].number in (2, 3)):
            kept += series
    yield from sorted(kept, key=lambda mark: mark.start)


def _mark(match: re.Match[str], line_end: int, *, inline: bool) -> Mark:
    kind = match.lastgroup or ""
    words = match[kind]
    if kind in _SIGNS:
        number = int(unicodedata.numeric(words))
    else:
        number = _ORDER.get(words, 0) if kind in ("order", *OF_LINES, "letter") else read_number(words)
    return Mark(kind, number, match.start(), match.end(), line_end, inline)
