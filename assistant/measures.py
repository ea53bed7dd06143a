"""Units that the figure asked for may have, and whether a text holds an amount in one of them.

A document need not count as people ask: 多少亿元 is answered in 万元, 几成 in percent, 多少名 in 人. Units that may
stand for one another form a family. Nothing is converted here.
"""

from __future__ import annotations

import re
from functools import cache

NUMERAL = (
    r"(?:\d+(?:[.,]\d+)*|(?!一[^一二三四五六七八九十百千万分])[一二三四五六七八九十百千万两]+)"  # 一件事 counts nothing
)
ONE_OR_HALF = r"(?<![统同之其唯上下新])[一半]"
"""Before a unit of time: 一个月, 半年."""

_TIMES = "年 个月 月 周 天 日 个工作日 工作日 小时 个小时 分钟 秒 学期 学年"
_SHARES = "% 百分点 个百分点 倍 成 番"
_PEOPLE = "人 名 位 个 人次"
_HOMES = "户 家 套 住户 家庭 个家庭"
_PAY = "补贴|补助|资助|奖励|奖学金|助学金|津贴|奖金|救助金|罚款|工资|养老金|低保"
_PAID = "支付"  # for the unit of what is paid, where none is asked for; 多少钱 asks for a sum only
_PAID_IN = frozenset(("元", "块", "%", "倍", "成"))  # a sum, or so much of one
_FAMILIES = tuple(
    family.split()
    for family in (
        "元 块 美元 欧元 日元 港元",
        _SHARES,
        _PEOPLE,
        _HOMES,
        "平方公里 平方千米 公顷 亩 平方米 平米",
        "公里 千米 里 米 厘米 毫米",
        "吨 公斤 千克 斤 克",
        "立方米 方 升",
        _TIMES,
        "岁 周岁",
        "个 家 所",
        "个 处 座 所 站",
        "个 项 条 件",
        "个 项 种 类 款",
        "个 部 份 件 篇",
        "个 县 市 区 省 国 村 镇 乡",
        "座 栋 幢 个",
        "次 场 批 届 期 轮 回 趟 班",
        "列 趟 班 次",
        "笔 单 票 宗 件 个",
        "起 例 宗 件 个",
        "辆 台 套 架 艘 列",
        "步 章 节 条",
        "只 头 匹",
        "张 枚",
        "棵 株",
        "间 套",
        "片 块 处 个",
        "层 级 个",
        "本 册 部",
        "支 组 队 个",
        "页",
        "字",
        "千瓦 兆瓦",
        "千瓦时 度",
        "分",
    )
)
_NOT_BEFORE = {
    "成": "立果员功长为本",
    "里": "面程",
    "分": "之别为类析工布配级管支区局行店公部子成",
    "方": "面式法案",
    "人": "民",
    "年": "度",
    "部": "门分",
}
_UNITS = "|".join(sorted({re.escape(unit) for family in _FAMILIES for unit in family}, key=len, reverse=True))
HOW_MANY = rf"(?<![哪这那前近好])几(?=\s*(?:[十百千万亿]|{_UNITS}))"
"""几 before a unit, where it asks: not 哪几个, nor 好几个."""

_ASKED = re.compile(rf"(?:多少|{HOW_MANY})[十百千万亿]*\s*(?P<unit>{_UNITS})")
_NO_MORE = "(?=[？?，,。呢啊吗]|$)"
_TOPICS = (  # what is asked for without its unit
    (re.compile(r"面积|占地|规划用地"), "亩"),
    (re.compile(r"增幅|增速|增长(?:率|目标|预期)|比例|占比|百分之|比重|网办率|税率|覆盖率"), "%"),
    (
        re.compile(r"投资额|资金|金额|钱|税收|产值|收入|GDP|生产总值|贷款|融资额|注册资本|出口额|总额"),
        "元",
    ),
    (re.compile(r"人数"), "人"),
    (
        re.compile(
            rf"(?:[补奖罚赔掏]|报销|{_PAY})[到给]?多少(?:{_PAY})?{_NO_MORE}|多少(?:{_PAY}){_NO_MORE}|(?:{_PAY})标准|"
            rf"(?:{_PAY}).*[领发拿给][到给]?多少{_NO_MORE}"  # 每人领多少 may be of anything
        ),
        _PAID,
    ),
)
_SINGLE = frozenset("处户套座栋幢辆台人名只头张棵间")
"""Units of which a single one is an amount, where they are asked for: 一户一处; 一个 and 一项 are in every sentence."""

_FRACTION = r"分之|\d/\d"
_DIVIDED = {*_SHARES.split(), *_PEOPLE.split(), *_HOMES.split()} - {"个"}
"""Units whose amounts are also told as a part of the whole: 三分之二以上的业主."""


def unit_asked(question: str) -> str:
    """The unit that a question asks for, by the word beside 多少 or 几, else by its topic; empty for any."""
    beside = _ASKED.search(question)  # 税收制度改革领域几项: the word beside 几 decides
    if beside:
        return beside["unit"]
    return next((unit for topic, unit in _TOPICS if topic.search(question)), "")


def holds_amount(text: str, unit: str) -> bool:
    """Tell whether a text, folded to plain widths, holds an amount in a unit or another of its family."""
    return bool(_amount(unit).search(text))


@cache
def _amount(unit: str) -> re.Pattern[str]:
    if not unit:
        return re.compile(rf"{NUMERAL}\s*(?:%|[\u3400-\u9fff])")
    alike = (
        _PAID_IN if unit == _PAID else {other for family in _FAMILIES if unit in family for other in family} or {unit}
    )
    words = "|".join(_worded(other) for other in sorted(alike, key=len, reverse=True))
    fraction = f"|{_FRACTION}" if unit in _DIVIDED else ""
    numeral = f"(?:{NUMERAL}|{ONE_OR_HALF})" if unit in _TIMES.split() else NUMERAL
    single = rf"|{ONE_OR_HALF}{unit}" if unit in _SINGLE else ""
    return re.compile(rf"{numeral}\s*[多余几]?[十百千万亿]*[多余]?\s*(?:{words}){fraction}{single}")


def _worded(unit: str) -> str:
    not_before = _NOT_BEFORE.get(unit)
    return re.escape(unit) + (f"(?![{not_before}])" if not_before else "")
