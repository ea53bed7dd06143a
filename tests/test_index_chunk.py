"""Chunks: the document's own words in order, along its headings and rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunk import chunk
from index.parse import READERS, fields, parse, structure
from index.schema import BlockKind, Chunk, Document, Piece, Source

CORPUS = Path(__file__).parents[1] / "eval" / "corpus"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
SIZE = 80


def made(pieces: list[Piece]) -> Document:
    source = Source(tuple(pieces))
    text, blocks = structure.assemble(source)
    return Document("文稿.txt", "0" * 64, text, blocks, fields.read(text, blocks, source))


def lines(*texts: str) -> Document:
    return made([Piece(text) for text in texts])


def check(document: Document, size: int) -> list[Chunk]:
    """Check all that must hold of any document's chunks."""
    chunks = chunk(document, size)
    covered = [False] * len(document.text)
    behind = 0
    for piece in chunks:
        assert piece.text == document.text[piece.start : piece.end]
        assert piece.text.strip() or not document.text.strip()
        assert piece.start >= behind
        behind = piece.end
        covered[piece.start : piece.end] = [True] * (piece.end - piece.start)
        assert len(piece.text) <= size or piece.kind is BlockKind.ROW
    assert not [c for c, known in zip(document.text, covered, strict=True) if not known and not c.isspace()]
    assert len({piece.id for piece in chunks}) == len(chunks)

    for block in document.blocks:
        inside = [piece for piece in chunks if piece.start < block.end and block.start < piece.end]
        if block.kind is BlockKind.ROW and block.end > block.start:
            assert len(inside) == 1  # a row is whole, and no other row is with it
            assert (inside[0].columns, inside[0].cells) == (block.columns, block.cells)
        if block.kind is BlockKind.PARAGRAPH:
            assert {piece.section for piece in inside} <= {block.section}
    return chunks


SENTENCES = [
    "学校应当逐车建立台账。",
    "各区要在六月底前报送材料；逾期的，说明理由。",
    "校车每天六点半发车，",
    "2024年共更新校车120辆",
]
WORDS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=14).map("".join)
LABELS = ["一、", "二、", "（一）", "（二）", "1.", "2．", "（1）", "第一章 ", "第二条 ", "附件", "其中："]
HEADINGS = st.tuples(
    st.sampled_from(LABELS), st.sampled_from(["总体要求", "工作安排。", ""]), st.one_of(st.just(""), WORDS)
)
ROWS = st.lists(st.sampled_from(["1", "更新校车", "", "教育局、公安局", "甲" * 100]), min_size=2, max_size=3)
PIECES = st.lists(
    st.one_of(
        WORDS.map(Piece),
        HEADINGS.map("".join).map(Piece),
        ROWS.map(lambda cells: Piece(cells=tuple(cells), table=1)),
        st.just(Piece(cells=("序号", "任务", "单位"), table=1, is_header=True)),
        st.sampled_from(["河东市教育局", "2023年5月6日", "关于校车的通知", "各学校：", " "]).map(Piece),
        st.text(max_size=200).map(lambda text: Piece(text.replace("\n", ""))),
    ),
    max_size=14,
)


@settings(max_examples=80, deadline=None)
@given(PIECES, st.sampled_from([80, 320]))
def test_chunks_of_any_document(pieces: list[Piece], size: int) -> None:
    check(made(pieces), size)


@pytest.mark.parametrize("name", [path.name for path in sorted(CORPUS.iterdir()) if path.suffix in READERS])
def test_chunks_of_the_sample_documents(name: str) -> None:
    document = parse(CORPUS / name, name, 50_000_000)
    assert len(check(document, 320)) > 5
    check(document, 80)


def test_chunks_of_the_real_documents() -> None:
    paths = sorted(SEEDS.glob("*.txt"))
    if not paths:
        pytest.skip("the sample documents in shared/seeds are not there")
    for path in paths:
        check(parse(path, path.name, 50_000_000), 320)


def test_a_relative_time_is_searched_with_the_absolute_one() -> None:
    document = lines("关于校车的通知", "各学校：", "今年3月更新校车，请各校做好准备。", "河东市教育局", "2023年5月6日")
    found = chunk(document, SIZE)[1]
    assert found.text == "今年3月更新校车，请各校做好准备。"
    assert found.index_text.endswith("今年3月（2023年3月）更新校车，请各校做好准备。")


