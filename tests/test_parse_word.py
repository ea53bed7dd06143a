import zipfile

import docx
import pytest
from office_samples import level, make_docx, numbered, numbering, paragraph

from index.errors import UserError
from index.parse import word
from index.schema import Piece


def read(tmp_path, body, **parts):
    return list(word.read(make_docx(tmp_path / "a.docx", body, **parts)).pieces)


def texts(tmp_path, body, **parts):
    return [piece.text for piece in read(tmp_path, body, **parts)]


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_a_made_document_in_reading_order(tmp_path):
    document = docx.Document()
    document.add_paragraph("示范市场管理办法", "Title")
    document.add_heading("第一章 总则", 1)
    document.add_heading("第一节 目的", 2)
    first = document.add_paragraph("为了规范市场，")
    first.add_run().add_break()
    first.add_run("制定本办法。\u00ad\t附后")
    table = document.add_table(4, 3)
    for row, values in enumerate(
        [["序号", "事项", "责任部门"], ["1", "登记", "市场局"], ["2", "检查", ""], ["3", "公示", ""]]
    ):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 1).merge(table.cell(3, 2))
    document.add_paragraph("本办法自发布之日起施行。")
    document.add_paragraph("附表", "Title")
    document.save(tmp_path / "a.docx")
    source = word.read(tmp_path / "a.docx")
    assert source.metadata == {"title": "示范市场管理办法"}
    assert list(source.pieces) == [
        Piece("示范市场管理办法"),
        Piece("第一章 总则", heading=1),
        Piece("第一节 目的", heading=2),
        Piece("为了规范市场，"),
        Piece("制定本办法。 附后"),
        Piece(cells=("序号", "事项", "责任部门"), is_header=True, table=1),
        Piece(cells=("1", "登记", "市场局"), table=1),
        Piece(cells=("2", "检查", "市场局"), table=1),
        Piece(cells=("3", "公示", ""), table=1),
        Piece("本办法自发布之日起施行。"),
        Piece("附表"),
    ]


def test_tracked_changes_read_as_accepted(tmp_path):
    deleted = '<w:del w:id="2"><w:r><w:delText>删去</w:delText></w:r></w:del>'
    rows = (
        f'<w:tr>{cell("甲")}{cell("乙")}</w:tr><w:tr><w:trPr><w:del w:id="6"/></w:trPr>{cell("丙")}{cell("丁")}</w:tr>'
    )
    body = (
        f'<w:p>{run("保留")}<w:ins w:id="1">{run("新增")}</w:ins>{deleted}</w:p>'
        f'<w:p><w:moveFrom w:id="3">{run("移动的话")}</w:moveFrom></w:p>'
        f'<w:p><w:moveTo w:id="4">{run("移动的话")}</w:moveTo></w:p>'
        f'<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr>{run("前半句，")}</w:p><w:p>{run("后半句。")}</w:p>'
        f"<w:tbl>{rows}</w:tbl>"
    )
    pieces = read(tmp_path, body)
    assert [piece.text or piece.cells for piece in pieces] == ["保留新增", "移动的话", "前半句，后半句。", ("甲", "乙")]


def test_headings_by_style_name_inherited_level_and_own_level(tmp_path):
    styles = (
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="条"/>'
        '<w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="款"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        paragraph("目录行 1", '<w:pStyle w:val="t"/>')
        + paragraph("甲", '<w:pStyle w:val="2"/>')
        + paragraph("乙", '<w:pStyle w:val="a"/>')
        + paragraph("丙", '<w:pStyle w:val="c"/>')
        + paragraph("丁", '<w:pStyle w:val="2"/><w:outlineLvl w:val="9"/>')
        + paragraph("戊", '<w:outlineLvl w:val="0"/>')
    )
    pieces = read(tmp_path, body, styles=styles)
    assert [(piece.text, piece.heading) for piece in pieces] == [("甲", 2), ("乙", 3), ("丙", 4), ("丁", 0), ("戊", 1)]


def test_content_controls_text_boxes_fields_and_hidden_text(tmp_path):
    box = f"<w:txbxContent>{paragraph('框内文字')}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('控件内文字')}</w:sdtContent></w:sdt>"
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
        f"<w:p>{run('锚定')}<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
        f"<w:hyperlink>{run('链接文字')}</w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:noBreakHyphen/></w:r></w:p>'
    )
    assert texts(tmp_path, body) == ["控件内文字", "锚定", "框内文字", "链接文字☑-"]


def test_notes_follow_the_paragraph_that_refers_to_them(tmp_path):
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{paragraph("—")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("见统计公报。")}</w:footnote>'
    )
    body = f'<w:p>{run("增长5%")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}</w:p>' + paragraph("下一段。")
    assert texts(tmp_path, body, footnotes=notes) == ["增长5%［1］。", "注［1］：见统计公报。", "下一段。"]


def test_table_with_declared_header_nested_table_and_numbered_column(tmp_path):
    nested = f"<w:tbl><w:tr>{cell('内甲')}{cell('内乙')}</w:tr></w:tbl>"
    blank = '<w:tc><w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:tc>'
    wide = '<w:gridSpan w:val="2"/>'
    header = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('号')}{cell('说明', wide)}</w:tr>"
    body = (
        f"<w:tbl>{header}<w:tr>{blank}{cell('一段')}<w:tc>{nested}{paragraph('表后')}</w:tc></w:tr>"
        f"<w:tr>{blank}{cell('两格', wide)}</w:tr></w:tbl>"
    )
    pieces = read(tmp_path, body, numbering=numbering(level(0, "decimal", "%1")))
    assert pieces == [
        Piece(cells=("号", "说明", "说明"), is_header=True, table=1),
        Piece(cells=("1", "一段", "内甲 内乙 表后"), table=1),
        Piece(cells=("2", "两格", ""), table=1),
    ]


def test_macros_are_ignored_and_the_text_is_read(tmp_path):
    path = make_docx(tmp_path / "a.docx", paragraph("带宏的文件。"), macro=True)
    assert word.read(path).pieces == (Piece("带宏的文件。"),)


def test_strict_files_are_read(tmp_path):
    path = make_docx(tmp_path / "a.docx", numbered("甲"), numbering=numbering(level(0, "decimal", "%1.")))
    strict = tmp_path / "strict.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
                b"http://purl.oclc.org/ooxml/wordprocessingml/",
            )
            new.writestr(name, content)
    assert word.read(strict).pieces == (Piece("1.甲"),)


def test_entities_are_refused(tmp_path):
    prefix = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(UserError, match="不安全"):
        word.read(make_docx(tmp_path / "a.docx", paragraph("&e;"), prefix=prefix))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"plain words", "不是 Word 文档"),
        (b"PK\x03\x04 broken", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "旧版格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ],
)
def test_what_is_no_word_file_is_refused(tmp_path, content, words):
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(UserError, match=words):
        word.read(tmp_path / "a.docx")


def test_malformed_xml_is_refused(tmp_path):
    with pytest.raises(UserError, match="已损坏"):
        word.read(make_docx(tmp_path / "a.docx", "<w:p>"))
