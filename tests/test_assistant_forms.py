"""Whether words have the form of what is asked for."""

import pytest

from assistant.forms import has_form, needs_form
from assistant.question import analyse


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("总投资多少亿元？", "总投资8000万元"),
        ("每人补多少亿元？", "补助200余元"),
        ("要派出多少名老师？", "选派支教教师593人"),
        ("占地面积多大？", "每处宅基地不得超过四百六十七平方米"),
        ("按日工资的几成补钱？", "按照日工资收入的300%支付"),
        ("占到计划的百分之几？", "不超过百分之五"),
        ("要多少住户签字同意？", "经占总人数三分之二以上的业主同意"),
        ("修了多少公里？", "新建12千米"),
        ("覆盖多少户？", "惠及1.2万户次家庭，其中3000个家庭为新增"),
        ("哪天生效？", "自2014年10月1日起施行"),
        ("多久答复？", "应当在三个月内答复"),
        ("多久答复？", "应当在一个月内答复"),
        ("有效期是多久？", "有效期半年"),
        ("多少天内转交？", "应当在一个工作日内转交"),
        ("一户能有几处宅基地？", "农村村民一户只能拥有一处宅基地"),
        ("投诉打什么电话？", "省厅电话：0311-12333"),
    ],
)
def test_held(question: str, text: str) -> None:
    assert needs_form(analyse(question))
    assert has_form(analyse(question), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("总投资多少亿元？", "建设3个项目"),
        ("要派出多少名老师？", "根据2024年各地需求，选派支教教师"),
        ("占地面积多大？", "投资20亿元"),
        ("要多少住户签字同意？", "公示期限为十五日"),
        ("哪天生效？", "以1个季度为纳税期限，季度销售额不超过9万元"),
        ("增长了多少个百分点？", "带动就业5万人"),
        ("一户能有几处宅基地？", "一个家庭一项审批"),
        ("有几成？", "成立3成员小组"),
        ("这个县得了多少分？", "甲类县（共66个，以分数从高到低为序）"),
        ("多久答复？", "上半年工作进一步加快，统一日程"),
    ],
)
def test_not_held(question: str, text: str) -> None:
    assert not has_form(analyse(question), text)
