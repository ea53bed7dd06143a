"""What a question names and the words relied on are not about."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question import analyse
from assistant.reader import Reading
from assistant.support import Source, _named, judge, missing_names
from assistant.units import Unit
from index.parse import parse
from index.schema import BlockKind, Chunk, Hit

TEXT = """河北省孕期免费筛查工作截至2016年6月底进展情况

为全省孕妇免费提供筛查服务，共筛查607人。

筛查机构按月报送进展，费用由省级财政承担。

保定市筛查200人。
"""


TOWN = """关于居家养老的通知

年满八十岁的老人每月领取居家养老补贴，由民政所发放。

到盖州市参加培训的，报销路费。

大石桥市民政局
2024年5月6日
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    file = tmp_path_factory.mktemp("support") / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    return Source.of(parse(file, "a.txt", 1_000_000))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Source:
    file = tmp_path_factory.mktemp("town") / "a.txt"
    file.write_text(TOWN, encoding="utf-8")
    return Source.of(parse(file, "a.txt", 1_000_000))


def _missing(question: str, words: str, source: Source) -> tuple[str, ...]:
    start = source.document.text.index(words)
    end = start + len(words)
    chunk = Chunk("c", "a.txt", start, end, BlockKind.PARAGRAPH, (), words, words)
    unit = Unit(Hit(chunk, 1.0, 0.9, 1.0), start, end, words)
    return missing_names(analyse(question), Reading(unit, 1.0, 0.9, 1.0, 1.0, form=True), source)


@pytest.mark.parametrize(
    ("question", "words", "missing"),
    [
        ("住在保定能不能享受免费筛查？", "为全省孕妇免费提供筛查服务，共筛查607人。", ()),
        ("保定筛查了多少人？", "为全省孕妇免费提供筛查服务，共筛查607人。", ("保定",)),
        ("保定筛查了多少人？", "保定市筛查200人。", ()),
        ("沈阳筛查了多少人？", "保定市筛查200人。", ("沈阳",)),
        ("2016年6月底保定筛查了多少人？", "保定市筛查200人。", ()),
        ("2016年年底保定筛查了多少人？", "保定市筛查200人。", ("12月",)),
        ("2016年上半年保定筛查了多少人？", "保定市筛查200人。", ()),
    ],
)
def test_missing(question: str, words: str, missing: tuple[str, ...], source: Source) -> None:
    assert _missing(question, words, source) == missing


@pytest.mark.parametrize(
    ("question", "words", "missing"),
    [
        ("大石桥市的老人怎么领补贴？", "年满八十岁的老人每月领取居家养老补贴，由民政所发放。", ()),
        ("辽宁省营口市大石桥市的老人怎么领补贴？", "年满八十岁的老人每月领取居家养老补贴，由民政所发放。", ()),
        ("盖州市的老人怎么领补贴？", "年满八十岁的老人每月领取居家养老补贴，由民政所发放。", ("盖州",)),
        ("营口市盖州市的老人怎么领补贴？", "年满八十岁的老人每月领取居家养老补贴，由民政所发放。", ("盖州",)),
        ("到盖州市培训能报销路费吗？", "到盖州市参加培训的，报销路费。", ()),
    ],
)
def test_a_neighbouring_county_is_another_place(
    question: str, words: str, missing: tuple[str, ...], town: Source
) -> None:
    assert _missing(question, words, town) == missing


@pytest.mark.parametrize(
    ("kind", "question", "missing"),
    [
        ("办法", "济南莱芜区加装电梯要多少业主同意？", ()),
        ("办法", "盖州市加装电梯要多少业主同意？", ("盖州",)),
        ("报告", "济南莱芜区加装电梯要多少业主同意？", ("莱芜区",)),
    ],
)
def test_the_rules_of_a_city_hold_in_its_counties(
    tmp_path: Path, kind: str, question: str, missing: tuple[str, ...]
) -> None:
    words = "加装电梯须经本单元三分之二以上的业主书面同意。"
    file = tmp_path / "a.txt"
    file.write_text(f"济南市住宅加装电梯{kind}\n\n{words}", encoding="utf-8")
    assert _missing(question, words, Source.of(parse(file, "a.txt", 1_000_000))) == missing


