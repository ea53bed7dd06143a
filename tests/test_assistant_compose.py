"""Which units an answer is made of."""

from __future__ import annotations

from pathlib import Path

from assistant.compose import Statement, choose, compose, from_enumeration, from_readings
from assistant.enumeration import enumeration_at
from assistant.question import analyse
from assistant.reader import Reading
from assistant.units import Unit, units_of
from index.chunk import chunk
from index.parse import parse
from index.schema import Block, BlockKind, Chunk, Document, Hit


def _readings(*texts: str) -> list[Reading]:
    hits = [Hit(Chunk(t, "a.txt", 0, len(t), BlockKind.PARAGRAPH, (), t, t), 1.0, 0.9, 1.0) for t in texts]
    return [
        Reading(Unit(hit, 0, len(hit.chunk.text), hit.chunk.text), 4.0 - n, 0.9, 0.5, 0.7, form=True)
        for n, hit in enumerate(hits)
    ]


def test_a_counted_list_of_provisions_worded_alike_is_told_whole() -> None:
    gates = [
        f"{n}、同意在绕城公路增设{name}收费站，启用后撤销{old}匝道收费站。"
        for n, name, old in (
            ("一", "东门", "甲村"),
            ("三", "西门", "乙庄"),
            ("二", "南门", "丙镇"),
            ("四", "北门", "丁屯"),
        )
    ]
    readings = _readings(*gates, "五、收费期限与原路段一致。")
    chosen = choose(analyse("绕城公路增设的四个收费站分别叫什么？"), readings)
    assert [reading.unit.text for reading in chosen] == gates
    for other in ("五", "十四"):
        assert len(choose(analyse(f"绕城公路增设的{other}个收费站分别叫什么？"), readings)) < len(gates)


def test_what_opens_a_list_is_told_with_its_items(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "青石县渡口管理办法\n第七条 渡船有下列情形之一的，不得开航：\n（一）天气恶劣的，包括：\n1.风力超过六级的；\n"
        "2.大雾的；\n（二）超载的；\n（三）船员不齐的。\n第八条 渡口夜间关闭。\n",
        encoding="utf-8",
    )
    document = parse(path, "a.txt", 10_000)
    hits = [Hit(piece, 1.0, 0.9, 1.0) for piece in chunk(document, 320)]
    chosen = ("不得开航", "恶劣", "超载", "夜间")
    told = [unit for hit in hits for unit in units_of(hit) if any(words in unit.text for words in chosen)]
    readings = [Reading(unit, 1.0, 0.9, 0.5, 0.7, form=True) for unit in told]
    assert [unit.opens_list for unit in told] == [True, True, False, False]
    first, other = from_readings(readings, {"a.txt": document})
    assert first.words.endswith(
        "不得开航：（一）天气恶劣的，包括：1.风力超过六级的；2.大雾的；（二）超载的；（三）船员不齐的。"
    )
    assert other.words == "第八条 渡口夜间关闭。"


def test_a_year_in_square_brackets_is_no_marker() -> None:
    text = "按青财税[2013]106号办理。"
    document = Document("a.txt", "0", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), {})
    composed = compose([Statement(document, 0, len(text), (), text)])
    assert composed.text == "据《a》：按青财税〔2013〕106号办理[1]。"
    (citation,) = composed.citations
    assert citation.quote == text
    assert [check.supported for check in citation.checks] == [True]


def test_a_list_keeps_the_blanks_between_figures_and_latin_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "青石县渡口管理办法\n第七条 渡船应当备有：\n（一）Class  A 救生圈 2 只；\n（二）频道 16 70。\n",
        encoding="utf-8",
    )
    document = parse(path, "a.txt", 10_000)
    listed = enumeration_at(document, document.text.index("渡船"))
    assert listed is not None
    assert from_enumeration(listed, document).words.endswith("（一）Class A救生圈2只；（二）频道16 70。")


def test_an_item_that_is_cut_shows_it_and_keeps_its_figures_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    items = [f"一是{'甲' * 56}10000元的渡口给予补助，发生过事故的除外", *(f"{n}是{'乙' * 60}" for n in "二三四五六")]
    path.write_text(f"青石县渡口管理办法\n\n补助按下列标准发放：{'；'.join(items)}。\n", encoding="utf-8")
    document = parse(path, "a.txt", 10_000)
    listed = enumeration_at(document, document.text.index("补助"))
    assert listed is not None
    told = from_enumeration(listed, document).words.split("；")
    assert told[0] == f"补助按下列标准发放：一是{'甲' * 56}……"
    assert told[1:] == [*(f"{n}是{'乙' * 58}……" for n in "二三四五六"), ""]
