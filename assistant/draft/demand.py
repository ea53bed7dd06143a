"""A request to the things it demands, each with the topic words that evidence for it must hold.

Topic words are weighed by their rarity in the index; words that any request uses (建议, 完善, 机制) hardly count. The
bare name of the whole field (自贸试验区) counts as little. Never looks at passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.draft import places, wording
from assistant.draft.schema import Request
from assistant.reader import fold
from index.segment import words

_GENERIC_WEIGHT = 0.15
_LEAST_WEIGHT = 7.0  # of a demand's topic words; one common word alone proves little
_MOST_DEMANDS = 5
_SHORTEST = 5
_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")
_REASON = re.compile(
    r"^(?:避免|杜绝|防止|减少|确保|从而|以便|以此|使|让|方便|便于|进而|切实解决|真正|切实|目前|当前|由于|因为|据|近年|企业反映)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")
_PUBLISHING = re.compile(r"公布|公开|发布|通报|统计")


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing asked for.

    Attributes:
        weights: Topic words, folded as for comparing, each with its weight.
        head: The words that name the thing itself: the last topic words of the clause.
        places: Places that it is about; evidence must name one.
        years: Years whose figures it asks to be published; evidence must be of one.
        topical: How many distinct topic words it has that are not generic.
    """

    text: str
    weights: dict[str, float]
    head: tuple[str, ...]
    places: tuple[str, ...]
    years: tuple[str, ...]
    topical: int

    def share(self, folded: str) -> float:
        """Share of the topic words, by weight, that a folded text holds."""
        total = max(sum(self.weights.values()), _LEAST_WEIGHT)
        return sum(weight for word, weight in self.weights.items() if word in folded) / total


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
    whole = _demand(request.text, idf)
    parts = [_demand(text, idf) for text in _clauses(request.text)]
    telling = [part for part in parts if part.topical >= 1][:_MOST_DEMANDS]
    return [whole, *telling] if len(telling) > 1 or not telling else [whole, telling[0]]


def _clauses(text: str) -> list[str]:
    found = []
    for match in _CLAUSE.finditer(text):
        words_ = wording.ASKING_FRONT.sub("", match[0].strip()).strip("*#（）() ")
        words_ = re.sub(r"^(?:[一二三四五六七八九十]+[、是]|[（(]?\d{1,2}[)）.、])", "", words_)
        if len(words_) >= _SHORTEST and not _REASON.match(words_):
            found.append(words_)
    return found


def _demand(text: str, idf: Callable[[str], float]) -> Demand:
    found = list(dict.fromkeys(words(text)))
    generic = generic_words()
    named = places.names(text)
    located = {w for w in found if any(place in w or w in place for place in named)}
    light = generic | located  # places are matched on their own
    weights = {fold(w): idf(w) * (_GENERIC_WEIGHT if w in light else 1.0) for w in found if not w.isdigit()}
    topical = [w for w in found if w not in light and not w.isdigit()]
    distinct = [w for w in topical if not any(w != other and w in other for other in topical)]
    years = tuple(_YEAR.findall(text)) if _PUBLISHING.search(text) else ()
    return Demand(text, weights, tuple(fold(w) for w in distinct[-1:]), named, years, len(distinct))
