"""What is read out of a document: headings, table rows, signature and fields, of made documents and of real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UserError
from index.parse import headings, parse
from index.parse.doc_numbers import find_numbers
from index.relative_dates import resolved
from index.schema import BlockKind, Document, FieldName

MEGABYTE = 50_000_000
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


@pytest.fixture
def read(tmp_path: Path):
    """Parse a made text file."""

    def parsed(text: str | bytes, name: str = "文稿.txt") -> Document:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return parse(path, name, MEGABYTE)

    return parsed


def seed(number: int) -> Document:
    found = sorted(SEEDS.glob(f"{number:03}_*.txt"))
    if not found:
        pytest.skip("the sample documents in shared/seeds are not there")
    return parse(found[0], found[0].name, MEGABYTE)


def of_kind(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def levels(document: Document) -> dict[int, int]:
    counts: dict[int, int] = {}
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            counts[block.level] = counts.get(block.level, 0) + 1
    return counts


def titles(document: Document) -> list[tuple[int, str]]:
    return [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.kind is BlockKind.HEADING]


def values(document: Document) -> dict[str, str]:
    return {name.value: field.value for name, field in document.fields.items()}


# Real documents


def test_the_reply_to_a_proposal() -> None:
    document = seed(0)
    assert values(document).keys() == {"title", "date", "issuer", "addressee", "proposal_number", "kind", "region"}
    assert (document.value(FieldName.KIND), document.value(FieldName.REGION)) == ("答复", "辽宁")
    assert document.value(FieldName.DATE) == "2022-06-06"
    assert document.value(FieldName.ISSUER) == "辽宁省商务厅"
    assert document.value(FieldName.ADDRESSEE) == "尊敬的李展超代表"
    assert document.value(FieldName.PROPOSAL_NUMBER) == "1278"
    assert document.title.endswith("(第1278号建议)的答复")
    assert levels(document) == {5: 2, 6: 8}
    assert of_kind(document, BlockKind.BACK) == ["辽宁省商务厅", "2022年6月6日"]
    assert not {"政府信息公开", "来源:", "附件下载"} & set(document.text.split("\n"))
    unnumbered = [b.section[-1] for b in document.blocks if document.text[b.start : b.start + 2] == "其次"]
    assert unnumbered == ["(一)充分发挥辐射效应", "(二)充分发挥溢出效应"]  # 首先 and 其次 are no headings


def test_the_plan_in_chapters() -> None:
    document = seed(1)
    assert document.title == "沈阳市“十四五”中国(辽宁)自由贸易试验区沈阳片区发展规划"
    assert document.value(FieldName.PUBLISHED) == "2021-08-23"
    assert document.value(FieldName.DOC_NUMBER) is None
    assert document.value(FieldName.ADDRESSEE) is None
    assert [levels(document)[level] for level in (2, 3)] == [10, 32]  # nine chapters and a preface
    sections: dict[str, int] = {}
    for block in document.blocks:
        if block.kind is BlockKind.HEADING and block.level == 3:
            sections[block.section[0][:3]] = sections.get(block.section[0][:3], 0) + 1
    assert list(sections.values()) == [3, 3, 3, 3, 8, 3, 3, 3, 3]
    assert 5 not in levels(document)
    assert "时间:2021年08月23日来源:市发展改革委" in document.text  # says when and by whom
    assert "打印" not in document.text.split("\n")[:10]
    steps = [b.kind for b in document.blocks if document.text[b.start : b.start + 3] in ("第一步", "第二步", "第三步")]
    assert steps == [BlockKind.PARAGRAPH] * 3


def test_the_opinion_with_its_number_before_the_title() -> None:
    document = seed(2)
    assert document.value(FieldName.DOC_NUMBER) == "营政发〔2020〕16号"
    assert document.title.startswith("营口市人民政府关于")
    assert document.title.endswith("建设实施意见")
    assert document.value(FieldName.ISSUER) == "营口市人民政府"
    assert (document.value(FieldName.DATE), document.value(FieldName.PUBLISHED)) == ("2020-11-10", "2020-11-13")
    assert document.value(FieldName.DISCLOSURE) == "此件公开发布"
    assert document.value(FieldName.ADDRESSEE).startswith("各县(市)区人民政府")  # type: ignore[union-attr]
    assert levels(document) == {5: 5, 6: 14, 7: 13}
    assert "发布时间:2020-11-13" in document.text
    assert not [line for line in document.text.split("\n") if "字号" in line or line.startswith(("分享", "扫一扫"))]


def test_the_report_on_an_opinion_of_the_standing_committee() -> None:
    document = seed(3)
    assert document.value(FieldName.ISSUER) == "重庆市人民政府"
    assert (document.value(FieldName.DATE), document.value(FieldName.PUBLISHED)) == ("2024-03-27", "2024-06-27")
    assert document.value(FieldName.ADDRESSEE) == "市人大常委会"
    assert levels(document) == {5: 3, 6: 11}
    assert document.text.count(document.title) == 1  # not again as the browser's title
    listed = [b for b in document.blocks if document.text[b.start : b.start + 2] in ("一是", "二是", "三是")]
    assert {b.kind for b in listed} == {BlockKind.PARAGRAPH}


def test_the_notice_with_a_table() -> None:
    document = seed(4)
    found = values(document)
    assert found["doc_number"] == "辽政发〔2023〕4号"
    assert found["date"] == "2023-03-03"
    assert found["issuer"] == "辽宁省人民政府"
    assert found["disclosure"] == "此件公开发布"
    assert found["title"].startswith("辽宁省人民政府关于借鉴推广中国（辽宁）自由贸易试验区")
    assert levels(document) == {5: 2, 6: 9, 2: 1, 3: 1, 10: 6}
    assert "2023-03-13" not in document.text  # a link below the document
    assert "责任编辑" not in document.text


def test_the_rows_of_the_table() -> None:
    document = seed(4)
    rows = [b for b in document.blocks if b.kind is BlockKind.ROW]
    assert {row.columns for row in rows} == {("序号", "借鉴推广事项", "实施内容", "负责部门", "推广范围")}
    cells = [[document.text[start:end] for start, end in row.cells] for row in rows]
    assert [row[0] for row in cells] == [str(number) for number in range(1, 32)]
    areas = [row.section[-1] for row in rows]
    assert [areas.count(area) for area in dict.fromkeys(areas)] == [6, 5, 5, 4, 6, 5]
    assert not [row for row in cells for cell in row if "  " in cell or "<" in cell]

    departments = ("大连海关", "沈阳海关", "人民银行沈阳分行", "省税务局", "省国资委", "省知识产权局", "省科技厅")
    named = {name: sum(name in row[3] for row in cells) for name in departments}
    assert named == dict(zip(departments, (9, 9, 6, 5, 4, 2, 1), strict=True))
    assert cells[26][3] == "辽宁出入境边防检查总站"
    assert [row[4] for row in cells if row[4] != "全省"] == ["省内海关特殊监管区"]
    assert cells[19][4] == "省内海关特殊监管区"


def test_rows_torn_by_page_breaks_are_whole() -> None:
    document = seed(4)
    rows = [b for b in document.blocks if b.kind is BlockKind.ROW]
    contents = [document.text[slice(*row.cells[2])] for row in rows]
    for item in (1, 3, 5, 7, 10, 15, 22, 24, 25, 27):
        assert contents[item - 1].endswith("。"), item
    assert contents[24].count("共性信息系统建设需求") == 1  # printed on both sides of the break


def test_what_the_real_documents_cite_and_shorten() -> None:
    reply = seed(0)
    assert [reference.doc_number for reference in reply.references if reference.doc_number] == [
        "辽政发〔2021〕4号",
        "国办发〔2015〕24号",
        "沈银〔2022〕48号",
        "辽政办发〔2018〕8号",
    ]
    assert len({reference.title for reference in reply.references}) == 7  # six, and the proposal's own
    assert [(a.short, a.full) for a in seed(1).abbreviations] == [("沈阳片区", "中国(辽宁)自由贸易试验区沈阳片区")]
    assert [a.short for a in seed(2).abbreviations] == ["协同区"]
    assert [a.short for a in seed(3).abbreviations] == ["审议意见"]
    assert seed(3).abbreviations[0].full.count("〈") == 1


def test_this_year_in_a_real_reply() -> None:
    found = [(each.words, each.absolute) for each in resolved(seed(0))]
    assert ("今年3月21日", "2022年3月21日") in found


# Made documents: headings

ORDER = """河东市人民政府关于加强校车管理的通知
各区人民政府，市直各部门：
为加强校车管理，现通知如下：
一、总体要求
（一）基本原则。坚持安全第一，各区要落实责任，任何时候都不得松懈。
1.严格审批。学校应当先向教育部门申请，再由公安机关审核，不得先用后批。
（1）审批时限为十五日。
（2）逾期未批的，应当说明理由。
二、2025年工作安排
2025年底前完成全部校车的更新。
"""


def test_the_four_levels_of_an_official_document(read) -> None:
    assert titles(read(ORDER)) == [
        (5, "一、总体要求"),
        (6, "（一）基本原则。"),
        (7, "1.严格审批。"),
        (8, "（1）审批时限为十五日。"),
        (8, "（2）逾期未批的，应当说明理由。"),
        (5, "二、2025年工作安排"),
    ]


def test_the_section_of_a_paragraph_is_the_headings_above_it(read) -> None:
    document = read(ORDER)
    sections = {document.text[b.start : b.start + 4]: b.section for b in document.blocks}
    assert sections["学校应当"] == ("一、总体要求", "（一）基本原则", "1.严格审批")
    assert sections["2025"] == ("二、2025年工作安排",)
    assert sections["为加强校"] == ()


def test_the_articles_of_a_law(read) -> None:
    document = read(
        "河东市养犬管理条例\n（2019年3月1日市人大常委会通过）\n第一章 总则\n第一条 为了规范养犬，制定本条例。\n"
        "第二条 中华人民共和国公民在本市养犬，适用本条例。\n第三条 所称犬只，包括警犬。\n"
        "第二章 登记\n第四条　养犬应当登记。\n第四条之一 登记不收费用。\n第四条规定的登记，由公安机关办理。\n"
        "第二条、第三条所称机关，是指公安机关。\n"
    )
    assert titles(document) == [
        (2, "第一章 总则"),
        (4, "第一条 "),
        (4, "第二条 "),
        (4, "第三条 "),
        (2, "第二章 登记"),
        (4, "第四条 "),
        (4, "第四条之一 "),
    ]
    last = [b for b in document.blocks if b.kind is BlockKind.PARAGRAPH][-1]
    assert last.section == ("第二章 登记", "第四条之一")  # a cross-reference opens no article
    assert document.value(FieldName.DATE) == "2019-03-01"


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的期限届满后，可以申请延期。",
        "第三章所列事项由市政府办理。",
        "第二条和第三条另有约定的除外。",
        "一是加强领导。各部门要高度重视。",
        "首先要统一思想。",
        "第一步，到2025年完成改造。",
        "2023.5至2024.6为试点期。",
        "3.5亿元用于道路建设。",
        "2023年5月完成验收。",
        "1、2、3号楼由街道负责。",
        "十四五期间共投入两亿元。",
        "一些单位没有按时报送材料。",
        "2023-05-06发布",
    ],
)
def test_what_only_looks_like_a_numbered_heading(line: str) -> None:
    assert headings.numbered(line) is None


@pytest.mark.parametrize(
    ("line", "level", "heading"),
    [
        ("第一章总则", 2, "第一章总则"),
        ("第三章项目管理", 2, "第三章项目管理"),
        ("第十四条项目承担单位应当公开验收结果。", 4, "第十四条"),
        ("第五条所有权人应当登记。", 4, "第五条"),
        ("第十二节 监督管理", 3, "第十二节 监督管理"),
        ("十二、保障措施", 5, "十二、保障措施"),
        ("(三)健全机制。各区要建立台账。", 6, "(三)健全机制。"),
        ("12．完善设施", 7, "12．完善设施"),
        ("3.2024年重点任务", 7, "3.2024年重点任务"),
        ("（4）资金来源", 8, "（4）资金来源"),
        ("前  言", 2, "前  言"),
        ("附件2", 2, "附件2"),
        ("一、为什么要修订办法？", 5, "一、为什么要修订办法？"),
    ],
)
def test_numbered_headings(line: str, level: int, heading: str) -> None:
    found = headings.numbered(line)
    assert found is not None
    assert (found.level, line[: found.end]) == (level, heading)


def test_a_number_before_a_sentence_is_a_heading_of_its_own(read) -> None:
    document = read(
        "关于校车的通知\n各学校：\n一、要求\n1.学校应当在每学期开学前十日向教育部门报送校车的驾驶人、车牌号和行驶路线，并每日检查车辆。"
    )
    assert titles(document)[-1] == (7, "1.")
    assert document.blocks[-1].section == ("一、要求", "1.")


def test_unnumbered_run_in_headings_only_where_the_paragraphs_share_the_habit(read) -> None:
    names = "指导思想：以人民为中心，办好群众身边的小事。\n基本原则：坚持问题导向，一件一件落实到位。\n"
    assert [level for level, _ in titles(read("关于校车的意见\n一、总体要求\n" + names))] == [5, 9, 9]
    once = "指导思想：以人民为中心，办好群众身边的小事。\n各区要加强领导。\n市直部门要配合。\n"
    assert [level for level, _ in titles(read("关于校车的意见\n一、总体要求\n" + once))] == [5]


def test_the_lines_of_a_table_of_contents_are_no_headings(read) -> None:
    document = read(
        "河东市教育发展规划\n目录\n第一章 总体要求……1\n第二章 主要任务……9\n"
        "第一章 总体要求\n办好每一所学校。\n第二章 主要任务\n新建十所学校。\n"
    )
    assert [title for _, title in titles(document)] == ["目录", "第一章 总体要求", "第二章 主要任务"]
    assert [b.section for b in document.blocks if document.text[b.start :].startswith("新建")] == [("第二章 主要任务",)]


def test_a_document_without_any_heading(read) -> None:
    document = read("今年以来，全市校车运行平稳。\n没有发生安全事故。\n")
    assert titles(document) == []
    assert document.title == "文稿"
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "今年以来，全市校车运行平稳。",
        "没有发生安全事故。",
    ]


def test_headings_that_markdown_declares(read) -> None:
    document = read(
        "# 校车管理办法\n\n> 制定本办法是为了**安全**，由张**、李**执笔。\n\n"
        "## 审批\n\n由教育部门审批。\n\n### 时限\n\n十五日。\n",
        "办法.md",
    )
    assert "制定本办法是为了安全，由张**、李**执笔。" in document.text
    assert document.title == "校车管理办法"
    assert titles(document) == [(2, "审批"), (3, "时限")]
    assert document.blocks[-1].section == ("审批", "时限")


def test_bold_beginnings_in_markdown_are_headings(read) -> None:
    body = "**管理体制。**市委牵头。\n\n**制度创新。**任务都已落地。\n"
    document = read(f"# 发展规划\n\n## 成效\n\n{body}", "规划.md")
    assert document.text.endswith("管理体制。市委牵头。\n制度创新。任务都已落地。")
    assert [words for _, words in titles(document)] == ["成效", "管理体制。", "制度创新。"]
    assert document.blocks[-1].section == ("成效", "制度创新")


# Signature and annexes


@pytest.mark.parametrize(
    ("signature", "issuer", "date"),
    [
        ("河东市教育局\n2023年5月6日", "河东市教育局", "2023-05-06"),
        ("河东市教育局 2023年5月6日", "河东市教育局", "2023-05-06"),
        ("河东市教育局\n二〇二三年五月六日", "河东市教育局", "2023-05-06"),
        ("河东市教育局\n二○二三年十一月二十三日", "河东市教育局", "2023-11-23"),
        ("河东市教育局\n二零二三年十月三十日\n（此件公开发布）", "河东市教育局", "2023-10-30"),
        ("　　　河东市人大常委会办公室　　\n　　　2023 年 5 月 6 日　　", "河东市人大常委会办公室", "2023-05-06"),
        ("附件：1.校车名单\n2.驾驶人名单\n河东市教育局\n2023年5月6日\n联系人：王某", "河东市教育局", "2023-05-06"),
    ],
)
def test_signatures(read, signature: str, issuer: str, date: str) -> None:
    document = read(f"关于校车的通知\n各学校：\n一、要求\n请按时报送材料。\n{signature}\n")
    assert document.value(FieldName.ISSUER) == issuer
    assert document.value(FieldName.DATE) == date
    back = of_kind(document, BlockKind.BACK)
    assert len(back) == len([line for line in signature.split("\n") if line.strip()])
    assert all(b.section == () for b in document.blocks if b.kind is BlockKind.BACK)


def test_a_day_that_does_not_exist_is_no_date(read) -> None:
    document = read("关于校车的通知\n各学校：\n请报送。\n河东市教育局\n2023年13月6日\n")
    assert document.value(FieldName.DATE) is None


def test_an_annex_is_a_part_of_its_own(read) -> None:
    document = read(
        "关于校车的通知\n各学校：\n一、要求\n请报送。\n河东市教育局\n2023年5月6日\n附件1\n校车名单\n共有校车二十辆，分属五所学校。\n"
    )
    assert titles(document)[-2:] == [(2, "附件1"), (3, "校车名单")]
    assert document.blocks[-1].section == ("附件1", "校车名单")


# Fields


def test_every_field_points_at_the_words_it_was_read_from(read) -> None:
    document = read(
        "河东市人民政府文件\n东政发[2023]007号\n河东市人民政府关于\n加强校车管理的通知\n各区人民政府：\n一、要求\n请报送。\n"
        "河东市人民政府\n2023年5月6日\n（此件公开发布）\n"
    )
    assert values(document) == {
        "title": "河东市人民政府关于加强校车管理的通知",
        "doc_number": "东政发〔2023〕7号",
        "issuer": "河东市人民政府",
        "date": "2023-05-06",
        "addressee": "各区人民政府",
        "disclosure": "此件公开发布",
        "kind": "通知",
    }
    words = {name.value: document.text[f.start : f.end] for name, f in document.fields.items() if f.start is not None}
    assert {"kind": "通知", **words} == values(document) | {
        "title": "河东市人民政府关于\n加强校车管理的通知",
        "doc_number": "东政发[2023]007号",
        "date": "2023年5月6日",
    }


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "()", "【】", "（）", "［］"])
def test_document_numbers_in_any_brackets(read, brackets: str) -> None:
    number = f"东政办函{brackets[0]}2023{brackets[1]}12号"
    assert read(f"{number}\n关于校车的通知\n各学校：\n请报送。\n").value(FieldName.DOC_NUMBER) == "东政办函〔2023〕12号"
    assert next(found for found, _, _ in find_numbers(f"按照{number}办理")).endswith("东政办函〔2023〕12号")


def test_labelled_lines_of_a_government_page(read) -> None:
    document = read(
        "发文字号：东政发〔2023〕8号\n发文机关：河东市人民政府\n成文日期：2023年5月6日\n发布日期：2023-05-09\n"
        "关于加强校车管理的意见\n各学校：\n请报送材料。\n"
    )
    assert values(document) == {
        "title": "关于加强校车管理的意见",
        "doc_number": "东政发〔2023〕8号",
        "issuer": "河东市人民政府",
        "date": "2023-05-06",
        "published": "2023-05-09",
        "addressee": "各学校",
        "kind": "意见",
    }


@pytest.mark.parametrize("words", ["另行公布", "2023年5月", "2023-13-05"])
def test_a_labelled_date_that_is_no_day_is_left_out(read, words: str) -> None:
    document = read(f"成文日期：{words}\n发布日期：{words}\n关于加强校车管理的意见\n各学校：\n请报送材料。\n")
    assert values(document) == {"title": "关于加强校车管理的意见", "addressee": "各学校", "kind": "意见"}


def test_the_day_that_a_site_repeats_below_the_title_is_no_day_of_signing(read) -> None:
    site = "关于校车的规划\n时间：2021年08月23日来源：市教育局\n市教育局 {}\n前言\n校车每天早晨六点半发车。\n"
    assert values(read(site.format("2021年08月23日")))["published"] == "2021-08-23"
    assert read(site.format("2021年08月23日")).value(FieldName.DATE) is None
    assert read(site.format("2021年08月02日")).value(FieldName.DATE) == "2021-08-02"


@pytest.mark.parametrize(
    ("lines", "title", "issuer", "date"),
    [
        ("政府工作报告\n——2026年1月27日在辽宁省第十四届人民代表大会上\n", "政府工作报告", "辽宁省政府", "2026-01-27"),
        ("政府工作报告\n（二〇二六年一月九日在河东市八届人大会上）\n", "政府工作报告", "河东市政府", "2026-01-09"),
        ("2026年河东市人民政府工作报告\n", "2026年河东市人民政府工作报告", "河东市人民政府", None),
        ("二零二六年河东市政府工作报告\n", "二零二六年河东市政府工作报告", "河东市政府", None),
        ("河东市2026年人民法院工作报告\n", "河东市2026年人民法院工作报告", "河东市人民法院", None),
        ("政府工作报告\n", "政府工作报告", None, None),
        ("校车工作总结\n2026年1月9日在第三届河东车展上展出\n", "校车工作总结", None, None),
        ("河东市校车条例\n（2024年3月1日河东市第八届人民代表大会常务委员会第二次会议通过）\n", "河东市校车条例",
         "河东市人民代表大会常务委员会", "2024-03-01"),
    ],
)  # fmt: skip
def test_who_reports_to_a_congress_and_when(read, lines: str, title: str, issuer: str | None, date: str | None) -> None:
    document = read(f"{lines}2026-02-03 09:02:33\n市长 王某\n各位代表：\n现在报告工作。\n一、回顾\n新增校车九辆。\n")
    found = [document.value(name) for name in (FieldName.TITLE, FieldName.ISSUER, FieldName.DATE)]
    assert found == [title, issuer, date]
    assert document.value(FieldName.PUBLISHED) == "2026-02-03"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("时间：2024-05-16 来源：市水务局", "2024-05-16"),
        ("更新时间：2024-05-16 09:20", "2024-05-16"),
        ("2024年05月16日 07时41分", "2024-05-16"),
        ("2024-05-16 09:20:33来源：市水务局", "2024-05-16"),
        ("时间：2024年5月16日上午9:00", None),
        ("时间：2024年5月16日至18日", None),
        ("报名截止时间：2024年5月16日", None),
        ("2024年5月16日 9:00，在市水务局开会", None),
    ],
)
def test_the_day_of_a_meeting_or_a_term_is_not_that_of_publication(read, line: str, published: str | None) -> None:
    document = read(f"河东市供水价格听证会公告\n{line}\n一、听证内容\n居民生活用水价格。\n河东市水务局\n")
    assert document.value(FieldName.PUBLISHED) == published


def test_what_is_not_stated_is_left_out(read) -> None:
    assert values(read("校车每天早晨六点半发车。\n根据审批情况，现将有关事项说明如下：\n每车配一名照管员。\n")) == {}


def test_a_reply_names_its_proposal_and_its_deputy(read) -> None:
    document = read(
        "对市十六届人大二次会议第0123号建议的答复\n王某代表：\n您提出的建议收悉。\n一、办理情况\n已办结。\n"
    )
    assert document.value(FieldName.PROPOSAL_NUMBER) == "0123"
    assert document.value(FieldName.ADDRESSEE) == "王某代表"


# Web boilerplate


def test_buttons_and_links_go_and_facts_stay(read) -> None:
    document = read(
        "您当前的位置：首页 > 政务公开 > 通知\n关于加强校车管理的通知 - 河东市人民政府网\n关于加强校车管理的通知\n"
        "发布时间：2023-05-09 来源：市教育局 【字号：大 中 小】\n【打印】【关闭】\n扫一扫在手机打开当前页\n各学校：\n"
        "位置：河东区学府路一号。\n经验分享：学校要逐车建立台账。\n扫一扫车上的二维码，家长就能看到校车的位置、司机和随车照管员的姓名。\n"
        "相关文件\n各校应当对照文件逐条落实，每年六月底前向教育局报送书面报告，并抄送公安机关。\n"
        "相关链接\n关于校车的问答\n上一篇：无\n"
    )
    assert document.text.split("\n") == [
        "关于加强校车管理的通知",
        "发布时间：2023-05-09 来源：市教育局",
        "各学校：",
        "位置：河东区学府路一号。",
        "经验分享：学校要逐车建立台账。",
        "扫一扫车上的二维码，家长就能看到校车的位置、司机和随车照管员的姓名。",
        "相关文件",
        "各校应当对照文件逐条落实，每年六月底前向教育局报送书面报告，并抄送公安机关。",
    ]
    assert document.value(FieldName.PUBLISHED) == "2023-05-09"
    assert document.value(FieldName.ISSUER) == "市教育局"


def test_who_handles_a_proposal_stays_and_a_site_s_imprint_goes(read) -> None:
    facts = ["关于校车的建议办理分工", "第12号建议", "主办：市教育局", "承办：校车办", "会办：市公安局"]
    assert read("\n".join(facts)).text.split("\n") == facts
    imprint = ["主办：河东市人民政府", "承办：河东市人民政府办公室", "技术支持：数据局", "冀ICP备00000000号"]
    prose = "校车由学校统一管理，每月检查一次，检查的结果报送市教育局并向家长公布。"
    assert read("\n".join([*facts, prose, "下一步继续推进。", "完", "止", *imprint])).text.split("\n")[-1] == "止"


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(read, encoding: str) -> None:
    document = read("关于校车的通知\r\n各学校：\r\n请按时报送，𠮷祥路小学除外。\r\n".encode(encoding))
    assert document.text == "关于校车的通知\n各学校：\n请按时报送，𠮷祥路小学除外。"


def test_what_is_no_text_is_refused(read) -> None:
    with pytest.raises(UserError, match="不是文本"):
        read(b"MZ\x00\x00\x01\x02" * 50)
    with pytest.raises(UserError, match="没有读到文字"):
        read("\n \n\t\n")
    with pytest.raises(UserError, match="单行"):
        read("长" * 1_000_001)
    with pytest.raises(UserError, match=r"不支持\.exe文件"):
        read("x", "程序.exe")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04" + b"\x00" * 100, "表.txt", "不是文本"),
        (b"%PDF-1.7 x", "文.docx", "不是"),
        (b"<html><body><p>x</p></body></html>", "文.pdf", "不是 PDF"),
        (b"<html><body><p>x</p></body></html>", "表.xlsx", "不是"),
        (("字" * 100).encode(), "片.pptx", "不是"),
        (b"MZ" + b"\x00" * 100, "压.doc", "不是 Office"),
    ],
)
def test_a_wrong_suffix_is_told_never_read_as_garbage(read, content: bytes, name: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read(content, name)


def test_a_line_of_fifty_megabytes_is_refused(read) -> None:
    with pytest.raises(UserError, match="单行"):
        read(b"x" * (MEGABYTE - 1))


def test_a_file_over_the_bound_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_text("校车" * 100, encoding="utf-8")
    with pytest.raises(UserError, match="超过上限"):
        parse(path, "大.txt", 599)
    assert parse(path, "大.txt", 600).text == "校车" * 100


@pytest.mark.parametrize(
    "line", ["字" * 900_000, "甲" + " " * 900_000 + "乙", "1" * 900_000, "（" * 900_000, "<a" * 400_000, "-" * 900_000]
)
def test_a_very_long_line_is_read_like_any_other(read, line: str) -> None:
    document = read(line + "\n")
    assert document.text == line


def test_a_flattened_table(read) -> None:
    document = read("任务表\n序号\t任务\t单位\n1\t更新校车\t教育局\n\t\t、公安局\n2\t培训<br>司机\t交通局\n")
    rows = [b for b in document.blocks if b.kind is BlockKind.ROW]
    assert [[document.text[start:end] for start, end in b.cells] for b in rows] == [
        ["1", "更新校车", "教育局、公安局"],
        ["2", "培训司机", "交通局"],
    ]
    assert rows[0].columns == ("序号", "任务", "单位")


def test_a_markdown_table_whose_rows_are_not_numbered_keeps_them_apart(read) -> None:
    document = read("# 校车\n| 片区 | 学校 | 辆 |\n| --- | :-: | --- |\n| 东部 | 一小 | 3 |\n| | 二小 | 4 |\n", "表.md")
    rows = [b for b in document.blocks if b.kind is BlockKind.ROW]
    assert [document.text[b.start : b.end] for b in rows] == ["东部\t一小\t3", "\t二小\t4"]


def test_an_empty_first_or_last_cell_of_a_markdown_row_keeps_its_column(read) -> None:
    document = read("# 校车\n|片区|学校|辆|\n|---|---|---|\n||二小|4|\n|西部|三小||\n", "表.md")
    rows = [b for b in document.blocks if b.kind is BlockKind.ROW]
    assert [document.text[b.start : b.end] for b in rows] == ["\t二小\t4", "西部\t三小\t"]


def test_column_names_with_an_empty_corner(read) -> None:
    document = read("校车数量表\n\t2023年\t2024年\n一小\t3\t4\n二小\t5\t6\n")
    rows = [b for b in document.blocks if b.kind is BlockKind.ROW]
    assert [b.columns for b in rows] == [("", "2023年", "2024年")] * 2


def test_a_tab_behind_a_label_is_no_table(read) -> None:
    document = read("校车管理条例\n第一条\t为了安全，制定本条例。\n第二条\t学校负责。\n")
    assert [b.kind for b in document.blocks if b.kind is BlockKind.ROW] == []
    assert titles(document) == [(4, "第一条 "), (4, "第二条 ")]


def test_paragraphs_run_together_are_parted_at_their_indents(read) -> None:
    body = "为了加强校车管理，保障学生上下学的安全，市政府决定在全市开展校车专项检查，现将有关事项通知如下。"
    document = read(
        f"关于校车的通知\n各学校：　　{body}{body}　　一、检查范围　　全市所有校车。　　河东市教育局　　2023年5月6日\n"
    )
    assert [title for _, title in titles(document)] == ["一、检查范围"]
    assert document.value(FieldName.DATE) == "2023-05-06"
    assert document.value(FieldName.ADDRESSEE) == "各学校"
