import pytest

from index.errors import UserError
from index.parse import page, parse
from index.schema import Piece

GOVERNMENT = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>关于建设示范市场的通知_通知公告_东山市人民政府</title>
<meta name="PubDate" content="2024-05-06 10:00"></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/zw">政务公开</a></div>
<table class="xxgk"><tr><td>索 引 号：</td><td>0001/2024</td><td>主题分类：</td><td>商贸</td></tr>
<tr><td>发文机关：</td><td>东山市人民政府办公室</td><td>成文日期：</td><td>2024年4月28日</td></tr>
<tr><td>标　　题：</td><td colspan="3">关于建设示范市场的通知</td></tr>
<tr><td>发文字号：</td><td>东政办发〔2024〕7号</td><td>发布日期：</td><td>2024年5月6日</td></tr></table>
<h1>关于建设<br>示范市场的通知</h1>
<div class="TRS_Editor"><div class="TRS_Editor"><style>p{color:red}</style>
<p align="center">各区人民政府：</p><p>　　为了推进市场&nbsp;建设，现就有关事
项通知如下，请认真贯彻执行。</p><h2>一、总体要求</h2><p>（一）目标。建成&amp;lt;5个&amp;gt;市场。<script>alert(1)</script></p>
<table><caption>任务表</caption><tr><th rowspan="2">序号</th><th colspan="2">数量</th></tr>
<tr><th>计划</th><th>实际</th></tr>
<tr><td rowspan="2">1</td><td>20<br>个</td><td>30</td></tr><tr><td>21</td><td>31</td></tr></table>
<ol start="3" type="a"><li>甲</li><li>乙</li></ol><p style="display: none">隐藏</p>
<p>附件：<a href="javascript:void(0)">任务清单.pdf</a></p></div></div>
<div class="footer">主办：东山市人民政府 版权所有</div></body></html>"""


def test_a_government_page_in_gb18030():
    source = page.read_bytes(GOVERNMENT.encode("gb18030"), "a.html")
    assert source.metadata == {
        "title": "关于建设示范市场的通知",
        "doc_number": "东政办发〔2024〕7号",
        "issuer": "东山市人民政府办公室",
        "date": "2024-04-28",
        "published": "2024-05-06",
    }
    assert list(source.pieces) == [
        Piece("关于建设示范市场的通知"),
        Piece("各区人民政府："),
        Piece("为了推进市场 建设，现就有关事项通知如下，请认真贯彻执行。"),
        Piece("一、总体要求", heading=2),
        Piece("（一）目标。建成&lt;5个&gt;市场。"),
        Piece("任务表"),
        Piece(cells=("序号", "数量-计划", "数量-实际"), is_header=True, table=1),
        Piece(cells=("1", "20 个", "30"), table=1),
        Piece(cells=("1", "21", "31"), table=1),
        Piece("c. 甲"),
        Piece("d. 乙"),
        Piece("附件：任务清单.pdf"),
    ]


PLAIN = """<!doctype html><meta charset="utf-8"><title>市场管理办法-政策文件-东山市商务局网站</title><body>
<ul><li><a href=1>新闻，要闻。</a></li><li><a href=2>公告，通知。</a></li></ul>
<div><div id=left><a href=3>相关，链接。</a></div><div id=main><h1>市场管理办法</h1>
<p>第一条　为了规范市场，制定本办法。</p>
<p>第二条　市商务局负责，各区配合。<br>第三条　本办法自公布之日起施行，旧办法废止。</p>
<table><tr><td><p>第一段，在版式表格中。</p><p>第二段，也是。</p></td></tr></table></div></div>
<p>网站标识码 <span>123</span></p></body>"""


def test_an_unknown_page_gives_its_innermost_block_of_prose():
    source = page.read_bytes(PLAIN.encode(), "a.html")
    assert source.metadata == {"title": "市场管理办法"}
    assert [(piece.text, piece.heading) for piece in source.pieces] == [
        ("市场管理办法", 1),
        ("第一条 为了规范市场，制定本办法。", 0),
        ("第二条 市商务局负责，各区配合。", 0),
        ("第三条 本办法自公布之日起施行，旧办法废止。", 0),
        ("第一段，在版式表格中。", 0),
        ("第二段，也是。", 0),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_pages_are_decoded_whatever_they_declare(encoding):
    text = '<meta charset="gbk"><p>人大代表建议办理，镕基。</p>'
    assert page.read_bytes(text.encode(encoding), "a.html").pieces == (Piece("人大代表建议办理，镕基。"),)


def test_big5_is_read_where_declared():
    text = '<meta charset="big5"><p>臺灣地區，資料。</p>'
    assert page.read_bytes(text.encode("big5"), "a.html").pieces == (Piece("臺灣地區，資料。"),)


def test_labels_beside_their_values_without_a_table():
    text = (
        "<div><span>文号：</span><span>东商发〔2023〕12号</span></div><p>发布时间：2023年3月9日 来源：本网</p>"
        "<div id=zoom><p>" + "为了规范市场，现通知如下。" * 5 + "</p></div>"
    )
    found = page.read_bytes(text.encode(), "a.html").metadata
    assert found == {"doc_number": "东商发〔2023〕12号", "published": "2023-03-09"}


def test_a_saved_page_gives_the_page_in_it(tmp_path):
    (tmp_path / "a.mhtml").write_bytes(
        b"From: <Saved by Browser>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n<p>" + "正文，一段。".encode() + b"</p>\r\n--x--\r\n"
    )
    assert page.read(tmp_path / "a.mhtml").pieces == (Piece("正文，一段。"),)


@pytest.mark.parametrize("content", ["<p>" + "政" * 4_000_000, "<div>" * 5000 + "政"], ids=["long", "deep"])
def test_what_the_parser_would_cut_is_refused(content):
    with pytest.raises(UserError, match="超长文字或嵌套过深"):
        page.read_bytes(content.encode(), "a.html")


def test_entities_are_not_resolved_and_an_empty_page_has_no_pieces():
    text = '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname">]><p>甲&e;乙</p>'
    assert "".join(piece.text for piece in page.read_bytes(text.encode(), "a.html").pieces).endswith("甲&e;乙")
    assert page.read_bytes(b"<html><body></body></html>", "a.html").pieces == ()


def test_an_empty_file_is_refused():
    with pytest.raises(UserError, match="不是完整的网页"):
        page.read_bytes(b"", "a.html")


@pytest.mark.parametrize("title", ["首页-东山市人民政府网", "", "通知"])
def test_a_browser_title_that_names_no_document_is_left_out(title):
    assert page.read_bytes(f"<title>{title}</title><p>正文。</p>".encode(), "a.html").metadata == {}


def test_several_labels_in_one_line():
    text = (
        "<p>索 引 号：SY01 发文机构：东山市商务局<br>成文日期：2024年7月3日 文　号：东商发〔2024〕5号 "
        "发布日期：2024-07-05</p>"
        "<div class='article-content'>" + "正文。" * 30 + "</div>"
    )
    assert page.read_bytes(text.encode(), "a.html").metadata == {
        "issuer": "东山市商务局",
        "date": "2024-07-03",
        "doc_number": "东商发〔2024〕5号",
        "published": "2024-07-05",
    }


def test_a_common_name_is_believed_only_of_a_part_with_much_prose():
    text = f"<div class=view>{'要闻推荐' * 20}</div><div><p>{'正文，一段。' * 30}</p></div>"
    assert [piece.text for piece in page.read_bytes(text.encode(), "a.html").pieces] == ["正文，一段。" * 30]


def test_unknown_elements_stand_within_a_paragraph_and_preformatted_lines_apart():
    text = "<p>自<st1:chsdate>2024年</st1:chsdate>起<o:p></o:p>施行<nobr>。</nobr></p><pre>第一行。\n第二行。</pre>"
    assert [piece.text for piece in page.read_bytes(text.encode(), "a.html").pieces] == [
        "自2024年起施行。",
        "第一行。",
        "第二行。",
    ]


def test_marks_of_type_that_are_never_closed_do_no_harm():
    text = "<div id=zoom>" + "<p><font size=2><b>一段文字。" * 400
    assert [piece.text for piece in page.read_bytes(text.encode(), "a.html").pieces] == ["一段文字。"] * 400


def test_running_heads_of_documents_saved_as_pages_go():
    text = (
        "<p>正文，一段。</p><div title=footer><p>— 1 —</p></div>"
        "<div style='mso-element:footer'><p>2</p></div><p><span style='mso-hide:all'>x</span>完。</p>"
    )
    assert [piece.text for piece in page.read_bytes(text.encode(), "a.html").pieces] == ["正文，一段。", "完。"]


@pytest.mark.parametrize("suffix", [".mht", ".mhtml"])
def test_a_saved_page_is_read_by_its_suffix(tmp_path, suffix):
    path = tmp_path / f"通知{suffix}"
    page_part = "<html><body><h1>关于校车的通知</h1><p>各学校：</p><p>请按时报送校车的材料。</p></body></html>"
    path.write_bytes(
        b'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + page_part.encode()
        + b"\r\n--x--\r\n"
    )
    document = parse(path, path.name, 10_000)
    assert document.title == "关于校车的通知"
    assert document.text.endswith("请按时报送校车的材料。")


def test_a_table_with_columns_named_holds_another_in_a_cell():
    html = (
        "<table><tr><th>名称</th><th>床位</th></tr>"
        "<tr><td>朝阳院</td><td>120<table><tr><td>其中护理</td><td>30</td></tr></table></td></tr></table>"
    )
    assert [piece.cells for piece in page.read_bytes(html.encode(), "a.html").pieces] == [
        ("名称", "床位"),
        ("朝阳院", "120 其中护理 30"),
    ]
