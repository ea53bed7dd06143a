"""Follow-up questions, made to stand alone."""

import pytest

from assistant.follow_up import standalone, understood
from assistant.question import Kind
from assistant.schema import Turn


def _after(before: str, question: str) -> str:
    return standalone(question, [Turn(before, before)])


def test_the_first_question_stays_as_it_is() -> None:
    assert standalone("那营口呢？", []) == "那营口呢？"


def test_what_about_another_place() -> None:
    assert _after("沈阳片区重点发展什么产业？", "那营口呢？") == "营口片区重点发展什么产业？"


def test_what_about_one_of_another_sort_leaves_the_other_names() -> None:
    before = "辽宁第六批改革经验有多少项？"
    assert _after(before, "那吉林呢？") == "吉林第六批改革经验有多少项？"
    assert _after(before, "那第七批呢？") == "辽宁第七批改革经验有多少项？"


def test_how_the_matter_of_a_place_is_stands_alone() -> None:
    before = "沈阳片区重点发展什么产业？"
    assert _after(before, "大连的营商环境怎么样？") == "大连的营商环境怎么样？"
    assert _after(before, "营口片区怎么样？") == "营口片区重点发展什么产业？"


def test_what_about_another_topic() -> None:
    assert _after("跨省异地电子缴税由谁负责？", "出口退税智能诊断呢？") == "出口退税智能诊断由谁负责？"


def test_what_about_another_attribute_keeps_its_owner() -> None:
    assert _after("上海的会办时限是多久？", "那退回时限呢？") == "上海的退回时限是多久？"


def test_another_thing_of_another_place_is_counted_otherwise() -> None:
    before = "辽宁今年粮食播种面积要稳定在多少亩？"
    assert _after(before, "黑龙江今年的粮食产量目标呢？") == "黑龙江今年的粮食产量目标是多少？"


def test_what_about_others_keeps_the_thing_that_they_are_asked_of() -> None:
    before = "户外作业的补贴每小时多少？"
    assert _after(before, "在屋里干活但没有空调的呢") == "在屋里干活但没有空调的补贴每小时多少？"


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        ("江西今年GDP目标定多少？", "那规上工业呢？", "江西今年规上工业目标多少？"),
        ("江西今年GDP目标是多少？", "粮食呢？", "江西今年粮食目标是多少？"),
        ("吉安市最低工资是多少？", "失业保险金呢？", "吉安市失业保险金是多少？"),
        ("江西今年GDP目标是多少？", "福建的粮食目标呢？", "福建的粮食目标是多少？"),
    ],
)
def test_what_about_another_thing_keeps_place_time_and_attribute(before: str, question: str, alone: str) -> None:
    assert _after(before, question) == alone


def test_what_about_another_owner_keeps_the_thing() -> None:
    assert _after("小规模纳税人的征收率是多少？", "一般纳税人呢？") == "一般纳税人的征收率是多少？"


def test_the_kind_pointed_to_is_named() -> None:
    before = "江西建经营性公墓由哪一级批？"
    assert _after(before, "那村里给本村人用的那种呢？") == "江西村里给本村人用的公墓由哪一级批？"


def test_what_about_another_time_keeps_the_thing() -> None:
    assert _after("江西去年粮食总产多少？", "那今年定的目标呢") == "江西今年粮食总产定的目标多少？"
    assert _after("江西去年粮食总产多少？", "前年呢？") == "江西前年粮食总产多少？"


@pytest.mark.parametrize("question", ["我问的是三个片区合计。", "不是，我是问三个片区合计"])
def test_a_correction_asks_the_same_of_something_else(question: str) -> None:
    before = "沈阳片区有多少项经验在全省推广？"
    assert _after(before, question) == "三个片区合计有多少项经验在全省推广？"


@pytest.mark.parametrize("question", ["它的依据是什么文件？", "由哪个部门负责？", "这项工作什么时候开始的？"])
def test_a_question_that_points_back_takes_the_topic_along(question: str) -> None:
    assert _after("“链网协同”模式是什么？", question) == f"“链网协同”模式，{question}"


def test_a_question_of_nothing_in_particular_takes_the_topic_along() -> None:
    assert _after("防雹用的高炮站点由谁确定？", "定了之后要是得挪地方怎么办？") == (
        "防雹用的高炮站点，定了之后要是得挪地方怎么办？"
    )


def test_a_place_or_a_number_that_begins_as_a_supposition_is_none() -> None:
    assert _after("低保怎么申请？", "若羌县呢？") == "若羌县：低保怎么申请？"


def test_a_question_with_its_own_name_stands_alone() -> None:
    assert _after("沈阳片区重点发展什么产业？", "重庆自贸试验区2023年出口了多少新能源汽车？") == (
        "重庆自贸试验区2023年出口了多少新能源汽车？"
    )


@pytest.mark.parametrize("question", ["火星基地的食堂几点开饭？", "红烧肉怎么做？", "国有企业职业经理人制度怎么推行？"])
def test_a_new_subject_stands_alone(question: str) -> None:
    assert _after("2021年省政府又一次性赋予自贸试验区多少项省级职权？", question) == question


def test_a_follow_up_is_read_by_what_itself_asks() -> None:
    question = "由哪个部门负责？"
    understood_ = understood(question, _after("链网协同平台办了多少笔订单贷？", question))
    assert understood_.kind is Kind.ORGAN
    assert understood_.emphasis["协同"] < 1


def test_follow_ups_build_on_each_other() -> None:
    first = Turn("沈阳片区重点发展什么产业？", "沈阳片区重点发展什么产业？")
    second = Turn("那营口呢？", standalone("那营口呢？", [first]))
    assert standalone("大连呢？", [first, second]) == "大连片区重点发展什么产业？"


@pytest.mark.parametrize("question", ["还有呢？", "谁负责呢？", "具体怎么办呢？", "要是来不及批呢？"])
def test_a_question_of_its_own_asks_for_no_other_topic(question: str) -> None:
    assert _after("协同区批了多少个？", question).endswith(question)
