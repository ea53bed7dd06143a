"""How likely a stretch of a document answers a request: its words, surroundings and meaning, and how it reads.

Two weightings of the same signals, each a logistic regression of "this stretch states what the answer must hold" on
requests of proposals with known answers: one tells best which stretch of a request's that is, the other whether any is.
Decides nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from assistant.compose import dated
from assistant.draft.demand import Demand, asks_for_money
from assistant.draft.sources import Sources
from assistant.draft.wording import IMPERATIVE
from assistant.forms import has_form, needs_form
from assistant.question import analyse
from assistant.reader import fold
from assistant.rerank import Read
from assistant.units import Unit, units_of
from index import places
from index.schema import BlockKind, Document, FieldName

_OWN, _AROUND, _MEANING = 0.45, 0.2, 0.35  # of how well a stretch fits one demand
_LEAST_COSINE, _COSINES = 0.78, 0.14  # e5's cosines of related texts lie from the first to about their sum
_MOST_ODDS, _LEAST_SPAN, _MOST_SPAN = 6.0, -12.0, 8.0
_MOST_STRETCHES = 48  # scored a request; encoding them is what a draft's time goes into
_PROBLEM = re.compile(
    r"有待|不够|薄弱|欠缺|还不|尚未|不清晰|内耗|不足|短板|较晚|偏少|偏低|滞后|缺乏|参差不齐|审议意见》?(?:提出|指出|认为)|都?需加强"
)
_SOLVING = re.compile(r"解决|破解|补齐|克服|改善|消除|缓解|针对")
_NO_STATEMENT = re.compile(
    r"^[^，；。]*[表图]$|[？?：:]$|本样例|^注[：:]|^[（(]?[一二三四五六七八九十\d]+[）)、.]?[^。；，]{0,24}$|读表提示|另见|见下|"
    r"如下[。：:]?$|为准。?$|联系(?:人|电话)|报送[^，。]{0,16}。?$|起(?:正式)?(?:施行|实施|执行)。?$|负责解释。?$|勿混|"
    r"(?:同时|予以|一并)废止[。；]?$|停止执行[。；]?$|"
    r"制定本(?:法|条例|办法|规定|细则|方案|意见)|本(?:法|条例|办法|规定|细则)所称|适用本(?:法|条例|办法|规定|细则)"
)
_TITLE_ONLY = re.compile(r"^(?!.*[\d了已将应不可由要是有])[^，；。：:]{1,24}$")
_BARE_LIST = re.compile(r"^(?!.*(?:[了已将由把对是为有]|推[动进]|支持|开展))[^，；：:]+(?:、[^，；：:]+){3,}$")
_REMARKS = re.compile(r"备注|说明|口径|来源")
_SHORTEST_CELL = 12
_LONG_SENTENCE = 70  # characters
_SHORTEST_CLAUSE = 12
_CLAUSE = re.compile(r"[^；;]+[；;]?")
_CONDITION = re.compile(r"的[；;。]?$")  # an item of a list that says elsewhere what follows from it
_LEANS_AS_SENTENCE = re.compile(r"^(?:逾期|情节(?:严重|轻微|特别)|拒不|有前款|前款)")
_LEANS = re.compile(rf"^(?:并|其中|其|该|这|此|同时|而|但|情节)|{_LEANS_AS_SENTENCE.pattern}")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a stretch as an answer to a request, or against it; each about 0 to 1.

    Attributes:
        own: Share of the request's words, by weight, that the stretch holds.
        around: The same of its passage, headings and title.
        meaning: How near it is in meaning.
        part: How near it is in meaning to the part of the request that it is nearest to.
        passage: How near in meaning the nearest stretch of its passage is.
        odds: How likely the trained reader thinks that its passage answers.
        span: How much rather than "not here" the reader would answer with it.
        document: The likeliest passage's odds among those of its document.
        form: It has the form that some part of the request asks for: a figure, a time, a length of time.
        amiss: Money or an exact amount is asked for, and it speaks of something else.
    """

    own: float
    around: float
    meaning: float
    part: float
    passage: float
    odds: float
    span: float
    document: float
    form: float
    amiss: float


@dataclass(frozen=True, slots=True)
class Weighting:
    """How much each signal counts, and the log odds where none speaks."""

    weights: Signals
    constant: float

    def probability(self, signals: Signals) -> float:
        """How likely a stretch with such signals answers, 0 to 1."""
        evidence = sum(w * s for w, s in zip(astuple(self.weights), astuple(signals), strict=True)) + self.constant
        return 1 / (1 + math.exp(-evidence))


RANKING = Weighting(
    Signals(
        own=2.06,
        around=0.90,
        meaning=1.92,
        part=1.06,
        passage=1.05,
        odds=0.38,
        span=0.43,
        document=1.20,
        form=0.46,
        amiss=-1.76,
    ),
    constant=-4.21,
)
"""By this the stretches found for one request are ranked; from 30 proposals."""

COVERING = Weighting(
    Signals(
        own=1.00,
        around=1.24,
        meaning=1.16,
        part=1.11,
        passage=1.09,
        odds=1.51,
        span=2.19,
        document=0.33,
        form=0.27,
        amiss=-1.76,
    ),
    constant=-3.35,
)
"""By this requests are compared: how the reader reads counts for more; from 60 proposals, but for ``amiss``."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A stretch with its signals.

    Attributes:
        fits: How well it fits each demand, the whole request first.
    """

    unit: Unit
    signals: Signals
    fits: tuple[float, ...]

    @property
    def likelihood(self) -> float:
        """How likely it answers the request, beside the others found for it, 0 to 1."""
        return RANKING.probability(self.signals)

    @property
    def support(self) -> float:
        """How likely it answers the request, beside what is found for other requests, 0 to 1."""
        return COVERING.probability(self.signals)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch as it is read: its own words and those around it, folded, and the reader's span, by tens."""

    unit: Unit
    read: Read
    span: float
    own: str
    around: str


