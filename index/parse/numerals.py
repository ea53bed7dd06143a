"""Whole numbers written in Arabic or Chinese numerals, as labels, days and years have them."""

from __future__ import annotations

import re

DIGITS = {"〇": 0, "零": 0, "○": 0, "Ｏ": 0, "两": 2, **{c: i for i, c in enumerate("一二三四五六七八九", 1)}}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ZEROS = "〇零○Ｏ"
_YEAR = re.compile(rf"(?<![{''.join(DIGITS)}])[一二][九{_ZEROS}][{_ZEROS}一二三四五六七八九]{{2}}(?=\s?年)")
_IN_CHARACTERS = str.maketrans("0123456789", "〇一二三四五六七八九")
_YEAR_IN_DIGITS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")


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


def years_in_digits(text: str) -> str:
    """A text with its years in digits, 2024年 for 二〇二四年 and 二零二四年; its offsets stay as they are."""
    return _YEAR.sub(lambda year: str(read_number(year[0])), text)


def years_in_characters(text: str) -> list[str]:
    """A text with its years in characters, once for each way to write their zeros; empty where it names no year."""
    written = _YEAR_IN_DIGITS.sub(lambda year: year[0].translate(_IN_CHARACTERS), text)
    return list(dict.fromkeys(written.replace("〇", zero) for zero in _ZEROS)) if written != text else []
