"""Words of time that count from a document's day."""

from __future__ import annotations

import pytest

from index.relative_dates import resolved, with_absolute
from index.schema import Document, Field, FieldName


def document(text: str, title: str = "关于校车工作的报告", **fields: str) -> Document:
    named = {FieldName(name): Field(value) for name, value in {"title": title, "date": "2022-06-06", **fields}.items()}
    return Document("a.txt", "0" * 64, text, (), named)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年3月21日印发。", [("今年3月21日", "2022年3月21日")]),
        (
            "比去年底增长，今年年初开工，明年上半年完成。",
            [("去年底", "2021年底"), ("今年年初", "2022年年初"), ("明年上半年", "2023年上半年")],
        ),
        ("今年以来，前年立项。", [("今年", "2022年"), ("前年", "2020年")]),
        ("今冬启动，如今春节前发放。", [("今冬", "2022年冬季")]),
        ("本月15日前报送，本月起施行。", [("本月15日", "2022年6月15日"), ("本月", "2022年6月")]),
        ("截至目前，共办结12件。", [("截至目前", "截至2022年6月6日")]),
        ("上半年开工，下半年完工。", [("上半年", "2022年上半年"), ("下半年", "2022年下半年")]),
        ("一季度增长3%，1-5月增长4%。", [("一季度", "2022年一季度"), ("1-5月", "2022年1-5月")]),
        ("力争年底前建成，年内投用。", [("年底", "2022年底"), ("年内", "2022年内")]),
        ("前三季度增长3%，1—12月预计增长4%。", []),  # not over on the day: a plan, or another year's
        ("2021年普遍减免，上半年完成。", []),  # the year named before
        ("以前年度和以后年度、一年内、每年底、2023年底、每季度、近年来。", []),
        ("该村五年前年收入不足2万元，目前年产值3亿元，达产后年产值可达5亿元。", []),
        ("至今年检合格，注明年份和文号，大前年立项。", []),
        ("较前年增长，截至今年5月。", [("前年", "2020年"), ("今年5月", "2022年5月")]),
        ("过去年轻人不参加，当今年轻人参加。", []),
    ],
)
def test_words_of_time(text: str, expected: list[tuple[str, str]]) -> None:
    found = resolved(document(text))
    assert [(each.words, each.absolute) for each in found] == expected
    assert [text[each.start : each.end] for each in found] == [words for words, _ in expected]


def test_only_the_stretch_asked_for() -> None:
    source = document("去年新增3辆，今年新增5辆。")
    assert [each.absolute for each in resolved(source, 7, 14)] == ["2022年"]
    assert with_absolute(source, 7, 14) == "今年（2022年）新增5辆。"


def test_the_day_is_that_of_signing_else_of_publishing() -> None:
    words = "今年新增5辆。"
    assert resolved(document(words, date="2022-12-30", published="2023-01-04"))[0].absolute == "2022年"
    assert resolved(document(words, date="", published="2023-05-04"))[0].absolute == "2023年"
    assert resolved(document(words, date="", published="2023-01-04")) == []  # written this year or the last?
    assert resolved(document(words, date="", published="")) == []
    assert resolved(document(words, date="2022-02-30")) == []


@pytest.mark.parametrize("text", ["今年3月推广。", "2022年新增5辆，比去年多。", "年末在校10人。"])
def test_what_is_said_in_january_may_be_about_the_year_before(text: str) -> None:
    assert resolved(document(text, date="2023-01-10")) == []


def test_rules_speak_of_every_year() -> None:
    text = "本月缴费的，上半年结算。"
    assert resolved(document(text, kind="办法")) == []
    assert resolved(document(text, "2021年校车工作报告")) == []
