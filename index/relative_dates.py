"""Words of time that count from the day of a document, made absolute: 今年3月21日 in a letter of 2022 is 2022年3月21日.

They count from the 成文日期, else from the 发布日期. What could mean another year is left as it stands: periods without
a year where a year is named before them, the 上半年 of rules, and much that is said in the first weeks of a year, when
papers still speak of the year before as 今年.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from index.parse.kinds import RULES
from index.schema import Document, FieldName

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_SEASONS = {"春": "春季", "夏": "夏季", "秋": "秋季", "冬": "冬季"}
_QUARTERS = dict(zip("一二三四", (3, 6, 9, 12), strict=True))
_PATTERN = re.compile(
    r"""
      (?P<year>
        (?:(?<![\u3400-\u9fff])|(?<=[比较在到至自于和与及是的]))[前后]年  # not 目前年产, 达产后年产
        | (?<!过)去年
        | (?<![如当现迄至])今年 | (?<=至)今年(?=\s?\d|[上下第前年初底末])  # not 至今年产
        | (?<![注说证标写载表申声指列])明年  # not 注明年份
      )(?![来度轻龄级均份])
      (?P<part>\s?(?:\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|[上下]半年|[前第]?[一二三四]季度|年?[初底末]))?
    | (?<![如当])今(?P<season>[春夏秋冬])(?!节)
    | (?P<month>本月)(?P<day>\s?\d{1,2}\s?日)?
    | (?P<until>截[至止](?:目前|当前|现在))
    | (?<![年每\d])(?P<half>[上下]半年)(?!度)
    | (?<![年每、第上下\d])(?P<quarter>[前第]?(?P<last>[一二三四])季度)
    | (?<![年每\d月\-—～至.])(?P<months>1\s?[-—－–～~至到]\s?(?P<end>\d{1,2})\s?月)(?:份)?(?!\d)
    | (?:(?<=[，,。；;：:（(\s、到至于在以])|(?<=力争|确保|争取|计划|预计|截至|截止)|^)(?P<within>年(?:内|底|末|初))
    """,
    re.VERBOSE | re.MULTILINE,
)
_NAMED_YEAR = re.compile(r"(?:19|20)\d\d|每年|当年|次年|年度")
_FIRST_WEEKS = 2  # months


class Resolved(NamedTuple):
    """A stretch ``[start, end)`` of a document's text that counts from its day, and the same time in absolute words."""

    start: int
    end: int
    words: str
    absolute: str


def resolved(document: Document, start: int = 0, end: int | None = None) -> list[Resolved]:
    """Find the words of time in a stretch of a document that count from its day, each with what it means.

    Args:
        document: The document; one that states no day has none to count from.
        start: Where the stretch begins in its text.
        end: Where it ends; the text's end if not given.

    Returns:
        In order, without overlap.
    """
    day = _day(document)
    if day is None:
        return []
    found = []
    for match in _PATTERN.finditer(document.text, start, len(document.text) if end is None else end):
        absolute = _absolute(document, match, day)
        if absolute:
            found.append(Resolved(match.start(), match.end(), match[0], absolute))
    return found


def with_absolute(document: Document, start: int, end: int) -> str:
    """The words of a stretch, each relative time followed by its absolute one in brackets: 今年（2022年）."""
    return "".join(_with_brackets(document, start, end))


def _with_brackets(document: Document, start: int, end: int) -> Iterator[str]:
    for found in resolved(document, start, end):
        yield f"{document.text[start : found.end]}（{found.absolute}）"
        start = found.end
    yield document.text[start:end]


def _day(document: Document) -> date | None:
    """The day that a document's words count from; None where it states none that can be relied on."""
    signed = _iso(document.value(FieldName.DATE))
    published = _iso(document.value(FieldName.PUBLISHED))
    if signed or published is None:
        return signed
    return published if published.month > _FIRST_WEEKS else None  # put online in January, written in which year?


def _iso(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:  # 2023-02-30 is stated as it is
        return None


def _absolute(document: Document, match: re.Match[str], day: date) -> str:
    """What a match means in a document of a day; empty where it could mean something else."""
    if match["year"]:
        part = (match["part"] or "").strip()
        return "" if _may_be_last_year(document, match, day) else f"{day.year + _YEARS[match['year']]}年{part}"
    if match["season"]:
        return f"{day.year}年{_SEASONS[match['season']]}"
    if document.value(FieldName.KIND) in RULES or _follows_a_year(document, match.start(), day.year):
        return ""
    if match["month"]:
        return f"{day.year}年{day.month}月{(match['day'] or '').strip()}"
    if match["until"]:
        return f"截至{day.year}年{day.month}月{day.day}日"
    ending = match["end"] or _QUARTERS.get(match["last"] or "")
    if ending:  # a period that is not over may be a plan or another year's
        return f"{day.year}年{match[0]}" if int(ending) <= day.month else ""
    is_plain = day.month > _FIRST_WEEKS or match["within"] == "年初"
    return f"{day.year}年{match[0].removeprefix('年')}" if is_plain else ""


def _may_be_last_year(document: Document, match: re.Match[str], day: date) -> bool:
    """Tell whether 今年 or 去年, said in the first weeks of a year, may count from the year before."""
    if day.month > _FIRST_WEEKS:
        return False
    month = re.match(r"\d{1,2}", (match["part"] or "").strip())
    line = document.text.rfind("\n", 0, match.start()) + 1
    is_past = str(day.year - 1) in document.text[line : match.start()]
    return is_past or (match["year"] == "今年" and month is not None and int(month[0]) > day.month)


def _follows_a_year(document: Document, place: int, year: int) -> bool:
    """Tell whether another year may be meant: one is named before in the paragraph, or in the title."""
    line = document.text.rfind("\n", 0, place) + 1
    named = re.findall(r"(?:19|20)\d\d", document.title)
    return bool(_NAMED_YEAR.search(document.text, line, place)) or any(int(other) != year for other in named)
