"""Questions that ask several things, taken apart."""

from __future__ import annotations

import pytest

from assistant.parts import split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "辽宁和重庆在区域联动上的做法有何不同？",
            ["辽宁在区域联动上的做法是什么？", "重庆在区域联动上的做法是什么？"],
        ),
        ("浙江、江苏的生产总值各是多少", ["浙江的生产总值是多少", "江苏的生产总值是多少"]),
        ("本市2023年和2024年的缴费比例分别是多少？", ["本市2023年的缴费比例是多少？", "本市2024年的缴费比例是多少？"]),
        ("协同发展区和示范区有什么区别？", ["协同发展区是什么？", "示范区是什么？"]),
        (
            "甲市的试点办法和乙市的示范方案有什么区别？",
            ["甲市的试点办法是什么？", "乙市的示范方案是什么？"],
        ),
        (
            "营口实施意见和第六批经验通知的文号各是什么？",
            ["营口实施意见的文号是什么？", "第六批经验通知的文号是什么？"],
        ),
        (
            "支教教师规模，2021年跟2024年比是多了还是少了？各是多少人？",
            ["支教教师规模，2021年是多少人？", "支教教师规模，2024年是多少人？"],
        ),
        (
            "贷款的申请日期，2019年版和2021年版的简介写得一样吗？",
            ["贷款的申请日期，2019年版的简介是什么？", "贷款的申请日期，2021年版的简介是什么？"],
        ),
        (
            "重庆新推的创新成果和辽宁第六批经验，各有多少项",
            ["重庆新推的创新成果有多少项", "辽宁第六批经验有多少项"],
        ),
        ("陕西、江西两省今年的增速目标分别怎么定的", ["陕西今年的增速目标怎么定的", "江西今年的增速目标怎么定的"]),
        ("陕西和江西这两个省今年的增速目标分别怎么定的", ["陕西今年的增速目标怎么定的", "江西今年的增速目标怎么定的"]),
        ("省税务局和市财政局分别负责哪些事项", ["省税务局负责哪些事项", "市财政局负责哪些事项"]),
    ],
)
def test_a_comparison_is_asked_of_each(question: str, parts: list[str]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "19个协同发展区分别是哪些？",  # 同 is no conjunction here
        "六个领域各有几项？",
        "会议的时间和地点分别是什么？",  # two things of one
        "我是盖州的代表，想知道税务由谁管？",
        "家里老人想报名，一共要走哪几步？请按顺序列出，谢谢",  # thanks ask nothing
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert split(question) == [question]


def test_clauses_that_each_ask() -> None:
    asked = "市里对“底数不清”做了什么，还差什么，下一步呢？"
    first, second, third = split(asked)
    assert first == "市里对“底数不清”做了什么"
    assert "底数不清" in second
    assert second.endswith("还差什么")
    assert "底数不清" in third
    assert third.endswith("下一步呢？")


def test_when_it_was_issued_is_asked_of_what_came_before() -> None:
    assert split("第七批改革经验有多少项，什么时候发的文？")[1] == "第七批改革经验，什么时候发的文？"


def test_a_thing_with_a_name_of_its_own_takes_nothing_over() -> None:
    assert split("“1区+N园”是什么？税可思是什么？") == ["“1区+N园”是什么？", "税可思是什么？"]


def test_places_with_their_rank_are_compared_too() -> None:
    assert split("辽宁省和吉林省2023年地区生产总值分别是多少？") == [
        "辽宁省2023年地区生产总值是多少？",
        "吉林省2023年地区生产总值是多少？",
    ]
