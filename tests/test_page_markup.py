from __future__ import annotations

import pytest

from assistant.page.markup import escape, marked


def test_escape_shows_markup_as_it_is_written() -> None:
    assert escape('<img onerror="x"> & \'') == "&lt;img onerror=&quot;x&quot;&gt; &amp; &#x27;"


def test_escape_drops_what_would_change_the_surroundings() -> None:
    assert escape("甲\u202e乙\x00丙\n丁\t戊") == "甲乙丙\n丁\t戊"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (12, 14, "甲乙<mark>丙丁</mark>&lt;"),
        (0, 11, "<mark>甲</mark>乙丙丁&lt;"),
        (14, 99, "甲乙丙丁<mark>&lt;</mark>"),
        (0, 10, "甲乙丙丁&lt;"),
        (15, 20, "甲乙丙丁&lt;"),
        (13, 12, "甲乙丙丁&lt;"),
    ],
)
def test_marked_marks_only_what_lies_in_the_stretch(start: int, end: int, expected: str) -> None:
    assert marked("甲乙丙丁<", 10, start, end) == expected
