"""Questions about a document itself: its date, number, issuer, addressee. Answered from the fields it was parsed into.

Only where the question clearly names the document; a question about something that a document mentions is left to
the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.check import dates, names
from assistant.check.folding import folded
from assistant.presumed import clause_at
from assistant.question import ORDINALS, Question, tagged
from assistant.reader import coverage, fold
from index import places
from index.parse.kinds import KINDS
from index.schema import Document, FieldName, Hit

_ISSUED = r"(?:印发|发布|出台|签发|下发|作出|发出|成文|落款|公布|答复|写|[作发出](?=的))"
_WHEN = r"(?:哪[一]?[天日年]|什么时[候间]|何时|几号|几月几[号日]|日期|(?<!长)时间)"
_AND_NO_MORE = r"(?=[的呢啊吗是为在和与及、，,？?。\s]|$)"  # 发布的方案到哪年完成 asks for no date of issue
_WHO = r"(?:谁|哪个?(?:部门|单位|机关)|哪里|哪家|什么(?:部门|单位|机关))"
_ONLINE = (
    r"(?:上网|挂网|网上发布|网站发布|公开发布|[挂发登放传][到在][^，。]{0,4}网(?:站|上)|"
    r"网(?:站|上)上?[标注写登挂][^，。]{0,2})"
)
_UP = r"(?=出[来去]|上[去来]?|到|在|的|[呢啊吗？?，,。]|$)"  # not 网上哪天挂号, 登记
_PROPOSAL = r"第?[0-9〇零一二三四五六七八九十]+号[^。？?]{0,12}?"  # of a reply to one, not of replies as such
_THIS = r"(?:[”』」》]|[这那][件份个条]|该)[^，。？?]{0,4}?"
_PATTERNS: tuple[tuple[FieldName, re.Pattern[str]], ...] = (
    (
        FieldName.PUBLISHED,
        re.compile(
            rf"{_ONLINE}.{{0,6}}{_WHEN}{_AND_NO_MORE}|{_WHEN}.{{0,4}}{_ONLINE}|网(?:站|上)上?{_WHEN}.{{0,2}}(?:[挂登传贴]{_UP}|[发放](?:出来|上|到|布|的))|发布(?:日期|时间)|(?:网页|页面)上?(?:的|标[注的])*(?:日期|时间)"
        ),
    ),
    (
        FieldName.DATE,
        re.compile(
            rf"{_ISSUED}[^到至从]{{0,8}}{_WHEN}{_AND_NO_MORE}|{_WHEN}.{{0,6}}{_ISSUED}|"
            rf"(?:印发|下发|通报)[^，。到至从的里中后截止始束生]{{0,24}}(?:的(?:{KINDS}))?(?:是|在)哪一?天{_AND_NO_MORE}"
        ),
    ),
    (FieldName.DOC_NUMBER, re.compile(r"(?:发文字号|文号|字号)|几号文")),
    (
        FieldName.ISSUER,
        re.compile(
            rf"{_WHO}.{{0,4}}(?:印发|发布|出台|制发|签发|发的|发出|署名)|(?:发文|落款)(?:机关|单位)|{_PROPOSAL}{_WHO}答复的"
        ),
    ),
    (
        FieldName.ADDRESSEE,
        re.compile(
            rf"主送|(?:发|写|送)给(?:了)?(?:谁|哪)|答复(?:的是)?(?:谁|哪位)|"
            rf"(?:{_PROPOSAL}|{_THIS}(?:建议|提案|议案))是?由?(?:谁|哪[位些]).{{0,3}}提(?:出)?的"
        ),
    ),
    (
        FieldName.DISCLOSURE,
        re.compile(
            r"公开属性|(?:能不能|可以)公开(?![招征选竞拍])|(?:是不是|是否是?|算不算)(?:内部|保密|公开(?![招征选竞拍]))"
        ),
    ),
)
_ON = r"(?:于|在)?(?:(?:19|20)\d{2}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?"
_ISSUED_BY = re.compile(rf"^{_ON}(?:印发|发布|出台|下发|制发|签发|答复|发)(?=[的了，,。吧吗？?]|$)")
_ISSUED_ON = re.compile(
    r"^[^，,]{0,4}(?:印发|发布|出台|制定|下发|成文|公布|签发|答复)|(?:印发|发布|成文|答复)(?:于|时间?是|日期是)$"
)
_PROPOSED_BY = re.compile(r"([\u3400-\u9fff]{2,3})代表.{0,3}提")
_NUMBERED = re.compile(r"(?:文号|字号)(?:就?是|为|：)?$")
_WHAT_IS_IT = re.compile(r"什么(?:文件|通知|名字|名称|题目)|叫什么|全称|(?:名称|标题|题目)(?:是|叫|为)|哪(?:份|个)文件")
_RELIED_ON = re.compile(
    r"(?:依据|根据|按照|遵照|参照|引用)(?:的|了|是)?[^，。？?]{0,24}?(?:发文字号|文号|字号|几号文)|"
    r"(?:哪个|哪份|什么)(?:文件|方案|意见|通知|决定|规定)[^，。？?]{0,8}[，。？?].{0,6}(?:文号|字号)"
)
"""Asks for the number of what a document relies on or tells of, which is not its own."""
_KIND_OF_DOCUMENT = re.compile(KINDS)
_DUE = re.compile(r"应[当该]|必须|需要|(?<![主重需纲纪摘])要(?![求点])|多[久长]|[期时]限|[内前](?:答复|作出|公布)")
"""Asks when something is to be done, not when it was."""
_NAMED = 0.6  # share of the question's other words that must stand in the title
_ABOUT_FIELDS = re.compile(  # words of such questions that no title holds
    r"印发|发布|出台|签发|下发|作出|发出|成文|落款|公布|日期|时间|时候|何时|^(?:主|送|提|代表|第|号|几号|文|给|标|标的|挂|网|网站|政府网|官网|函|复函|件|这件|哪位|年|这|那|这个|那个|上述)$|上网|文号|字号|机关|部门|单位|主送|公开|属性|哪天|文件|通知|那份|给出|网上|哪年|什么|哪|答复|提出|谁"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a document and the words it was read from, ``document.text[start:end]``."""

    document: Document
    name: FieldName
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stated:
    """What a question states of a document's field, ``[start, end)`` of it folded, and whether a document denies it."""

    name: FieldName
    start: int
    end: int
    denied_by: Callable[[Document], bool]


