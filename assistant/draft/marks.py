"""The marks that number a proposal's items, wherever they stand, however they count.

Knows 一、 （一） 1. （1） ① ⑴ 1.1 甲、 第一， 一是 首先 建议一： ## and bullets, at the start of a line or inside a
paragraph. Says nothing about what an item is, or where it ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.parse.numerals import read_number

_HAN = "一二三四五六七八九十"
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 99, "另外": 98}
_ORDER |= {letter: i for letters in ("ABCDEFGH", "甲乙丙丁戊己庚辛") for i, letter in enumerate(letters, 1)}

_PATTERNS = {
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
KINDS = tuple(_PATTERNS)
"""Kinds of marks, in the order in which they are tried."""

_OF_LINES = ("bullet", "heading")
_MARK = re.compile("|".join(_PATTERNS.values()))
_LINE_MARK = re.compile("|".join(_PATTERNS[kind] for kind in _OF_LINES))
_LINE = re.compile(r"[^\r\n]+")
_DECORATION = re.compile(r"[\s\u3000>#*_【]*")
_INLINE_AT = re.compile(r"(?<=[。；;：:！？!?\s])|(?<=[，,])|(?<=建议)|(?<=希望)|(?<=呼吁)|(?<=主要)")
_INLINE_KINDS = tuple(kind for kind in KINDS if kind not in {*_OF_LINES, "part", "decimal", "bare"})
_COMMA_KINDS = frozenset({"is", "order"})
_SIGNS = ("circle", "enclosed")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark ``[start, end)`` as it stands; ``number`` is 0 where it does not count."""

    kind: str
    number: int
    start: int
    end: int
    inline: bool


def marks(body: str) -> Iterator[Mark]:
    """Find the marks of a body, line by line; inside a paragraph only those of a series that counts from one."""
    for line in _LINE.finditer(body):
        begin = _DECORATION.match(line[0])
        at = line.start() + (begin.end() if begin else 0)
        first = _MARK.match(body, at, line.end())
        if first and first.lastgroup == "order" and not _continued(body, at):
            first = None
        if first is None:
            first = _LINE_MARK.match(body, line.start() + len(line[0]) - len(line[0].lstrip()), line.end())
        if first:
            yield _mark(first, inline=False)
        yield from _inline(body, first.end() if first else line.start(), line.end(), first and first.lastgroup)


def _continued(body: str, at: int) -> bool:
    """Tell whether 首先 opens a series here, or 其次 and the like continue one."""
    if body.startswith("首先", at):
        return re.search(r"(?:其次|第二)[，,是：:]", body[at:]) is not None
    return re.search(r"首先[，,是：:]", body[:at]) is not None


def _inline(body: str, start: int, end: int, first: str | None) -> Iterator[Mark]:
    found: list[Mark] = []
    for place in _INLINE_AT.finditer(body, start, end):
        match = _MARK.match(body, place.start(), end)
        if not match or match.lastgroup not in _INLINE_KINDS:
            continue
        after_comma = place.start() > 0 and body[place.start() - 1] in "，,"
        if not after_comma or match.lastgroup in _COMMA_KINDS:
            found.append(_mark(match, inline=True))
    kept: list[Mark] = []
    for kind in _INLINE_KINDS:
        series = [mark for mark in found if mark.kind == kind]
        starts = kind == first  # the line itself begins with 一是
        if starts or (len(series) >= 2 and series[0].number == 1 and series[1].number in (2, 3)):
            kept += series
    yield from sorted(kept, key=lambda mark: mark.start)


def _mark(match: re.Match[str], *, inline: bool) -> Mark:
    kind = match.lastgroup or ""
    words = match[kind]
    if kind in _SIGNS:
        number = int(unicodedata.numeric(words))
    else:
        number = _ORDER.get(words, 0) if kind in ("order", *_OF_LINES, "letter") else read_number(words)
    return Mark(kind, number, match.start(), match.end(), inline)
