"""Whole numbers written in Arabic or Chinese numerals, as labels and days have them."""

from __future__ import annotations

DIGITS = {"〇": 0, "零": 0, "○": 0, "Ｏ": 0, "两": 2, **{c: i for i, c in enumerate("一二三四五六七八九", 1)}}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def read_number(words: str) -> int:
    """A number below ten thousand: 12, 十二, 一百零三; digits in a row are read as such: 二〇二三."""
    if words.isdecimal():
        return int(words)
    if not any(unit in words for unit in _UNITS):
        return int("".join(str(DIGITS[character]) for character in words) or 0)
    total, digit = 0, 0
    for character in words:
        unit = _UNITS.get(character)
        if unit is None:
            digit = DIGITS[character]
        else:
            total += (digit or 1) * unit
            digit = 0
    return total + digit