@pytest.mark.parametrize(
    ("text", "question", "words", "missing"),
    [
        ("关于运价的通知\n\n二〇〇六年三月施行。\n\n调到8分。", "2006年运价调到多少？", "调到8分。", ()),
        ("关于运价的通知\n\n2005年起草，二〇〇六年调到8分。", "二零零六年运价多少？", "二〇〇六年调到8分。", ()),
        ("关于运价的通知\n\n2005年起草，2006年施行。\n\n调到8分。", "2006年运价调到多少？", "调到8分。", ("2006年",)),
        ("甲发〔2017〕20号\n\n关于津贴的通告\n\n到2019年5月。", "2017年那份通告何时到期？", "到2019年5月。", ()),
        ("政府工作报告\n2026年1月9日在河东市八届人大会上\n\n运价8分。", "2025年运价多少？", "运价8分。", ()),
        ("关于运价的答复\n\n2021年定过价，目前是8分。\n\n2022年6月10日", "2022年运价多少？", "目前是8分。", ()),
        (
            "关于出口的答复\n\n2021年出口3亿元，目前有5个园区。\n\n2022年6月10日",
            "2022年出口多少元？",
            "2021年出口3亿元，目前有5个园区。",
            ("2022年",),
        ),
        ("2024年05月份运价情况\n\n运价8分。", "2024年5月运价多少？", "运价8分。", ()),
        ("2024年05月份运价情况\n\n运价8分。", "2024年6月运价多少？", "运价8分。", ("6月",)),
        ("政府工作报告\n2026年1月9日在河东市八届人大会上\n\n运价8分。", "2024年运价多少？", "运价8分。", ("2024年",)),
        ("甲发〔2018〕20号\n\n关于津贴的通告\n\n到2019年。", "2017年那份通告何时到期？", "到2019年。", ("2017年",)),
    ],
)  # fmt: skip
def test_the_year_of_a_document(tmp_path: Path, text: str, question: str, words: str, missing: tuple[str, ...]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    assert _missing(question, words, Source.of(parse(file, "a.txt", 1_000_000))) == missing


REPORT = """2026年湖北省政府工作报告

粮食总产量稳定在550亿斤左右。

主要预期目标是：粮食产量500亿斤以上。
"""


@pytest.mark.parametrize(
    ("question", "words", "missing"),
    [
        ("湖北去年粮食产量", "主要预期目标是：粮食产量500亿斤以上。", ("去年",)),
        ("湖北2025年粮食产量", "主要预期目标是：粮食产量500亿斤以上。", ("2025年",)),
        ("湖北去年定的粮食产量目标是多少", "主要预期目标是：粮食产量500亿斤以上。", ()),
        ("湖北2026年粮食产量", "主要预期目标是：粮食产量500亿斤以上。", ()),
        ("湖北去年粮食产量", "粮食总产量稳定在550亿斤左右。", ()),
        ("湖北60岁以上年龄段的农民产粮多少", "主要预期目标是：粮食产量500亿斤以上。", ()),
        ("湖北以前年度的粮食产量", "主要预期目标是：粮食产量500亿斤以上。", ()),
    ],
)
def test_an_aim_is_no_result(tmp_path: Path, question: str, words: str, missing: tuple[str, ...]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(REPORT, encoding="utf-8")
    assert _missing(question, words, Source.of(parse(file, "a.txt", 1_000_000))) == missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2021年的通知每头补多少？", ("2021年",)),
        ("2018年的意见每头补多少？", ()),
        ("2021年每头补多少？", ()),  # whatever tells of that year
    ],
)
def test_a_document_of_another_year_is_not_the_one_that_is_asked_about(
    tmp_path: Path, question: str, missing: tuple[str, ...]
) -> None:
    text = "关于振兴养羊业的意见\n\n晋政字〔2018〕7号\n\n到2021年，建成羊场十座。每头种羊补助300元。\n"
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    source = Source.of(parse(file, "a.txt", 1_000_000))
    start = source.document.text.index("到2021年")
    chunk = Chunk(
        "c", "a.txt", start, start + 27, BlockKind.PARAGRAPH, (), source.document.text[start : start + 27], ""
    )
    words = "每头种羊补助300元。"
    at = source.document.text.index(words)
    unit = Unit(Hit(chunk, 1.0, 0.9, 1.0), at, at + len(words), words)
    assert missing_names(analyse(question), Reading(unit, 1.0, 0.9, 1.0, 1.0, form=True), source) == missing


def test_the_first_of_a_series_goes_by_several_names(source: Source) -> None:
    assert _missing("第一批筛查了多少人？", "保定市筛查200人。", source) == ("第一批",)
    named = source.document.text.replace("保定市筛查", "首批筛查")
    assert _named("第一批", named)
    assert not _named("第二批", named)


def test_the_cell_of_the_row_and_column_that_are_named_answers_whatever_the_reader_makes_of_it() -> None:
    row = "贷款查询系统"
    chunk = Chunk("c", "a.txt", 0, 12, BlockKind.ROW, (), "贷款查询系统大连海关", "")
    cell = Unit(Hit(chunk, 1.0, 0.9, 1.0), 6, 10, "大连海关", row, "负责部门", (0, 10))
    reading = Reading(cell, 1.0, 0.8, 1.0, 1.0, form=True, asked=True, odds=-6.0)
    assert judge(analyse("贷款查询系统由哪个部门负责？"), reading, ()).supported
    assert not judge(analyse("退税预审系统由哪个部门负责？"), reading, ()).supported
