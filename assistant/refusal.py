"""The words of a refusal: what was not found, what no document mentions, and what the documents have in its place.

Gives no figure that could be taken for the answer: only the year, the batch or the province that the nearest words are
about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reader import Reading, fold
from index import places
from prompts import load

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}年")
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+([批届次期轮])")
_NEAR = 0.5  # least share of the question's terms in words that may be named as near
_MOST_YEARS = 3


def instead_of(missing: Sequence[str], best: Reading | None) -> tuple[str, ...]:
    """What the nearest words are about in place of the years, batches and provinces that they lack.

    Returns:
        Empty where they lack anything else, or are not near.
    """
    if best is None or best.covered < _NEAR:
        return ()
    own, whole = fold(best.unit.text), fold(best.unit.hit.chunk.index_text)
    found = [_in_place_of(name, own) or _in_place_of(name, whole) for name in missing]
    return tuple(dict.fromkeys(near for each in found for near in each)) if all(found) else ()


def _in_place_of(name: str, text: str) -> list[str]:
    """What a text has of the kind of a name."""
    if _YEAR.fullmatch(name):
        years = list(dict.fromkeys(_YEAR.findall(text)))
        return years if len(years) <= _MOST_YEARS else []
    if ordinal := _ORDINAL.fullmatch(name):
        return [match[0] for match in _ORDINAL.finditer(text) if match[1] == ordinal[1]][:1]
    return [place for place in places.names(text) if places.is_province(place)][:1] if places.is_province(name) else []


def refusal(missing: Sequence[str], instead: Sequence[str], mentions: Callable[[str], bool]) -> str:
    """Say that nothing was found.

    Args:
        missing: What the question names and the nearest words are not about.
        instead: What they are about in its place.
        mentions: Tells whether any document at hand mentions a name.
    """
    absent = "、".join(f"“{name}”" for name in dict.fromkeys(missing) if not mentions(name))
    near = "、".join(dict.fromkeys(instead))
    return load("refusal").render(
        missing=f"（资料中没有提到{absent}）" if absent else "",
        instead=load("refusal_instead").render(instead=near) if near else "",
    )
