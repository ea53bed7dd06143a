"""Word's automatic numbering as text: the 第一条, （一） and 1. that stand in no paragraph but on every page.

Follows ECMA-376 Part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat). Never reads a paragraph's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from index.parse.characters import clean, whole_number
from index.parse.styles import Styles
from index.parse.wordxml import W, number, value

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟萬")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ENCLOSED = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_ROMAN = 3999
_PLACEHOLDER = re.compile(r"%([1-9])")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def chinese_number(count: int, *, short_ten: bool = True) -> str:
    """Write a number in Chinese: 十二, 一百零一. ``short_ten`` leaves out the 一 of 一十二."""
    if not 0 < count < 10_000:
        return str(count)
    written = ""
    for place, digit in enumerate(reversed(str(count))):
        if digit != "0":
            written = _DIGITS[int(digit)] + _UNITS[place] + written
        elif written and not written.startswith("零"):
            written = "零" + written
    return written[1:] if short_ten and written.startswith("一十") else written


def _chinese_digits(count: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count))


def _chinese_counting(count: int) -> str:
    """Count to 九十九 with 十, and from a hundred on digit by digit, as chineseCounting does."""
    return chinese_number(count) if count < 100 else _chinese_digits(count)


def _letters(count: int) -> str:
    """Count a to z, then aa, bb, as Word does."""
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count < 1000 else str(count)


def _roman(count: int) -> str:
    if not 0 < count <= _LARGEST_ROMAN:
        return str(count)
    written = ""
    for worth, sign in _ROMAN:
        times, count = divmod(count, worth)
        written += sign * times
    return written


def _circled(count: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= count <= last:
            return chr(start + count - first)
    return str(count)


def _of_row(signs: str) -> Callable[[int], str]:
    """Return a format that takes its signs from a row, and goes on in digits behind its end."""
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else str(count)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _of_row("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _of_row("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "numberInDash": "- {} -".format,
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": lambda count: _roman(count).lower(),
    "upperRoman": _roman,
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "ideographDigital": _chinese_digits,
    "taiwaneseDigital": _chinese_digits,
    "japaneseDigitalTenThousand": _chinese_digits,
    "chineseLegalSimplified": lambda count: chinese_number(count, short_ten=False).translate(_LEGAL),
    "ideographLegalTraditional": lambda count: chinese_number(count, short_ten=False).translate(_LEGAL),
    "ideographTraditional": _of_row(_STEMS),
    "ideographZodiac": _of_row(_BRANCHES),
    "ideographEnclosedCircle": _of_row(_ENCLOSED),
    "none": lambda _: "",
}
"""How a count is written, by the file format's name for it; an unknown one falls back to digits."""


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    legal: bool
    restart: int | None
    style: str | None


@dataclass(slots=True)
class _Definition:
    """An abstract numbering: its levels, and how far each has counted. Instances of it count together."""

    levels: dict[int, _Level]
    style_link: str = ""
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Instance:
    definition: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


class Numbering:
    """The numbering of one document. It counts, so paragraphs must be asked about once each, in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, _Definition] = {}
        self._instances: dict[str, _Instance] = {}
        if root is None:
            return
        for element in root.iter(W + "abstractNum"):
            self._definitions[element.get(W + "abstractNumId", "")] = _Definition(
                _read_levels(element), style_link=value(element, "numStyleLink") or ""
            )
        for element in root.iter(W + "num"):
            instance = _Instance(value(element, "abstractNumId") or "")
            for override in element.iter(W + "lvlOverride"):
                level = whole_number(override.get(W + "ilvl"))
                if override.find(W + "startOverride") is not None:
                    instance.starts[level] = number(override, "startOverride", 1)
                instance.levels.update(_read_levels(override))
            self._instances[element.get(W + "numId", "")] = instance

    def label(self, paragraph: etree._Element) -> str:
        """Count a paragraph, and return the number that Word prints before it: empty for none and for bullets."""
        name, level, styles = self._styles.numbering(paragraph)
        instance = self._instances.get(name)
        definition = self._definition(instance)
        if instance is None or definition is None:
            return ""
        levels = definition.levels | instance.levels
        linked = (index for style in styles for index, found in levels.items() if found.style == style)
        level = next(linked, level or 0)
        if level not in levels:
            return ""
        self._count(definition, instance, levels, level)
        return _write(levels, definition.counts, level)

    def _definition(self, instance: _Instance | None) -> _Definition | None:
        """Find an instance's abstract numbering, through a numbering style where it points to one."""
        if instance is None:
            return None
        definition = self._definitions.get(instance.definition)
        if definition is not None and not definition.levels and definition.style_link:
            target = self._instances.get(self._styles.numbering_of(definition.style_link))
            return self._definitions.get(target.definition) if target else None
        return definition

    @staticmethod
    def _count(definition: _Definition, instance: _Instance, levels: dict[int, _Level], level: int) -> None:
        """Step a level's count, and restart the levels below it as they ask for."""
        counts = definition.counts
        for above in range(level):
            # A level that was passed over counts as begun: after 1.1 without a 1., the next is 2.
            if above in levels:
                counts.setdefault(above, levels[above].start)
        if level in instance.starts and level not in instance.begun:
            counts[level] = instance.starts[level]
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        instance.begun.add(level)
        for below in range(level + 1, _LEVELS):
            restart = levels[below].restart if below in levels else None
            # lvlRestart names the 1-based level that restarts this one; 0 says that none does.
            if restart is None or level < restart:
                counts.pop(below, None)


def _read_levels(element: etree._Element) -> dict[int, _Level]:
    """Read the ``w:lvl`` children of an abstract numbering or of an override."""
    levels: dict[int, _Level] = {}
    for item in element.findall(W + "lvl"):
        legal = item.find(W + "isLgl")
        levels[whole_number(item.get(W + "ilvl"))] = _Level(
            start=number(item, "start"),
            format=_format(item),
            text=value(item, "lvlText") or "",
            legal=legal is not None and legal.get(W + "val") not in ("0", "false", "off"),
            restart=number(item, "lvlRestart") if item.find(W + "lvlRestart") is not None else None,
            style=value(item, "pStyle"),
        )
    return levels


def _format(level: etree._Element) -> str:
    """Name a level's number format; custom ones (``001, 002``) stand inside a choice beside a plain fallback."""
    formats = [found.get(W + "val", "decimal") for found in level.iter(W + "numFmt")]
    return next((name for name in reversed(formats) if name != "custom"), "decimal")


def _write(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    """Put the counts of a level and of those above it into the level's pattern."""
    current = levels[level]
    if current.format == "bullet":
        return ""

    def written(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        if index not in levels:
            return ""
        count = counts.get(index, levels[index].start)
        name = "decimal" if current.legal and levels[index].format != "none" else levels[index].format
        return FORMATS.get(name, str)(count)

    return clean(_PLACEHOLDER.sub(written, current.text))
