"""Passages taken apart into what can answer."""

from __future__ import annotations

import pytest

from assistant.units import Unit, units_of
from index.schema import BlockKind, Chunk, Hit


def _units(text: str, section: tuple[str, ...] = ()) -> list[Unit]:
    chunk = Chunk("c", "a.txt", 100, 100 + len(text), BlockKind.PARAGRAPH, section, text, text)
    found = units_of(Hit(chunk, 1.0, 0.9, 1.0))
    assert all(text[unit.start - 100 : unit.end - 100] == unit.text for unit in found)
    return found


def test_a_heading_that_is_a_provision_is_a_unit_and_a_mere_heading_is_none() -> None:
    counts = "（四）税收改革领域（4项）。"
    assert next(unit.text for unit in _units(f"{counts}异地缴税等。", (counts[:-1],))) == counts
    provision, mere = "三、本办法自2024年5月1日起施行。", "三、强化组织领导。"
    assert next(unit.text for unit in _units(f"{provision}原办法同时废止。", (provision[:-1],))) == provision
    assert [unit.text for unit in _units(f"{mere}各市要明确分工。", (mere[:-1],))] == ["各市要明确分工。"]


def test_a_heading_that_counts_what_stands_below_it_is_a_unit() -> None:
    counted = "（一）水利领域（6项）。"
    assert next(unit.text for unit in _units(f"{counted}推行节水灌溉。", (counted[:-1],))) == counted


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


def _cells(columns: tuple[str, ...], *cells: str) -> list[tuple[str, str, str]]:
    """Subject, column and text of each unit of a row."""
    text = "\t".join(cells)
    starts = [len("\t".join(cells[:n])) + (n > 0) for n in range(len(cells))]
    spans = tuple((100 + start, 100 + start + len(cell)) for start, cell in zip(starts, cells, strict=True))
    chunk = Chunk("c", "a.txt", 100, 100 + len(text), BlockKind.ROW, (), text, text, columns, spans)
    return [(unit.subject, unit.column, unit.measured) for unit in units_of(Hit(chunk, 1.0, 0.9, 1.0))]


@pytest.mark.parametrize("numbering", ["序号", "编 号", ""])
def test_a_whole_number_is_a_figure_and_a_running_number_is_none(numbering: str) -> None:
    columns = (numbering, "县区", "任务（户）", "排名")
    assert _cells(columns, "3", "东山县", "120", "1") == [
        ("东山县", "任务（户）", "120户"),
        ("东山县", "排名", "1"),
    ]


def test_a_year_that_opens_a_row_is_no_running_number() -> None:
    assert _cells(("年份", "户数"), "2023", "45") == [("", "年份", "2023"), ("", "户数", "45")]
