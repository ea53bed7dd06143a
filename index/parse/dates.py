"""Days as official documents write them, in Arabic or Chinese numerals, and the lines that hold nothing else.

Only reads what is written out in full; words such as 今年 are resolved in ``index.relative_dates``.
"""

from __future__ import annotations

import re

_DIGITS = {"〇": "0", "零": "0", "○": "0", "Ｏ": "0", **{c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}}
DAY_PATTERN = (
    r"(?P<y>\d{4}|[一二三四五六七八九〇零○]{4})\s*[年./-]\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"\s*[月./-]\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?:\s*日)?"
)
"""Groups ``y``, ``m`` and ``d``, which :func:`iso_date` reads."""

DAY = re.compile(DAY_PATTERN)
DATE_LINE = re.compile(rf"^(?P<organ>[\u3400-\u9fff（）()]{{3,30}}?)?\s*(?:{DAY_PATTERN})$")
"""A line that is only a date, or an organ and a date: the end of a signature."""


def iso_date(match: re.Match[str]) -> str | None:
    """A matched day as YYYY-MM-DD, Arabic or Chinese numerals; None where there is no such day."""
    year = "".join(_DIGITS.get(c, c) for c in match["y"])
    month, day = (small_number(match[part]) for part in ("m", "d"))
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def small_number(words: str) -> int:
    """A whole number below a hundred, in Arabic or Chinese numerals."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    value = (int(_DIGITS[tens]) if tens else 1) * 10 if ten else 0
    return value + (int(_DIGITS[ones]) if ones else 0)
