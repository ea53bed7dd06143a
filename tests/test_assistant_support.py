"""What a question names and the words relied on are not about."""

from __future__ import annotations

import pytest

from assistant.question import analyse
from assistant.reader import Reading
from assistant.support import Source, missing_names
from assistant.units import Unit
from index.parse import parse
from index.schema import BlockKind, Chunk, Hit

TEXT = """河北省孕期免费筛查工作截至2016年6月底进展情况

为全省孕妇免费提供筛查服务，共筛查607人。

筛查机构按月报送进展，费用由省级财政承担。

保定市筛查200人。
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    file = tmp_path_factory.mktemp("support") / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    return Source.of(parse(file, "a.txt", 1_000_000))


def _missing(question: str, words: str, source: Source) -> tuple[str, ...]:
    start = source.document.text.index(words)
    end = start + len(words)
    chunk = Chunk("c", "a.txt", start, end, BlockKind.PARAGRAPH, (), words, words)
    unit = Unit(Hit(chunk, 1.0, 0.9, 1.0), start, end, words)
    return missing_names(analyse(question), Reading(unit, 1.0, 0.9, 1.0, 1.0, form=True), source)


@pytest.mark.parametrize(
    ("question", "words", "missing"),
    [
        ("住在保定能不能享受免费筛查？", "为全省孕妇免费提供筛查服务，共筛查607人。", ()),
        ("保定筛查了多少人？", "为全省孕妇免费提供筛查服务，共筛查607人。", ("保定",)),
        ("保定筛查了多少人？", "保定市筛查200人。", ()),
        ("沈阳筛查了多少人？", "保定市筛查200人。", ("沈阳",)),
        ("2016年6月底保定筛查了多少人？", "保定市筛查200人。", ()),
        ("2016年年底保定筛查了多少人？", "保定市筛查200人。", ("12月",)),
        ("2016年上半年保定筛查了多少人？", "保定市筛查200人。", ()),
    ],
)
def test_missing(question: str, words: str, missing: tuple[str, ...], source: Source) -> None:
    assert _missing(question, words, source) == missing
