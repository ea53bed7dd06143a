import datetime

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import CellRange

from index.errors import UserError
from index.parse import sheet
from index.schema import Piece


def test_a_made_workbook(tmp_path):
    book = openpyxl.Workbook()
    tasks = book.active
    tasks.title = "任务"
    for row in (
        ["2024年任务分解表"],
        ["单位：万元"],
        ["序号", "任务", "金额", "期限"],
        [1, "登记\n改革", 12.0, datetime.date(2024, 5, 1)],
        [2.0, None, 3.5, "=1+1"],
        [3, "信用", 0.125, datetime.datetime(2024, 5, 1, 9, 30)],
        [4, "隐藏行", 1, None],
        [5, "公式错误", "#REF!", True],
    ):
        tasks.append(row)
    for place in ("A1:D1", "A2:D2", "B4:B5"):
        tasks.merge_cells(place)
    tasks["C5"].number_format = "#,##0.00"
    tasks["C6"].number_format = "0.0%"
    tasks.row_dimensions[7].hidden = True
    tasks["E3"], tasks["E4"] = "内部", "不公开"
    tasks.column_dimensions["E"].hidden = True
    hidden = book.create_sheet("草稿")
    hidden["A1"], hidden.sheet_state = "不应读到", "hidden"
    book.create_sheet("空表")
    contacts = book.create_sheet("联系表")
    contacts.append(["单位名称", "联系电话"])
    contacts.append(["商务厅", "024-1"])
    book.save(tmp_path / "a.xlsx")
    assert list(sheet.read(tmp_path / "a.xlsx").pieces) == [
        Piece("任务", heading=1),
        Piece("2024年任务分解表"),
        Piece("单位：万元"),
        Piece(cells=("序号", "任务", "金额", "期限"), is_header=True, table=1),
        Piece(cells=("1", "登记 改革", "12", "2024-05-01"), table=1),
        Piece(cells=("2", "登记 改革", "3.50", ""), table=1),
        Piece(cells=("3", "信用", "12.5%", "2024-05-01 09:30"), table=1),
        Piece(cells=("5", "公式错误", "", "是"), table=1),
        Piece("联系表", heading=1),
        Piece(cells=("单位名称", "联系电话"), is_header=True, table=2),
        Piece(cells=("商务厅", "024-1"), table=2),
    ]


def test_numbers_and_days_show_no_more_and_no_less_than_the_sheet(tmp_path):
    book = openpyxl.Workbook()
    sheet_ = book.active
    sheet_.append(["建议编号", "办结期限", "交办日期", "会办日期"])
    sheet_.append([87, datetime.date(2024, 6, 1), 45444, 45444])
    sheet_.append([1203, datetime.date(2024, 7, 1), 45445, datetime.date(2024, 7, 1)])
    for row in (2, 3):
        sheet_.cell(row, 1).number_format = "0000"
        sheet_.cell(row, 2).number_format = '[$-804]yyyy"年"m"月";@'
    for cell, number in ((sheet_["C2"], 31), (sheet_["C3"], 57), (sheet_["D2"], 58)):
        cell.number_format = "0"
        cell._style.numFmtId = number  # as Chinese Excel writes it, without a pattern
    sheet_["D3"].number_format = 'yyyy"年"'
    book.save(tmp_path / "a.xlsx")
    assert [piece.cells for piece in sheet.read(tmp_path / "a.xlsx").pieces] == [
        ("建议编号", "办结期限", "交办日期", "会办日期"),
        ("0087", "2024年6月", "2024-06-01", "6月1日"),
        ("1203", "2024年7月", "2024年6月", "2024年"),
    ]


def test_tables_below_each_other_on_one_sheet(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["序号", "事项", "部门"],
        [1, "甲", "商务局"],
        [],
        [2, "乙", "海关"],
        [],
        ["附表"],
        ["单位名称", "联系电话"],
        ["商务局", "12345"],
    ):
        book.active.append(row)
    book.active.cell(1_000_000, 900).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert list(sheet.read(tmp_path / "a.xlsx").pieces) == [
        Piece(cells=("序号", "事项", "部门"), is_header=True, table=1),
        Piece(cells=("1", "甲", "商务局"), table=1),
        Piece(cells=("2", "乙", "海关"), table=1),
        Piece("附表"),
        Piece(cells=("单位名称", "联系电话"), is_header=True, table=2),
        Piece(cells=("商务局", "12345"), table=2),
    ]


def test_a_range_merged_over_the_whole_sheet_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.active.merged_cells.ranges.add(CellRange("A2:XFD1048576"))
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="合并单元格范围过大"):
        sheet.read(tmp_path / "a.xlsx")


@pytest.mark.parametrize("place", [(100_001, 1), (1, 257), (50_000, 200)])
def test_a_sheet_beyond_the_bounds_is_refused_not_cut(tmp_path, place):
    book = openpyxl.Workbook()
    book.active.cell(*place).value = "远处"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="超出可读范围"):
        sheet.read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a,b\n1,2", "不是 Excel"), (b"PK\x03\x04", "已损坏"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版格式")],
)
def test_what_is_no_workbook_is_refused(tmp_path, content, words):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(UserError, match=words):
        sheet.read(tmp_path / "a.xlsx")
