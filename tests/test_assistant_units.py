"""Passages taken apart into what can answer."""

from __future__ import annotations

from assistant.units import Unit, units_of
from index.schema import BlockKind, Chunk, Hit


def _units(text: str, section: tuple[str, ...] = ()) -> list[Unit]:
    chunk = Chunk("c", "a.txt", 100, 100 + len(text), BlockKind.PARAGRAPH, section, text, text)
    found = units_of(Hit(chunk, 1.0, 0.9, 1.0))
    assert all(text[unit.start - 100 : unit.end - 100] == unit.text for unit in found)
    return found


def test_a_heading_that_is_a_provision_is_a_unit_and_a_mere_heading_is_none() -> None:
    provision, mere = "三、本办法自2024年5月1日起施行。", "三、强化组织领导。"
    assert next(unit.text for unit in _units(f"{provision}原办法同时废止。", (provision[:-1],))) == provision
    assert [unit.text for unit in _units(f"{mere}各市要明确分工。", (mere[:-1],))] == ["各市要明确分工。"]


def test_a_table_written_line_by_line_gives_its_figures_with_row_and_column() -> None:
    text = (
        "附表\n名额分配表\n序号\n地区\n教师（人）\n校长\n"
        "1\n东山市\n80\n12\n2\n西河市\n200\n3\n3\n南湖市\n5\n4\n合计\n285\n19"
    )
    cells = [unit for unit in _units(text) if unit.column]
    assert [(unit.subject, unit.column, unit.measured) for unit in cells] == [
        ("东山市", "教师（人）", "80人"),
        ("东山市", "校长", "12"),
        ("西河市", "教师（人）", "200人"),
        ("西河市", "校长", "3"),
        ("南湖市", "教师（人）", "5人"),
        ("南湖市", "校长", "4"),
        ("合计", "教师（人）", "285人"),
        ("合计", "校长", "19"),
    ]
    start, end = cells[2].quoted
    assert text[start - 100 : end - 100] == "西河市\n200\n3"
    assert "东山市" not in cells[2].context


def test_lines_of_which_few_are_figures_are_no_table() -> None:
    assert not [unit for unit in _units("联系人\n张三\n电话\n66005050\n网址") if unit.column]