def stated(question: Question) -> Iterator[Stated]:
    """Yield what a question takes for granted of the document that it is about: issuer, date, number, proposer."""
    asked = folded(question.text)
    for organ in names.organs(asked):
        if _ISSUED_BY.search(asked.text[organ.end :]):
            yield Stated(FieldName.ISSUER, organ.start, organ.end, partial(_denies_issuer, organ))
    for day in dates.find(asked):
        before, after = asked.text[: day.start], asked.text[day.end :]
        if day.year and day.until is None and (_ISSUED_ON.search(after) or _ISSUED_ON.search(before)):
            yield Stated(FieldName.DATE, day.start, day.end, partial(_denies_day, day))
    for number in names.doc_numbers(asked):
        if _NUMBERED.search(asked.text[: number.start]):
            yield _of_field(FieldName.DOC_NUMBER, number.start, number.end, number.words)
    people = [word for word, tag in tagged(asked.text) if tag.startswith("nr")]  # 基层代表, 省人大代表: nobody's name
    for proposer in _PROPOSED_BY.finditer(asked.text):
        begins = [proposer[1].find(name) for name in people if name in proposer[1]]
        if begins:
            name = proposer[1][min(begins) :]
            yield _of_field(FieldName.ADDRESSEE, proposer.end(1) - len(name), proposer.end(1), name)


def _of_field(name: FieldName, start: int, end: int, words: str) -> Stated:
    def denied_by(document: Document) -> bool:
        return bool(document.value(name)) and fold(words) not in fold(document.text)

    return Stated(name, start, end, denied_by)


