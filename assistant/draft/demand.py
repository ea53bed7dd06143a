"""A request to the things it demands, each with the topic words that evidence for it must hold.

Topic words are weighed by their rarity in the index; words that any request uses (建议, 完善, 机制) hardly count. Never
looks at passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import rjieba

from assistant.draft import wording
from assistant.draft.schema import Request
from assistant.draft.topic import asked_inside
from assistant.reader import fold
from index import places
from index.lexicon import Lexicon
from index.segment import words

_GENERIC_WEIGHT = 0.15
_GENERIC_ALONE = 0.6  # where a demand has hardly any other words
_VERB_WEIGHT = 0.6  # of what is done to the thing, and how it is described
_QUOTED_WEIGHT = 6.0  # “最多跑一次” says more than its words
_FEW = 4.5
_LEAST_WEIGHT = 7.0  # of a demand's topic words; one common word alone proves little
_MOST_DEMANDS = 5
_SHORTEST = 5  # characters of a clause
_LONGEST_QUESTION = 80  # characters
_ACTING = ("v", "a", "ad", "vd")
_EMPTY = "cdfpqruxyzw"  # parts of speech, by the first letter of their tags: pronouns, particles and the like
_NUMBER = "m"
_COMPOUND = re.compile(  # 三轮, which jieba takes for a number, is none: no unit of measure ends it
    r"[一二三四五六七八九十百千两](?![一二三四五六七八九十百千万亿两]*(?:[多余]?[万亿]?"
    r"[个名人位所户家项件条种座处辆台套张份次批期倍成元年月日天周岁级度季亩米吨斤届点些样])?$).+"
)
_EXACT = 2  # words
_TOPIC = re.compile(r"(?:对|凡|针对|按|在|就)")
_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")
_REASON = re.compile(
    r"^(?:避免|杜绝|防止|减少|确保|从而|以便|以此|使|好?让|免得|省得|方便|便于|进而|切实解决|真正|切实|目前|当前|由于|因为|据|近年|企业反映)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,30})[”\"]|《([^《》]{2,60})》")
_FIELD_NAME = re.compile(
    r"(?:中国)?(?:[（(][\u3400-\u9fff]{2,3}[）)])?(?:自由贸易试验区|自贸试验区|自贸区)|我省|我市|全省|全市"
)
_MONEY = re.compile(
    r"补贴|补助|奖补|贴息|津贴|奖金|免收|减半|奖励|返还|万元|亿元|(?:专项|扶持|奖励|引导|配套)(?:资金|基金|经费)|经费|拨款|涨薪|工资待遇"
)
_AMOUNT = re.compile(
    r"[一二两三四五六七八九十百千万\d]+(?:万|亿)?(?:元|个月|倍|成(?!立|员|为|效|果)|个百分点|[%％])|减半|翻番|翻倍|"
    r"免费|[由靠](?:[省市县]|中央)(?:级|里)?(?:财政)?(?:统一)?(?:承担|负担|出|发|拨|列支|全额)|财政(?:承担|负担|出|发|单列|全额)|单列"
)
_CHANGE = re.compile(r"延长|缩短|提高|提到|降低|降到|增加|上调|下调|减半|翻番|翻倍|提前|推迟|放宽")
_ASKS = re.compile(r"建议|希望|恳请|请|要(?!求)|应(?!届|用|急|对)|须|可(?:以|在|由|凭)|能否|不妨|不再|不要|不能")
_PUBLISHING = re.compile(r"公布|公开|发布|通报|统计")


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing asked for.

    Attributes:
        weights: Topic words, folded as for comparing, each with its weight.
        places: Places that it is about; evidence must name one.
        years: Years whose figures it asks to be published; evidence must be of one.
        topical: How many distinct topic words it has that are not generic.
        phrases: What it puts in quotation marks.
        meaning: Its words for the encoder: without those that only ask, and without the name of the whole field, which
            would bring it near every passage.
        question: Its words for the trained reader, which sees the last of a long text only.
        money: It asks for money; evidence must speak of money too.
        exact: What it wants by a stated amount (三十六个月, 二百元) or for nothing (免费, 由省财政承担): the thing, and
            how it is to change. Evidence must speak of just that: sentences about some other amount are always near.
    """

    text: str
    weights: dict[str, float]
    places: tuple[str, ...]
    years: tuple[str, ...]
    topical: int
    phrases: tuple[str, ...] = ()
    meaning: str = ""
    question: str = ""
    money: bool = False
    exact: tuple[str, ...] = ()

    def is_exactly(self, folded: str) -> bool:
        """Tell whether a folded text speaks of the very thing whose amount is asked for; true where none is."""
        return all(holds(folded, word) for word in self.exact)

    def share(self, folded: str) -> float:
        """Share of the topic words, by weight, that a folded text holds."""
        total = max(sum(self.weights.values()), _LEAST_WEIGHT)
        return sum(weight for word, weight in self.weights.items() if holds(folded, word)) / total


