"""The Word file: page and grid by GB/T 9704-2012, footnotes, clean copy; rendered where LibreOffice is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from assistant.draft.schema import Coverage, Draft, Kind, Paragraph, Point, Proposal, Request, Stage
from assistant.draft.word import page
from assistant.draft.word.heads import Head
from assistant.draft.word.opinion import OpinionForm
from assistant.draft.word.reply import Citations, Form, annex_lines, numeral, title_lines, width, write
from assistant.schema import Citation
from assistant.settings import DraftingSettings

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUOTE = "共下放事项133项<&>"


def draft(points: int = 2) -> Draft:
    citation = Citation(
        1, "a.txt", "某通知", "某政发〔2021〕4号", "某省政府", "2021-03-03", ("一、放权",), QUOTE, 0, 12
    )
    answered = Paragraph("已有工作和部署：据《某通知》，共下放事项133项[1]。", (1,), Stage.DONE)
    gap = Paragraph("【待补充：关于“建学校”，需要补充进展。】", ())
    pairs = [(Coverage.COVERED, answered), (Coverage.MISSING, gap)]
    return Draft(
        kind=Kind.DEPUTY,
        title="对省十三届人大六次会议第0123号建议的答复",
        salutation="尊敬的张远山代表：",
        opening="您提出的《关于放权的建议》收悉。经研究，现答复如下：",
        points=tuple(
            Point(Request("请求", 0, 2, f"请求{i + 1}"), coverage, (paragraph,) * 3)
            for i, (coverage, paragraph) in enumerate(pairs * (points // 2))
        ),
        closing="感谢您对我们工作的关心和支持。",
        signature="辽宁省商务厅",
        date="2026年1月5日",
        citations=(citation,),
        warnings=("第2条：待补充：需要补充进展。",),
        blanks=(("发文字号", "由办公室编号"),),
    )


def written(folder: Path, citations: Citations, head: Head = Head.NONE, points: int = 2) -> Path:
    path = folder / "reply.docx"
    write(draft(points), path, Form(citations, head))
    return path


@pytest.mark.parametrize("citations", list(Citations))
def test_page_margins_and_grid_of_every_section(tmp_path: Path, citations: Citations) -> None:
    document = docx.Document(str(written(tmp_path, citations)))
    assert len(document.sections) == (1 if citations is Citations.NONE else 2)
    for section in document.sections:
        assert [round(v / Mm(1)) for v in (section.page_width, section.page_height)] == [210, 297]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(v / Mm(1)) for v in margins] == [37, 35, 28, 26]
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid is not None and grid.get(qn("w:type")) == "linesAndChars"
        assert grid.get(qn("w:linePitch")) == "579"  # 22 lines in 225 mm, in twentieths of a point
        assert int(grid.get(qn("w:charSpace"))) == round((156 / 25.4 * 72 / 28 - 16) * 4096)


def test_fonts_and_sizes_of_title_headings_and_body(tmp_path: Path) -> None:
    document = docx.Document(str(written(tmp_path, Citations.NONE)))
    shown = {
        p.style.name: (p.style.element.rPr.rFonts.get(qn("w:eastAsia")), p.style.font.size.pt)
        for p in document.paragraphs
        if p.style is not None
    }
    assert shown["公文标题"] == ("方正小标宋简体", 22)
    assert shown["公文一级标题"] == ("黑体", 16)
    assert shown["公文正文"] == ("仿宋_GB2312", 16)
    table = zipfile.ZipFile(tmp_path / "reply.docx").read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋' in table


def test_letter_in_order(tmp_path: Path) -> None:
    document = docx.Document(str(written(tmp_path, Citations.NONE)))
    lines = [p.text for p in document.paragraphs if p.text.strip()]
    assert lines[:4] == [
        "对省十三届人大六次会议",
        "第0123号建议的答复",
        "尊敬的张远山代表：",
        "您提出的《关于放权的建议》收悉。经研究，现答复如下：",
    ]
    assert lines[4] == "一、关于请求1"
    assert lines[-3:] == ["感谢您对我们工作的关心和支持。", "辽宁省商务厅", "2026年1月5日"]


def test_a_very_long_title_and_signature_can_be_written(tmp_path: Path) -> None:
    write(replace(draft(), title="长" * 300, signature="长" * 300), tmp_path / "reply.docx")
    assert "长" * 300 in [p.text for p in docx.Document(str(tmp_path / "reply.docx")).paragraphs]


def test_footnotes_hold_the_quotes_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, Citations.FOOTNOTES)
    archive = zipfile.ZipFile(path)
    notes = etree.fromstring(archive.read("word/footnotes.xml"))
    said = ["".join(n.itertext()) for n in notes if n.get(f"{W}type") is None]
    assert len(said) == 3
    assert said[0].strip() == f"《某通知》（某政发〔2021〕4号），2021年3月3日，一、放权：{QUOTE}"
    body = archive.read("word/document.xml").decode()
    assert body.count("w:footnoteReference ") == 3
    assert "[1]" not in body
    assert "footnotes+xml" in archive.read("[Content_Types].xml").decode()


def test_annex_lists_the_sources(tmp_path: Path) -> None:
    document = docx.Document(str(written(tmp_path, Citations.ANNEX)))
    assert [p.text for p in document.paragraphs if "附件" in p.text] == ["附件：答复依据清单", "附件"]
    row = [cell.text for cell in document.tables[-1].rows[1].cells]
    assert row == ["1", QUOTE, "某通知（某政发〔2021〕4号），2021年3月3日，一、放权"]


def test_a_clean_copy_has_neither_markers_nor_check_sheet_but_its_gaps(tmp_path: Path) -> None:
    document = docx.Document(str(written(tmp_path, Citations.NONE)))
    text = "\n".join(p.text for p in document.paragraphs)
    assert not re.search(r"\[\d+\]|核对单", text)
    assert document.tables == []
    assert text.count("【待补充：") == 3


def test_check_sheet_comes_first_and_names_the_gaps(tmp_path: Path) -> None:
    document = docx.Document(str(written(tmp_path, Citations.FOOTNOTES)))
    lines = [p.text for p in document.paragraphs]
    assert lines[0] == "拟稿核对单"
    assert lines.index("1．第2条：待补充：需要补充进展。") < lines.index("尊敬的张远山代表：")
    assert [c.text for c in document.tables[0].rows[2].cells] == ["2", "请求2", "未检索到依据", "0", ""]
    assert document.tables[1].rows[1].cells[2].text == ""


def test_pages_are_numbered_outside_from_one(tmp_path: Path) -> None:
    document = docx.Document(str(written(tmp_path, Citations.FOOTNOTES)))
    letter = document.sections[-1]
    assert document.settings.odd_and_even_pages_header_footer
    assert letter._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert [p.alignment for p in (letter.footer.paragraphs[0], letter.even_page_footer.paragraphs[0])] == [2, 0]
    assert letter.footer.paragraphs[0].text.replace(" ", "") == "——"


@pytest.mark.parametrize(("head", "mark"), [(Head.LETTER, "辽宁省商务厅"), (Head.DOCUMENT, "辽宁省商务厅文件")])
def test_letterheads_leave_the_number_blank(tmp_path: Path, head: Head, mark: str) -> None:
    document = docx.Document(str(written(tmp_path, Citations.NONE, head)))
    lines = [p.text for p in document.paragraphs if p.text.strip()]
    assert lines[0] == mark
    assert re.fullmatch(r"〔\s+〕\s+号", lines[1])
    assert document.sections[0].different_first_page_header_footer is (head is Head.LETTER)


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_numerals(number: int, words: str) -> None:
    assert numeral(number) == words


def test_long_titles_break_between_phrases() -> None:
    assert title_lines("关于第12号建议的答复") == ["关于第12号建议的答复"]
    long = "对政协重庆市第六届委员会第二次会议第0231号提案的答复"
    assert title_lines(long) == ["对政协重庆市第六届委员会第二次会议", "第0231号提案的答复"]
    assert all(width(line) <= 19 for line in title_lines(long))


def opinion(return_days: int = 15) -> OpinionForm:
    proposal = Proposal(
        Kind.DEPUTY,
        "关于放权的建议",
        "第0123号",
        "省十三届人大六次会议",
        ("张远山", "李青"),
        "辽宁省商务厅",
        "请求",
        (),
    )
    return OpinionForm.of(proposal, DraftingSettings(satisfaction=("满意", "不满意"), return_days=return_days))


def test_annexes_are_named_below_the_letter_and_begin_on_their_own_pages(tmp_path: Path) -> None:
    write(draft(), tmp_path / "reply.docx", Form(Citations.ANNEX, opinion=opinion()))
    document = docx.Document(str(tmp_path / "reply.docx"))
    lines = [p.text for p in document.paragraphs if p.text.strip()]
    note = lines.index("附件：1.答复依据清单")
    assert lines[note + 1].strip("　") == "2.人大代表建议办理情况征询意见表"
    assert lines.index("附件1") < lines.index("附件2") < lines.index("人大代表建议办理情况征询意见表")
    breaks = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert breaks == ["附件1", "附件2"]
    assert annex_lines(["甲"]) == ["附件：甲"]


def test_the_opinion_form_leaves_every_answer_to_the_deputy(tmp_path: Path) -> None:
    write(draft(), tmp_path / "reply.docx", Form(Citations.NONE, opinion=opinion()))
    document = docx.Document(str(tmp_path / "reply.docx"))
    rows = [list(dict.fromkeys(cell.text for cell in row.cells)) for row in document.tables[0].rows]
    assert rows[0] == ["建议编号", "第0123号", "代表姓名", "张远山、李青"]
    assert ["对办理态度", "□ 满意    □ 不满意"] in rows
    assert ["对办理结果", "□ 满意    □ 不满意"] in rows
    assert rows[-2][1:] == [""]
    assert "15个工作日" in document.paragraphs[-1].text
    write(draft(), tmp_path / "free.docx", Form(Citations.NONE, opinion=opinion(0)))
    assert "工作日" not in docx.Document(str(tmp_path / "free.docx")).paragraphs[-1].text


@pytest.mark.parametrize(("head", "rows"), [(Head.NONE, 2), (Head.LETTER, 1)])
def test_the_imprint_is_for_people_to_fill_in(tmp_path: Path, head: Head, rows: int) -> None:
    write(draft(), tmp_path / "reply.docx", Form(Citations.NONE, head, imprint=True))
    document = docx.Document(str(tmp_path / "reply.docx"))
    framed = [p for p in document.paragraphs if p._element.pPr.find(qn("w:framePr")) is not None]
    lines = [p.text.strip("\u3000") for p in framed if p.text]
    assert lines == ["抄送：【待填：抄送机关】。", "【待填：印发机关】\t【待填：印发日期】印发"][:rows]
    assert {p._element.pPr.find(qn("w:framePr")).get(qn("w:yAlign")) for p in framed} == {"bottom"}
    rules = [p.paragraph_format.line_spacing for p in framed if not p.text]
    assert [round(rule / Mm(1), 2) for rule in rules] == ([] if head is Head.LETTER else [0.35, 0.25, 0.35])


def rendered(folder: Path, name: str) -> list[str]:
    """The pages of a Word file as LibreOffice prints them, as text."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("no LibreOffice or pdftotext: install libreoffice-writer-nogui and poppler-utils to render letters")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / f"{name}.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    said = subprocess.run([reader, "-layout", str(folder / f"{name}.pdf"), "-"], check=True, capture_output=True)
    return said.stdout.decode().split("\f")


