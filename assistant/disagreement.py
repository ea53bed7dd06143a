"""Whether another document at hand gives another figure of what an answer cites; a line under the answer says so.

A false note is worse than none. Two figures disagree only where two documents of one place say the same of the same
time in the same words but for the figure, each of them once; figures that may be rounded from one another do not.
Decides nothing, and never changes what an answer says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace

from assistant.check import check, dates, names, quantities
from assistant.check.folding import Folded, folded
from assistant.check.quantities import Quantity
from assistant.compose import cite
from assistant.schema import Answer, Citation, Passage
from assistant.titles import cited_as
from index.schema import Document, FieldName
from prompts import load

_SENTENCE = re.compile(r"[^。！？!?；;\n\t]+")
_CLAUSE_END = re.compile(r"[，：:]|,(?!\d)")
_OPENING = re.compile(r"^(?:[\0到至截自在于从]|年?[底末初前内中]|[我本全][省市县区州国]|总共|一共|共计|共)+")
_OF_ANYTHING = re.compile(  # words that do not tell what a figure is of
    r"[^\u3400-\u9fff]|其中|累计|总计|预计|计划|完成|达到|新建|新增|建设|建成|投入|投资|安排|资金|总额|项目|工程|面积|人员|全年|年均|左右"
    r"|[已将共约达为的了等每]"
)
_FEWEST = 4  # characters that tell what a figure is of
_TIME_LIMITS = {"日", "工作日"}
_PART = re.compile(  # of a year or a series: 2024年一季度 is not 2024年上半年
    r"[上下]半年|前?[一二三四1-4]个?季度|\d{1,2}月?[-—–~至到]+\d{1,2}月|[上中下]旬|第[一二三四五六七八九十\d]+[批期轮次届]"
)
_SEAT = re.compile(r"(?:[\u3400-\u9fff]{1,8}?(?:自治[区州县]|[省市州盟县区旗]))+")


@dataclass(frozen=True, slots=True)
class _Saying:
    """A figure as the sentence ``[start, end)`` of a document gives it.

    Attributes:
        at: Where the figure stands in the document.
        words: The figure's clause, as written.
        frame: The same, folded, with a gap in the figure's place, and the clause before it; both without their times.
        times: Days, months and years that the sentence names, and parts of them.
        is_dated: It names some, all of known years.
        subjects: Places, organs and quoted names of the sentence, but for the document's own.
    """

    document: Document
    start: int
    end: int
    at: int
    quantity: Quantity
    words: str
    frame: tuple[str, str]
    times: frozenset[Hashable]
    is_dated: bool
    subjects: frozenset[str]


def noted(answer: Answer, document: Callable[[str], Document]) -> Answer:
    """Return an answer with a note on the first disagreement, which cites the other document too.

    Args:
        answer: Any answer; a refusal stays as it is.
        document: Gives a document by its path.
    """
    cited = [(c, said) for c in answer.citations for said in _sayings(document(c.document), c.start, c.end)]
    if not cited:
        return answer
    chunks = [(passage, passage.chunk) for passage in answer.passages]
    others = [(p, said) for p, chunk in chunks for said in _sayings(document(p.chunk.path), chunk.start, chunk.end)]
    for citation, said in cited:
        for passage, other in others:
            if _disagree(said, other):
                return _with_note(answer, citation, said, passage, other)
    return answer


def _with_note(answer: Answer, citation: Citation, said: _Saying, passage: Passage, other: _Saying) -> Answer:
    further = cite(len(answer.citations) + 1, other.document, passage.chunk.section, other.start, other.end)
    note = load("disagreement").render(
        one=cited_as(citation.title, citation.doc_number, citation.date),
        one_marker=f"[{citation.n}]",
        one_words=said.words,
        other=cited_as(further.title, further.doc_number, further.date),
        other_marker=f"[{further.n}]",
        other_words=other.words,
    )
    further = replace(further, checks=check(other.words, (further,)))
    return replace(answer, text=answer.text + note, citations=(*answer.citations, further))


def _disagree(one: _Saying, other: _Saying) -> bool:
    return (
        one.document is not other.document
        and (one.frame, one.times, one.subjects) == (other.frame, other.times, other.subjects)
        and _differ(one.quantity, other.quantity)
        and _same_matter(one, other)
        and all(map(_says_once, (one, other)))
    )


def _differ(one: Quantity, other: Quantity) -> bool:
    """Tell whether two figures of one kind cannot be the same, one of them rounded."""
    alike = (one.dimension, one.bound) == (other.dimension, other.bound)
    return alike and one.low != other.low and abs(one.low - other.low) >= max(one.last_digit, other.last_digit)


def _same_matter(one: _Saying, other: _Saying) -> bool:
    """Tell whether two documents are of one place and, where a rule names no time, of one year."""
    issuers = [said.document.value(FieldName.ISSUER) or "" for said in (one, other)]
    seats = {match[0] if (match := _SEAT.match(issuer)) else issuer for issuer in issuers}
    years = {(said.document.value(FieldName.DATE) or "")[:4] for said in (one, other)}
    is_rule = "每" in one.words or one.quantity.dimension in _TIME_LIMITS
    in_time = one.is_dated or (is_rule and len(years) == 1 and "" not in years)
    return len(seats) == 1 and "" not in seats and in_time


def _says_once(said: _Saying) -> bool:
    """Tell whether the document gives no other figure in the same words, of another item perhaps."""
    everywhere = _sayings(said.document, 0, len(said.document.text))
    return len({each.quantity.low for each in everywhere if each.frame[0] == said.frame[0]}) == 1


def _sayings(document: Document, start: int, end: int) -> Iterator[_Saying]:
    """The exact figures of a stretch whose clauses tell what they are of."""
    opening = max(document.text.rfind(mark, 0, start) for mark in "。！？；\n\t") + 1
    for match in _SENTENCE.finditer(document.text, opening):
        if match.start() >= end:
            return
        yield from (said for said in _of_sentence(document, *match.span()) if start <= said.at < end)


def _of_sentence(document: Document, start: int, end: int) -> Iterator[_Saying]:
    text = folded(document.text[start:end])
    if not text.text:
        return
    first, last = text.original(0, len(text.text))
    own = document.value(FieldName.ISSUER) or ""
    named = (*names.named_places(text), *names.organs(text), *names.quoted(text))
    subjects = frozenset(each.words for each in named if each.words not in own)
    days = dates.resolved(text, document.value(FieldName.DATE))
    times = frozenset({(day.year, day.until, day.month, day.day) for day in days} | set(_PART.findall(text.text)))
    is_dated = bool(days) and all(day.year for day in days)
    for day in days:
        text = text.masked(day.start, day.end)
    for figure, (opens, closes) in _alone_in_their_clause(text):
        frame = _frame(text, opens, closes, figure)
        if len(_OF_ANYTHING.sub("", frame[0])) >= _FEWEST:
            begin, stop = text.original(opens, closes)
            words = document.text[start + begin : start + stop]
            at = start + text.original(figure.start, figure.end)[0]
            yield _Saying(document, start + first, start + last, at, figure, words, frame, times, is_dated, subjects)


def _alone_in_their_clause(text: Folded) -> Iterator[tuple[Quantity, tuple[int, int]]]:
    """The exact figures with a unit, each with its clause, that are the only ones in it."""
    figures = list(quantities.find(text))
    ends = [match.span() for match in _CLAUSE_END.finditer(text.text)]
    for figure in figures:
        opens = max((after for _, after in ends if after <= figure.start), default=0)
        closes = min((before for before, _ in ends if before >= figure.end), default=len(text.text))
        plain = figure.dimension and figure.low == figure.high and not figure.ordinal and not figure.article
        if plain and sum(opens <= each.start < closes for each in figures) == 1:
            yield figure, (opens, closes)


def _frame(text: Folded, opens: int, closes: int, figure: Quantity) -> tuple[str, str]:
    clause = f"{text.text[opens : figure.start]}□{text.text[figure.end : closes]}"
    before = _CLAUSE_END.split(text.text[: max(opens - 1, 0)])[-1]
    return _OPENING.sub("", clause), _OPENING.sub("", before)