def holds(folded: str, word: str) -> bool:
    """Tell whether a text has a word, or another word for it in such documents.

    A compound of four also counts by its halves side by side (登记注册: 注册登记).
    """
    if word in folded or any(other in folded for other in _synonyms().get(word, ())):
        return True
    if len(word) != 4:
        return False
    one, other = re.escape(word[:2]), re.escape(word[2:])
    return bool(re.search(rf"{one}.{{0,4}}{other}|{other}.{{0,2}}{one}", folded))


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    """Other words for a word: those that mean the same, and those that documents use of the same thing."""
    lines = resources.files(__package__).joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, tuple[str, ...]] = {}
    for group in (*(line.split() for line in lines), *Lexicon.read().groups):
        for word in map(fold, group):
            found[word] = (*found.get(word, ()), *(other for other in map(fold, group) if other != word))
    return found


@cache
def _jieba() -> rjieba.Jieba:
    return rjieba.Jieba()


@cache
def generic_words() -> frozenset[str]:
    """Words that any request uses, whatever it asks for."""
    return frozenset(resources.files(__package__).joinpath("generic_words.txt").read_text(encoding="utf-8").split())


def demands(request: Request, idf: Callable[[str], float]) -> list[Demand]:
    """The demands of a request: the request as a whole, then its clauses that say something of their own.

    Args:
        request: The request.
        idf: Weight of a word in the index.
    """
    asking = _without_background(request.text)
    core = _without_reasons(asking)
    parts = [_demand(text, text, idf) for text in _clauses(core)]
    telling = [part for part in parts if part.topical >= 1][:_MOST_DEMANDS]
    question = "，".join(part.text for part in telling)[:_LONGEST_QUESTION]
    whole = _demand(asking, core, idf)
    return [replace(whole, question=question or whole.meaning), *telling]


def _clauses(text: str) -> list[str]:
    found = []
    for match in _CLAUSE.finditer(text):
        words_ = wording.ASKING_FRONT.sub("", match[0].strip()).strip("*#（）() ")
        words_ = re.sub(r"^(?:[一二三四五六七八九十]+[、是]|[（(]?\d{1,2}[)）.、])", "", words_)
        words_ = wording.LINKING_FRONT.sub("", words_)
        if len(words_) >= _SHORTEST and not _REASON.match(words_):
            found.append(words_)
    return found


def _without_background(text: str) -> str:
    """A request from the first sentence that asks, without those behind it that only tell how things are."""
    sentences = re.split(r"(?<=[。！？!?\n])", text)
    asking = next((i for i, each in enumerate(sentences) if wording.STRONG.match(each)), 0)
    if any(wording.IMPERATIVE.match(each) or wording.WANTS.search(each) for each in sentences[:asking]):
        asking = 0
    first, *rest = sentences[asking:]
    return "".join((first, *(each for each in rest if _ASKS.search(each) or wording.IMPERATIVE.match(each))))


