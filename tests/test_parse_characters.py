import pytest

from index.parse.characters import (
    clean,
    clean_lines,
    close_up,
    fold_for_search,
    join_lines,
    join_over_break,
    join_torn,
    repair_misread,
    replace_look_alikes,
    unwrap,
    whole_number,
)


def test_blanks_become_plain_and_invisible_characters_go():
    assert clean("\u3000\u3000第一条\u00a0\t为\u200b了\u00ad\r\n规\ud800范\ufeff\uf0b7 ") == "第一条 为了 规范"
    assert clean_lines("甲\x0b\n \n乙\u2028丙") == ["甲", "乙", "丙"]


def test_look_alikes_are_replaced_and_nothing_else_is():
    assert replace_look_alikes("⼈⺠代表⻓⻚⻅、①１（Ａ）ﬁ") == "人民代表长页见、①１（Ａ）ﬁ"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("人民政", "府", "人民政府"),
        ("实施", "PPP 项目", "实施PPP 项目"),
        ("the", "city", "the city"),
        ("long-", "term", "long-term"),
        ("", "甲", "甲"),
    ],
)
def test_torn_lines(first, second, joined):
    assert join_torn(first, second) == joined


def test_lines_meant_as_lines_stay_apart_where_words_would_run_together():
    assert join_lines(["商务厅", "财政厅", "（牵头）", "甲。", "乙"]) == "商务厅 财政厅 （牵头）甲。乙"
    assert join_lines(["企业", "、个人"]) == "企业、个人"


def test_line_ends_in_the_source_of_a_page_vanish_between_chinese_characters_only():
    assert unwrap("有关事\r\n  项，\n请 参\tx\ny") == "有关事项，请 参\tx\ny"


def test_absurd_numbers_fall_back():
    assert [whole_number(text, 7) for text in (None, "", "x", " 3 ", "-2", "9" * 30)] == [7, 7, 7, 3, -2, 7]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("建立统一的信用评价机制，建立统", "一的信用评价机制，分级监管。", "建立统一的信用评价机制，分级监管。"),
        ("建立统一的信用评价机制，", "建立统一的信用评价机制，分级监管。", "建立统一的信用评价机制，分级监管。"),
        ("建立统一的", "信用评价机制，信用评价机制，监管。", "建立统一的信用评价机制，信用评价机制，监管。"),
        ("登记、登", "记、注销", "登记、登记、注销"),
        ("", "甲", "甲"),
    ],
)
def test_words_printed_on_both_sides_of_a_page_break_are_kept_once(first, second, joined):
    assert join_over_break(first, second) == joined


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("通 知", "通知"),
        ("关 于 印 发 《办 法》 的 通 知", "关于印发《办法》的通知"),
        ("市商务局 市财政局", "市商务局 市财政局"),
        ("the city", "the city"),
        ("甲", "甲"),
    ],
)
def test_spaced_out_lines_close_up(text, closed):
    assert close_up(text) == closed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（Ａ）１２％", "(a)12%"),
        ("⼈⺠代表⻓", "人民代表长"),
        ("更\u200b新\u3000校车", "更新 校车"),
        ("金\uf900", "金豈"),
        ("二〇二四年二零一○ 年", "2024年2010 年"),
    ],
)
def test_what_looks_alike_is_alike_for_search(one, other):
    assert fold_for_search(one) == fold_for_search(other) == other


NOTICE = "关于校车的通知：各学校，请按时报送校车的材料。是否更新，由市教育局在六月底前认定。"


def test_misread_text_is_read_right_and_lost_text_is_told():
    assert repair_misread(NOTICE) == NOTICE
    assert repair_misread("锛屾槸") == "，是"
    assert repair_misread(NOTICE.encode().decode("latin-1").encode("latin-1").decode("cp1252", "replace")) is None
    assert repair_misread("校车锟斤拷锟斤拷的锟斤拷锟斤拷") is None
    assert repair_misread("校�车��的��") is None
    english = "The city renewed 120 buses; see annex (é)."
    assert repair_misread(english) == english
