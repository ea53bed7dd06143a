"""Which lines are headings, and how deep: the numbering of Chinese official documents.

Levels follow GB/T 9704-2012, 7.3.3 (一、 → （一） → 1. → （1）) below the 编/章/节/条 of laws and plans.
A cross-reference (第五条规定的…) or an enumeration inside a paragraph (一是…) is never a heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = r"[一二三四五六七八九十百零〇两]"
REFERENCE = r"(?!规定|所(?!有)|的|之|和|与|及|、|，|,|或|至|中(?![华国央小])|第|款|项(?!目)|明确|提出|要求)"
"""What makes of 第五条 a reference to it, when it stands behind."""

_PATTERNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第(?:{_NUMERAL}|\d)+编{REFERENCE}\s*")),
    (2, re.compile(rf"第(?:{_NUMERAL}|\d)+章{REFERENCE}\s*")),
    (3, re.compile(rf"第(?:{_NUMERAL}|\d)+节{REFERENCE}\s*")),
    (4, re.compile(rf"第(?:{_NUMERAL}|\d)+条(?:之{_NUMERAL})?{REFERENCE}\s*")),
    (5, re.compile(rf"{_NUMERAL}+\s*(?:、|[．.](?!\d))\s*")),
    (6, re.compile(rf"[（(]\s*{_NUMERAL}+\s*[）)]\s*[、．.]?\s*")),
    (7, re.compile(r"\d{1,2}\s*(?:[.．](?!\d)|[.．、](?=(?:19|20)\d\d年)|、(?!\d))\s*")),
    (8, re.compile(r"[（(]\s*\d{1,2}\s*[）)]\s*")),
)
ARTICLE_LEVEL = 4
TOP_LEVELS = (2, 5)  # 章 and 一、: where a body may begin
NAMED_LEVEL = 9  # unnumbered run-in headings
FORMAT_LEVEL = 2  # headings that only the file format declares count as chapters and below

_STANDALONE = re.compile(r"^(?:[前引序]\s*言|[总附]\s*则|附\s*[件录表]\s*\d*|结\s*语|目\s*录)$")
_LONGEST_HEADING = 60  # characters
_LONGEST_RUN_IN = {5: 40, 6: 40, 7: 28, 8: 28}  # by level; 1. and （1） mostly open a paragraph, not a title
_ENDS_SENTENCE = ("。", "；", ";", "，", ",", "、")
_SENTENCE_END = re.compile(r"[。！？]")
_ENUMERATION = re.compile(r"[一二三四五六七八九十]+(?:是|要)|首先|其次|再次|最后|第[一二三四五]步|一方面|另一方面")
_NAME = re.compile(r"^([^，,。；;：:、！？]{2,16})[：:](?=\S)")
_CLAUSE_TITLE = re.compile(r"^[^。；;：:！？“”《》\d%％]{6,34}。(?=\S{20})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the start of a line: ``line[:end]``, where the rest of the line is body text."""

    level: int
    end: int


def numbered(line: str) -> Heading | None:
    """Recognise a numbered heading, standing alone or run into its paragraph; None for any other line.

    A number that opens a paragraph without a title (``1.协同区内的市场主体在办理……，可……``) is a heading by itself: its
    ``end`` is behind the number.
    """
    for level, pattern in _PATTERNS:
        label = pattern.match(line)
        if label:
            return Heading(level, _title_end(line, label.end(), level))
    return Heading(TOP_LEVELS[0], len(line)) if _STANDALONE.match(line) else None


def _title_end(line: str, label: int, level: int) -> int:
    rest = line[label:]
    if not rest or level == ARTICLE_LEVEL:
        return label
    ending = _SENTENCE_END.search(rest)
    if ending is None or (rest.endswith("？") and "。" not in rest):  # a question is a heading as a whole
        alone = len(line) <= _LONGEST_HEADING and not rest.endswith(_ENDS_SENTENCE)
        return len(line) if alone else label
    if ending.end() <= _LONGEST_RUN_IN.get(level, _LONGEST_HEADING):
        # A lone sentence is a heading where it is short; a longer one is the paragraph itself.
        return label + ending.end() if ending.end() < len(rest) or ending.end() <= 24 else label
    return label


def named(line: str) -> int:
    """Length of an unnumbered run-in heading (``基本原则：……``, ``加强领导，压实责任。……``); 0 for none."""
    if _ENUMERATION.match(line):
        return 0
    found = _NAME.match(line) or _CLAUSE_TITLE.match(line)
    return found.end() if found else 0
