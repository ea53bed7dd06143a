"""Which units an answer is made of."""

from __future__ import annotations

from assistant.compose import choose
from assistant.question import analyse
from assistant.reader import Reading
from assistant.units import Unit
from index.schema import BlockKind, Chunk, Hit


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
    assert len(choose(analyse("绕城公路增设的五个收费站分别叫什么？"), readings)) < len(gates)
