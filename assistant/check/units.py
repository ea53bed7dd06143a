"""Units of measure and counting words: what each measures and how many base units it is, exactly.

Only conversions that are exact by definition; no rate of exchange, no average month in days.
"""

from __future__ import annotations

import re
from fractions import Fraction

_MEASURES: dict[str, dict[str, Fraction]] = {
    "吨": {"吨": Fraction(1), "公斤": Fraction(1, 1000), "千克": Fraction(1, 1000), "克": Fraction(1, 10**6)},
    "米": {"公里": Fraction(1000), "千米": Fraction(1000), "米": Fraction(1), "厘米": Fraction(1, 100)},
    "平方米": {
        "平方公里": Fraction(10**6),
        "平方千米": Fraction(10**6),
        "公顷": Fraction(10**4),
        "亩": Fraction(2000, 3),
        "平方米": Fraction(1),
        "平米": Fraction(1),
    },
    "瓦": {"兆瓦": Fraction(10**6), "瓦": Fraction(1)},
    "月": {"年": Fraction(12), "个月": Fraction(1)},
    "分钟": {"小时": Fraction(60), "个小时": Fraction(60), "分钟": Fraction(1)},
    "日": {"日": Fraction(1), "天": Fraction(1), "周": Fraction(7), "星期": Fraction(7)},
    "工作日": {"工作日": Fraction(1), "个工作日": Fraction(1)},
    "%": {"%": Fraction(1), "‰": Fraction(1, 10), "成": Fraction(10)},
    "百分点": {"百分点": Fraction(1), "个百分点": Fraction(1)},
    "人": {"人": Fraction(1), "名": Fraction(1), "位": Fraction(1)},
    "度": {"度": Fraction(1), "摄氏度": Fraction(1), "°c": Fraction(1)},
    "标箱": {"标箱": Fraction(1), "标准箱": Fraction(1), "teu": Fraction(1)},
}
_COUNTED = re.findall(
    r"\S+",
    "元 美元 欧元 日元 港元 英镑 项 个 家 户 条 件 批 次 号 辆 台 套 艘 架 列 班 倍 番 级 类 种 所 座 处 张 份 期 届 "
    "章 款 节 组 支 场 岁 宗 笔 例 起 页 卷 册 部 间 栋 幢 片 块 株 头 只 口 步 轮 站 县 市 区 省 国 升 立方米 "
    "季度 秒 点 分 人次 户次 架次 列次 车次 航班 瓦时 海里 周岁 层 门 篇 道 环 核 带 端 线 圈",
)
UNITS: dict[str, tuple[str, Fraction]] = {
    **{word: (word, Fraction(1)) for word in _COUNTED},
    **{word: (dimension, worth) for dimension, words in _MEASURES.items() for word, worth in words.items()},
    "月": ("月份", Fraction(1)),  # 1—6月 is no length of time
    "部门": ("个", Fraction(1)),
}
"""Each unit's dimension, named by its base unit, and how many of the base unit it is."""

_NOT_BEFORE = {
    "成": r"(?![立果本员就熟长效型为功列])",
    "点": r"(?![五一二三四六七八九\d])",
    "部": r"(?![分署队])",
    "分": r"(?![之别类级局行布析成配支部公工为])",
}
UNIT = (
    "(?:" + "|".join(re.escape(word) + _NOT_BEFORE.get(word, "") for word in sorted(UNITS, key=len, reverse=True)) + ")"
)
ORDINAL_UNITS = frozenset(("届", "季度", "号"))
"""Units that number rather than count even without 第: 十三届, 三季度, 16号."""
