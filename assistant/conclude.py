"""Readings to the outcome of one question: facts of a named document, an answer, a correction, or a refusal.

Decides what is said, never how it is worded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.broken_off import unlisted
from assistant.compose import LONGEST_LIST, Statement, choose, from_enumeration, from_facts, from_readings, one_line
from assistant.enumeration import Enumeration, enumeration_at, rows_beside, sections
from assistant.facts import Fact, find, is_other_issue, is_told_apart, named_documents, stated, title_of_number, wanted
from assistant.forms import needs_form
from assistant.premise import other_list, refuted
from assistant.question import Kind, Question
from assistant.reader import Reading, beside_title, coverage, fold, phrase
from assistant.refusal import instead_of
from assistant.schema import Status
from assistant.support import Source, judge, missing_names
from index.parse.doc_numbers import find_numbers
from index.schema import Document, FieldName, Hit
from prompts import load

_ASKS_VALIDITY = re.compile(
    r"(?P<end>有效期|失效|到期)|(?:哪一?[年天日]|什么时候|何时|几月几[日号]|哪个时间)[^，。]{0,4}(?:起|开始|施行|实施|执行|生效)"
)
_BEGINS = re.compile(r"(?:自|从)[^，。；]{2,16}起[^，。；]{0,4}(?:施行|实施|执行|生效|试行)|(?:印发|发布|公布)之日起")
_ENDS = re.compile(r"有效期|失效|废止|(?:执行|实行|施行)[到至]")
_TITLED = 0.5  # share of the question's terms in the title of a document whose headings answer
_LISTS_LOOKED_AT = 5
_GROUP = 0.4  # share of the question's terms in the heading of a table's group whose rows answer
_MOST_ROWS = 12
_THIS_ONE = re.compile(r"(?:这[份个件项]|上述|(?<![应本])该|此)(?:文件|通知|意见|答复|办法|方案|规划|报告|复函)")
"""The document that was spoken of: no other's number is its."""
_NEAR = 0.75  # of the best unit's score
_AS_WELL = 0.8  # of the best unit's coverage: a list's opening must speak of the question as well as an item does
_SHORT_LIST = 360  # characters; a list that short is given whole more readily
_SHORT_AS_WELL = 0.5
_MEANT = 0.5  # share of what a question names beyond a list's opening, by weight, in the one item that it means
_CALLED = 0.5  # more for a list whose items are called what the question counts
_PHRASE = 0.5  # of the longest run that a list's opening shares with the question, beside its share of terms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question came to.

    Attributes:
        confidence: How sure the answer is, 0 to 1; low where it is refused.
        missing: What the question names and the nearest words are not about.
        instead: What they are about in its place.
        note: What to add about the answer, a list that the document breaks off for one.
    """

    question: Question
    status: Status
    statements: tuple[Statement, ...]
    confidence: float
    missing: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    note: str = ""


def conclude(
    question: Question,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    document: Callable[[str], Document],
    source: Callable[[str], Source],
    known: Mapping[str, str],
    favoured: Collection[str],
    idf: Mapping[str, float],
) -> Outcome:
    """Decide on an answer.

    Args:
        question: The question.
        hits: The passages retrieved for it.
        readings: Their units, best first.
        document: Gives a document by path.
        source: Gives a document by path, looked through.
        known: What each document is known by (title, issuer, number), by path.
        favoured: Paths of the documents that the question names, or that a conversation is about.
        idf: Weight of each of the question's terms.
    """
    facts = _facts(question, hits, document, known, favoured, idf)
    if facts:
        return facts
    readings = [r for r in readings if not r.unit.opens_list or _list_of(r, document)]
    about = _by_what_is_missing(question, readings, source)
    best, missing = about[0] if about else (None, ())
    validity = _validity(question, about)
    verdict = judge(question, _together(best, about) if best and validity else best, missing)
    contradicting = refuted(question, about, idf) or other_list(question, about, idf)
    wrong = _statements([contradicting], document) if contradicting else ()
    if best is None or not verdict.supported:
        status = Status.CORRECTED if wrong else Status.REFUSED
        return Outcome(question, status, wrong, verdict.confidence, missing, instead_of(missing, best))
    fitting = [reading for reading, lacking in about if len(lacking) == len(missing)]
    listed = _listed(question, fitting, document, idf) if question.kind is Kind.LIST else ()
    valid = [best] if validity is best else [best, validity] if validity else []
    said = listed or _statements(valid or choose(question, fitting), document)
    told = not _THIS_ONE.search(question.text) and any(_tells_number(each) for each in said)
    if FieldName.DOC_NUMBER in wanted(question) and not wrong and not told:
        return Outcome(question, Status.REFUSED, (), verdict.confidence)
    status = Status.CORRECTED if wrong else Status.ANSWERED
    return Outcome(question, status, (*wrong, *said), verdict.confidence, note=broken_off(question, said))


def _validity(question: Question, about: Sequence[tuple[Reading, tuple[str, ...]]]) -> Reading | None:
    """The words by which the best unit's document says from or until when it holds, where that is what is asked.

    They name nothing that the question speaks of, so they are seldom the best by themselves.
    """
    asks = _ASKS_VALIDITY.search(question.text) if question.kind in (Kind.DAY, Kind.TIME) else None
    if not asks or not about:
        return None
    states = _ENDS if asks["end"] else _BEGINS
    path = about[0][0].unit.hit.chunk.path
    return next((r for r, _ in about if r.unit.hit.chunk.path == path and r.form and states.search(r.unit.text)), None)


def _together(best: Reading, about: Sequence[tuple[Reading, tuple[str, ...]]]) -> Reading:
    """The words that say when a document holds, with what most speaks for the document as the one that is meant.

    The words themselves say nothing of what the question is about.
    """
    mine = [r for r, _ in about if r.unit.hit.chunk.path == best.unit.hit.chunk.path]
    return replace(
        best,
        form=True,
        meaning=max(r.meaning for r in mine),
        covered=max(r.covered for r in mine),
        odds=max(r.odds for r in mine),
    )


def _facts(
    question: Question,
    hits: Sequence[Hit],
    document: Callable[[str], Document],
    known: Mapping[str, str],
    favoured: Collection[str],
    idf: Mapping[str, float],
) -> Outcome | None:
    """The answer from the fields of the document that is asked about, or that a question states something false of."""
    names, claims = wanted(question), list(stated(question))
    paths = dict.fromkeys(hit.chunk.path for hit in hits)
    titled = title_of_number(question, map(document, paths))
    if titled:
        return Outcome(question, Status.ANSWERED, (_cited(titled),), 1.0)
    if not names and not claims:
        return None
    about = named_documents(question, hits, known, idf)
    if len(about) > 1:  # what is stated tells which of them is meant, and denies none
        about = [path for path in about if not any(claim.denied_by(document(path)) for claim in claims)]
    spoken_of = [path for path in paths if names and path in favoured and not is_other_issue(question, known[path])]
    for path in about or spoken_of:
        can_deny = is_told_apart(question, document(path))
        denied = [claim.name for claim in claims if can_deny and claim.denied_by(document(path))]
        facts = find(document(path), list(dict.fromkeys((*denied, *names))))
        if facts:
            status = Status.CORRECTED if any(fact.name in denied for fact in facts) else Status.ANSWERED
            return Outcome(question, status, tuple(from_facts(facts)), 1.0)
    return None


def _cited(fact: Fact) -> Statement:
    return Statement(fact.document, fact.start, fact.end, (), fact.document.text[fact.start : fact.end])


def _tells_number(statement: Statement) -> bool:
    """Tell whether a statement gives a document number, or says that there is none."""
    return "文号" in statement.words or any(find_numbers(statement.words))


def broken_off(question: Question, said: Sequence[Statement]) -> str:
    """A note where a list is told in part, or the one that answers names fewer than it counts."""
    counts = (each.counted or (unlisted(each.words) if question.kind is Kind.LIST else "") for each in said)
    count = next(filter(None, counts), "")
    return load("unlisted").render(count=count) if count else ""


def _listed(
    question: Question, readings: Sequence[Reading], document: Callable[[str], Document], idf: Mapping[str, float]
) -> tuple[Statement, ...]:
    """The list that answers, whole: the headings of a document in as many parts as are asked for, or a list in it."""
    source = document(readings[0].unit.hit.chunk.path)
    if question.counted and coverage(question, source.title, idf) >= _TITLED:
        parts = sections(source, question.counted)
        headings = [(block, source.text[block.start : block.end].strip()) for block in parts]
        if headings:
            return tuple(Statement(source, b.start, b.start + len(words), (), words) for b, words in headings)
    listed = _whole_list(question, readings, document, idf)
    return (listed,) if listed else _rows(question, readings, document, idf)


def _rows(
    question: Question, readings: Sequence[Reading], document: Callable[[str], Document], idf: Mapping[str, float]
) -> tuple[Statement, ...]:
    """The names of the rows of a table's group that is asked for."""
    for reading in readings[:_LISTS_LOOKED_AT]:
        section = reading.unit.hit.chunk.section
        source = document(reading.unit.hit.chunk.path)
        if section and not reading.asked and coverage(question, section[-1], beside_title(idf, source.title)) >= _GROUP:
            names = rows_beside(source, reading.unit.start)
            if 1 < len(names) <= _MOST_ROWS:
                return tuple(Statement(source, *name, section, source.text[slice(*name)]) for name in names)
    return ()


