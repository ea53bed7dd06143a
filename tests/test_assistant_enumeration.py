"""Lists found whole, however a document writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.broken_off import unlisted
from assistant.enumeration import Enumeration, enumeration_at, rows_beside
from index.parse import parse
from index.schema import Document

TEXT = """青川市燃放烟花爆竹管理办法

第一条 为了加强管理，制定本办法。

第二条 下列地方禁止燃放：

（一）医院、学校；

（二）车站、码头；

（三）山林。

第三条 违反规定的，由公安机关处理。

有下列情形之一的，不予批准：

（一）未满十八周岁的；

（二）出卖房屋的。受理机关应当说明理由。

另有规定的，从其规定。

一、工作要求

各县区要做到三条：一是摸清底数，按月上报；二是划定范围；三是做好宣传。宣传要进社区。

按下列步骤办理：（1）申请；（2）审核；（3）公示。

二、责任分工

市公安局、市应急局、市城管局等5个部门各负其责，不分先后。
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("lists") / "rules.txt"
    path.write_text(TEXT, encoding="utf-8")
    return parse(path, "rules.txt", 1_000_000)


def _items(document: Document, found: Enumeration | None) -> list[str]:
    return [document.text[slice(*item)].replace("\n", "") for item in found.items] if found else []


@pytest.mark.parametrize("words", ["下列地方禁止燃放", "车站、码头"])
def test_numbered_lines_under_the_line_that_opens_them(document: Document, words: str) -> None:
    found = enumeration_at(document, document.text.index(words))
    assert _items(document, found) == ["（一）医院、学校；", "（二）车站、码头；", "（三）山林。"]
    assert found is not None
    assert found.opened
    assert document.text[slice(*found.lead)].endswith("下列地方禁止燃放：")


def test_a_list_ends_with_its_last_items_full_stop(document: Document) -> None:
    found = enumeration_at(document, document.text.index("不予批准"))
    assert _items(document, found) == ["（一）未满十八周岁的；", "（二）出卖房屋的。"]


def test_a_list_inside_a_paragraph_ends_with_its_last_items_sentence(document: Document) -> None:
    found = enumeration_at(document, document.text.index("摸清底数"))
    assert _items(document, found) == ["一是摸清底数，按月上报；", "二是划定范围；", "三是做好宣传。"]


@pytest.mark.parametrize(
    ("words", "lead", "items"),
    [
        ("修路", "去年成效：", ["一是修路；", "二是架桥，标准统一是关键。"]),
        ("缺人", "主要问题：", ["一是缺钱；", "二是缺人；", "三是缺地。"]),
    ],
)
def test_two_lists_of_one_paragraph_are_two(tmp_path: Path, words: str, lead: str, items: list[str]) -> None:
    path = tmp_path / "report.txt"
    path.write_text(
        "青川市交通工作总结\n\n去年成效：一是修路；二是架桥，标准统一是关键。主要问题：一是缺钱；二是缺人；三是缺地。\n",
        encoding="utf-8",
    )
    report = parse(path, "report.txt", 1_000_000)
    found = enumeration_at(report, report.text.index(words))
    assert found is not None
    assert _items(report, found) == items
    assert report.text[slice(*found.lead)] == lead


def test_numbers_in_brackets_inside_a_paragraph(document: Document) -> None:
    found = enumeration_at(document, document.text.index("按下列步骤"))
    assert _items(document, found) == ["（1）申请；", "（2）审核；", "（3）公示。"]


@pytest.mark.parametrize("words", ["宣传要进社区", "由公安机关处理", "市应急局"])
def test_words_beside_a_list_stand_in_none(document: Document, words: str) -> None:
    assert enumeration_at(document, document.text.index(words)) is None


@pytest.mark.parametrize(
    ("words", "lead", "items"),
    [
        ("集聚试点企业", "片区要打造两大功能、一个平台:", ["创新试验功能", "综合保税功能", "开放服务平台"]),
        ("片区要打造", "片区要打造两大功能、一个平台:", ["创新试验功能", "综合保税功能", "开放服务平台"]),
        ("以三区定位引领", "片区以三区定位引领发展。", ["制度创新引领区", "对外开放先行区", "新兴产业集聚区"]),
        ("建成通道", "片区以三区定位引领发展。", ["制度创新引领区", "对外开放先行区", "新兴产业集聚区"]),
        ("到2025年", "实施三步走战略:", ["第一步", "第二步", "第三步"]),
        ("改造老街", "", []),  # neither opened nor named alike
    ],
)
def test_parts_that_begin_with_what_they_are_about(tmp_path: Path, words: str, lead: str, items: list[str]) -> None:
    parts = (
        "第一节 功能",
        "片区要打造两大功能、一个平台:",
        "创新试验功能。集聚试点企业，先行先试，面向全市推广。",
        "综合保税功能。开展保税维修，拓展保税研发。",
        "开放服务平台。对接口岸，服务进出口企业。",
        "第二节 定位",
        "片区以三区定位引领发展。",
        "制度创新引领区。集成改革，突破重点。",
        "对外开放先行区。建成通道，办好口岸。",
        "新兴产业集聚区。引进龙头，延长链条。",
        "实施三步走战略:",
        "第一步，到2022年，搭起框架。",
        "第二步，到2025年，初具规模。",
        "第三步，到2035年，全面建成。",
        "第三节 城建",
        "城建工作按计划推进。",
        "加快道路建设。修通环路。",
        "做好更新工作。改造老街，修缮旧居。",
        "建设地下管网。分期实施。",
    )
    path = tmp_path / "plan.txt"
    path.write_text("青川市片区发展规划\n\n" + "\n\n".join(parts), encoding="utf-8")
    document = parse(path, "plan.txt", 1_000_000)
    found = enumeration_at(document, document.text.index(words))
    assert (document.text[slice(*found.lead)].strip() if found else "") == lead
    assert [item.split("。")[0].split("，")[0] for item in _items(document, found)] == items


def test_what_a_salutation_opens_is_no_list(tmp_path: Path) -> None:
    parts = ("各县人民政府:", "提高认识。落实责任。", "请认真执行。旧规作废。", "特此通知各单位。抓紧办理。")
    path = tmp_path / "letter.txt"
    path.write_text("关于节水的通知\n\n" + "\n\n".join(parts), encoding="utf-8")
    document = parse(path, "letter.txt", 1_000_000)
    assert enumeration_at(document, document.text.index("落实责任")) is None


def test_a_list_that_breaks_off_is_told_by_its_count() -> None:
    assert unlisted("确定甲园区、乙园区、丙园区和丁园区等19个园区为协同发展区") == "19个"
    assert unlisted("甲、乙、丙等3个园区") == ""
    assert unlisted("确定19个园区为协同发展区，其中有甲园区、乙园区和丙园区等") == "19个"
    assert unlisted("甲、乙等园区") == ""


def test_rows_of_a_tables_group(tmp_path: Path) -> None:
    path = tmp_path / "table.md"
    path.write_text(
        "# 分工表\n\n## 金融领域\n\n|序号|事项|单位|\n|-|-|-|\n|1|首贷中心|银行|\n|2|风控指数|银行|\n", "utf-8"
    )
    table = parse(path, "table.md", 1_000_000)
    names = rows_beside(table, table.text.index("风控"))
    assert [table.text[slice(*name)] for name in names] == ["首贷中心", "风控指数"]
