"""Documents that a site ran into one line: where paragraphs are parted, and where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.parse import flattened, parse
from index.schema import BlockKind, Document, FieldName

NOTICE = (
    "东教发〔2023〕12号各区教育局、公安局，有关学校：为贯彻《校车安全条例》（国务院令第617号）第三条第（二）项精神，现将有关事项通知如下："
    "一、总体要求（一）明确目标。到2025年全部更新校车，各区要制定计划。（二）落实责任。学校为第一责任人：1.每日检查车辆。2.每月培训驾驶人，"
    "培训不少于2.5小时。二、工作安排各区按照第一、二步要求推进。附件：1.校车名单2.驾驶人名单河东市教育局河东市公安局2023年5月6日（此件主动公开）"
    "（联系单位：安全处）"
)
TITLE = "河东市教育局河东市公安局关于加强校车管理的通知"


def test_a_notice_gets_its_lines_back() -> None:
    assert list(flattened.paragraphs(NOTICE, [TITLE])) == [
        "东教发〔2023〕12号",
        "各区教育局、公安局，有关学校：",
        "为贯彻《校车安全条例》（国务院令第617号）第三条第（二）项精神，现将有关事项通知如下：",
        "一、总体要求",
        "（一）明确目标。到2025年全部更新校车，各区要制定计划。",
        "（二）落实责任。学校为第一责任人：",
        "1.每日检查车辆。",
        "2.每月培训驾驶人，培训不少于2.5小时。",
        "二、工作安排各区按照第一、二步要求推进。",
        "附件：1.校车名单2.驾驶人名单",
        "河东市教育局河东市公安局2023年5月6日",
        "（此件主动公开）",
        "（联系单位：安全处）",
    ]


LAW = (
    "中华人民共和国国务院令第617号《校车安全条例》已经2012年3月28日国务院第197次常务会议通过，现予公布，自公布之日起施行。总理温家宝"
    "二○一二年四月五日校车安全条例第一章总则第一条为了加强校车安全管理，制定本条例。第二条本条例所称校车，是指接送学生的车辆。依照本条例"
    "第三条规定取得许可。第三条县级以上人民政府负责本行政区域的校车工作。第二章学校第四条学校应当：（一）建立台账；（二）每日检查。"
)


def test_a_decree_and_the_law_below_it() -> None:
    assert list(flattened.paragraphs(LAW, ["校车安全条例"])) == [
        "中华人民共和国国务院令第617号",
        "《校车安全条例》已经2012年3月28日国务院第197次常务会议通过，现予公布，自公布之日起施行。",
        "总理温家宝二○一二年四月五日",
        "校车安全条例",
        "第一章总则",
        "第一条为了加强校车安全管理，制定本条例。",
        "第二条本条例所称校车，是指接送学生的车辆。依照本条例第三条规定取得许可。",
        "第三条县级以上人民政府负责本行政区域的校车工作。",
        "第二章学校",
        "第四条学校应当：",
        "（一）建立台账；",
        "（二）每日检查。",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "全市一、二、三产业协调发展，第一、第二批校车已经投用。二、三季度继续推进。",  # numbers in a sentence
        "按照第五条第（一）项和第（二）项办理。本市于2023年5月6日印发了通知，河东市教育局2023年5月6日起施行。",
        "人口增长1.2%。2.3万人受益。",
    ],
)
def test_what_only_looks_like_a_label_or_a_signature(line: str) -> None:
    assert list(flattened.paragraphs(line)) == [line]


def parsed(folder: Path, text: str) -> Document:
    path = folder / "文稿.txt"
    path.write_text(text, encoding="utf-8")
    return parse(path, path.name, 1_000_000)


def test_a_sentence_about_what_the_title_names_keeps_its_subject() -> None:
    line = "河东片区概况由市政府制定，各区照此介绍片区。"
    assert list(flattened.paragraphs(line, ["河东片区概况"])) == [line]


def test_the_fields_of_a_flattened_notice(tmp_path: Path) -> None:
    document = parsed(tmp_path, f"{TITLE}\n{NOTICE}更多信息请关注官方微信“河东教育”")
    assert {name.value: field.value for name, field in document.fields.items()} == {
        "title": TITLE,
        "doc_number": "东教发〔2023〕12号",
        "issuer": "河东市教育局、河东市公安局",
        "addressee": "各区教育局、公安局，有关学校",
        "date": "2023-05-06",
        "disclosure": "此件主动公开",
        "kind": "通知",
    }
    assert [b.level for b in document.blocks if b.kind is BlockKind.HEADING] == [5, 6, 6, 7, 7, 5]
    assert "官方微信" not in document.text


@pytest.mark.parametrize(
    ("below", "issuer", "date", "number"),
    [
        (
            "2018年10月26日第十三届全国人民代表大会常务委员会第六次会议通过",
            "全国人民代表大会常务委员会",
            "2018-10-26",
            None,
        ),
        (
            "2011年11月17日 河东市第十三届人民代表大会常务委员会第三十次会议通过\n"
            "2020年5月14日 河东市第十五届人民代表大会常务委员会第二十一次会议《关于修改〈条例〉的决定》修正",
            "河东市人民代表大会常务委员会",
            "2020-05-14",
            None,
        ),
        (
            "（2023年7月21日国务院第11次常务会议通过　2023年8月16日中华人民共和国国务院令第765号公布　"
            "自2023年12月1日起施行）",
            "国务院",
            "2023-08-16",
            "中华人民共和国国务院令第765号",
        ),
    ],
)
def test_the_day_and_the_organ_of_a_law(tmp_path: Path, below: str, issuer: str, date: str, number: str | None) -> None:
    document = parsed(tmp_path, f"校车管理条例\n{below}\n第一条　为了安全，制定本条例。\n第二条　学校负责。\n")
    values = [document.value(name) for name in (FieldName.ISSUER, FieldName.DATE, FieldName.DOC_NUMBER)]
    assert values == [issuer, date, number]


def test_a_law_whose_signature_is_a_person_names_the_organ_of_its_decree(tmp_path: Path) -> None:
    document = parsed(tmp_path, f"校车安全条例\n{LAW}")
    assert document.title == "校车安全条例"
    assert document.value(FieldName.ISSUER) == "中华人民共和国国务院"
    assert document.value(FieldName.DATE) == "2012-04-05"
    assert document.value(FieldName.DOC_NUMBER) == "中华人民共和国国务院令第617号"


def test_organs_that_sign_one_below_the_other(tmp_path: Path) -> None:
    document = parsed(
        tmp_path, "关于校车的通知\n各学校：\n请按时报送材料。\n河东市教育局\n河东市公安局\n2023年5月6日\n"
    )
    field = document.fields[FieldName.ISSUER]
    assert field.value == "河东市教育局、河东市公安局"
    assert document.text[field.start : field.end] == "河东市教育局\n河东市公安局"
