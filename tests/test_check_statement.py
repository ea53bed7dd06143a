"""Statements held against cited words: what is supported, what must never be, and properties over made-up figures."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.check import Check, ClaimKind, Outcome, check, dates, outcome, problems, quantities, statements
from assistant.check.folding import folded


@dataclass(frozen=True)
class Words:
    """Cited words with what is known of their document."""

    quote: str
    title: str = "青山市数据工作方案"
    doc_number: str | None = "青数发〔2024〕7号"
    issuer: str | None = "辽宁省青山市人民政府"
    date: str | None = "2022-06-06"
    section: tuple[str, ...] = ("一、2021年工作进展",)


def unsupported(statement: str, quote: str, **known: str) -> list[str]:
    return [made.words for made in check(statement, [Words(quote, **known)]) if not made.supported]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["60岁以上年龄段", "满5年以上年限", "以前年度结转"])
def test_words_that_only_look_like_a_year_before(words: str) -> None:
    assert list(dates.find(folded(words))) == []


AGREEING = [
    ("共下放133项", "下放省级行政职权133项"),
    ("共下放133项", "下放省级行政职权 133 项"),
    ("共下放１３３项", "下放省级行政职权133项"),
    ("共下放133项", "下放省级行政职权一百三十三项"),
    ("共一百二十八件", "共128件"),
    ("新增两家", "新增2家"),
    ("新增二家", "新增两家"),
    ("共1234项", "共1,234项"),
    ("共1,234项", "共１，２３４项"),
    ("投资1.5亿元", "投资15000万元"),
    ("投资15000万元", "投资1.5亿元"),
    ("投资3亿5000万元", "投资3.5亿元"),
    ("投资三亿五千万元", "投资3.5亿元"),
    ("规模2万亿元", "规模20000亿元"),
    ("增长12.5%", "增长12.5％"),
    ("增长12.5%", "增长百分之十二点五"),
    ("占三成", "占30%"),
    ("提高3个百分点", "提高三个百分点"),
    ("用2至3个月", "用2—3个月"),
    ("用2-3个月", "用两到三个月"),
    ("税率为5%至8%", "税率为5%-8%"),
    ("投资2亿至3亿元", "投资2—3亿元"),
    ("三分之一以上", "1/3以上"),
    ("30日内答复", "三十天内答复"),
    ("时限为2年", "时限为24个月"),
    ("面积1.2平方公里", "面积120公顷"),
    ("长5公里", "长5000米"),
    ("1000多家", "一千余家"),
    ("超过500家", "逾500家"),
    ("约120人", "120名左右"),
    ("不少于20%", "20%以上"),
    ("2022年3月21日发布", "2022-03-21发布"),
    ("2022年3月21日发布", "2022年03月21日发布"),
    ("2022年3月21日发布", "二〇二二年三月二十一日发布"),
    ("2022年3月21日发布", "今年3月21日发布"),
    ("3月21日发布", "2022年3月21日发布"),
    ("2022年3月发布", "2022年3月21日发布"),
    ("2021年完成", "去年完成"),
    ("当年68个单位参评", "今年68个单位参评"),  # as another document tells of that year
    ("上年完成", "去年完成"),
    ("到2025年", "2021—2025年"),
    ("2021至2025年", "2021年—2025年"),
    ("2023年以来", "二〇二三年以来"),
    ("2022年6月6日成文", "现答复如下"),  # the document's own date
    ("2021年的进展", "建设平台"),  # its heading's year
    ("第6批", "第六批"),
    ("首批两家", "第一批2家"),
    ("第十三届", "十三届"),
    ("第6次会议", "六次会议"),
    ("第一季度", "一季度"),
    ("依据辽政办发〔2018〕8号", "依据辽政办发[2018]8号"),
    ("依据青数发〔2024〕7号", "现印发"),
    ("《青山市数据工作方案》提出", "提出目标"),
    ("印发《大连 片区办法》", "印发《大连片区办法》"),
    ("实施“双随机、一公开”", "实施“双随机,一公开”监管"),
    ("由省商务厅负责", "责任单位：省商务厅"),
    ("2023年省商务厅办结", "省商务厅2023年办结"),
    ("由辽宁省商务厅负责", "责任单位：省商务厅"),
    ("由市政府负责", "由市人民政府负责"),
    ("由省发展改革委牵头", "由省发展和改革委员会牵头"),
    ("由省发展改革委牵头", "由省发展和改革委牵头"),
    ("由大连海关和省税务局负责", "省税务局、大连海关"),
    ("由国资委负责", "由国有资产监督管理委员会负责"),
    ("营口市建成3个", "营口建成3个"),
    ("建设一个平台", "建设平台"),  # "a platform" is no figure
    ("下一步将统一规则", "将统一规则"),
    ("涉及QFLP试点", "开展QFLP试点"),
    ("电话024-86892371", "联系电话：024-86892371"),
    ("增长了5%", "增幅5%"),
    ("加强管理", "建设平台"),  # nothing that can be checked
]

DIFFERING = [
    ("共218件", "共128件", ["218件"]),
    ("共13项", "共133项", ["13项"]),
    ("共33项", "共133项", ["33项"]),
    ("共133项", "共13项", ["133项"]),
    ("6.3亿元", "3.6亿元", ["6.3亿元"]),
    ("6.3亿元", "6.3万元", ["6.3亿元"]),
    ("3亿元", "3亿美元", ["3亿元"]),
    ("增长3%", "提高3个百分点", ["3%"]),
    ("提高3个百分点", "提高3%", ["3个百分点"]),
    ("增长3%", "增长3‰", ["3%"]),
    ("增长12.5%", "增长1.25%", ["12.5%"]),
    ("增长5%", "增长15%", ["5%"]),
    ("共五项", "共十五项", ["五项"]),
    ("共一百二十八件", "共二百一十八件", ["一百二十八件"]),
    ("共13项", "共13个", ["13项"]),
    ("共13家", "第13家", ["13家"]),
    ("六批", "第六批", ["六批"]),
    ("第五批", "第六批", ["第五批"]),
    ("首批", "第二批", ["首批"]),
    ("第十三届", "十四届", ["第十三届"]),
    ("2023年完成", "2024年完成", ["2023年"]),
    ("2020年结转", "以前年度结转", ["2020年"]),
    ("2022年完成", "完成目标", ["2022年"]),  # the document's date alone founds no year
    ("2023年完成", "2022—2024年完成", ["2023年"]),
    ("2022年3月21日", "2022年3月12日", ["2022年3月21日"]),
    ("2022年3月21日", "2022年12月3日", ["2022年3月21日"]),
    ("2022年3月21日", "3月21日", ["2022年3月21日"]),  # of which year is not said
    ("2023年3月21日", "今年3月21日", ["2023年3月21日"]),
    ("当年完成", "去年完成", ["当年"]),
    ("今年完成", "当年完成", ["今年"]),  # which may be any year
    ("今年3月21日", "2022年3月21日", ["今年3月21日"]),  # this year is another for who reads it
    ("2021年6月", "2021年1月至6月", ["2021年6月"]),
    ("3个月", "3月", ["3个月"]),
    ("3年", "2013年", ["3年"]),
    ("用3个月", "用2至3个月", ["3个月"]),
    ("用2至3个月", "用2至5个月", ["2至3个月"]),
    ("1000家", "1000多家", ["1000家"]),
    ("1000家", "近1000家", ["1000家"]),
    ("超过587项", "587项", ["587项"]),
    ("30日", "30日内", ["30日"]),
    ("30个工作日", "30日", ["30个工作日"]),
    ("500万元", "数百万元", ["500万元"]),
    ("10家", "数十家", ["10家"]),
    ("三家", "三四家", ["三家"]),
    ("133", "1334项", ["133"]),
    ("7小时", "7×24小时", ["7小时"]),
    ("辽政办发〔2018〕8号", "辽政办发〔2018〕18号", ["辽政办发〔2018〕8号"]),
    ("辽政办发〔2018〕8号", "辽政发〔2018〕8号", ["辽政办发〔2018〕8号"]),
    ("辽政办发〔2018〕8号", "辽政办发〔2019〕8号", ["辽政办发〔2018〕8号"]),
    ("《大连办法》规定", "《大连规定》规定", ["《大连办法》"]),
    ("实施“一网通办”", "实施“一网统管”", ["“一网通办”"]),
    ("由市教育局负责", "由市体育局负责", ["市教育局"]),
    ("由省商务厅负责", "由市商务局负责", ["省商务厅"]),
    ("由市商务厅负责", "由省商务厅负责", ["市商务厅"]),
    ("由沈阳海关负责", "由大连海关负责", ["沈阳海关"]),
    ("由省税务局和省财政厅负责", "由省税务局负责", ["省财政厅"]),
    ("吉林省商务厅负责", "省商务厅负责", ["吉林省商务厅"]),
    ("营口片区建成", "大连片区建成", ["营口"]),
    ("涉及QFLP试点", "涉及QDLP试点", ["QFLP"]),
    ("采用5G", "采用4G", ["5G"]),
    ("电话024-86892371", "电话024-86892317", ["024-86892371"]),
    ("下降5%", "增长5%", ["下降", "5%"]),
    ("可以转让", "不得转让", ["可以"]),
    ("不收费", "收费", ["不"]),
    ("一个平台", "建成三个平台", ["一个"]),
]


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("不得低于20%", ("%", "more")),
        ("至少为2年", ("月", "more")),
        ("不得超过3次", ("次", "less")),
        ("室温18℃", ("度", "")),
        ("满分80分", ("分", "")),
        ("80分钟", ("分钟", "")),
    ],
)
def test_what_a_figure_measures_and_how_it_is_bounded(words: str, figure: tuple[str, str]) -> None:
    assert [(found.dimension, found.bound) for found in quantities.find(folded(words))] == [figure]


@pytest.mark.parametrize(("statement", "quote"), AGREEING)
def test_the_same_in_another_writing_is_supported(statement: str, quote: str) -> None:
    assert unsupported(statement, quote) == []


def test_an_organ_may_be_named_with_the_place_of_the_document() -> None:
    assert unsupported("由昌图县财政局负责", "由县财政局负责", issuer="昌图县人民政府") == []
    assert unsupported("由盖州市财政局负责", "由市财政局负责", issuer="盖州市人民政府") == []
    assert unsupported("由西丰县财政局负责", "由县财政局负责", issuer="昌图县人民政府") == ["西丰县财政局"]


@pytest.mark.parametrize(("statement", "quote", "words"), DIFFERING)
def test_what_differs_is_not(statement: str, quote: str, words: list[str]) -> None:
    assert unsupported(statement, quote) == words


DIGITS = "〇一二三四五六七八九"


def chinese(value: int) -> str:
    """A number below 100,000 as it is written out."""
    words, zero = "", False
    for scale, name in ((10**4, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, scale)
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + name
        zero = not digit
    return words


@settings(deadline=None)
@given(
    st.integers(1, 99_999), st.integers(1, 99_999), st.sampled_from(["项", "家", "万元", "%", "亿元", "个百分点", "人"])
)
def test_a_figure_is_itself_in_any_writing_and_no_other(value: int, other: int, unit: str) -> None:
    written_out = chinese(value) if value < 10_000 or unit[0] not in "万亿" else str(value)  # never 一万零一万元
    for written in (f"{value}{unit}", f"{value:,}{unit}", f"{value} {unit}", f"{written_out}{unit}"):
        assert (unsupported(f"达到{value}{unit}", f"合计为{written}。") == []) is True
        assert (unsupported(f"达到{other}{unit}", f"合计为{written}。") == []) is (value == other)


@settings(deadline=None)
@given(st.integers(1, 9_999), st.integers(1, 4))
def test_ten_thousands_are_converted_exactly(tenths: int, places: int) -> None:
    value = tenths / 10**places
    assert unsupported(f"投资{value:.{places}f}亿元", f"投资{tenths * 10 ** (4 - places)}万元") == []
    assert unsupported(f"投资{value:.{places}f}亿元", f"投资{tenths * 10 ** (4 - places) + 1}万元") != []


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_a_day_is_itself_in_any_writing_and_no_other(day, other) -> None:  # type: ignore[no-untyped-def]
    if not (1900 <= day.year < 2100 and 1900 <= other.year < 2100):
        return
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    writings = (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}日".replace("一十", "十"),
    )
    for written in writings:
        assert unsupported(f"{day.year}年{day.month}月{day.day}日施行", f"自{written}起施行") == []
        stated = f"{other.year}年{other.month}月{other.day}日施行"
        assert (unsupported(stated, f"自{written}起施行", date=None) == []) is (day == other)


@settings(deadline=None)
@given(
    st.text(
        "共计0123456789０１２一二三十百千万亿两项家元%年月日号第至到-—,，.。、 《》“”〔〕多余约超省厅局市政府不",
        max_size=40,
    )
)
def test_words_agree_with_themselves_and_offsets_are_true(words: str) -> None:
    for made in check(words, [Words(words, date=None)]):
        assert made.words == words[made.start : made.end]
        assert made.supported, made


def test_a_table_gives_the_unit_in_its_column() -> None:
    row = [Words("核心区\t36.5\t1.2")]
    assert outcome(check("核心区面积36.5平方公里", row, ["片区", "面积（平方公里）", "投资（亿元）"])) is Outcome.AGREES
    assert outcome(check("核心区投资1.2亿元", row, ["片区", "面积（平方公里）", "投资（亿元）"])) is Outcome.AGREES
    assert outcome(check("核心区投资36.5亿元", row, ["片区", "面积（平方公里）"])) is Outcome.UNVERIFIED


@pytest.mark.parametrize(
    ("column", "right", "wrong"),
    [
        ("投资（万元）", "500万元", "500元"),
        ("出口（美元）", "500美元", "500元"),
        ("面积（平方米）", "500平方米", "500米"),
    ],
)
def test_the_unit_of_a_column_is_taken_whole(column: str, right: str, wrong: str) -> None:
    row = [Words("核心区\t500")]
    assert outcome(check(f"核心区为{right}", row, ["片区", column])) is Outcome.AGREES
    assert outcome(check(f"核心区为{wrong}", row, ["片区", column])) is Outcome.UNVERIFIED


def test_every_claim_is_told_in_order_with_its_kind() -> None:
    statement = "据辽政办发〔2018〕8号，省商务厅2022年3月在营口新增12家，占3%，为第六批"
    checks = check(statement, [Words("2022年3月新增12家，占5%")])
    assert [(made.kind, made.words, made.supported) for made in checks] == [
        (ClaimKind.DOC_NUMBER, "辽政办发〔2018〕8号", False),
        (ClaimKind.ORGAN, "省商务厅", False),
        (ClaimKind.DATE, "2022年3月", True),
        (ClaimKind.PLACE, "营口", False),
        (ClaimKind.FIGURE, "12家", True),
        (ClaimKind.PERCENTAGE, "3%", False),
        (ClaimKind.ORDINAL, "第六批", False),
    ]
    assert outcome(checks) is Outcome.PARTLY
    assert checks[0].to_json() == {"kind": "doc_number", "words": "辽政办发〔2018〕8号", "supported": False}


def test_markers_are_no_figures() -> None:
    assert check("共12项[3]。", [Words("共12项")]) == (Check(ClaimKind.FIGURE, "12项", True, 1, 4),)


def test_the_year_of_a_document_number_in_square_brackets_is_no_marker() -> None:
    assert unsupported("依据国发[2014]43号", "依据国发[2014]43号") == []
    assert unsupported("依据国发[2015]43号", "依据国发[2014]43号") == ["国发[2015]43号"]
    assert statements("依据国发[2014]43号，共12项[1][2]。") == [("依据国发[2014]43号，共12项", (1, 2))]
    assert problems("依据国发[2014]43号办理[1]", {1: Words("依据国发[2014]43号办理")}) == []


def test_only_the_statement_s_own_citations_count() -> None:
    assert outcome(check("共12项", [Words("共11项"), Words("共12项")])) is Outcome.AGREES
    assert outcome(check("共12项", [Words("共11项")])) is Outcome.UNVERIFIED
    assert outcome(check("共12项", [])) is Outcome.UNVERIFIED


TIED = "沈阳片区新增3家，大连片区新增5家。2022年出口增长3%，2023年下降5%。市教育局牵头7项，市商务局牵头9项。"


@pytest.mark.parametrize(
    ("statement", "strange"),
    [
        ("大连片区新增5家", []),
        ("大连片区新增3家", ["3家"]),
        ("2023年下降5%", []),
        ("2022年下降5%", ["5%"]),
        ("2023年增长5%", ["5%"]),
        ("2022年出口增长3%，2023年下降5%", []),
        ("市商务局牵头9项", []),
        ("市商务局牵头7项", ["7项"]),
        ("沈阳片区和大连片区共新增3家", []),  # one of the two; sums are not judged
    ],
)
def test_a_figure_is_said_of_the_same_as_in_the_source(statement: str, strange: list[str]) -> None:
    assert unsupported(statement, TIED) == strange


def test_figures_dealt_out_severally_may_be_anybody_s() -> None:
    quote = "沈阳、大连、营口三个片区，分别新增3家、5家、7家。"
    assert unsupported("大连新增5家", quote) == []
    assert unsupported("青岛新增5家", quote) == ["青岛", "5家"]