def test_libreoffice_renders_it(tmp_path: Path) -> None:
    written(tmp_path, Citations.FOOTNOTES, points=20)
    text = rendered(tmp_path, "reply")
    pages = [re.sub(r"[ \n]", "", shown) for shown in text]
    letter = next(i for i, shown in enumerate(pages) if "尊敬的张远山代表" in shown)
    assert pages[0].startswith("拟稿核对单")
    assert pages[letter].endswith("—1—")
    assert pages[letter + 1].endswith("—2—")
    assert QUOTE in pages[letter]
    assert any("辽宁省商务厅2026年1月5日" in shown for shown in pages[letter:])


def test_libreoffice_renders_the_imprint_and_the_opinion_form(tmp_path: Path) -> None:
    write(draft(), tmp_path / "full.docx", Form(Citations.NONE, Head.DOCUMENT, imprint=True, opinion=opinion()))
    pages = [re.sub(r"\s", "", shown) for shown in rendered(tmp_path, "full")]
    form = next(shown for shown in pages if "对办理结果" in shown)
    assert form.startswith("附件人大代表建议办理情况征询意见表")
    assert [shown for shown in pages if "抄送：" in shown] == [form]  # at the foot of the last page


def test_a_line_holds_28_characters_and_a_page_22_lines(tmp_path: Path) -> None:
    document = docx.Document()
    page.add_styles(document)
    page.lay_out(document.sections[0])
    document.add_paragraph("国" * 28 * 30, style=page.FLUSH)
    document.save(str(tmp_path / "grid.docx"))
    first = rendered(tmp_path, "grid")[0]
    assert [len(line) for line in first.split()] == [28] * 22
