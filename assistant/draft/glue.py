"""A statement's words made right for the letter: numbering taken off, time and place words resolved, marker added.

What is replaced follows from the document's own fields: 今年 becomes its year only where its 成文日期 is known. The
citation keeps the original words. Nothing else is reworded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant import compose
from assistant.check.marked import without_markers_of_its_own
from assistant.draft.choosing import Statement
from assistant.draft.origin import place_of_document
from assistant.draft.schema import Stage
from assistant.schema import Citation
from assistant.units import Unit
from index.places import Place
from index.relative_dates import resolved
from index.schema import Document, FieldName

# 三、四线城市 is no item 三
_FOLLOWING = "|".join(f"{one}、{other}" for one, other in pairwise("一二三四五六七八九十"))
_FRONT = re.compile(
    r"^(?:[\u3400-\u9fff]{2,8}[：:](?=一是)|[\s*#>\-•]+|"
    rf"(?!(?:{_FOLLOWING})(?![〇○零]))[（(]?[一二三四五六七八九十]{{1,3}}[）)]?[.．、]|[（(]?\d{{1,2}}[）)]?[.．、](?!\d)|"
    r"[（(][一二三四五六七八九十\d]{1,3}[）)]|答[：:]|(?:办理|整改|进展)情况[：:]|"
    r"第[一二三四五六七八九十百]+条(?!规定|第|之)\s*|[其第][一二三四五六七八九](?:[，,：:是]|、(?![第一二三四五六七八九]))|"
    r"(?:同时|其次|此外|另外|再次|因此|首先|最后|但是?|而且|并且|另)[，,])+"
)
_ORDINAL_FRONT = re.compile(r"^(?:首先|其次|[一二三四五六七八九十]是)(?=[\u3400-\u9fff])")
_PLANNED_FRONT = re.compile(r"(?:下一步|接下来|下一阶段|今后)[,，]")  # the paragraph already says so
_NO_SUBJECT = re.compile(r"^(?:由|负责|包括|分为|归|主要是|是指|为(?!了))")
_RUN_IN = re.compile(r"^[^。：:]{1,24}[。：:]")
_LONGEST_HEADING = 24  # characters
_BACK = re.compile(r"[\s*]+$")
_HALF_WIDTH = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_PUNCTUATION = re.compile(
    r"(?<=[\u3400-\u9fff”》』」％%）)\d])[,;:?!](?=[\u3400-\u9fff“《『「（(]|$)|(?<=[\u3400-\u9fff”》])[,;:?!]"
)
_INNER_QUOTES = str.maketrans("“”", "‘’")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SHORT_CELL = 40  # characters; a longer cell speaks for itself without its column's name
_LONGEST_ROW_QUOTE = 300  # characters
_THIS = r"(?<![基根样版])(?<!(?<!投)资)(?<!(?<![完形])成)(?<!(?<![防整])治)本"  # not the end of 基本, 资本, 成本
_OUR = re.compile(rf"(?:(?<!自)我|{_THIS})(?P<level>省|市(?!场(?![地所馆]))|县|区(?![域间块段分别]))")
_OUR_ORGAN = re.compile(rf"(?:我|{_THIS})(?:厅|局(?![部限])|委(?![托派])|办(?![理事公法])|部(?![分署队门位]))")
_ITSELF = re.compile(rf"{_THIS}(?P<kind>办法|条例|规定|细则|意见|通知|方案|规划|措施|决定|公告)")
_RELATIVE = {"今年": "当年", "去年": "上年", "明年": "次年", "本月": "当月"}
_RELATIVE_WORD = re.compile(  # not within 如今年轻人, 过去年均, 说明年度, 基本月租
    rf"今年(?![轻龄])|(?<!过)去年|(?<![说证声文表阐查标注写载列指])明年|{_THIS}月"
)
_DIRECT = frozenset({"北京", "天津", "上海", "重庆"})
_AUTONOMOUS = {
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """Who answers, and for which place."""

    organ: str
    place: Place


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement as it stands in the letter.

    Attributes:
        words: What is shown, without the marker.
        subject: What goes before a table cell: its row's name, for a short cell its column's too; empty outside tables.
        start: Offset in the document of the words relied on; ``end`` likewise.
        replaced: The replacements made, as (original, shown).
    """

    words: str
    subject: str
    start: int
    end: int
    replaced: tuple[tuple[str, str], ...]


def place(statement: Statement, letter: Letter) -> Placed:
    """Make a statement's words right for a letter."""
    unit = statement.unit
    front = _FRONT.match(unit.text)
    cut = front.end() if front else 0
    ordinal = _ORDINAL_FRONT.match(unit.text[cut:])
    cut += ordinal.end() if ordinal else 0
    planned = _PLANNED_FRONT.match(unit.text[cut:]) if statement.stage is Stage.NEXT else None
    cut += planned.end() if planned else 0
    original = _BACK.sub("", unit.text[cut:])
    start, end = unit.start + cut, unit.start + cut + len(original)
    begin = start
    if _NO_SUBJECT.match(original) and not unit.column:
        start = _with_heading(statement.document.text, start)
    replaced: list[tuple[str, str]] = []
    words = full_width(_resolved(statement.document, start, end, letter, replaced))
    if start < begin and (heading := _RUN_IN.match(words)):
        words = words[: heading.end() - 1] + words[heading.end() :]
    subject = (
        f"“{unit.subject.translate(_INNER_QUOTES)}”{unit.column if len(words) <= _SHORT_CELL else ''}"
        if _from_row(unit, words)
        else ""
    )
    return Placed(words.rstrip("。；，、：;,:"), subject, start, end, tuple(replaced))


