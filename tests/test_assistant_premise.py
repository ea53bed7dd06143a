"""Questions that take something wrong for granted, and those that take what is true."""

from __future__ import annotations

import pytest

from assistant.premise import other_list, refuted
from assistant.question import analyse
from assistant.reader import Reading
from assistant.units import Unit
from index.schema import BlockKind, Chunk, Hit


def _reading(text: str, subject: str = "", column: str = "") -> Reading:
    whole = f"{subject}\t{text}" if column else text
    chunk = Chunk("c", "a.txt", 0, len(whole), BlockKind.PARAGRAPH, (), whole, whole)
    return Reading(Unit(Hit(chunk, 1.0, 0.9, 1.0), 0, len(text), text, subject, column), 1.0, 0.9, 1.0, 1.0, form=True)


def _is_refuted(question: str, *evidence: Reading, lacking: tuple[str, ...] = ()) -> bool:
    asked = analyse(question)
    return refuted(asked, [(reading, lacking) for reading in evidence], dict(asked.emphasis)) is not None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("第六批推广了35项经验，对吧？", "第六批共推广31项改革创新经验。"),
        ("证件的有效期限5年到了，找谁换发？", "证件有效期限为3年。"),
        ("公示至少15天，在哪里公示？", "公示时间不少于7日。"),
        ("管委会2021年3月挂牌，有几个处室？", "2022年5月，管委会挂牌。"),
        ("全年情况6月30日前报送，报给谁？", "全年情况8月31日前报送。"),
        ("烟花爆竹是应急管理局负责的，去哪里投诉？", "烟花爆竹由市公安局负责监管。"),
        ("试点经验已在全国推广了吧？", "试点经验在全省推广。"),
        ("大连的“金小二”平台怎么用？", "营口片区搭建“金小二”平台。"),
        ("为什么取消了审批窗口？", "设置审批窗口，集中办理。"),
        ("怎么取消了审批窗口？", "设置审批窗口，集中办理。"),
        ("片区是国家第二批自贸试验区吗？", "片区属于国家第三批自贸试验区。"),
        ("新河县科技评价从丙级升到了乙级，还有哪些县升级？", "科技评价结果中，新河县由乙级降为丙级。"),
        ("下放的省级权限一共才120项，为什么？", "又下放省级权限120项，目前下放权限总数达到253项。"),  # a part
        ("审批时限压到30个工作日以内，怎么做到的？", "将30个工作日的审批时限压缩到20个工作日以内。"),  # what it was
        ("经验已有64项推到全国了，谁批准的？", "64项经验在全省推广，其中9项经验在全国推广。"),
        ("重点项目总投资800多亿，有多少个？", "重点项目15个，总投资312.4亿元。"),
        ("保修期不低于4个采暖期，从哪天算？", "保修期不得低于3个采暖期。"),
        ("有效期至少3年，到期了怎么办？", "有效期至少为2年。"),
        ("对核心群牛只基因检测每头补500元，哪里申请？", "对核心群牛只基因检测每头补贴300元；其他每头50元。"),
        ("片区是国家第二批自贸试验区，当年怎么申报的？", "片区属于国家第三批自贸试验区。"),
        ("片区2015年4月成立到现在有哪些变化？", "2017年4月，片区成立。"),
        ("2021到2025年的提升行动方案，定位是什么？", "制定《提升行动方案（2023—2027年）》。"),
        ("“一心三区”的布局里有什么？", "形成“一心四区”布局。"),
        ("“金小二”平台是大连搞起来的吧，有什么用？", "营口片区搭建“金小二”平台。"),
        ("冷链查验由市商务局和市财政局统一办，对吗？", "冷链查验由市公安局负责。"),
        ("片区作为国家首批自贸试验区，当年怎么申报的？", "片区属于国家第三批自贸试验区。"),
        ("大连搭的那个“金小二”平台怎么用？", "营口片区搭建“金小二”平台。"),
        ("外贸只占全市三成左右，是这样吗？", "外贸占全市比重超60%。"),
        ("汽车产量排全国第二，被谁压了一头？", "汽车、新能源汽车产量跃居全国首位。"),
        ("出口额全省第一，靠的是什么？", "出口额居全省第3位，增速居全省第1位。"),
        ("水箱一年清洗一次就行，这么少怎么行？", "水箱每半年至少清洗、消毒一次。"),
        ("每月缴一次水费，在哪里缴？", "水费每两个月缴一次。"),
        ("食堂每天检查一次卫生吗？", "食堂每天消毒两次，每周检查一次卫生。"),
        (f"每头补贴超过{'9' * 400}元，对吗？", "每头补贴300元。"),  # more than a float holds
    ],
)
def test_another_claim_of_the_same_thing_refutes(question: str, words: str) -> None:
    lacking = tuple(name for name in analyse(question).names if name not in words)
    assert _is_refuted(question, _reading(words), lacking=lacking)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("第六批推广了31项经验，对吧？", "第六批共推广31项改革创新经验。"),
        ("那31项任务由谁推？", "共三十一项任务。其中2项任务由市里推。"),
        ("投资是5000万元，对吗？", "投资5千万元，另有补助30万元。"),
        ("全省收入是1234.5亿元，对吗？", "全省收入1,234.5亿元。"),
        ("外贸增长8%，对吗？", "网办率提高7.5%。"),  # of another thing
        ("投入了35万元，由谁负责？", "全市共有31项改革经验。"),
        ("除了已公布的，另外12项改革经验是什么？", "全市共有31项改革经验。"),  # a remainder
        ("我们厂有30项改革经验，怎么申报？", "全市共有31项改革经验。"),  # the asker's own
        ("2021年挂牌了几个管委会？", "2022年5月，管委会挂牌。"),  # the year is what is sought
        ("外贸占全市六成左右，是这样吗？", "外贸占全市比重超60%。"),
        ("出口额全省第三，靠的是什么？", "出口额居全省第3位，增速居全省第1位。"),
        ("片区在全国第三批里，是怎么申报的？", "片区外贸居全国第5位。"),
        ("水箱半年清洗一次吗？", "水箱每半年至少清洗、消毒一次。"),
        ("GDP全省第一的是哪个市？", "鞍山市GDP居全省第三位。"),  # what the answer is sought for
        ("吞吐量是全国第一还是第二？", "吞吐量居全国第二位。"),
        ("吞吐量全国第一的港口，有什么优惠？", "甲港吞吐量居全国第二位。"),
        ("GDP全省第一季度增长，怎么统计？", "GDP全省第二季度增长。"),  # no place
        ("吞吐量居全国沿海港口第三，外贸多少？", "吞吐量居全国第五位。"),  # among others
        ("水果出口额全省第一，卖到哪里？", "蔬菜出口额居全省第2位。"),
        ("出口额全省第一，靠的是什么？", "出口额增速居全省第3位。"),
        ("汽车产量全国第二，谁是第一？", "新能源汽车产量居全国首位。"),
        ("汽车产量全国第二，谁是第一？", "2021年汽车产量居全国首位。"),  # of a year that is not asked of
        ("出口额增速全省第一，靠什么？", "出口额和增速分别居全省第3位、第1位。"),
        ("水箱每年检测一次，谁负责？", "水箱每半年清洗一次。"),  # another thing is done
        ("河道一周至少巡查两次，对吗？", "河道每日巡查1次。"),
        ("例会每季度召开一次，谁主持？", "例会每年至少召开两次。"),
        ("例会每月召开一次，谁主持？", "例会每月召开1至2次。"),
        ("例会每月召开两三次，谁主持？", "例会每月召开2次。"),
        ("例会每两周召开一次，谁主持？", "例会每月召开2次。"),
        ("水箱每半年清洗一次，谁负责？", "每半年对二次供水水箱清洗一次。"),
        ("补贴每年一次性发放，找谁？", "补贴每两年发放一次。"),
        ("例会每年召开一次，谁主持？", "二〇二一年例会召开三次。"),  # what was done once
        ("例会每年召开一次，谁主持？", "近两年例会召开三次。"),
        ("例会每年召开一次，谁主持？", "例会每年第三次召开前通知。"),
        ("每年召开一次例会的是哪个机构？", "理事会每季度召开一次例会。"),
        ("例会每年召开一次还是两次？", "例会每半年召开一次。"),
        ("我们小区水箱一年清洗一次，找谁？", "小区水箱每半年清洗一次。"),
        ("是国家首批自贸试验区的有哪些？", "片区属于国家第三批自贸试验区。"),
        ("每季度要巡查六次，谁去？", "每月巡查2次，每年培训1次。"),
        ("管委会2022年挂牌，有几个处室？", "2022年5月，管委会挂牌。"),
        ("烟花爆竹是市公安局负责的，去哪里投诉？", "烟花爆竹由市公安局负责监管。"),
        ("烟花爆竹由哪个局负责？", "烟花爆竹由市公安局负责监管。"),
        ("占地120平方公里，对吗？", "占地119.89平方公里。"),
        ("为什么取消了收费？", "免收各项收费。"),
        ("怎么申请停止供暖？", "申请供暖的住户到供热公司办理。"),
        ("什么时候取消收费？", "各项收费由市财政局管理。"),
        ("市公安局负责烟花爆竹的哪些工作？", "我局会同市应急管理局负责烟花爆竹监管工作。"),
        ("市城管局负责垃圾清运吗？", "沈阳市城市管理局、市财政局负责垃圾清运。"),
        ("省交通运输厅负责公路建设吗？", "交通厅负责公路建设。"),
        ("营口的“金小二”平台怎么用？", "营口片区搭建“金小二”平台，大连另有平台。"),
        ("营口的“金小二”平台怎么用？", "盖州市搭建“金小二”平台。"),
        ("为什么取消了审批窗口？", "审批窗口已经撤销。"),
        ("新河县科技评价从乙级降到丙级，还有哪些县降级？", "科技评价结果中，新河县由乙级降为丙级。"),
        ("证件的有效期限5年到了，找谁换发？", "证件的有效期限届满3个月前，向旅游部门申请换发。"),
        ("2024年调整补助，每月加了多少？", "调整补助的是2022年12月31日（含）前登记的人。"),  # no day of adjusting
        ("累计工作满15年，年休假有几天？", "累计工作已满10年不满20年的，年休假10天。"),  # the asker's case
        ("累计工作了15年，年休假有几天？", "累计工作已满10年不满20年的，年休假10天。"),
        ("个人养老金一年最多交多少？", "个人养老金账户信息至少保存十五年。"),  # for each
        ("第七批改革经验，什么时候发的文？", "形成了第六批改革经验。"),  # which of a series is what is sought
        ("70岁的老人能领多少高龄津贴？", "年满80周岁的老人发给高龄津贴。"),
        ("又下放了省级权限120项，目前总数多少？", "又下放省级权限120项，目前下放权限总数达到253项。"),
        ("原来30个工作日的审批时限，现在多久？", "将30个工作日的审批时限压缩到20个工作日以内。"),
        ("在全国推广的经验有几项，64项里占多少？", "64项经验在全省推广，其中9项经验在全国推广。"),
        ("重点项目总投资300多亿，有多少个？", "重点项目15个，总投资312.4亿元。"),
        ("入选的四个改革案例，分别叫什么？", "共有4项改革案例入选，两个片区各占两项。"),
        ("每所学校补10万元吗？", "走遍每一所学校，每所学校补10万元。"),
        ("办法2018年7月1日才施行，之前的业务怎么办？", "本办法自2018年7月1日起施行。"),
        ("片区2017年4月成立到现在有哪些变化？", "2017年4月，片区成立。"),
        ("“一心四区”的布局里有什么？", "形成“一心四区”布局。"),
        ("科技厅2008年那份目录里，奖励细则为什么失效？", "科技厅那份目录是1997年7月2日发的。"),
        ("“金小二”平台是营口搞起来的吧，有什么用？", "营口片区搭建“金小二”平台。"),
        ("冷链查验由市财政局和市公安局统一办，对吗？", "冷链查验由市公安局负责。"),
    ],
)
def test_what_nothing_contradicts_is_left(question: str, words: str) -> None:
    assert not _is_refuted(question, _reading(words))


