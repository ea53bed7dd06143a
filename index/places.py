"""Places: which province and city a text is about, and whether a document of one place can speak for another.

A list of provinces with their prefecture-level cities and a few districts (``places.txt``, one province a line). Never
guesses a place from anything but its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

_SHORT = dict(
    pair.split("=")
    for pair in [
        "北京=京",
        "天津=津",
        "上海=沪",
        "重庆=渝",
        "河北=冀",
        "山西=晋",
        "内蒙古=蒙",
        "辽宁=辽",
        "吉林=吉",
        "黑龙江=黑",
        "江苏=苏",
        "浙江=浙",
        "安徽=皖",
        "福建=闽",
        "江西=赣",
        "山东=鲁",
        "河南=豫",
        "湖北=鄂",
        "湖南=湘",
        "广东=粤",
        "广西=桂",
        "海南=琼",
        "四川=川",
        "成都=成",
        "贵州=黔",
        "云南=滇",
        "西藏=藏",
        "陕西=陕",
        "甘肃=甘",
        "青海=青",
        "宁夏=宁",
        "新疆=新",
        "香港=港",
        "澳门=澳",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """A province, or a city or district of it; both empty for no place in particular."""

    province: str = ""
    city: str = ""

    def holds(self, other: Place) -> bool:
        """Tell whether another place is this one or lies in it."""
        return self.province == other.province and (not self.city or self.city == other.city)

    def can_speak_for(self, other: Place) -> bool:
        """Tell whether a document of this place may stand in a letter of another.

        A place speaks for itself, for what lies in it and for what it lies in; never for a neighbour.
        """
        if not self.province or not other.province:
            return True
        same = self.province == other.province
        return same and (not self.city or not other.city or self.city == other.city)


@cache
def _provinces() -> dict[str, str]:
    lines = resources.files(__package__).joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    return {name: line.split()[0] for line in lines for name in line.split()}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_provinces(), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in names))


def names(text: str) -> tuple[str, ...]:
    """The places that a text names, each once, in order."""
    return tuple(dict.fromkeys(_pattern().findall(text)))


def is_province(name: str) -> bool:
    """Tell whether a name is a province's."""
    return _provinces().get(name) == name


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names a place, if need be by the short name in a pair: 四川 in 川渝."""
    short = _SHORT.get(name)
    letters = "".join(_SHORT.values())
    return name in text or bool(short and re.search(rf"[{letters}]{short}|{short}[{letters}]", text))


def place_of(texts: Iterable[str]) -> Place:
    """The place that the first text with a place names first; texts are tried in order."""
    for text in texts:
        found = names(text)
        if found:
            return _place(found)
    return Place()


def most_named(text: str) -> Place:
    """The province that a text names more than all others together; no place where there is none."""
    counts = Counter(_provinces()[name] for name in _pattern().findall(text))
    province, count = counts.most_common(1)[0] if counts else ("", 0)
    return Place(province) if count * 2 > sum(counts.values()) else Place()


def _place(found: tuple[str, ...]) -> Place:
    province = _provinces()[found[0]]
    cities = [name for name in found if name != province and _provinces()[name] == province]
    return Place(province, cities[0] if cities else "")
