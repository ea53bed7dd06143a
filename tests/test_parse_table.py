import pytest

from index.parse.table import MAX_COLUMNS, Cell, header_depth, names_columns, resolve_grid, table_pieces
from index.schema import Piece


def grid(*rows):
    return resolve_grid([[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows])


def cells(*rows):
    return [piece.cells or piece.text for piece in table_pieces(grid(*rows), 1)]


def test_cells_merged_down_repeat_and_cells_merged_sideways_stand_once():
    rows = grid([Cell("甲", row_span=2), Cell("乙", column_span=2)], ["丙", "丁"], [Cell("戊", column_span=3)])
    assert [row.texts for row in rows] == [("甲", "乙", ""), ("甲", "丙", "丁"), ("戊", "", "")]


def test_a_block_merged_both_ways_repeats_in_its_first_column_only():
    rows = grid([Cell("块", row_span=2, column_span=2), "甲"], ["乙"])
    assert [row.texts for row in rows] == [("块", "", "甲"), ("块", "", "乙")]


def test_spans_beyond_the_table_are_cut():
    rows = grid([Cell("甲", row_span=0), Cell("乙", row_span=99, column_span=10**9)], ["x"], [])
    assert len(rows) == 3
    assert {len(row.slots) for row in rows} == {MAX_COLUMNS}
    assert [row.texts[:3] for row in rows] == [("甲", "乙", ""), ("甲", "乙", ""), ("甲", "乙", "")]


def test_captions_names_and_rows():
    pieces = table_pieces(grid(["任务分解表", "", ""], ["序号", "任务", "单位"], ["1", "甲", "乙"], ["", "", ""]), 7)
    assert pieces == [
        Piece("任务分解表"),
        Piece(cells=("序号", "任务", "单位"), is_header=True, table=7),
        Piece(cells=("1", "甲", "乙"), table=7),
    ]


def test_a_group_heading_on_top_stays_a_row_where_no_names_follow():
    assert cells(["一、职能转变领域", "", ""], ["1", "甲", "乙"]) == [("一、职能转变领域", "", ""), ("1", "甲", "乙")]


def test_names_in_two_rows_are_joined():
    joined = cells([Cell("序号", row_span=2), Cell("数量", column_span=2)], ["计划", "实际"], ["1", "20", "30"])
    assert joined == [("序号", "数量-计划", "数量-实际"), ("1", "20", "30")]


@pytest.mark.parametrize(
    ("rows", "depth"),
    [
        ([["序号", "事项"], ["1", "甲"]], 1),
        ([["索引号", "00014348"], ["发文机关", "商务厅"]], 0),
        ([["甲公司", "乙公司"], ["丙公司", "丁公司"]], 0),
        ([["指标", "2023", "2024"], ["产值", "5", "6"]], 1),
        ([["", "一季度", "二季度"], ["产值", "5", "6"]], 1),
        ([["1", "甲", "乙"], ["2", "丙", "丁"]], 0),
        ([["姓名：", "张某", "职务"], ["电话：", "1", "2"]], 0),
        ([["序号", "事项", "内容"]], 0),
    ],
)
def test_names_are_told_from_values(rows, depth):
    assert header_depth(grid(*rows)) == depth


def test_declared_names_need_no_look():
    rows = grid([Cell("1", is_header=True), Cell("2", is_header=True)], ["甲", "乙"])
    assert (header_depth(rows), names_columns(rows)) == (1, False)


def test_rows_torn_by_a_page_break_become_whole_where_rows_are_numbered():
    whole = cells(
        ["序号", "事项", "内容"],
        ["1", "登记改革", "推行全程电子化，"],
        ["", "", "压缩办理时间。"],
        ["2", "信用", "甲。"],
        ["", "合计", "2项"],
    )
    assert whole == [
        ("序号", "事项", "内容"),
        ("1", "登记改革", "推行全程电子化，压缩办理时间。"),
        ("2", "信用", "甲。"),
        ("", "合计", "2项"),
    ]


def test_single_columns_and_empty_columns_are_layout():
    assert cells(["甲", ""], ["乙", ""]) == ["甲", "乙"]
    assert cells(["序号", "", "事项"], ["1", "", "甲"]) == [("序号", "事项"), ("1", "甲")]