def _with_heading(text: str, start: int) -> int:
    """Where a sentence begins together with the run-in heading before it, which is its subject."""
    line = text.rfind("\n", 0, start) + 1
    front = _FRONT.match(text[line:start])
    begin = line + (front.end() if front else 0)
    return begin if 0 < start - begin <= _LONGEST_HEADING else start


def _from_row(unit: Unit, words: str) -> bool:
    return bool(unit.column and unit.subject) and unit.subject not in words


def full_width(words: str) -> str:
    """Chinese punctuation as it is printed: web pages turn much of it into half width."""
    words = without_markers_of_its_own(words)
    bracketed = _BRACKETS.sub(r"（\1）", words) if re.search(r"[\u3400-\u9fff]", words) else words
    return _PUNCTUATION.sub(lambda match: match[0].translate(_HALF_WIDTH), bracketed)


def shown(placed: Placed) -> str:
    """A placed statement's words, with what goes before a table cell."""
    return f"{placed.subject}：{placed.words}" if placed.subject else placed.words


def strung(written: Sequence[tuple[Placed, int]]) -> str:
    """Placed statements of one document as one sentence; cells of one row share its name."""
    parts: list[tuple[str, int]] = []
    for position, (placed, number) in enumerate(written):
        before, marker = written[position - 1] if position else (None, 0)
        same_row = before is not None and bool(placed.subject) and before.subject == placed.subject
        if same_row and marker == number:
            parts[-1] = f"{parts[-1][0]}；{placed.words}", number
        else:
            parts.append((placed.words if same_row else shown(placed), number))
    return "；".join(f"{words}[{number}]" for words, number in parts)


def cite(number: int, statement: Statement, placed: Placed) -> Citation:
    """Cite a placed statement; a table cell with its whole row, or under its row's name where that is long."""
    unit, start, end = statement.unit, placed.start, placed.end
    section = unit.hit.chunk.section
    if unit.column and unit.row and unit.row[1] - unit.row[0] <= _LONGEST_ROW_QUOTE:
        start, end = unit.row
    elif placed.subject:
        section = (*section, unit.subject)
    return compose.cite(number, statement.document, section, start, end)


def _resolved(document: Document, start: int, end: int, letter: Letter, replaced: list[tuple[str, str]]) -> str:
    words = _dated(document, start, end, replaced)
    origin = place_of_document(document)

    def ours(match: re.Match[str]) -> str:
        name = _full_name(origin, match["level"])
        if not name or name == _full_name(letter.place, match["level"]):
            return match[0]
        replaced.append((match[0], name))
        return name

    def organ(match: re.Match[str]) -> str:
        issuer = document.value(FieldName.ISSUER)
        if not issuer or issuer == letter.organ or issuer.endswith(letter.organ or "\0"):
            return match[0]
        replaced.append((match[0], issuer))
        return issuer

    def itself(match: re.Match[str]) -> str:
        replaced.append((match[0], f"该{match['kind']}"))
        return replaced[-1][1]

    return _ITSELF.sub(itself, _OUR_ORGAN.sub(organ, _OUR.sub(ours, words)))


def _dated(document: Document, start: int, end: int, replaced: list[tuple[str, str]]) -> str:
    """The words of a stretch, relative times made absolute, or at least the document's own: 今年 is 当年 of it."""
    words = document.text[start:end]
    if document.value(FieldName.DATE):
        for found in reversed(resolved(document, start, end)):
            words = words[: found.start - start] + found.absolute + words[found.end - start :]
            replaced.insert(0, (found.words, found.absolute))

    def own(match: re.Match[str]) -> str:
        replaced.append((match[0], _RELATIVE[match[0]]))
        return replaced[-1][1]

    return _RELATIVE_WORD.sub(own, words)


def _full_name(origin: Place, level: str) -> str:
    """What 我省, 我市, 我县 or 我区 is called for a document of a place; empty where that is not known."""
    if level in "县区" and origin.county:
        return origin.county if origin.county.endswith(level) else ""
    if level in "县区":
        return _AUTONOMOUS.get(origin.province, "") if level == "区" else ""
    if level == "市":
        county = origin.county if origin.county.endswith("市") else ""
        name = county or origin.city or (origin.province if origin.province in _DIRECT else "")
        return f"{name}市" if name and not name.endswith("市") else name
    if not origin.province or origin.province in _DIRECT:
        return ""
    return _AUTONOMOUS.get(origin.province, f"{origin.province}省")