def scored(asked: Sequence[Demand], read: Sequence[Read], sources: Sources) -> list[Scored]:
    """Score the stretches of passages for a request, given its demands, the whole first."""
    whole, stretches = asked[0], _stretches(asked[0], read, sources)
    units = [stretch.unit for stretch in stretches]
    texts = [f"{u.hit.chunk.section[-1] if u.hit.chunk.section else ''} {u.subject} {u.text}" for u in units]
    cosines = sources.nearness([demand.meaning for demand in asked], texts)
    near = np.maximum(0.0, (cosines - _LEAST_COSINE) / _COSINES)
    forms = [question for demand in asked if needs_form(question := analyse(demand.text))]
    passages = _highest((unit.hit.chunk.id, float(value)) for unit, value in zip(units, near[0], strict=True))
    documents = _highest((each.hit.chunk.path, _odds(each)) for each in read)
    found = []
    for j, stretch in enumerate(stretches):
        unit, own, around = stretch.unit, stretch.own, stretch.around
        meanings = [float(value) for value in near[:, j]]
        fits = [
            _OWN * demand.share(own) + _AROUND * demand.share(around) + _MEANING * meaning
            for demand, meaning in zip(asked, meanings, strict=True)
        ]
        signals = Signals(
            own=whole.share(own),
            around=whole.share(around),
            meaning=meanings[0],
            part=max(meanings[1:], default=meanings[0]),
            passage=passages[unit.hit.chunk.id],
            odds=_odds(stretch.read),
            span=stretch.span,
            document=documents[unit.hit.chunk.path],
            form=float(any(has_form(question, fold(unit.text)) for question in forms)),
            amiss=float(_amiss(whole, unit, around)),
        )
        found.append(Scored(unit, signals, tuple(fits)))
    return found


def _highest(values: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The highest value under each name."""
    highest: dict[str, float] = {}
    for name, value in values:
        highest[name] = max(value, highest.get(name, value))
    return highest


def _stretches(whole: Demand, read: Sequence[Read], sources: Sources) -> list[_Stretch]:
    """The likeliest statements of the passages, each once, with how the reader reads it."""
    found: dict[str, _Stretch] = {}
    for each in read:
        document = sources.document(each.hit.chunk.path)
        start = each.hit.chunk.start
        parts = [part for unit in units_of(each.hit) for part in _parted(unit) if is_statement(part)]
        scores = each.reading.sentence_scores([(unit.start - start, unit.end - start) for unit in parts])
        for unit, score in zip(parts, scores, strict=True):
            own = fold(f"{unit.subject} {unit.text}")
            around = fold(f"{own} {unit.context} {unit.hit.chunk.text} {document.title}")
            if _in_place(whole, unit, around, document):
                span = max(_LEAST_SPAN, min(_MOST_SPAN, score - each.reading.none_score)) / 10
                found.setdefault(fold(unit.text), _Stretch(unit, each, span, own, around))

    def rough(stretch: _Stretch) -> float:
        return whole.share(stretch.own) + 0.3 * whole.share(stretch.around) + 0.3 * stretch.span

    return sorted(found.values(), key=rough, reverse=True)[:_MOST_STRETCHES]


def _odds(read: Read) -> float:
    return max(-_MOST_ODDS, min(_MOST_ODDS, read.odds)) / _MOST_ODDS


def _parted(unit: Unit) -> Iterator[Unit]:
    """A long sentence whose clauses report on one matter each, clause by clause; any other unit as it is."""
    clauses = [(m.start(), m[0].rstrip("；;")) for m in _CLAUSE.finditer(unit.text)]
    apart = len(clauses) > 1 and len(unit.text) > _LONG_SENTENCE and not unit.column
    if not apart or any(len(words) < _SHORTEST_CLAUSE or _LEANS.match(words.strip()) for _, words in clauses):
        yield unit
        return
    for start, words in clauses:
        begin = unit.start + start + len(words) - len(words.lstrip())
        yield replace(unit, start=begin, end=begin + len(words.strip()), text=words.strip())


def _in_place(demand: Demand, unit: Unit, around: str, document: Document) -> bool:
    """Tell whether a stretch is of a place, and of a year, that a demand names; true where it names none."""
    about = f"{around} {document.value(FieldName.ISSUER) or ''}"
    there = not demand.places or any(places.mentions(about, place) for place in demand.places)
    day = dated(document) or ""
    return there and (not demand.years or any(year in unit.text or year in day for year in demand.years))


def _amiss(demand: Demand, unit: Unit, around: str) -> bool:
    return not demand.is_exactly(around) or (demand.money and not asks_for_money(unit.text))


def is_statement(unit: Unit) -> bool:
    """Tell whether a unit may stand in a reply: no heading, caption, purpose, problem, list without a verb."""
    text = unit.text
    if unit.hit.chunk.kind is BlockKind.ROW:
        return len(text) >= _SHORTEST_CELL and not _REMARKS.search(unit.column)
    torn = text.count("（") + text.count("(") != text.count("）") + text.count(")")
    bare_list = _BARE_LIST.search(text) and not IMPERATIVE.match(text)
    problem = _PROBLEM.search(text) and not _SOLVING.search(text)
    leans = _CONDITION.search(text) or _LEANS_AS_SENTENCE.match(text)
    return not (torn or bare_list or problem or leans or _NO_STATEMENT.search(text) or _TITLE_ONLY.match(text))