def _whole_list(
    question: Question, readings: Sequence[Reading], document: Callable[[str], Document], idf: Mapping[str, float]
) -> Statement | None:
    """The list that answers: a good unit opens it or stands in it, and its opening speaks of what is asked."""
    best = readings[0]
    fitting: list[tuple[float, Enumeration, Document]] = []
    for reading in readings[:_LISTS_LOOKED_AT]:
        source = document(reading.unit.hit.chunk.path)
        found = _list_of(reading, document)
        if found and reading.score > best.score * _NEAR:
            opening = f"{found.section[-1] if found.section else ''} {source.text[slice(*found.lead)]}"
            share = coverage(question, opening, beside_title(idf, source.title))
            short = found.opened and found.end - found.lead[0] <= _SHORT_LIST
            if share >= (_SHORT_AS_WELL if short else _AS_WELL) * best.own:
                fits = _PHRASE * phrase(question.text, opening) + _CALLED * _is_called(question, found, source)
                fitting.append((share + fits, found, source))
    if not fitting:
        return None
    _, chosen, source = max(fitting, key=lambda each: each[0])
    item = _item_meant(chosen, source, idf)
    if item:
        return Statement(source, *item, chosen.section, one_line(source.text[slice(*item)]))
    return from_enumeration(chosen, source)


