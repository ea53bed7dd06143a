"""Whether the documents support an answer: the names, years and terms of the question must stand in the evidence.

Rules that can be explained to a reader; one threshold. Never lets a likely-looking sentence pass that is about another
place or another year.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.forms import has_form, needs_form
from assistant.question import Kind, Question
from assistant.reader import Reading, fold
from assistant.units import Unit
from index import places
from index.parse.kinds import RULES
from index.parse.numerals import years_in_digits
from index.places import Place
from index.relative_dates import with_absolute
from index.schema import Document, FieldName
from index.segment import words

_THRESHOLD = 0.5
"""Least confidence of an answer."""

_LEAST_COVERED = 0.1
"""Evidence that holds less of the question's terms (by weight) needs the trained reader to speak for it."""

_LEAST_OF_FOLLOW_UP = 0.25
"""The same for the terms that a follow-up brings in itself: its topic alone is no evidence."""

_COVERED, _MEANING, _ODDS, _CONSTANT = 0.15, 18.9, 0.79, -15.1
"""Weights of the confidence: a logistic regression of "this question can be answered" on the questions of
``eval/questions/dev.jsonl`` and seven hundred others, those left out whose passage was not found; one that
cannot be answered counts twice."""

_MOST_ODDS = 6.0
"""Log odds beyond this say no more."""

_LEAST_NAME = 5
"""Characters of a row's name by which a question means that row and no other."""

_FIRST = re.compile(r"第[一1](?P<of>[批届期轮次])")
_PHRASE = 5  # characters; a shorter name is a name
_OF_ONE_PLACE = (Kind.FIGURE, Kind.LIST, Kind.ORGAN, Kind.COMPARISON, Kind.CONTACT)
"""Kinds of questions that what holds all over a province does not answer for one of its cities."""
_ALL_OVER = re.compile(r"[全本我]省|各市|各地|各设区|省内")
_MONTH = re.compile(r"(?<!\d)0?([1-9]\d?)月(?!\d)")
_ENDS = {"6": re.compile(r"上半年"), "12": re.compile(r"下半年|(?<!半)年[底末]")}
_ANNUAL = re.compile(r"((?:19|20)\d{2})年度")
_AIM = re.compile(r"预期目标|目标(?:任务)?(?:是|为|：|:)|力争")
_AHEAD = re.compile(r"重点工作|工作(?:安排|打算|部署|重点)|(?:主要|重点|目标)任务|主要考虑|发展目标|下一步")
_AIM_ASKED = re.compile(r"目标|预期|计划|任务|打算|安排")
_LAST_YEAR = re.compile(r"去年|上年(?![纪龄满限])|(?<!以)前年|上一年")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_EDITION = re.compile(
    r"((?:19|20)\d{2})年(?:版|那[份个]|这[份个]|印?发|出台|公布|制定|的?(?:实施|指导)?(?:意见|通知|办法|细则|方案|公告|简介|文件)(?!精神))"
)
_NOW = re.compile(r"目前|至今|迄今|现有|现已|截至(?:现在|今)")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=[年〕\])】-])")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer may be given, and how sure that is, 0 to 1."""

    supported: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Source:
    """A document with what is asked of it for each of its units, looked through once.

    Attributes:
        whole: Its identity and text, folded.
        place: The place that it is about; a province where only its words tell, empty for none in particular.
        years: The years that it is about as a whole.
    """

    document: Document
    whole: str
    place: Place
    years: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> Source:
        """Look a document through."""
        known = identity(document)
        named = places.place_of([known])
        place = named if named.province else places.most_named(document.text)
        whole = fold(f"{known} {document.text}")
        return cls(document, whole, place, _own_years(document) or _only_year(whole))


