"""Wrong premises: what a question takes for granted, against the words that speak of the same thing.

A claim is wrong where a unit that speaks of the rest of its clause makes another of the same kind, and nothing that
speaks of it as closely makes the question's. Anything less is not corrected: to contradict what is true is the worse
fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking import ASKS_FOR
from assistant.check.folding import Folded, folded
from assistant.presumed import claims_of, clause_at
from assistant.question import Question
from assistant.reader import Reading, coverage, fold
from index import places

Told = tuple[Reading, tuple[str, ...]]
"""A reading, and what it lacks of the question's names and years."""

_SPEAKS_OF_IT = 0.6  # least share of a claim's clause, by weight, in a unit that may correct it
_AS_CLOSE = 0.85  # of that share: what speaks of the claim so much may make it
_BY_ITSELF = 0.75  # of that share, in a unit's own words: the unit alone says it
_NEARLY = 0.75  # of the share of such a unit; what tells so much may make the claim
_ASSERTS = re.compile(r"^(?:既然|听说|据说|一共|总共|总数|只有|仅|才|都|年|里)$")
"""Words that no evidence needs to hold."""
_TITLE = re.compile(r"《[^》]*》")
_FEWEST = 2
_SEPARATED = "、和与及跟同,，"
_SAID_OF_LIST = re.compile(r"(?:[了是为有在批]|包括|批准|设[置立])$")
_DISTRICT = re.compile(rf"(?<=[{_SEPARATED}])[\u3400-\u9fff]{{2,3}}(?=[市县区旗](?:[{_SEPARATED}]|$))")
_LAST = re.compile(r"[和与及、]([\u3400-\u9fff]{2})(?=[，,。？?吧吗]|$)")  # of a list, 大石桥和老边


@dataclass(frozen=True, slots=True)
class _Near:
    """A reading with the shares of a claim's clause that stand in all its words and in its own."""

    whole: float
    own: float
    reading: Reading


def refuted(question: Question, told: Sequence[Told], idf: Mapping[str, float]) -> Reading | None:
    """Find the unit that says otherwise than a question takes for granted.

    Args:
        question: The question.
        told: Its units with what each lacks of the question's names, best first.
        idf: Weight of each of the question's terms.

    Returns:
        None where nothing plainly contradicts the question.
    """
    asked = folded(question.text)
    for claim in claims_of(asked, question.confirms, question.alike):
        stated = asked.text[claim.start : claim.end]
        about = _about(question, asked.text, (claim.start, claim.end), claim.clause)
        near = [
            _Near(coverage(about, _all_words(reading), idf), coverage(about, _own_words(reading), idf), reading)
            for reading, lacking in told
            if all(fold(name).removesuffix("年") in stated for name in lacking)
        ]
        rivals = [one for one in near if one.whole >= _SPEAKS_OF_IT and claim.rival(folded(_own_words(one.reading)))]
        if rivals:
            rival = max(rivals, key=lambda one: (one.whole, one.own))
            if not any(claim.made(words) for words in _as_close(rival, near)):
                return rival.reading
    return None


def _as_close(rival: _Near, near: Sequence[_Near]) -> Iterator[Folded]:
    """The words that speak of a claim's thing as closely as its rival does.

    Where the rival's own words tell all of it, what stands around it is of other things.
    """
    for one in near:
        if rival.own >= _BY_ITSELF:
            if one.own >= rival.own * _NEARLY:
                yield folded("。".join((_own_words(one.reading), *one.reading.unit.hit.chunk.section)))
        elif one.whole >= rival.whole * _AS_CLOSE:
            yield folded(_all_words(one.reading))


def _about(question: Question, asked: str, claim: tuple[int, int], clause: tuple[int, int]) -> Question:
    """The question with the terms of a claim's clause only, without the claim's own and those that name a document.

    Whether a document is the one named is judged apart, for the whole of it.
    """
    rest = _TITLE.sub(" ", f"{asked[clause[0] : claim[0]]} {asked[claim[1] : clause[1]]}")
    for number in question.doc_numbers:
        rest = rest.replace(folded(number).text, " ")
    terms = tuple(
        term for term in question.terms if fold(term) in rest and not (ASKS_FOR.search(term) or _ASSERTS.search(term))
    )
    return replace(question, terms=terms) if terms else question


def _own_words(reading: Reading) -> str:
    unit = reading.unit
    return f"{unit.subject}的{unit.column}为{unit.text}" if unit.column else unit.text


def _all_words(reading: Reading) -> str:
    unit = reading.unit
    return "。".join((_own_words(reading), unit.context, unit.hit.chunk.index_text)).replace("\n", "。")


def other_list(question: Question, told: Sequence[Told], idf: Mapping[str, float]) -> Reading | None:
    """Find the unit that lists other places than a question does, which no passage mentions.

    Args:
        question: The question.
        told: Its units with what each lacks of the question's names, best first.
        idf: Weight of each of the question's terms.

    Returns:
        The unit: it lists what the question lists, all but those places, or, where that is fewer than two, it speaks of
        what the question says of them; None where there is none.
    """
    mentioned = fold("".join(reading.unit.hit.chunk.index_text for reading, _ in told))
    short = [name for name in _LAST.findall(question.text) if any(places.names(name + kind) for kind in "区县市")]
    named = dict.fromkeys((*question.names, *_DISTRICT.findall(question.text), *short))
    listed = [fold(name) for name in named if _in_list(name, question.text)]
    present = [name for name in listed if name in mentioned]
    if len(listed) < _FEWEST or len(present) == len(listed):
        return None
    asked = folded(question.text).text
    first = min(asked.find(name) for name in listed)
    last = max(asked.find(name) + len(name) for name in listed)
    if not _SAID_OF_LIST.search(asked, 0, first):
        return None
    if len(present) >= _FEWEST:
        return next((r for r, _ in told if all(name in fold(r.unit.text) for name in present)), None)
    about = _about(question, asked, (first, last), clause_at(asked, first, last))
    for reading, lacking in told:
        others = [name for name in places.names(reading.unit.text) if _in_list(name, reading.unit.text)]
        is_of_it = all(any(fold(name) in one for one in listed) for name in lacking)
        holds = all(name in fold(reading.unit.text) for name in present)
        if is_of_it and holds and len(others) >= _FEWEST and coverage(about, _own_words(reading), idf) >= _SPEAKS_OF_IT:
            return reading
    return None


def _in_list(name: str, text: str) -> bool:
    found = re.search(rf"([{_SEPARATED}])?{re.escape(name)}[市县区]?([{_SEPARATED}])?", text)
    return bool(found and (found[1] or found[2]))
