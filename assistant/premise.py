"""Wrong premises: what a question takes for granted, against the words that speak of the same thing.

A claim is wrong where a unit that speaks of the rest of its clause makes another of the same kind, and nothing that
speaks of it as closely makes the question's. Anything less is not corrected: to contradict what is true is the worse
fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asking import ASKS_FOR
from assistant.check.folding import folded
from assistant.presumed import Claim, claims_of, clause_at
from assistant.question import Question
from assistant.reader import Reading, coverage, fold

Told = tuple[Reading, tuple[str, ...]]
"""A reading, and what it lacks of the question's names and years."""

_SPEAKS_OF_IT = 0.6  # least share of a claim's clause, by weight, in a unit that may correct it
_AS_CLOSE = 0.85  # of that share: what speaks of the claim so much may make it
_TITLE = 6  # characters
_FEWEST = 2
_SEPARATED = "、和与及跟同,，"
_DISTRICT = re.compile(rf"(?<=[{_SEPARATED}])[\u3400-\u9fff]{{2,3}}(?=[市县区旗](?:[{_SEPARATED}]|$))")


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
    for claim in claims_of(asked, question.confirms):
        stated = asked.text[claim.start : claim.end]
        about = _about(question, asked.text, claim)
        near = [
            (coverage(about, _all_words(reading), idf), reading)
            for reading, lacking in told
            if all(fold(name).removesuffix("年") in stated for name in lacking)
        ]
        rivals = [pair for pair in near if pair[0] >= _SPEAKS_OF_IT and claim.rival(folded(_own_words(pair[1])))]
        if not rivals:
            continue
        closeness, rival = max(rivals, key=lambda pair: pair[0])
        as_close = (reading for share, reading in near if share >= closeness * _AS_CLOSE)
        if not any(claim.made(folded(_all_words(reading))) for reading in as_close):
            return rival
    return None


def _about(question: Question, asked: str, claim: Claim) -> Question:
    """The question with the terms of a claim's clause only, without the claim's own and those that name a document.

    Whether a document is the one named is judged apart, for the whole of it.
    """
    first, last = clause_at(asked, claim.start, claim.end)
    rest = f"{asked[first : claim.start]} {asked[claim.end : last]}"
    for name in (*question.names, *question.doc_numbers):
        rest = rest.replace(folded(name).text, " ") if len(name) >= _TITLE else rest
    terms = tuple(term for term in question.terms if fold(term) in rest and not ASKS_FOR.search(term))
    return replace(question, terms=terms) if terms else question


def _own_words(reading: Reading) -> str:
    unit = reading.unit
    return f"{unit.subject}的{unit.column}为{unit.text}" if unit.column else unit.text


def _all_words(reading: Reading) -> str:
    unit = reading.unit
    return "。".join((_own_words(reading), unit.context, unit.hit.chunk.index_text)).replace("\n", "。")


def added_to_list(question: Question, readings: Sequence[Reading]) -> Reading | None:
    """Find the unit that lists what a question lists, all but the places that no passage mentions.

    Returns:
        The unit; None where the question's list has fewer than two of its places.
    """
    mentioned = fold("".join(reading.unit.hit.chunk.index_text for reading in readings))
    named = dict.fromkeys((*question.names, *_DISTRICT.findall(question.text)))
    listed = [name for name in named if _in_list(name, question.text)]
    present = [fold(name) for name in listed if fold(name) in mentioned]
    if len(present) < _FEWEST or len(present) == len(listed):
        return None
    return next((r for r in readings if all(name in fold(r.unit.text) for name in present)), None)


def _in_list(name: str, text: str) -> bool:
    found = re.search(rf"([{_SEPARATED}])?{re.escape(name)}[市县区]?([{_SEPARATED}])?", text)
    return bool(found and (found[1] or found[2]))
