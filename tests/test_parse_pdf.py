import zlib
from itertools import pairwise

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from index.errors import UserError
from index.parse import ocr, pdf, pdf_process
from index.schema import Piece

FONT = "STSong-Light"
LEFT, RIGHT, TOP = 80, 520, 720
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def new(path, **options):
    return canvas.Canvas(str(path), pagesize=A4, **options)


def write(sheet, lines, top=TOP, size=16, step=28):
    """Draw lines of (indentation in characters, text) below each other, and return the height below them."""
    sheet.setFont(FONT, size)
    for indent, text in lines:
        sheet.drawString(LEFT + indent * size, top, text)
        top -= step
    return top


def rule(sheet, columns, heights, skip=()):
    """Draw the rules of a table; ``skip`` names level rules to leave out, as (height, first column)."""
    for x in columns:
        sheet.line(x, heights[0], x, heights[-1])
    for y in heights:
        for left, right in pairwise(columns):
            if (y, left) not in skip:
                sheet.line(left, y, right, y)


def fill(sheet, columns, y, *cells):
    sheet.setFont(FONT, 10)
    for x, cell in zip(columns, cells, strict=False):
        for number, line in enumerate(cell.split("\n")):
            sheet.drawString(x + 3, y - 12 - 12 * number, line)


def found(path):
    return [(piece.page, piece.text or piece.cells) for piece in pdf.read(path).pieces]


FULL = "为了规范市场秩序，优化营商环境，促进高质量发展，现将"  # 27 characters fill a line


