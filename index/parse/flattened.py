"""Paragraphs that a web page ran together into one line, parted again where a new one surely begins.

Cuts before numbered headings whose numbers follow on each other, behind the document number, the addressee and a
title known from elsewhere, around a signature, and before the notes below it. A heading whose body follows without any
mark stays with it: nobody can tell where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.parse.dates import DAY_PATTERN
from index.parse.doc_numbers import leading_number
from index.parse.headings import REFERENCE
from index.parse.kinds import title_kind
from index.parse.numerals import read_number
from index.parse.organs import ends_like_organ, is_addressee

_NUMERAL = "[一二三四五六七八九十百]{1,6}"
_LABEL = re.compile(
    rf"第(?P<chapter>{_NUMERAL})章{REFERENCE}|第(?P<section>{_NUMERAL})节{REFERENCE}|第(?P<article>{_NUMERAL})条{REFERENCE}"
    rf"|(?P<first>{_NUMERAL})、|[（(](?P<second>{_NUMERAL})[）)](?![、，,和或至])"
    r"|(?<![\d.．〔\-])(?P<third>\d{1,2})[.．、](?![\d、])|[（(](?P<fourth>\d{1,2})[）)](?![、，,和或至])"
)
_LEVELS = ("chapter", "section", "article", "first", "second", "third", "fourth")
_ARTICLE = _LEVELS.index("article")
_SENTENCE_ENDS = "。；：！？”）)…;:"
_LONGEST_TITLE = 40  # characters between a heading's label and that of the heading below it
_LONGEST_ADDRESSEE = 300
_LONGEST_NAME = 40
_LONGEST_SIGNERS = 300
_NEAR = 2000  # characters from a signature to what is named above it, or stands below it
_FARTHEST = 500  # labels from a list's first to its second

_INDENT = re.compile(r"(?<![总附目前])[\u00a0\u2003\u3000]{2}[ \u00a0\u2003\u3000]*")  # not the blanks of 总　　则
_ABOVE_A_LAW = re.compile(r"(?:目\s*录|通过|修正|修订|公布)\s*$")
_FRONT_BRACKETS = re.compile(r"[（(\s]*")
_CONTINUES = re.compile(r"[由是为的在将于与和及等，、。；：》”]")  # behind a title that is the subject of a sentence
_TITLED = re.compile(r"《([^《》\n]{4,80})》")
_DAY = re.compile(
    rf"\s?{DAY_PATTERN}(?!\d|起|以?前|以?后|之|至|到|印发|发布|公布|颁布|下发|批准|修订|修正|修改|召开|通过|的|在|对|将|开始|举行|施行|实施|出台"
    r"|[，、。；,;])"
)
_SIGNER = re.compile(r"[\u3400-\u9fff\s]{2,300}$")
_PERSON = re.compile(
    r"(?:总\s?理|主\s?席|[省市州县区部局署]\s?长|主\s?任)\s{0,4}[\u3400-\u9fff]\s{0,2}[\u3400-\u9fff]{1,3}$"
)
_ORGAN_START = re.compile(
    r"中共|国务院|国家|最高人民|全国|中国|中华人民共和国|[\u3400-\u9fff]{2,3}(?:省|市|自治区|县)(?!直|级|属|内|外|本)"
)
_ISSUER = re.compile(r"^([^《》]{3,120}?)(?=关于|印发|转发|《)")
_NOTE = re.compile(r"[（(](?:此件|联系(?:单位|人|电话)|公开属性)[^（()）]{2,60}[）)]")
_ANNEXES = re.compile(r"附件\s?[：:]\s*$")
_ANNEX = re.compile(r"(?<=[。）)])(?:附件\s?\d?\s?[：:]|目\s{0,4}录(?=\s{0,4}第一章))|更多(?:信息|内容)请关注")


class _Label(NamedTuple):
    level: int
    number: int
    start: int


def paragraphs(line: str, titles: Sequence[str] = ()) -> Iterator[str]:
    """Part a line into the paragraphs that it was made of.

    Args:
        line: The text without its line ends.
        titles: Lines before it that the text may begin with again.
    """
    cuts = {0, len(line), *_front(line, titles)}
    cuts.update(match.end() for match in _INDENT.finditer(line))
    cuts.update(match.start() for match in _ANNEX.finditer(line))
    for start, end in _back(line, titles):
        named = _TITLED.findall(line, max(0, start - _NEAR), start)
        cuts |= {start, end, *(end + cut for cut in _front(line[end : end + _NEAR], named))}
    cuts.update(_labels(line, frozenset(cuts)))
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        if line[start:end].strip():
            yield line[start:end].strip()


def _front(line: str, titles: Sequence[str]) -> Iterator[int]:
    """Yield where the title, the document number and the addressee end that a text begins with."""
    place = 0
    for _ in range(2):  # the number may stand before the title or behind it
        for title in titles:
            found = line.find(title, place, place + len(title) + _LONGEST_NAME) if len(title) > 4 else -1
            begins = found == place or (found > place and ends_like_organ(line[place:found][-_LONGEST_NAME:]))
            if begins and not _CONTINUES.match(line, found + len(title)):
                place = found + len(title)
                yield place
                break
        bracket = _FRONT_BRACKETS.match(line, place)
        opening = bracket.end() if bracket else place
        number = leading_number(line[opening : opening + 60])
        if number:
            place = opening + number[1]
            place += line[place : place + 1] in ("）", ")")
            yield place
    colon = re.compile(r"[：:]").search(line, place, place + _LONGEST_ADDRESSEE)
    if colon and is_addressee(line[place : colon.end()]) and line[place] not in "（(":
        yield colon.end()


def _labels(line: str, cuts: frozenset[int]) -> Iterator[int]:
    """Yield where numbered headings begin: behind a sentence, a title or a cut, numbered in a row."""
    candidates = [
        _Label(_LEVELS.index(match.lastgroup), read_number(match[match.lastgroup]), match.start())
        for match in _LABEL.finditer(line)
        if match.lastgroup
    ]
    last = [0] * len(_LEVELS)
    before: _Label | None = None
    for position, label in enumerate(candidates):
        follows_on = label.number == last[label.level] + 1 > 1  # （四） may come under 二、, behind （三） under 一、
        begins = label.number == 1 or (label.level == _ARTICLE and label.number == 2 and not last[_ARTICLE])
        if not (follows_on or (begins and _goes_on(candidates[position + 1 : position + _FARTHEST], label))):
            continue
        if label.start not in cuts and not _stands_free(line, label, before):
            continue
        last[label.level] = label.number
        before = label
        yield label.start


def _goes_on(rest: Sequence[_Label], label: _Label) -> bool:
    """Tell whether the next number comes before this one again; a law may have a single chapter."""
    for later in rest:
        if later.level == label.level and later.number in (label.number, label.number + 1):
            return later.number == label.number + 1
    return label.level <= 1


def _stands_free(line: str, label: _Label, before: _Label | None) -> bool:
    """Tell whether a label begins a paragraph: behind a sentence, or behind the bare title of the heading above it."""
    above = line[max(0, label.start - 120) : label.start]
    if _ANNEXES.search(above):
        return False
    if above.rstrip()[-1:] in _SENTENCE_ENDS or above[-1:].isspace():
        return True
    if label.number == 1 and label.level in (0, _ARTICLE) and (title_kind(above) or _ABOVE_A_LAW.search(above)):
        return True  # the title of a law above, its enactment, or its table of contents
    if before is None or before.level >= label.level > 1:
        return False
    between = line[before.start : label.start]
    return len(between) <= _LONGEST_TITLE and not re.search(r"[。；，：]", between)


def _back(line: str, titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of signatures (who signs, and the day) and of the notes in brackets below them."""
    for day in _DAY.finditer(line):
        start = _signer_start(line, day.start(), titles)
        if start is not None:
            yield start, day.end()
    for note in _NOTE.finditer(line):
        yield note.span()


def _signer_start(line: str, end: int, titles: Sequence[str]) -> int | None:
    """Where the name of whoever signs begins that ends at a place of a line; None where none does."""
    match = _SIGNER.search(line[max(0, end - _LONGEST_SIGNERS) : end])
    if match is None:
        return None
    words, start = match[0].rstrip(), end - len(match[0])
    before = line[max(0, start - 1) : start]
    person = _PERSON.search(words)
    if person:
        return start + person.start()
    if not ends_like_organ(words[-30:]) or before in ("，", "、", ","):
        return None
    issuer = next(filter(None, map(_ISSUER.match, titles)), None)
    if issuer and issuer[1] in words:
        return start + words.rindex(issuer[1])
    if before in ("", "。", "！", "？"):
        return start
    organ = _ORGAN_START.search(words)
    return start + organ.start() if organ else None
