"""That something has gone from one state to another, spread over an area, or ended, as a question states it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.check.folding import Folded
from assistant.presumed.claim import Claim, clause_at
from assistant.reader import fold
from index.segment import words

_SPREAD_OVER = re.compile(
    r"(?P<over>全国|全省|全市|全区)[^，。；,;]{0,6}(?:推广|推行|复制|适用)|(?:推广|推行|复制|适用)[到于至在]{0,2}(?P<to>全国|全省|全市|全区)"
)
_ENDED = re.compile(r"取消|废止|撤销|叫停|停止|终止|暂停|不再|停办")
_FREED = re.compile(r"免(?!疫)|不得?收|不需|无[需须]|改为|替代")  # of what has been ended
_WHY_ENDED = re.compile(  # 怎么取消了, not 怎么取消: that asks how to
    rf"(?:为什么|为何|为啥|听说).{{0,20}}(?:{_ENDED.pattern})|(?:怎么|哪年|何时|什么时候).{{0,20}}(?:{_ENDED.pattern})(?=[了的掉])"
)
_CHANGE = re.compile(
    r"[由从](?P<old>[^，。；、由从]{1,8}?)(?:跃|上|提|下|调)?(?:升|降|高|低|增|减|变|改|转|调)(?:级|档|格|整)?(?:到|至|为|成)了?"
    r"(?P<new>[^，。；、的]{1,8})"
)


def claims(asked: Folded, unquoted: Folded, is_stated: Callable[[int, int], bool]) -> Iterator[Claim]:
    """Yield the changes, scopes and endings that a question states.

    Args:
        asked: The question.
        unquoted: The same without what stands in quotation marks.
        is_stated: Tells whether a stretch is stated, and not what the answer is sought for.
    """
    yield from (_scope(asked.text, scope) for scope in _SPREAD_OVER.finditer(unquoted.text) if is_stated(*scope.span()))
    yield from (_change(asked.text, change) for change in _CHANGE.finditer(unquoted.text))
    if (why := _WHY_ENDED.search(asked.text)) and (ended := _ENDED.search(asked.text, why.start())):
        yield _ending(asked.text, ended)


def _scope(asked: str, claim: re.Match[str]) -> Claim:
    over = claim["over"] or claim["to"]

    def scopes(said: Folded) -> set[str]:
        return {match["over"] or match["to"] for match in _SPREAD_OVER.finditer(said.text)}

    def made(said: Folded) -> bool:
        return over in scopes(said)

    def rival(said: Folded) -> bool:
        return bool(scopes(said) - {over})

    return Claim(*claim.span(), made, rival, clause_at(asked, *claim.span()))


def _change(asked: str, claim: re.Match[str]) -> Claim:
    """That something has gone from one state to another; its rival is the way back."""

    def goes(said: Folded, old: str, new: str) -> bool:
        return any(change["old"] == old and change["new"].startswith(new) for change in _CHANGE.finditer(said.text))

    old, new = claim["old"], claim["new"]
    clause = clause_at(asked, *claim.span())
    return Claim(*claim.span(), lambda said: goes(said, old, new), lambda said: goes(said, new, old), clause)


def _ending(asked: str, claim: re.Match[str]) -> Claim:
    """That something has been ended; what speaks of the thing and of no ending says otherwise."""
    things = [fold(word) for word in words(asked[claim.end() :])[:3] if len(word) > 1]

    def rival(said: Folded) -> bool:
        return any(thing in said.text for thing in things)

    def made(said: Folded) -> bool:
        return bool(_ENDED.search(said.text) or _FREED.search(said.text))

    return Claim(*claim.span(), made, rival, clause_at(asked, *claim.span()))
