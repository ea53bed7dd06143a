"""Numerals, Arabic and Chinese, to exact values: 1,234.5; 6.3亿; 一百二十八; 二〇二二; 两千零五; 三点五.

Works on folded text. Never rounds, and never reads a numeral that it does not understand whole.
"""

from __future__ import annotations

import re
from fractions import Fraction

_ONES = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0, "两": 2}
_FORMAL = {**{c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_DIGITS = {**_ONES, **_FORMAL}

_C = "〇○零一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_SCALE = r"(?:[十百千](?![分强])|[万亿])"
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
ARABIC = rf"(?<![\d.]){_PLAIN}{_SCALE}*(?:(?<=[万亿]){_PLAIN}{_SCALE}+)*"
"""An Arabic numeral with what scales it: 6.3亿, 2亿5000万."""
CHINESE = rf"(?<![{_C}十百千万亿])[{_C}十百千万亿拾佰仟]+(?<![十百千](?=分[之点]))(?:点[{_C}]+)?"
NUMERAL = rf"(?:{ARABIC}|{CHINESE})"

_PART = re.compile(rf"({_PLAIN})([十百千万亿]*)")


def value_of(words: str) -> Fraction | None:
    """Return what a numeral is worth, exactly; None where it is no whole numeral."""
    if words[:1].isdigit():
        return _arabic(words)
    whole, point, decimals = words.partition("点")
    if point and not (decimals and all(c in _DIGITS for c in decimals)):
        return None
    value = _chinese(whole)
    if value is None:
        return None
    return value + (Fraction(_positional(decimals), 10 ** len(decimals)) if point else 0)


def neighbours(words: str) -> tuple[Fraction, Fraction] | None:
    """Return the two values of an estimate such as 三四 or 二三十; None for any other numeral."""
    match = re.fullmatch(rf"([{_C}])([{_C}])([十百千万亿]*)", words)
    if not match:
        return None
    low, high = _DIGITS[match[1]], _DIGITS[match[2]]
    scale = _scale(match[3])
    return (Fraction(low * scale), Fraction(high * scale)) if high == low + 1 and low else None


def _arabic(words: str) -> Fraction | None:
    parts = _PART.findall(words)
    if "".join(figure + scale for figure, scale in parts) != words:
        return None
    return sum((Fraction(figure.replace(",", "")) * _scale(scale) for figure, scale in parts), Fraction(0))


def _scale(words: str) -> int:
    product = 1
    for character in words:
        product *= _TENS.get(character) or _MYRIADS[character]
    return product


def _positional(words: str) -> int:
    return int("".join(str(_DIGITS[c]) for c in words))


def _chinese(words: str) -> Fraction | None:
    if all(c in _DIGITS for c in words):
        single = len(words) == 1 or neighbours(words) is None  # 二〇二二, never 三四
        return Fraction(_positional(words)) if single else None
    if words[0] in "百千万亿":
        return None  # 百强, 千家万户: figures of speech
    total = section = 0
    digit: int | None = None
    last = 0  # the scale last read: a digit that closes the numeral counts tenths of it, as in 一百二
    for character in words:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            last = last if digit else 0
        elif character in _TENS:
            section += (1 if digit is None else digit) * _TENS[character]
            digit, last = None, _TENS[character]
        else:
            counted, scale = section + (digit or 0), _MYRIADS[character]
            whole = character == "亿" or not counted  # 三万亿, 一万万
            total = (total + counted) * scale if whole else total + counted * scale
            section, digit, last = 0, None, scale
    closing = (digit or 0) * (last // 10 if last >= 100 else 1)
    return Fraction(total + section + closing)