def test_lines_become_paragraphs_and_running_lines_go(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    for number in (1, 2, 3):
        sheet.setFont(FONT, 12)
        sheet.drawString(LEFT, 800, "东山市人民政府公报")
        sheet.drawCentredString(297, 40, f"— {number} —")
        if number == 1:
            sheet.setFont(FONT, 22)
            sheet.drawCentredString(300, 740, "东山市人民政府关于加快示范市场建设")
            sheet.drawCentredString(300, 708, "的实施意见")
            top = write(sheet, [(0, "各区人民政府："), (2, FULL[:25]), (0, "有关事项通知如下。")], top=650)
            write(sheet, [(2, "一、总体要求"), (2, "（一）指导思想。" + FULL[:17]), (0, FULL), (0, FULL)], top=top)
        elif number == 2:
            write(
                sheet,
                [(0, "有关要求通知如下。"), (2, "二、保障措施"), (2, "2024年加强领导"), (2, "再落实。")],
                top=740,
            )
        else:
            write(sheet, [(16, "东山市人民政府"), (17, "2024年5月6日"), (2, "（此件公开发布）")], top=740)
        sheet.showPage()
    sheet.save()
    assert found(tmp_path / "a.pdf") == [
        (1, "东山市人民政府关于加快示范市场建设的实施意见"),
        (1, "各区人民政府："),
        (1, FULL[:25] + "有关事项通知如下。"),
        (1, "一、总体要求"),
        (1, "（一）指导思想。" + FULL[:17] + FULL * 2 + "有关要求通知如下。"),
        (2, "二、保障措施"),
        (2, "2024年加强领导"),
        (2, "再落实。"),
        (3, "东山市人民政府"),
        (3, "2024年5月6日"),
        (3, "（此件公开发布）"),
    ]


COLUMNS = [80, 120, 220, 430, 520]


def test_a_table_over_a_page_break_is_one_table(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    write(sheet, [(2, "任务清单如下：")])
    heights = [700, 680, 650, 620]
    rule(sheet, COLUMNS, heights, skip={(650, 430)})
    fill(sheet, COLUMNS, 700, "序号", "事项", "实施内容", "部门")
    fill(sheet, COLUMNS, 680, "1", "登记制度改革", "推行全程电子化登记，进一步压缩企业开办\n时间。", "市场局")
    fill(sheet, COLUMNS, 650, "2", "信用监管", "建立信用评价机制，")
    sheet.showPage()
    heights = [760, 740, 710, 680]
    rule(sheet, COLUMNS, heights)
    fill(sheet, COLUMNS, 760, "序号", "事项", "实施内容", "部门")
    fill(sheet, COLUMNS, 740, "", "", "实行分级分类监管。", "")
    fill(sheet, COLUMNS, 710, "3", "跨境贸易", "优化通关流程。", "海关")
    write(sheet, [(2, "此件公开发布。")], top=640)
    sheet.save()
    pieces = pdf.read(tmp_path / "a.pdf").pieces
    assert list(pieces) == [
        Piece("任务清单如下：", page=1),
        Piece(cells=("序号", "事项", "实施内容", "部门"), is_header=True, table=1, page=1),
        Piece(cells=("1", "登记制度改革", "推行全程电子化登记，进一步压缩企业开办时间。", "市场局"), table=1, page=1),
        Piece(cells=("2", "信用监管", "建立信用评价机制，实行分级分类监管。", "市场局"), table=1, page=1),
        Piece(cells=("3", "跨境贸易", "优化通关流程。", "海关"), table=1, page=2),
        Piece("此件公开发布。", page=2),
    ]


def test_a_row_left_open_by_the_page_break_is_still_a_row(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    rule(sheet, COLUMNS, [100, 80])
    for x in COLUMNS:
        sheet.line(x, 80, x, 50)
    fill(sheet, COLUMNS, 100, "序号", "事项", "实施内容", "部门")
    fill(sheet, COLUMNS, 80, "1", "登记", "推行全程电子化登记，压缩", "市场局")
    sheet.showPage()
    for x in COLUMNS:
        sheet.line(x, 800, x, 780)
    rule(sheet, COLUMNS, [780, 760])
    fill(sheet, COLUMNS, 800, "", "", "企业开办时间。", "")
    fill(sheet, COLUMNS, 780, "2", "信用", "甲。", "乙")
    sheet.save()
    assert found(tmp_path / "a.pdf") == [
        (1, ("序号", "事项", "实施内容", "部门")),
        (1, ("1", "登记", "推行全程电子化登记，压缩企业开办时间。", "市场局")),
        (2, ("2", "信用", "甲。", "乙")),
    ]


def test_tables_of_their_own_stay_apart(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    rule(sheet, [80, 200, 400], [700, 680, 660])
    fill(sheet, [80, 200], 700, "单位名称", "联系电话")
    fill(sheet, [80, 200], 680, "商务局", "12345")
    sheet.showPage()
    rule(sheet, [80, 200, 400], [700, 680, 660])
    fill(sheet, [80, 200], 700, "项目名称", "责任部门")
    fill(sheet, [80, 200], 680, "示范市场", "商务局")
    sheet.save()
    tables = [(piece.table, piece.is_header) for piece in pdf.read(tmp_path / "a.pdf").pieces]
    assert tables == [(1, True), (1, False), (2, True), (2, False)]


def test_a_frame_is_no_table_and_bold_by_double_printing_reads_once(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    sheet.rect(70, 600, 400, 60)
    write(sheet, [(0, "框内的一段话，不是表格。")], top=630)
    sheet.drawString(LEFT + 0.3, 630, "框内的一段话，不是表格。")
    sheet.save()
    assert found(tmp_path / "a.pdf") == [(1, "框内的一段话，不是表格。")]


def test_a_file_with_a_password_is_refused(tmp_path):
    sheet = new(tmp_path / "a.pdf", encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    write(sheet, [(0, "保密。")])
    sheet.save()
    with pytest.raises(UserError, match="打开密码"):
        pdf.read(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no pdf at all", "不是 PDF"),
        (b"", "不是 PDF"),
        (b"%PDF-1.4\ngarbage", "已损坏"),
        (b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n%%EOF", "已损坏"),
        (b"%PDF-1.4\n1 0 obj<</Filter[/FlateDecode /FlateDecode]>>", "解压后过大"),
    ],
)
def test_damaged_and_hostile_files_are_refused(tmp_path, content, words):
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(UserError, match=words):
        pdf.read(tmp_path / "a.pdf")


def test_a_file_cut_short_is_refused_or_gives_no_wrong_text(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    write(sheet, [(2, "完整的一句话。")])
    sheet.save()
    content = (tmp_path / "a.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(content[: len(content) // 3])
    with pytest.raises(UserError, match="已损坏"):
        pdf.read(tmp_path / "a.pdf")


def test_a_stream_that_unpacks_too_far_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_MAX_STREAM_BYTES", 2_000_000)
    packed = zlib.compress(b"0" * 2_000_001, 9)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\n" + packed + b"\nendstream")
    with pytest.raises(UserError, match="解压后过大"):
        pdf.read(tmp_path / "a.pdf")


def scan(path, *, with_text):
    Image.new("L", (200, 300), 255).save(path.with_suffix(".png"))
    sheet = new(path)
    if with_text:
        write(sheet, [(2, "第一页有文字，读得出来，不必识别图片。")])
        sheet.showPage()
    sheet.drawImage(str(path.with_suffix(".png")), 0, 0, 595, 842)
    sheet.save()
    return path


def test_scans_ask_for_the_extra_and_other_pages_are_still_read(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(UserError, match=r"npc-proposal-assistant\[ocr\]"):
        pdf.read(scan(tmp_path / "a.pdf", with_text=False))
    mixed = scan(tmp_path / "b.pdf", with_text=True)
    assert found(mixed) == [(1, "第一页有文字，读得出来，不必识别图片。")]
    assert "pages [2]" in caplog.text


def test_a_file_that_takes_too_long_is_stopped_between_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", -1)
    sheet = new(tmp_path / "a.pdf")
    write(sheet, [(2, "完整的一句话。")])
    sheet.save()
    with pytest.raises(UserError, match=r"未能读完（共 1 页）"):
        pdf.read(tmp_path / "a.pdf")


def endless(path):
    """A page of a few forms that draw one another again and again, 2**40 times in all."""
    sheet = new(path)
    for number in range(40):
        sheet.beginForm(f"form{number}")
        for _ in range(2):
            if number:
                sheet.doForm(f"form{number - 1}")
            else:
                sheet.rect(0, 0, 9, 9)
        sheet.endForm()
    sheet.doForm("form39")
    sheet.save()
    return path


def test_a_page_that_never_ends_is_stopped_from_outside(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_process, "PAGE_SECONDS", 1)
    with pytest.raises(UserError, match="有一页超过 1 秒未能读完"):
        pdf_process.read(endless(tmp_path / "a.pdf"))


def test_a_process_of_its_own_reads_and_refuses_alike(tmp_path):
    sheet = new(tmp_path / "a.pdf")
    write(sheet, [(2, "完整的一句话。")])
    sheet.save()
    assert pdf_process.read(tmp_path / "a.pdf") == pdf.read(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(b"no pdf at all")
    with pytest.raises(UserError, match="的内容不是 PDF"):
        pdf_process.read(tmp_path / "b.pdf")