def missing_names(question: Question, reading: Reading, source: Source) -> tuple[str, ...]:
    """What the question names that a reading is not about: places, quoted names, document numbers, years.

    Names may stand anywhere in the document, but a neighbour's only near the words relied on, as years do.
    """
    document = source.document
    unit, chunk = reading.unit, reading.unit.hit.chunk
    said = with_absolute(document, unit.start, unit.end)
    row = fold(f"{said} {unit.context} {identity(document)}")
    about = fold(f"{row} {with_absolute(document, chunk.start, chunk.end)}")
    near = row if unit.column else about  # other rows' names are not a cell's
    anywhere = question.kind not in _OF_ONE_PLACE and _ALL_OVER.search(chunk.text)
    missing = tuple(
        name
        for name in _innermost(question.names)
        if not (name == source.place.province or _is_bound(name, source) or _spoken_of(name, about))
        and not (anywhere and _lies_in(name, source))
        and not _named(fold(name), source.whole if _anywhere(question, name, source) else near)
    )
    missing += _other_annual(question, document.title)
    missing += tuple(number for number in question.doc_numbers if fold(number) not in source.whole)
    if question.kind is not Kind.COMPARISON:
        own = source.years | _years_of_edition(question, document) | _year_of_now(question, document, said)
        other = _other_years(question, fold(said)) or _is_other_edition(question, document, said)
        missing += tuple(f"{year}年" for year in question.years if year not in own and (other or year not in about))
        missing += _other_months(question, document.title)
    return missing + _not_yet(question, unit, source.years)


def judge(question: Question, best: Reading | None, missing: tuple[str, ...]) -> Verdict:
    """Judge whether the best reading answers a question.

    Args:
        question: The question.
        best: The best unit; None where nothing was found.
        missing: What the question names that the unit is not about.
    """
    if best is None or question.kind is Kind.OPINION:
        return Verdict(False, 0.0)
    sure = confidence(best)
    # Neither the words nor the trained reader speak for it.
    unspoken = best.odds < 0 and (best.covered < _LEAST_COVERED or best.asked_for < _LEAST_OF_FOLLOW_UP)
    if missing or unspoken or (needs_form(question) and not best.form):
        return Verdict(False, min(sure, 0.2))
    sure = max(sure, _THRESHOLD) if _is_cell_asked_for(question, best) else sure
    return Verdict(sure >= _THRESHOLD, sure)


def _is_cell_asked_for(question: Question, reading: Reading) -> bool:
    """Tell whether a unit is the cell of the row and the column that a question names: there is nothing to guess."""
    row = fold(reading.unit.subject)
    return reading.asked and reading.form and len(row) >= _LEAST_NAME and row in fold(question.text)


def identity(document: Document) -> str:
    """What a document is known by: title, issuer, number and dates."""
    names = (FieldName.TITLE, FieldName.ISSUER, FieldName.DOC_NUMBER, FieldName.DATE, FieldName.PUBLISHED)
    return " ".join(document.value(name) or "" for name in names)


def confidence(best: Reading) -> float:
    """How likely a reading answers its question by what speaks for it, 0 to 1; names and years are judged apart."""
    odds = max(-_MOST_ODDS, min(_MOST_ODDS, best.odds))
    evidence = _COVERED * best.covered + _MEANING * best.meaning + _ODDS * odds + _CONSTANT
    return 1 / (1 + math.exp(-evidence))


def _other_years(question: Question, text: str) -> bool:
    """Tell whether a unit's own words speak of years, but of none that is asked for."""
    own = set(_YEAR.findall(text))
    return bool(own) and own.isdisjoint(question.years)


def _other_months(question: Question, title: str) -> tuple[str, ...]:
    """The months that a question asks for where a document's title tells of others: a report of June is none of May."""
    asked, told = set(_MONTH.findall(question.text)), set(_MONTH.findall(title))
    asked |= {month for month, words in _ENDS.items() if words.search(question.text)}
    return tuple(f"{month}月" for month in sorted(asked)) if asked and told and asked.isdisjoint(told) else ()


def _other_annual(question: Question, title: str) -> tuple[str, ...]:
    """The years that a question asks for as a whole where a title tells of others: 2023年度 is none of 2024年度."""
    asked, told = set(_ANNUAL.findall(question.text)), set(_ANNUAL.findall(years_in_digits(title)))
    return tuple(f"{year}年度" for year in sorted(asked)) if asked and told and asked.isdisjoint(told) else ()


def _not_yet(question: Question, unit: Unit, years: frozenset[str]) -> tuple[str, ...]:
    """The past time whose figures a question asks for, where a unit only tells what is aimed at; else nothing.

    A report tells last year's results and this year's aims in the same words.
    """
    aims = _AIM.search(unit.text) or _AHEAD.search("".join(unit.hit.chunk.section))
    if not aims or _AIM_ASKED.search(question.text):
        return ()
    past = (f"{year}年" for year in question.years if year < max(years, default=year) and year not in unit.text)
    return (*_LAST_YEAR.findall(question.text), *past)


