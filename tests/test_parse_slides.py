import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from index.errors import UserError
from index.parse import slides
from index.schema import Piece


def test_a_made_presentation(tmp_path):
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    body = first.placeholders[1].text_frame
    body.text = "扩大开放\v优化环境"
    for kind, text in (("ea1ChsPeriod", "登记"), ("ea1ChsPeriod", "监管"), ("arabicParenBoth", "")):
        item = body.add_paragraph()
        item.text = text
        etree.SubElement(item._p.get_or_add_pPr(), item._p.nsmap["a"].join("{}") + "buAutoNum", type=kind)
    first.shapes.title.text = "工作\v汇报"
    first.shapes.add_textbox(0, Inches(0.1), Inches(3), Inches(0.5)).text_frame.text = "东山市商务局"
    hidden = deck.slides.add_slide(deck.slide_layouts[1])
    hidden.shapes.title.text = "不应读到"
    hidden.element.set("show", "0")
    third = deck.slides.add_slide(deck.slide_layouts[6])
    table = third.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for row, column, text in ((0, 0, "名称"), (0, 1, "数量"), (1, 0, "市场"), (1, 1, "5"), (2, 1, "6")):
        table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    deck.save(tmp_path / "a.pptx")
    assert list(slides.read(tmp_path / "a.pptx").pieces) == [
        Piece("工作 汇报", heading=1, page=1),
        Piece("东山市商务局", page=1),
        Piece("扩大开放", page=1),
        Piece("优化环境", page=1),
        Piece("一. 登记", page=1),
        Piece("二. 监管", page=1),
        Piece(cells=("名称", "数量"), is_header=True, table=1, page=3),
        Piece(cells=("市场", "5"), table=1, page=3),
        Piece(cells=("市场", "6"), table=1, page=3),
    ]


@pytest.mark.parametrize(("content", "words"), [(b"text", "不是 PowerPoint"), (b"PK\x03\x04", "已损坏")])
def test_what_is_no_presentation_is_refused(tmp_path, content, words):
    (tmp_path / "a.pptx").write_bytes(content)
    with pytest.raises(UserError, match=words):
        slides.read(tmp_path / "a.pptx")


def test_another_office_file_is_refused(tmp_path):
    from office_samples import make_docx, paragraph

    with pytest.raises(UserError, match="已损坏"):
        slides.read(make_docx(tmp_path / "a.pptx", paragraph("甲")))
