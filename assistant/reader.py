"""The reading of passages without a language model: scores each unit by how well it answers a question.

A score weighs meaning (the encoder), words (the question's terms, rarer ones more), the form the answer must have (a
figure, a date, an organ …), the trained reader's spans and the passage's own rank. Weights were set on the dev
questions. Never writes a word of its own.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.forms import has_form, needs_form
from assistant.question import Kind, Question
from assistant.rerank import Read
from assistant.units import Unit, units_of
from index.encoder import Encoder
from index.lexicon import Lexicon
from index.parse.numerals import years_in_digits

_LEAST_SPAN = -12.0  # log probability; below it a unit is as unlikely as any
_LONG_PHRASE = 8  # characters
_IN_TITLE = 0.4  # of a term's weight
_MOST_ENCODED = 28  # units; encoding them is what an answer's time goes into
_ROW = 4
"""Things named side by side, of which an item may be the one that is asked about."""
_COLUMNS: dict[Kind, re.Pattern[str]] = {
    Kind.ORGAN: re.compile(r"部门|单位|机关|主体|牵头|负责|责任|由谁"),
    Kind.TIME: re.compile(r"时间|时限|期限|日期|进度|节点|年份"),
    Kind.SPAN: re.compile(r"时间|时限|期限|周期|年限"),
    Kind.DAY: re.compile(r"时间|日期|节点|年份"),
    Kind.FIGURE: re.compile(r"数$|数量|金额|面积|比例|规模|指标值|[小合总]计"),
}
_RESPONSIBLE = re.compile(r"负责|牵头|主管|责任|归|谁管|哪家|哪几家|找|落实|推|分[给工]|交给|承[担办]")
_DENIED = re.compile(
    r"(?<![能可是允会要行])不(?:会被|能|予|得|可以|批|给|享受|允许|再|算|准|让|符合|用|需)|禁止|取消|除外|无需|无须"
)
_TOLD_BY_CLAUSE = (Kind.FIGURE, Kind.TIME, Kind.DAY, Kind.SPAN)


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights of the parts of a unit's score."""

    meaning: float = 2.0
    own: float = 1.2
    context: float = 1.4
    form: float = 0.6
    needed: float = 0.4  # more for a form without which there is no answer
    passage: float = 0.8
    span: float = 0.08
    phrase: float = 0.2
    near: float = 0.5
    denial: float = 0.4


_WEIGHTS = _Weights()


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit with what speaks for it as an answer.

    Attributes:
        score: The weighted sum that units are ranked by.
        meaning: Cosine of question and unit.
        own: Share of the question's terms (by weight) in the unit's own words.
        covered: Share of the terms in the unit, its heading path, its row and its document's title.
        form: Whether the unit holds what the question's kind asks for.
        asked: Whether the unit stands in a table column that the question asks for.
        odds: Log odds, by the trained reader, that the unit's passage answers the question.
        asked_for: Share covered of the subjects that a follow-up brings in itself; 1 for other questions.
    """

    unit: Unit
    score: float
    meaning: float
    own: float
    covered: float
    form: bool
    asked: bool = False
    odds: float = 0.0
    asked_for: float = 1.0


def fold(text: str) -> str:
    """Text for comparing: full and half width alike, lower case, no blanks, years in digits."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", years_in_digits(text))).lower()


def with_other_words(question: Question, lexicon: Lexicon) -> Question:
    """A question that knows how else its words could have been said, folded as for comparing."""
    others = lexicon.others(question.text)
    return replace(question, alike=tuple((fold(word), tuple(map(fold, forms))) for word, forms in others))


def asks_for_column(question: Question, column: str) -> bool:
    """Tell whether a question asks for what a table's column holds."""
    if not column:
        return False
    words = fold(question.text)
    responsible = question.kind is not Kind.ORGAN or _RESPONSIBLE.search(words)
    pattern = _COLUMNS.get(question.kind) if responsible else None
    return bool(pattern and pattern.search(column)) or any(column[i : i + 2] in words for i in range(len(column) - 1))