def _denies_issuer(organ: names.Name, document: Document) -> bool:
    issuer, text = document.value(FieldName.ISSUER) or "", names.short_form(fold(document.text))
    return bool(issuer) and organ.words not in text and not names.may_be_one(organ.words, names.short_form(issuer))


def _denies_day(day: dates.Day, document: Document) -> bool:
    own = [document.value(name) for name in (FieldName.DATE, FieldName.PUBLISHED)]
    days = [found for value in own for found in dates.of_document(value)]
    return bool(days) and not any(dates.supports(found, day) for found in days)


def wanted(question: Question) -> list[FieldName]:
    """The fields that a question asks for; empty for a question about contents."""
    not_its_own = {
        FieldName.DATE: _DUE.search(question.text),
        FieldName.DOC_NUMBER: _RELIED_ON.search(question.text),
    }
    return [name for name, pattern in _PATTERNS if pattern.search(question.text) and not not_its_own.get(name)]


def named_documents(
    question: Question, hits: Sequence[Hit], known: Mapping[str, str], idf: Mapping[str, float]
) -> list[str]:
    """Paths of the document that a question names, among those retrieved: several where the name fits them equally.

    Args:
        question: The question.
        hits: The passages retrieved for it.
        known: What each document is known by (title, issuer, number), by path.
        idf: Weight of each of the question's terms.
    """
    asked = folded(question.text)
    claims = list(stated(question))
    if claims and not wanted(question):  # the document is named where something is stated of it
        spans = [clause_at(asked.text, claim.start, claim.end) for claim in claims]
        told = " ".join(asked.text[slice(*span)] for span in spans)
    else:
        told = asked.text
    claimed = " ".join(asked.text[claim.start : claim.end] for claim in claims)
    terms = tuple(
        term
        for term in question.terms
        if fold(term) in told and fold(term) not in claimed and not _ABOUT_FIELDS.search(term)
    )
    if not terms:
        return []
    rest = replace(question, terms=terms)
    paths = dict.fromkeys(hit.chunk.path for hit in hits if not is_other_issue(question, known[hit.chunk.path]))
    scores = {path: coverage(rest, known[path], idf) for path in paths}
    if question.doc_numbers and not any(claim.name is FieldName.DOC_NUMBER for claim in claims):
        return [path for path in paths if any(number in known[path] for number in question.doc_numbers)][:1]
    best = max(scores.values(), default=0.0)
    return [path for path in paths if scores[path] == best] if best >= _NAMED else []


def is_other_issue(question: Question, known: str) -> bool:
    """Tell whether a document is one of a series, by what it is known by, but another: 第六批 for 第七批."""
    asked, own = set(ORDINALS.findall(question.text)), set(ORDINALS.findall(known))
    counted = {ordinal[-1] for ordinal in asked} & {ordinal[-1] for ordinal in own}
    return bool(counted) and asked.isdisjoint(own)


def title_of_number(question: Question, documents: Iterable[Document]) -> Fact | None:
    """Where documents cite by title the document whose number a question gives and whose name it asks for."""
    if not question.doc_numbers or not _WHAT_IS_IT.search(question.text):
        return None
    for document in documents:
        for cited in document.references:
            if cited.title and cited.doc_number in question.doc_numbers:
                return Fact(document, FieldName.TITLE, cited.title, cited.start, cited.end)
    return None


def is_told_apart(question: Question, document: Document) -> bool:
    """Tell whether a question names of a document's title more than the kind and the issuer: 数字方案, not the 方案."""
    title = fold(document.title).replace(fold(document.value(FieldName.ISSUER) or " "), "")
    own = _KIND_OF_DOCUMENT.sub(" ", title)
    return any(len(term) > 1 and fold(term) in own and not places.names(term) for term in question.terms)


def find(document: Document, names: Sequence[FieldName]) -> list[Fact]:
    """The asked fields that a document states in its own text."""
    facts = []
    for name in names:
        field = document.fields.get(name)
        if field and field.start is not None and field.end is not None:
            facts.append(Fact(document, name, document.text[field.start : field.end], field.start, field.end))
    return facts
