"""Comparing Chinese texts: blanks, widths, figures matched whole."""

from __future__ import annotations

import pytest

from eval.folding import comparable, fold, markers, states, without_markers


def test_folding_removes_every_kind_of_white_space_and_nothing_else() -> None:
    assert fold(" 新建\u3000公园\n31\t个，ＯＫ ") == "新建公园31个，ＯＫ"


def test_comparable_folds_widths_case_blanks_and_thousands_separators() -> None:
    assert comparable("１，２３４ 万元") == "1234万元"
    assert comparable("1,234,567 元") == "1234567元"
    assert comparable("“1区＋Ｎ园”") == "“1区+n园”"
    assert comparable("第1,2项") == "第1,2项"  # a list, no thousands


def test_markers_are_no_figures() -> None:
    assert without_markers("共587项[1]，其中[12]。") == "共587项，其中。"
    assert markers("共587项[1]，其中[12]。") == [1, 12]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("共31项。", "31项", True),
        ("共131项。", "31项", False),
        ("共0.31项。", "31项", False),
        ("共131项，其中31项。", "31项", True),
        ("增长2.5", "2", False),
        ("增长2.", "2", True),
        ("增长25%", "2", False),
        ("共十五项", "五项", False),
        ("共五项", "五项", True),
        ("共三十五项", "三十", False),
        ("第三十条", "第三", False),
        ("投资3万亿元", "3万", False),
        ("共三十项", "三十", True),
        ("多规合一一张图", "多规合一", True),
        ("沈阳片区", "沈阳", True),
        ("任何话", "", False),
    ],
)
def test_figures_are_matched_whole(text: str, words: str, found: bool) -> None:
    assert states(text, words) is found
