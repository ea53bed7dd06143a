from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from index.errors import UserError
from index.parse import ocr, pdf


def box(left, top, right, bottom):
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=float)


def test_boxes_become_lines_in_points_and_neighbours_join():
    result = SimpleNamespace(
        boxes=[box(600, 104, 900, 146), box(150, 100, 450, 150), box(150, 200, 600, 250), box(0, 300, 10, 310)],
        txts=["(一）目标", "总体要求", "第二行", "污点"],
        scores=[0.9, 0.99, 0.9, 0.2],
    )
    lines = ocr._lines(result, 3, 842.0)
    assert [(line.text, line.left, line.right, line.page) for line in lines] == [
        ("总体要求 （一）目标", 72.0, 432.0, 3),
        ("第二行", 72.0, 288.0, 3),
    ]


def test_a_page_without_words_has_no_lines():
    assert ocr._lines(SimpleNamespace(boxes=None, txts=None, scores=None), 1, 842.0) == []


def test_without_the_extra_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(UserError, match="pip install"):
        list(ocr.read_pages(tmp_path / "a.pdf", [1]))


def test_a_scanned_page_is_read(tmp_path):
    pytest.importorskip("rapidocr", reason="needs the extra ocr")
    try:
        font = ImageFont.truetype("NotoSansCJK-Regular.ttc", 33)
    except OSError:
        pytest.skip("needs a Chinese font: apt install fonts-noto-cjk")
    image = Image.new("L", (1240, 1754), 255)
    for number, line in enumerate(["市场管理办法", "为了规范市场，制定本办法。"]):
        ImageDraw.Draw(image).text((165, 250 + number * 90), line, font=font, fill=0)
    image.save(tmp_path / "a.pdf", resolution=150)
    found = [piece.text for piece in pdf.read(tmp_path / "a.pdf").pieces]
    assert found == [
        "市场管理办法",
        "为了规范市场，制定本办法。",
    ]
