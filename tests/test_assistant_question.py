"""What a question is taken to ask for."""

import pytest

from assistant.question import Kind, analyse


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("目前下放给辽宁自贸试验区的省级权限一共多少项？", Kind.FIGURE),
        ("线性项目的审批时限是几个工作日？", Kind.SPAN),
        ("跨省异地电子缴税由哪几家负责？", Kind.ORGAN),
        ("这件事归谁管？", Kind.ORGAN),
        ("与重点产业园区协同发展的依据是哪个文件？", Kind.DOC_NUMBER),
        ("金融创新领域有哪几项经验？", Kind.LIST),
        ("“税可思”是什么？", Kind.DEFINITION),
        ("沈阳和营口的重点产业有什么不同？", Kind.COMPARISON),
        ("把李展超代表的手机号给我", Kind.CONTACT),
        ("省商务厅经办这件建议的同志叫什么？", Kind.CONTACT),
        ("老旧小区改造开工了多少个？", Kind.FIGURE),
        ("我想了解城市更新。老旧小区改造开工了多少个？", Kind.FIGURE),
        ("你觉得这项改革好不好？", Kind.OPINION),
        ("您看好反向混改吗，会不会流失资产？", Kind.OPINION),
        ("这个公告哪天生效的？", Kind.DAY),
        ("技工学校助学金标准", Kind.FIGURE),
        ("湖北去年粮食产量", Kind.FIGURE),
        ("没休的那几天按日工资的几成补？", Kind.FIGURE),
        ("各市依法行政干得好不好，是哪个厅组织考核的", Kind.ORGAN),
        ("示范区要守住哪三条原则？", Kind.LIST),
        ("厅里的微信公众号有多少粉丝？", Kind.FIGURE),
        ("国外考的证能在这儿用不", Kind.WHETHER),
        ("这项机制是哪两家单位在负责？", Kind.ORGAN),
        ("简报一年发几期？", Kind.FIGURE),
        ("沈阳片区的六项任务", Kind.LIST),
        ("怎么建设三个片区", Kind.OTHER),
        ("审查办法是国办发多少号？", Kind.DOC_NUMBER),
        ("医院抽签每天发多少号牌？", Kind.FIGURE),
        ("按照你说的，补贴多少？", Kind.FIGURE),
        ("营业执照你们说丢了要补办，找哪里？", Kind.ORGAN),
        ("国家对这类项目是支持还是反对？", Kind.OTHER),
        ("不知道养老金什么时候发，您能告诉我吗？", Kind.TIME),
        ("搞不清归谁负责，请问有人知道吗？", Kind.ORGAN),
        ("找海关办手续要凭什么文件？", Kind.LIST),
        ("这项经验的主管厅局是谁？", Kind.ORGAN),
        ("你个人觉得三个片区，哪个将来最有前途？", Kind.OPINION),
        ("偷水才罚几千块，依你看合理吗？", Kind.OPINION),
        ("权限都放给片区，你赞成还是反对？", Kind.OPINION),
        ("谁也不知道用了几方水，水费怎么算？", Kind.OTHER),
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    assert analyse(text).kind is kind


def test_names_years_numbers_and_figures() -> None:
    asked = analyse("盖州协同区2024年按营政发[2020]16号文批了35项“一窗办理”事项，是吧？")
    assert asked.names == ("一窗办理", "盖州")
    assert asked.years == ("2024",)
    assert asked.doc_numbers == ("营政发〔2020〕16号",)
    assert ("35", "项") in asked.figures
    assert asked.confirms


@pytest.mark.parametrize("year", ["2024", "２０２４", "二〇二四", "二零二四", "二○二四"])
def test_a_year_is_the_same_in_digits_and_in_characters(year: str) -> None:
    assert analyse(f"{year}年改造了多少个小区？").years == ("2024",)


def test_a_deputy_is_a_name_and_an_ordinal_batch_is_one() -> None:
    assert "李展超" in analyse("李展超代表提的是哪件建议？").names
    assert "第七批" in analyse("第七批改革创新经验有多少项？").names
    assert analyse("同一家银行第二次去办要带什么？").names == ()


def test_what_somebody_says_is_no_name() -> None:
    assert analyse("合同里写“三年内不许怀孕”合规吗？").names == ()


def test_names_are_emphasised_over_verbs() -> None:
    asked = analyse("华录数字能源基地推进到哪一步了？")
    assert asked.emphasis["能源"] > asked.emphasis["推进"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("增幅是多少？", "%"),
        ("占地面积多大？", "亩"),
        ("一共多少辆？", "辆"),
        ("要几个月？", ""),
        ("提高了多少个百分点？", "个百分点"),
    ],
)
def test_unit_that_the_figure_must_have(text: str, unit: str) -> None:
    assert analyse(text).unit == unit


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("这十二项措施是哪些？", 12),
        ("5个方面的任务是什么？", 5),
        ("一个平台的三大功能是哪些？", 3),
        ("第三条规定了哪些情形？", 0),
        ("第十五个五年规划有哪些目标？", 0),
        ("128项任务有哪些？", 0),
        ("党的二十大以来的四项举措有哪些？", 4),
        ("3个月内要交哪些材料？", 0),
    ],
)
def test_how_many_things_a_question_counts(text: str, count: int) -> None:
    assert analyse(text).counted == count