def test_a_row_of_the_table_that_is_asked_about_counts_not_its_neighbours() -> None:
    rows = [_reading("两个月", "浙江", "会办时限"), _reading("一个月", "上海", "会办时限")]
    assert _is_refuted("浙江的会办时限是一个月吗？", *rows)
    assert not _is_refuted("上海的会办时限是一个月吗？", *rows)


def test_a_sentence_that_says_it_all_stands_against_its_neighbours() -> None:
    passage = "冷链查验由市公安局负责。消防演练由市商务局负责。"
    chunk = Chunk("c", "a.txt", 0, len(passage), BlockKind.PARAGRAPH, (), passage, passage)
    sentences = [(0, 12), (12, len(passage))]
    units = [Unit(Hit(chunk, 1.0, 0.9, 1.0), *each, passage[slice(*each)]) for each in sentences]
    readings = [Reading(unit, 1.0, 0.9, 1.0, 1.0, form=True) for unit in units]
    assert _is_refuted("冷链查验由市商务局负责，对吗？", *readings)
    assert not _is_refuted("消防演练由市商务局负责，对吗？", *readings)


def test_words_about_another_place_refute_nothing() -> None:
    evidence = _reading("第六批共推广31项改革创新经验。")
    assert not _is_refuted("吉林第六批推广了35项经验，对吧？", evidence, lacking=("吉林",))