def test_a_heading_goes_with_the_text_below_it() -> None:
    document = lines(
        "关于校车的通知", "各学校：", "一、总体要求", "（一）目标", "更新校车。", "（二）原则", "安全第一。"
    )
    assert [(piece.text, piece.section) for piece in chunk(document, SIZE)] == [
        ("关于校车的通知\n各学校：", ()),
        ("一、总体要求\n（一）目标\n更新校车。", ("一、总体要求", "（一）目标")),
        ("（二）原则\n安全第一。", ("一、总体要求", "（二）原则")),
    ]


def test_headings_without_text_go_together_only_below_the_same_heading() -> None:
    document = lines("关于校车的通知", "一、校车", "（一）更新", "（二）检修", "二、司机", "（一）培训")
    assert [(piece.text, piece.section) for piece in chunk(document, SIZE)[1:]] == [
        ("一、校车\n（一）更新\n（二）检修", ("一、校车",)),
        ("二、司机\n（一）培训", ("二、司机",)),
    ]


def test_short_paragraphs_go_together_up_to_the_size() -> None:
    sentence = "校车应当每天检查一次，并由照管员和司机分别签字。"
    document = lines("关于校车的通知", "一、检查", *[sentence] * 5)
    assert [piece.text.count("校车应当") for piece in chunk(document, SIZE)[1:]] == [3, 2]


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    sentence = "校车应当每天检查一次，并由照管员和司机分别签字。"
    document = lines("关于校车的通知", "一、检查", sentence * 7)
    chunks = check(document, SIZE)[1:]
    assert all(piece.text.endswith("。") for piece in chunks)
    assert chunks[0].text.startswith("一、检查\n校车")
    assert {piece.section for piece in chunks} == {("一、检查",)}


def test_a_figure_is_not_cut_at_its_thousands() -> None:
    document = lines("一、资金", "全年共安排资金" + "1,234,567,890元," * 20)
    assert not [piece.text for piece in chunk(document, SIZE) if piece.text.endswith(("1,", "4,", "7,"))]


def test_a_row_is_searched_with_the_names_of_its_columns() -> None:
    document = made(
        [
            Piece("河东市校车任务表"),
            Piece(cells=("序号", "任务", "单位"), table=1, is_header=True),
            Piece(cells=("1", "更新校车", ""), table=1),
            Piece(cells=("2", "培训司机" * 30, "交通局"), table=1),
        ]
    )
    rows = [piece for piece in chunk(document, SIZE) if piece.kind is BlockKind.ROW]
    assert [piece.text for piece in rows] == ["1\t更新校车\t", f"2\t{'培训司机' * 30}\t交通局"]
    assert rows[0].index_text == "河东市校车任务表\n序号：1；任务：更新校车"
    assert rows[0].columns == ("序号", "任务", "单位")
    assert [document.text[start:end] for start, end in rows[0].cells] == ["1", "更新校车", ""]


def test_a_very_long_row_is_one_passage_and_its_short_cells_are_searched_first() -> None:
    names = Piece(cells=("序号", "任务", "内容", "单位"), table=1, is_header=True)
    document = made(
        [Piece("河东市校车任务表"), names, Piece(cells=("1", "更新校车", "逐辆检查。" * 200, "教育局"), table=1)]
    )
    row = chunk(document, SIZE)[-1]
    assert row.text == f"1\t更新校车\t{'逐辆检查。' * 200}\t教育局"
    assert row.index_text.startswith("河东市校车任务表\n序号：1；任务：更新校车；单位：教育局；内容：逐辆检查。")


def test_what_is_searched_begins_with_the_title_and_the_heading_path() -> None:
    document = lines("关于校车的通知", "各学校：", "一、检查", "（一）范围。全市所有校车都要检查一遍。")
    assert chunk(document, SIZE)[-1].index_text.split("\n")[:2] == ["关于校车的通知", "一、检查 （一）范围"]


def test_the_same_words_elsewhere_have_another_id() -> None:
    chunks = check(lines("一、检查", "每天一次。", "二、保养", "每天一次。"), SIZE)
    assert len({piece.id for piece in chunks}) == 2


def test_a_document_of_nothing_has_no_chunks() -> None:
    assert chunk(made([]), SIZE) == []


def test_each_piece_of_what_goes_on_over_pages_tells_the_page_it_begins_on() -> None:
    opening, item = "学校应当" * 12 + "：", "逐车建立台账" * 10 + "。"
    lines_ = (("关于校车的通知", 1), ("一、检查", 1), (opening, 1), (item, 2))
    chunks = chunk(made([Piece(text, page=page) for text, page in lines_]), SIZE)
    assert [(piece.text, piece.page) for piece in chunks[-2:]] == [(f"一、检查\n{opening}", 1), (item, 2)]
