"""How well a stretch of a document speaks to each demand of a request: topic words, surroundings and meaning, weighed.

Weights were set on requests worded like the documents and on others worded quite differently. Decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.compose import dated
from assistant.draft.demand import Demand, asks_for_money, holds
from assistant.draft.sources import Sources
from assistant.draft.wording import IMPERATIVE
from assistant.reader import fold
from assistant.units import Unit
from index import places
from index.schema import BlockKind, Document, FieldName

_OWN, _AROUND, _MEANING = 0.45, 0.2, 0.35
_LEAST_COSINE, _COSINES = 0.78, 0.14  # e5's cosines of related texts lie between the first and their sum
_NO_HEAD, _NO_KEY, _ELSEWHERE = 0.15, 0.12, 0.3
_SAME_MEANING = 0.915  # cosine of two ways to say one thing; below it, words alike about another matter are likelier
_ANOTHER_MATTER = 0.12
_NO_MONEY = 0.3
_OUT_OF_CONTEXT = 0.6  # of the score, where a sentence leans on one before it
_PROBLEM = re.compile(
    r"有待|不够|薄弱|欠缺|还不|尚未|不清晰|内耗|不足|短板|较晚|偏少|偏低|滞后|缺乏|参差不齐|审议意见》?(?:提出|指出|认为)|都?需加强"
)
_SOLVING = re.compile(r"解决|破解|补齐|克服|改善|消除|缓解|针对")
_NO_STATEMENT = re.compile(
    r"^[^，；。]*[表图]$|[？?：:]$|本样例|^注[：:]|^[（(]?[一二三四五六七八九十\d]+[）)、.]?[^。；，]{0,24}$|读表提示|另见|见下|"
    r"如下[。：:]?$|为准。?$|联系(?:人|电话)|报送[^，。]{0,16}。?$|起(?:正式)?(?:施行|实施|执行)。?$|负责解释。?$|勿混|"
    r"(?:同时|予以|一并)废止[。；]?$|停止执行[。；]?$"
)
_TITLE_ONLY = re.compile(r"^(?!.*[\d了已将应不可由要是有])[^，。；：:]{1,24}$")
_BARE_LIST = re.compile(r"^(?!.*(?:[了已将由把对是为有]|推[动进]|支持|开展))[^，；：:]+(?:、[^，；：:]+){3,}$")
_NEEDS_MORE = re.compile(r"另一件事|前者|后者|如前|上述|同上|前[款项述条]|本[款项条]|^(?:这|该|此|其|符合条件的，)")
_REMARKS = re.compile(r"备注|说明|口径|来源")
_SHORTEST_CELL = 12
_FIELD = re.compile(r"自贸|自由贸易|试验区|高质量|[，、。；]")
_LONG_SENTENCE = 70  # characters
_SHORTEST_CLAUSE = 12
_CLAUSE = re.compile(r"[^；;]+[；;]?")
_LEANS = re.compile(r"^(?:并|其中|其|该|这|此|同时|而)")


def score_units(asked: Sequence[Demand], pool: Sequence[Unit], sources: Sources) -> list[list[float]]:
    """Score every unit for every demand.

    Returns:
        Shape (units, demands); above about 0.5 a unit is likely to speak to the demand.
    """
    texts = [
        f"{unit.hit.chunk.section[-1] if unit.hit.chunk.section else ''} {unit.subject} {unit.text}" for unit in pool
    ]
    near = sources.nearness([demand.meaning for demand in asked], texts)
    return [
        [_score(demand, unit, float(near[i, j]), sources) for i, demand in enumerate(asked)]
        for j, unit in enumerate(pool)
    ]


def parted(unit: Unit) -> Iterator[Unit]:
    """A long sentence whose clauses report on one matter each, clause by clause; any other unit as it is."""
    clauses = [(m.start(), m[0].rstrip("；;")) for m in _CLAUSE.finditer(unit.text)]
    apart = len(clauses) > 1 and len(unit.text) > _LONG_SENTENCE and not unit.column
    if not apart or any(len(words) < _SHORTEST_CLAUSE or _LEANS.match(words.strip()) for _, words in clauses):
        yield unit
        return
    for start, words in clauses:
        begin = unit.start + start + len(words) - len(words.lstrip())
        yield replace(unit, start=begin, end=begin + len(words.strip()), text=words.strip())


def _score(demand: Demand, unit: Unit, cosine: float, sources: Sources) -> float:
    in_row = unit.hit.chunk.kind is BlockKind.ROW
    beside = len(unit.text) < _SHORTEST_CELL or _REMARKS.search(unit.column)
    if beside if in_row else is_no_statement(unit.text):
        return 0.0
    document = sources.document(unit.hit.chunk.path)
    own = fold(f"{unit.subject} {unit.text}")
    around = fold(f"{unit.context} {unit.hit.chunk.text}")
    named = fold(" ".join((around, document.title, document.value(FieldName.ISSUER) or "")))
    meaning = max(0.0, min(1.0, (cosine - _LEAST_COSINE) / _COSINES))
    score = _OWN * demand.share(own) + _AROUND * demand.share(around) + _MEANING * meaning
    score += _shared_phrase(demand, own)
    if not any(phrase in own for phrase in demand.phrases):
        off_topic = _NO_HEAD if demand.head and not holds(around, demand.head) else 0.0
        off_topic = off_topic or (_NO_KEY if demand.key and not holds(around, demand.key) else 0.0)
        score -= off_topic + (_ANOTHER_MATTER if off_topic and cosine < _SAME_MEANING else 0.0)
    if demand.places and not any(places.mentions(named, place) for place in demand.places):
        score -= _ELSEWHERE
    day = dated(document) or ""
    if demand.years and not any(year in own or year in day for year in demand.years):
        score -= _ELSEWHERE
    if not demand.names_facility(around + own) or not demand.is_exactly(around + own):
        score -= _ELSEWHERE
    if demand.money and not asks_for_money(unit.text):
        score -= _NO_MONEY
    if _NEEDS_MORE.search(unit.text):
        score *= _OUT_OF_CONTEXT
    tells_problem = _PROBLEM.search(unit.text) and not _SOLVING.search(unit.text)
    return 0.5 * score if tells_problem else score


def reads_as_answer(demand: Demand, unit: Unit, document: Document) -> bool:
    """Tell whether a sentence read as an answer is about the places, facilities and money that a demand names."""
    about = fold(f"{unit.subject} {unit.context} {unit.hit.chunk.text} {document.title}")
    elsewhere = demand.places and not any(places.mentions(about, place) for place in demand.places)
    named = demand.names_facility(about) and demand.is_exactly(about)
    paid = not demand.money or asks_for_money(unit.text)
    stated = unit.hit.chunk.kind is not BlockKind.ROW or len(unit.text) >= _SHORTEST_CELL
    return bool(named and paid and stated and not elsewhere and not is_no_statement(unit.text))


def is_no_statement(text: str) -> bool:
    """Tell whether a text states nothing: a heading, a caption, a note on the document, a list without a verb."""
    torn = text.count("（") + text.count("(") != text.count("）") + text.count(")")
    bare_list = _BARE_LIST.search(text) and not IMPERATIVE.match(text)
    return bool(torn or bare_list or _NO_STATEMENT.search(text) or _TITLE_ONLY.match(text))


def _shared_phrase(demand: Demand, own: str) -> float:
    """What a stretch of the demand's own words adds, found whole in the sentence: 0.02 a character beyond three."""
    words = fold(demand.text)
    for length in range(9, 5, -1):
        found = (words[i : i + length] for i in range(len(words) - length + 1))
        if any(stretch in own and not _FIELD.search(stretch) for stretch in found):
            return 0.02 * (length - 3)
    return 0.0