def _other_list(question: str, *evidence: Reading) -> Reading | None:
    asked = analyse(question)
    told = [(r, tuple(name for name in asked.names if name not in r.unit.text)) for r in evidence]
    return other_list(asked, told, dict(asked.emphasis))


def test_a_name_added_to_a_list() -> None:
    evidence = _reading("首批批准设置盖州市、鲅鱼圈区。")
    for added in ("大石桥", "老边区"):
        assert _other_list(f"首批批准了盖州、鲅鱼圈和{added}，范围怎么定？", evidence) is evidence
    assert _other_list("首批批准了盖州、鲅鱼圈，范围怎么定？", evidence) is None
    assert _other_list("大石桥的范围怎么定？", evidence) is None
    assert _other_list("盖州、鲅鱼圈和老边区的范围怎么定？", evidence) is None  # says nothing of them


def test_a_list_of_other_names() -> None:
    evidence = _reading("首批批准设置盖州市、鲅鱼圈区为协同发展示范区。")
    for wrong in ("大石桥市和老边区", "盖州市和老边区"):
        assert _other_list(f"首批批准了{wrong}做协同发展示范区，范围怎么定？", evidence) is evidence
        assert _other_list(f"首批批准的协同发展示范区是{wrong}吗？", evidence) is evidence
    assert _other_list("大石桥市和老边区怎么申请协同发展示范区？", evidence) is None  # says nothing of them
    assert _other_list("税收减免批准了大石桥市和老边区，有多少户？", evidence) is None  # of another matter
