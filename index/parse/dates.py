"""Days as official documents write them, in Arabic or Chinese numerals, and the lines that hold nothing else.

Only reads what is written out in full; words such as 今年 are resolved in ``index.relative_dates``.
"""

from __future__ import annotations

import re

from index.parse.numerals import read_number

DAY_PATTERN = (
    r"(?P<y>\d{4}|[一二三四五六七八九〇零○]{4})\s*[年./-]\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"\s*[月./-]\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?:\s*日)?"
)
"""Groups ``y``, ``m`` and ``d``, which :func:`iso_date` reads."""

DAY = re.compile(DAY_PATTERN)
_DATE_LINE = re.compile(rf"^(?P<organ>[\u3400-\u9fff（）()\s]{{3,300}}?)?\s*(?:{DAY_PATTERN})$")
_LONGEST_LINE = 400  # characters


def date_line(line: str) -> re.Match[str] | None:
    """Match a line that is only a date, or words without punctuation and a date: mostly the end of a signature.

    Returns:
        A match with the groups of a day, and with ``organ`` for the words before it.
    """
    return _DATE_LINE.match(line) if len(line) <= _LONGEST_LINE else None


def iso_date(match: re.Match[str]) -> str | None:
    """A matched day as YYYY-MM-DD, Arabic or Chinese numerals; None where there is no such day."""
    year, month, day = (read_number(match[part]) for part in ("y", "m", "d"))
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
