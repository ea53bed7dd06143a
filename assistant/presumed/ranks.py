"""The places that a question says something takes: 产量排全国第二, 居全省首位."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from assistant.check.folding import Folded
from assistant.check.numerals import NUMERAL, value_of
from assistant.presumed.claim import Claim, clause_at, clauses
from assistant.question import tagged
from index import places
from index.segment import words

_TAKES = "(?:[已均也都仍仅稳跃高升排位名列居至到为的]|排行|连续)*"
_RANK = re.compile(
    rf"{_TAKES}(?P<among>全[国省市球]|世界|中部|西部|东北|东部|国内|省内){_TAKES}"
    rf"(?:第(?P<place>{NUMERAL})位?(?![\u3400-\u9fff])|第(?P<told>{NUMERAL})位?(?=[了的吗吧呢啊和与及])|首位|榜首)"
)  # 第一季度, 第二产业 and 第三方 are no places
_PICKS_OUT = re.compile(r"的|[^,;。?]*还是")  # behind a place: it is what the thing sought is told by, or asked itself
_TELLS_NOTHING = re.compile(r"听说|据说|请问|既然|因为|为什么")
_TAGS = ("n", "v", "a", "z", "j", "l", "i", "e")
_OF_ITSELF = re.compile(r"(?:^|[^\u3400-\u9fff]|[的省市县区国年月度中内])$")
"""Before a thing's name: the name begins there, and is not the end of another as 汽车产量 is of 新能源汽车产量."""
_WHEN = re.compile(r"(?:19|20)\d{2}年|[上下]半年|[一二三四1-4]季度|\d+月|[今去前]年")


def claims(asked: Folded, unquoted: Folded, is_stated: Callable[[int, int], bool]) -> Iterator[Claim]:
    """Yield the places that a question states; a rival gives the same thing another place among the same.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
        is_stated: Tells whether a stretch of the question is stated, and not what the answer is sought for.
    """
    for rank in _RANK.finditer(unquoted.text):
        first, last = clause_at(asked.text, *rank.span())
        before = asked.text[first : rank.start()]
        thing = _thing(before)
        if thing and is_stated(*rank.span()) and not _PICKS_OUT.match(asked.text, rank.end()):
            yield _rank(rank, thing, asked.text, (first, last))


def _thing(before: str) -> list[str]:
    """The words that name what takes a place, in order, each as short as can be: 汽车 and 产量."""
    seats = "".join(places.names(before))
    named = [word for word, tag in tagged(before) if len(word) > 1 and tag.startswith(_TAGS) and word not in seats]
    thing = []
    for word in named:
        parts = [part for part in words(word) if part != word]
        if not _TELLS_NOTHING.match(word):
            thing += parts if "".join(parts) == word else [word]
    return thing


def _rank(claim: re.Match[str], thing: list[str], asked: str, clause: tuple[int, int]) -> Claim:
    own = _place(claim)

    def ranks(part: str) -> Iterator[re.Match[str]]:
        return (rank for rank in _RANK.finditer(part) if rank["among"] == claim["among"])

    def made(said: Folded) -> bool:
        about = [part for part in clauses(said.text) if all(word in part for word in thing)]
        return any(_place(rank) == own for part in about for rank in ranks(part))

    def rival(said: Folded) -> bool:
        of_it = [
            _place(rank)
            for part in clauses(said.text)
            for rank in ranks(part)
            if _is_of(thing, part[: rank.start()]) and all(when in asked for when in _WHEN.findall(part))
        ]
        return bool(of_it) and own not in of_it

    return Claim(*claim.span(), made, rival, clause)


def _is_of(thing: list[str], before: str) -> bool:
    """Tell whether the words before a place name a thing, it alone and last: not 出口额增速 for 出口额."""
    begins = [match.start() for match in re.finditer(re.escape(thing[0]), before)]
    whole = all(word in before for word in thing) and before.endswith(thing[-1])
    own = any(_OF_ITSELF.search(before, 0, at) or before[:at].endswith(tuple(places.names(before))) for at in begins)
    return whole and own and "分别" not in before


def _place(rank: re.Match[str]) -> Fraction | None:
    told = rank["place"] or rank["told"]
    return value_of(told) if told else Fraction(1)
