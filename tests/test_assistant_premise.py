"""Questions that take something wrong for granted."""

from assistant.premise import added_to_list, contradicts
from assistant.question import analyse
from assistant.reader import Reading
from assistant.units import Unit
from index.schema import BlockKind, Chunk, Hit


def _reading(text: str) -> Reading:
    chunk = Chunk("c", "a.txt", 0, len(text), BlockKind.PARAGRAPH, (), text, text)
    return Reading(Unit(Hit(chunk, 1.0, 0.9, 1.0), 0, len(text), text), 1.0, 0.9, 1.0, 1.0, form=True)


def test_another_figure_with_the_same_unit_contradicts() -> None:
    evidence = _reading("第六批共31项改革创新经验做法。")
    assert contradicts(analyse("第六批推广了35项经验，对吧？"), evidence)
    assert not contradicts(analyse("第六批推广了31项经验，对吧？"), evidence)
    assert not contradicts(analyse("第六批推广了35项经验，由谁负责？"), evidence), "nothing is asked to be confirmed"
    assert not contradicts(analyse("投入了35万元，对吧？"), evidence), "another unit says nothing"


def test_a_name_added_to_a_list() -> None:
    evidence = _reading("首批批准设置盖州市、鲅鱼圈区。")
    asked = analyse("首批批准了盖州、鲅鱼圈和大石桥，大石桥的范围怎么定？")
    assert added_to_list(asked, ["大石桥"], [evidence]) is evidence
    assert added_to_list(analyse("大石桥的范围怎么定？"), ["大石桥"], [evidence]) is None
