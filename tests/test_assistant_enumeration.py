"""Lists found whole, however a document writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.enumeration import Enumeration, enumeration_at, rows_beside, unlisted
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
