"""How a document is cited: 《title》（document number）, marks within a title turned into those of the second level.

The one place that puts a title between marks and a day into words, so that an answer, the page, a letter and an export
name a document alike.
"""

from __future__ import annotations

import re


def in_marks(title: str) -> str:
    """Return a title between 《》; one that is already a single marked name stays as it is."""
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        return title
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def cited_as(title: str, *known: str | None) -> str:
    """Return how a document is cited: its title in marks, then in brackets what else it is known by.

    Args:
        title: As the document has it.
        known: Document number, date …; what is None or empty is left out.
    """
    told = "，".join(value for value in known if value)
    return f"{in_marks(title)}（{told}）" if told else in_marks(title)


def chinese_date(date: str | None) -> str:
    """Return ``2021-03-03`` as 2021年3月3日, and anything else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", date or "")
    if not found:
        return date or ""
    year, month, day = (int(part) for part in found.groups())
    return f"{year}年{month}月{day}日"