def _without_reasons(text: str) -> str:
    """A request from each sentence's asking word on: what stands before is background, where enough stands behind."""
    return "".join(asked_inside(sentence) or sentence for sentence in re.split(r"(?<=[。！？!?；;\n])", text))


def _demand(text: str, core: str, idf: Callable[[str], float]) -> Demand:
    named = places.names(text)
    tagged = _jieba().tag(text)
    found = _told(text, tagged, idf)
    located = {w for w in found if any(place in w or w in f"{place}市" or w in f"{place}区" for place in named)}
    slight = {w for w in found if len(w) == 1 or w.startswith(("各", "每"))}
    light = generic_words() | located | slight  # places are matched on their own
    acting = {word for word, tag in tagged if tag in _ACTING}
    weights = {w: found[w] * (_VERB_WEIGHT if w in acting else 1.0) for w in found if w not in light}
    telling = sum(weights.values())
    topical = list(weights)
    for word in found:
        if word in light:
            alone = telling < _FEW and word not in located | slight
            weights[word] = found[word] * (_GENERIC_ALONE if alone else _GENERIC_WEIGHT)
    distinct = [w for w in topical if not any(w != other and w in other for other in topical)]
    main = _main(core)
    things = {w: weights[w] for w in [w for w in distinct if w not in acting] or distinct if w in main}
    phrases = [p for p in (fold(match[1] or match[2]) for match in _QUOTED.finditer(text)) if 4 <= len(p) <= 20]
    return Demand(
        text=text,
        weights={fold(word): weight for word, weight in weights.items()} | dict.fromkeys(phrases, _QUOTED_WEIGHT),
        places=named,
        years=tuple(_YEAR.findall(text)) if _PUBLISHING.search(text) else (),
        topical=len(distinct),
        phrases=tuple(phrases),
        meaning=_FIELD_NAME.sub("", wording.ASKING_FRONT.sub("", text)).strip("。：:，, ") or text,
        money=asks_for_money(main),
        exact=_exact(main, things),
    )


def _main(core: str) -> str:
    """A request's first sentence up to the clause that says what to do; what it asks beyond that are parts of it."""
    kept = ""
    for clause in re.split(r"(?<=[，,])", re.split(r"[；;。！？\n]", core, maxsplit=1)[0]):
        kept += clause
        bare = wording.ASKING_FRONT.sub("", clause)
        if wording.IMPERATIVE.match(bare) and not _TOPIC.match(bare):
            break
    return kept


def _told(text: str, tagged: Sequence[tuple[str, str]], idf: Callable[[str], float]) -> dict[str, float]:
    """The words of a text that tell something, each with its weight in the index.

    A word that the index knows only by its characters (上牌) weighs as much as the rarer of them.
    """
    telling = [word for word, tag in tagged if _tells(word, tag)]
    found = {w: idf(w) for w in words(text) if any(w in told for told in telling)}
    unknown = [w for w in telling if len(w) > 1 and not any(len(k) > 1 and k in w for k in found)]
    return found | {w: max(map(idf, w)) for w in unknown if all(c in found for c in w)}


def _tells(word: str, tag: str) -> bool:
    return bool(_COMPOUND.fullmatch(word)) if tag[0] == _NUMBER else tag[0] not in _EMPTY


def _exact(main: str, things: Mapping[str, float]) -> tuple[str, ...]:
    """The rarest words for the thing whose amount is asked for, and how it is to change; empty where no amount is."""
    if not _AMOUNT.search(main):
        return ()
    rarest = sorted(things, key=lambda word: -things[word])[:_EXACT]
    return tuple(map(fold, (*rarest, *_CHANGE.findall(main))))


def asks_for_money(text: str) -> bool:
    """Tell whether a text speaks of money that is given or waived."""
    return bool(_MONEY.search(text))
