"""Titles: which of a document's first lines are its title, over up to three lines, with or without its number.

By how titles are worded (GB/T 9704-2012, 7.3.1: issuer, 关于 a matter, kind of document); a title that follows no such
habit is found by its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.parse import headings
from index.parse.dates import DAY, date_line
from index.parse.doc_numbers import leading_number
from index.parse.kinds import KINDS
from index.parse.organs import ends_like_organ

_TITLE_END = re.compile(rf"(?:{KINDS})(?:[（(【〔][^）)】〕]{{1,30}}[）)】〕])*(?:的(?:{KINDS}))?$")
_SHORTEST, _LONGEST = 6, 200  # characters
_SHORT_LAW = re.compile(r"[\u3400-\u9fff]{2,4}(?:法|条例|办法|规定)$")  # 养犬条例, but no sheet's name: 任务台账
_MOST_LINES = 3
LABEL = r"(?:标\s*题|名\s*称|发文字号|文\s*号|发文机关|发布机构|成文日期|发布日期)\s*[：:]"
"""What opens a line of metadata that a site puts above the document."""

_DAY_BEHIND = re.compile(r"\s*[（(][^（()）]*\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./][^（()）]*[）)]\s*$")
_METADATA = re.compile(rf"^{LABEL}|(?:时间|日期)\s*[：:]\s*(?:{DAY.pattern})")


def looks_like_title(text: str) -> bool:
    """Tell whether a line is worded as an official document's title: 关于……, or ending in 通知, 办法 and the like."""
    return _score(text) >= 1.0


def find_title(text: str, front: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Find the stretch of a document's text that is its title, a document number before it left out.

    Args:
        text: The parsed text.
        front: Spans of the lines before the body.
    """
    best: tuple[float, tuple[int, int]] | None = None
    for position, (start, _) in enumerate(front):
        for last in front[position : position + _MOST_LINES]:
            score = _score(text[start : last[1]])
            again = (
                best and score == best[0] and text[start : last[1]].endswith(text[slice(*best[1])])
            )  # now with its issuer
            if score and (best is None or score > best[0] or again):
                best = score, (start, last[1])
    if best is None:
        return None
    start, end = best[1]
    number = leading_number(text[start:end])
    if number:  # some sites put the document number before the title
        start += number[1]
        start += len(text[start:end]) - len(text[start:end].lstrip("：: \n"))
    return start, end


def title_words(words: str) -> str:
    """A title as it is printed: lines joined, and no blank beside a bracket (a line break that a site left)."""
    joined = re.sub(r"\s+", " ", words.replace("\n", "")).strip()
    return re.sub(r"(?<=[）)”》]) (?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) (?=[（(“《])", "", joined)


def without_day(title: str) -> str:
    """A title without the day on which it was adopted, which many sites put behind it in brackets."""
    return _DAY_BEHIND.sub("", title)


def _score(words: str) -> float:
    """How much one to three lines look like a title; 0 for not at all."""
    lines = words.split("\n")
    last = lines[-1]
    if not (_SHORTEST <= len(words) <= _LONGEST or _SHORT_LAW.match(words)) or re.search(
        r"[。；]|[：:]$|^[（(]", words
    ):
        return 0.0
    if DAY.match(words) or headings.numbered(words) or not _has_whole_brackets(words):
        return 0.0
    if date_line(last) or last.endswith(("文件", "号")) or any(map(_METADATA.search, lines)):
        return 0.0
    if len(lines) > 1 and any(_TITLE_END.search(line) or ends_like_organ(line) for line in lines[:-1]):
        return 0.0
    ending = 2.0 if _TITLE_END.search(last) else 0.0
    about = 1.0 if "关于" in words or re.match(r"^对.{2,}", words) else 0.0
    if not ending and (len(lines) > 1 or not about):
        return 0.1 if len(lines) == 1 and not ends_like_organ(words) and 6 <= len(words) <= 80 else 0.0
    opens = 0.5 if len(lines) > 1 and re.search(r"关于|对", lines[0]) else 0.0  # a title begun on the line above
    return ending + about + opens - 0.05 * (len(lines) - 1)


def _has_whole_brackets(words: str) -> bool:
    """Tell whether a bracket opened is closed again: a title never ends or begins inside one."""
    return sum(map(words.count, "（(《")) == sum(map(words.count, "）)》"))
