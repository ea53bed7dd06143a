"""The words of a refusal."""

from __future__ import annotations

import pytest

from assistant.reader import Reading
from assistant.refusal import instead_of, refusal
from assistant.units import Unit
from index.schema import BlockKind, Chunk, Hit

WORDS = "2023年，重庆自贸试验区推广第六批经验31项。"


def _near(covered: float = 0.8) -> Reading:
    chunk = Chunk("c", "a.txt", 0, len(WORDS), BlockKind.PARAGRAPH, (), WORDS, WORDS)
    return Reading(Unit(Hit(chunk, 1.0, 0.9, 1.0), 0, len(WORDS), WORDS), 1.0, 0.9, 1.0, covered, form=True)


@pytest.mark.parametrize(
    ("missing", "instead"),
    [
        (("2025年",), ("2023年",)),
        (("第七批",), ("第六批",)),
        (("上海",), ("重庆",)),
        (("2025年", "上海"), ("2023年", "重庆")),
        (("王建国",), ()),  # nothing stands for a person
        (("2025年", "王建国"), ()),
        ((), ()),
    ],
)
def test_what_the_nearest_words_are_about(missing: tuple[str, ...], instead: tuple[str, ...]) -> None:
    assert instead_of(missing, _near()) == instead


def test_words_that_are_not_near_are_not_named() -> None:
    assert instead_of(("2025年",), _near(covered=0.2)) == ()
    assert instead_of(("2025年",), None) == ()


def test_a_refusal_says_what_is_not_there_and_what_is() -> None:
    text = refusal(["第七批", "第七批", "重庆"], ["第六批"], lambda name: name == "重庆")
    assert "没有提到“第七批”）" in text
    assert "资料中与此相近的，是第六批的内容。可以换一种问法" in text
    assert refusal([], [], lambda _: True).startswith("现有资料中没有找到")