def _own_years(document: Document) -> frozenset[str]:
    """The years that a document is about as a whole: those of its title and, for a report, the year before.

    A government's report of 2026 tells of 2025 and seldom names it again; often its title is 政府工作报告 and no more.
    """
    titled = re.findall(r"(?:19|20)\d{2}(?=年)", years_in_digits(document.title))
    if not titled and document.title.endswith("工作报告") and (given := document.value(FieldName.DATE)):
        titled = [given[:4]]
    told = [str(int(year) - 1) for year in titled if re.search(r"报告|总结|公报", document.title)]
    return frozenset(titled + told)


def _is_other_edition(question: Question, document: Document, said: str) -> bool:
    """Tell whether a question means a document of another year: 2022年的通知, where this is of 2019."""
    asked, known = _EDITION.findall(question.text), identity(document)
    return bool(asked and _ANY_YEAR.search(known)) and not any(year in known or year in said for year in asked)


def _years_of_edition(question: Question, document: Document) -> set[str]:
    """The years by which a question tells a document from others of its name: 2017年那份, where it is of 2017."""
    known = identity(document)
    return {year for year in _EDITION.findall(question.text) if year in known}


def _year_of_now(question: Question, document: Document, said: str) -> frozenset[str]:
    """The year that a document was written in, where words tell how what is asked stood then: 目前总数达到."""
    written = document.value(FieldName.DATE) or document.value(FieldName.PUBLISHED)
    now = _NOW.search(said)
    then = said[now.start() :] if now else ""  # 2020年出口3亿元，目前有5个园区 tells no figure of now in 元
    is_told = bool(then) and has_form(question, then) and not _ANY_YEAR.search(then)
    return frozenset([written[:4]] if written and is_told else ())


def _only_year(text: str) -> frozenset[str]:
    """The year of a document, folded, that names no other: all that it tells is of that year."""
    named = set(_ANY_YEAR.findall(text))
    return frozenset(named if len(named) == 1 else ())


def _innermost(names: Sequence[str]) -> list[str]:
    """The names without the places that others of them lie in: 营口市盖州市 asks for what is about 盖州."""
    named = {name: places.place_of([name]) for name in names if places.names(name) == (name,)}
    return [
        name
        for name in names
        if name not in named or not any(named[name].holds(one) and one != named[name] for one in named.values())
    ]


def _anywhere(question: Question, name: str, source: Source) -> bool:
    """Tell whether a name may stand anywhere in a document: not so for a place that the document is not about.

    A report of one place names its neighbours in passing, as partners or for comparison; its figures are not theirs.
    Nor are the figures of a province those of its cities.
    """
    asked = places.place_of([name])
    if asked.is_local and question.kind in (Kind.FIGURE, Kind.COMPARISON):
        return False
    return source.place.can_speak_for(asked)


def _lies_in(name: str, source: Source) -> bool:
    """Tell whether a name is of a place in the province that a document is about."""
    place = places.place_of([name])
    return place.is_local and place.province == source.place.province


def _is_bound(name: str, source: Source) -> bool:
    """Tell whether a name is of a county that a document's rules hold for: those of its city do, unsaid."""
    place = places.place_of([name])
    city = Place(place.province, place.city)
    return bool(place.county) and city == source.place and source.document.value(FieldName.KIND) in RULES


def _spoken_of(name: str, about: str) -> bool:
    """Tell whether all words of a quoted phrase stand near: people quote from memory."""
    return len(name) >= _PHRASE and all(fold(word) in about for word in words(name))


def _named(name: str, text: str) -> bool:
    """Tell whether a text names something, if need be by its parts: people rarely quote a title to the letter."""
    if name.endswith("片区"):
        return bool(re.search(rf"{re.escape(name[:-2])}[^。；]{{0,12}}片区", text))
    if first := _FIRST.fullmatch(name):
        return bool(re.search(rf"(?:第一|首|头一){first['of']}", text))
    parts = [part for part in re.split(r"[+、,，·的和与及]", name) if len(part) >= 2]
    in_parts = len(parts) > 1 and all(part in text for part in parts)
    return in_parts or places.mentions(text, name) or _shortens(name, text)


def _shortens(name: str, text: str) -> bool:
    """Tell whether a quoted name is short for words that stand in a text: 全面改薄 for 全面改善…薄弱学校…条件."""
    if not 4 <= len(name) <= 6:
        return False
    return bool(re.search(re.escape(name[:2]) + "".join(rf"[^。；，,]{{0,14}}?{re.escape(c)}" for c in name[2:]), text))
