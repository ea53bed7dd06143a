import pytest
from office_samples import level, make_docx, numbered, numbering, paragraph

from index.parse import word
from index.parse.numbering import FORMATS, chinese_number


def texts(tmp_path, body, **parts):
    return [piece.text for piece in word.read(make_docx(tmp_path / "a.docx", body, **parts)).pieces]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("upperLetter", {2: "B", 28: "BB"}),
        ("upperRoman", {4: "IV", 19: "XIX", 1994: "MCMXCIV"}),
        ("lowerRoman", {9: "ix"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 105: "一〇五"}),
        ("chineseCountingThousand", {10: "十", 101: "一百零一", 110: "一百一十", 1001: "一千零一", 2030: "二千零三十"}),
        ("ideographDigital", {10: "一〇", 23: "二三"}),
        ("chineseLegalSimplified", {3: "叁", 12: "壹拾贰"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        ("none", {7: ""}),
    ],
)
def test_formats_write_counts_as_word_does(name, expected):
    assert {count: FORMATS[name](count) for count in expected} == expected


def test_chinese_number_goes_on_in_digits_beyond_its_range():
    assert [chinese_number(count) for count in (0, 9999, 10_000)] == ["0", "九千九百九十九", "10000"]


def test_clauses_keep_their_numbers_and_restart_below_each_article(tmp_path):
    body = "".join(
        [
            numbered("总则"),
            numbered("为了规范管理。", 1),
            numbered("定义：", 1),
            numbered("市场；", 2),
            numbered("主体。", 2),
            numbered("职责", 0),
            numbered("部门职责：", 1),
            numbered("商务。", 2),
        ]
    )
    levels = numbering(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>'),
        level(2, "chineseCounting", "（%3）"),
    )
    assert texts(tmp_path, body, numbering=levels) == [
        "第一章 总则",
        "第一条 为了规范管理。",
        "第二条 定义：",
        "（一）市场；",
        "（二）主体。",
        "第二章 职责",
        "第三条 部门职责：",
        "（一）商务。",
    ]


def test_levels_above_show_in_the_label_and_legal_ones_in_digits(tmp_path):
    levels = numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    body = numbered("甲") + numbered("乙", 1) + numbered("丙", 1) + numbered("丁") + numbered("戊", 1)
    assert texts(tmp_path, body, numbering=levels) == ["一、甲", "1.1 乙", "1.2 丙", "二、丁", "2.1 戊"]


def test_instances_count_together_unless_one_starts_anew(tmp_path):
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    levels = numbering(level(0, "decimal", "%1."), instances=("", "", restart))
    body = "".join(numbered(str(instance) + "号", instance=instance) for instance in (1, 2, 1, 3, 3, 1))
    assert texts(tmp_path, body, numbering=levels) == ["1. 1号", "2. 2号", "3. 1号", "5. 3号", "6. 3号", "7. 1号"]


def test_an_override_may_replace_a_level(tmp_path):
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    body = numbered("甲") + numbered("乙", instance=2)
    levels = numbering(level(0, "decimal", "%1)"), instances=("", override))
    assert texts(tmp_path, body, numbering=levels) == ["1)甲", "II)乙"]


def test_numbering_comes_from_the_style_and_can_be_switched_off(tmp_path):
    styles = (
        '<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="条"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="项"/><w:basedOn w:val="Clause"/></w:style>'
    )
    levels = numbering(
        level(0, "chineseCountingThousand", "第%1条"),
        level(1, "decimal", "%2.", more='<w:pStyle w:val="Item"/>'),
    )
    body = (
        paragraph("立法目的。", '<w:pStyle w:val="Clause"/>')
        + paragraph("细目。", '<w:pStyle w:val="Item"/>')
        + paragraph("无号。", '<w:pStyle w:val="Clause"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("适用范围。", '<w:pStyle w:val="Clause"/>')
    )
    assert texts(tmp_path, body, styles=styles, numbering=levels) == [
        "第一条 立法目的。",
        "1.细目。",
        "无号。",
        "第二条 适用范围。",
    ]


def test_a_deleted_paragraph_is_not_counted(tmp_path):
    deleted = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>废止。</w:delText></w:r></w:del></w:p>'
    )
    body = numbered("甲。") + deleted + numbered("乙。")
    levels = numbering(level(0, "chineseCountingThousand", "第%1条"))
    assert texts(tmp_path, body, numbering=levels) == ["第一条 甲。", "第二条 乙。"]


def test_bullets_give_no_label_and_a_missing_level_none_either(tmp_path):
    body = numbered("甲") + numbered("乙", 5) + numbered("丙", instance=9)
    levels = numbering(level(0, "bullet", "\uf0b7"))
    assert texts(tmp_path, body, numbering=levels) == ["甲", "乙", "丙"]


def test_a_level_passed_over_counts_as_begun(tmp_path):
    levels = numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    body = numbered("甲", 1) + numbered("乙", 1) + numbered("丙") + numbered("丁", 1)
    assert texts(tmp_path, body, numbering=levels) == ["1.1 甲", "1.2 乙", "2.丙", "2.1 丁"]