def _is_called(question: Question, found: Enumeration, source: Document) -> bool:
    """Tell whether a question counts what a list's items are called: 三区 of 制度集成创新区, 制度型开放引领区, …."""
    called = [re.split(r"[。：:；;，,]", source.text[slice(*item)])[0].strip() for item in found.items]
    last, *others = {name[-1:] for name in called}
    counts = re.search(rf"[一二两三四五六七八九十\d][个大项类]*{re.escape(last)}", question.text)
    return bool(last) and not others and counts is not None


def _item_meant(found: Enumeration, source: Document, idf: Mapping[str, float]) -> tuple[int, int] | None:
    """The item of a long list that alone has what the question names beyond the list's opening; None for none.

    Of a long list only the items' first words are told: who asks for one of them would learn nothing. A stray word of
    the question in one item does not make it the one that is asked for.
    """
    if found.end - found.items[0][0] <= LONGEST_LIST:
        return None
    opening = fold(f"{source.title} {' '.join(found.section)} {source.text[slice(*found.lead)]}")
    beyond = {term: weight for term, weight in idf.items() if len(term) > 1 and fold(term) not in opening}
    texts = [(item, fold(source.text[slice(*item)])) for item in found.items]
    shares = {item: sum(weight for term, weight in beyond.items() if fold(term) in text) for item, text in texts}
    held = [item for item, share in shares.items() if share]
    if len(held) != 1 or shares[held[0]] < _MEANT * sum(beyond.values()):
        return None
    return held[0] if held[0][1] - held[0][0] <= LONGEST_LIST else None


def _list_of(reading: Reading, document: Callable[[str], Document]) -> Enumeration | None:
    """The list that a reading's unit opens or stands in."""
    unit = reading.unit
    return enumeration_at(document(unit.hit.chunk.path), unit.end - 1 if unit.opens_list else unit.start)


def _by_what_is_missing(
    question: Question, readings: Sequence[Reading], source: Callable[[str], Source]
) -> list[tuple[Reading, tuple[str, ...]]]:
    """Readings with what each lacks of the question's names, those that lack least first, else in their order.

    Where the first could be no answer, near ones of its document that could go before it.
    """
    about = [(r, missing_names(question, r, source(r.unit.hit.chunk.path))) for r in readings]
    about.sort(key=lambda pair: len(pair[1]))
    if not about or about[0][0].form or not needs_form(question) or wanted(question):
        return about
    first, lacking = about[0]

    def may_answer(reading: Reading, missing: tuple[str, ...]) -> bool:
        is_beside = reading.unit.hit.chunk.path == first.unit.hit.chunk.path and len(missing) == len(lacking)
        return is_beside and reading.form and reading.score >= first.score * _NEAR

    return sorted(about, key=lambda pair: not may_answer(*pair))


def _statements(readings: Sequence[Reading], document: Callable[[str], Document]) -> tuple[Statement, ...]:
    documents = {reading.unit.hit.chunk.path: document(reading.unit.hit.chunk.path) for reading in readings}
    return tuple(from_readings(readings, documents))