class Reader:
    """Ranks units as answers."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(
        self, question: Question, passages: Sequence[Read], titles: Mapping[str, str], idf: Mapping[str, float]
    ) -> list[Reading]:
        """Score units, best first.

        Args:
            question: The question.
            passages: What may answer it, as the trained reader read it.
            titles: Title of every document, by path.
            idf: Weight of each of the question's terms.
        """
        rough = [
            reading
            for passage in passages
            for reading in _without_meaning(question, passage, titles[passage.hit.chunk.path], idf)
        ]
        if not rough:
            return []
        rough = sorted(rough, key=lambda reading: -reading.score)[:_MOST_ENCODED]
        meanings = self._meanings(question, [reading.unit for reading in rough])
        readings = [
            replace(reading, score=reading.score + _WEIGHTS.meaning * _stretched(meaning), meaning=meaning)
            for reading, meaning in zip(rough, meanings, strict=True)
        ]
        return sorted(readings, key=lambda reading: -reading.score)

    def _meanings(self, question: Question, units: Sequence[Unit]) -> list[float]:
        vector = self._encoder.encode_queries([question.text])[0]
        texts = [f"{unit.hit.chunk.section[-1] if unit.hit.chunk.section else ''} {_worded(unit)}" for unit in units]
        return [float(value) for value in np.asarray(self._encoder.encode_passages(texts) @ vector)]


def _without_meaning(question: Question, passage: Read, title: str, idf: Mapping[str, float]) -> Iterator[Reading]:
    """The units of a passage, scored by all that needs no encoding."""
    own_idf = beside_title(idf, title)
    new = {term: idf[term] for term in question.subjects if len(term) > 1 and term not in question.carried}
    for unit, span in _with_spans(passage, question):
        whole = f"{unit.text} {unit.context} {title}"
        covered = coverage(question, whole, idf)
        asked = asks_for_column(question, unit.column)
        reading = Reading(
            unit,
            score=0.0,
            meaning=0.0,
            own=covered if asked else coverage(question, unit.text, own_idf),  # a cell says only what is asked
            covered=covered,
            form=unit.opens_list or has_form(question, unit.measured),
            asked=asked,
            odds=passage.odds,
            asked_for=coverage(question, whole, new) if new and question.carried else 1.0,
        )
        yield replace(reading, score=_rough(question, reading, span, own_idf))


def _rough(question: Question, reading: Reading, span: float, own_idf: Mapping[str, float]) -> float:
    """A unit's score but for its meaning."""
    w, text = _WEIGHTS, reading.unit.text
    form = w.form + w.needed * needs_form(question)
    words = w.own * reading.own + w.context * reading.covered + form * reading.form
    words += w.phrase * phrase(question.text, text) + w.near * _near(question, text, own_idf)
    words += w.denial * bool(_DENIED.search(question.text) and _DENIED.search(text))
    return words + w.passage * math.tanh(reading.unit.hit.score / 2) + w.span * span


def _with_spans(passage: Read, question: Question) -> Iterator[tuple[Unit, float]]:
    """The units of a passage, each with how much rather than "not here" the trained reader answers with it.

    What opens a list answers by itself only where it holds what the question's kind asks for.
    """
    leads = question.kind is Kind.LIST
    found = [
        unit
        for unit in units_of(passage.hit)
        if leads or not unit.opens_list or (needs_form(question) and has_form(question, unit.measured))
    ]
    found = [unit for unit in found if not (leads and _only_lists_it(question, unit.text))]
    start = passage.hit.chunk.start
    scores = passage.reading.sentence_scores([(unit.start - start, unit.end - start) for unit in found])
    for unit, score in zip(found, scores, strict=True):
        yield unit, max(score - passage.reading.none_score, _LEAST_SPAN)


def _only_lists_it(question: Question, text: str) -> bool:
    """Tell whether words only name what a question asks the particulars of, as one in a row of other things."""
    items = text.split("、")
    if len(items) < _ROW:
        return False
    said = [term for term in question.subjects if len(term) > 1 and term in text]
    named = (item for item in items[1:-1] if item.endswith(tuple(said)))  # 补贴, not the 补贴申请表 to hand in
    return len(said) > 1 and any(all(term in item for term in said) for item in named)


def coverage(question: Question, text: str, idf: Mapping[str, float]) -> float:
    """Share of a question's terms that a text holds, each by its weight; 0 for a question without terms."""
    folded = fold(text)
    folded += "".join(word for word, forms in question.alike if any(form in folded for form in forms))
    total = sum(idf.get(term, 0.0) for term in question.terms)
    found = sum(idf.get(term, 0.0) for term in question.terms if term in folded)
    return found / total if total else 0.0


def _near(question: Question, text: str, own_idf: Mapping[str, float]) -> float:
    """Share of the question's terms beside a figure or date that it may ask for: in its clause and the one before.

    A report's sentence tells many figures; the one that is asked for stands beside the question's words.
    """
    if question.kind not in _TOLD_BY_CLAUSE:
        return 0.0
    clauses = re.split(r"(?<=[，,；;、])", text)
    pairs = zip(["", *clauses], clauses, strict=False)
    return max((coverage(question, a + b, own_idf) for a, b in pairs if has_form(question, b)), default=0.0)


def phrase(question: str, text: str) -> float:
    """Length of the longest run of characters that a question and a text share, 1 for eight and more."""
    words, folded = fold(question), fold(text)
    longest = 0
    for start in range(len(words)):
        while longest < _LONG_PHRASE and start + longest < len(words) and words[start : start + longest + 1] in folded:
            longest += 1
    return longest / _LONG_PHRASE


def beside_title(idf: Mapping[str, float], title: str) -> dict[str, float]:
    """Weights of a question's terms in the words of a document: those of its title tell little."""
    folded = fold(title)
    return {term: weight * (_IN_TITLE if term in folded else 1.0) for term, weight in idf.items()}


def _worded(unit: Unit) -> str:
    return f"{unit.subject} {unit.column}：{unit.text}" if unit.column else unit.text


def _stretched(cosine: float) -> float:
    """Spread e5's cosines, which lie between about 0.75 and 0.95, over 0 to 1."""
    return max(0.0, min(1.0, (cosine - 0.75) / 0.2))
