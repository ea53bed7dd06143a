"""Questions that take something wrong for granted."""

import pytest

from assistant.premise import added_to_list, contradicts, issued_in, misstated, other_organ
from assistant.question import analyse
from assistant.reader import Reading
from assistant.units import Unit
from index.schema import Block, BlockKind, Chunk, Document, Hit


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


def _document(text: str) -> Document:
    return Document("a.txt", "0", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), {})


RULES = _document("领证人员有效期限为3年。公示时间不少于7日。全市共有31项改革经验。东区试点5个，西区试点8个。")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("证件的有效期限5年到了，找谁换发？", "领证人员有效期限为3年。"),
        ("要公示至少15天，在哪里公示？", "公示时间不少于7日。"),
        ("那35项改革经验由谁推广？", "全市共有31项改革经验。"),
    ],
)
def test_a_figure_stated_in_passing_that_the_document_gives_otherwise(question: str, sentence: str) -> None:
    span = misstated(analyse(question), RULES)
    assert span is not None
    assert RULES.text[slice(*span)] == sentence


@pytest.mark.parametrize(
    "question",
    [
        "有效期限3年到了，找谁换发？",  # as the document says
        "试点6个是哪些？",  # several figures: none is the one
        "除了已公布的，另外12项改革经验是什么？",  # a remainder
        "投入了35万元，由谁负责？",  # another thing
    ],
)
def test_figures_that_nothing_contradicts(question: str) -> None:
    assert misstated(analyse(question), RULES) is None


def test_another_organ_is_responsible() -> None:
    evidence = _reading("烟花爆竹由市公安局负责监管。")
    assert other_organ(analyse("烟花爆竹是应急管理局负责的，去哪里投诉？"), evidence)
    assert not other_organ(analyse("烟花爆竹是市公安局负责的，去哪里投诉？"), evidence)
    assert not other_organ(analyse("烟花爆竹由哪个局负责？"), evidence)


def test_a_year_of_issue_taken_for_granted() -> None:
    assert issued_in(analyse("2022年印发的通知要求什么？"))
    assert not issued_in(analyse("2022年完成了多少？"))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("外贸增长8%，对吗？", "网办率提高7.5%。"),  # of another thing
        ("全省收入是1234.5亿元，对吗？", "全省收入1,234.5亿元。"),
        ("投资是5000万元，对吗？", "投资5千万元，另有补助30万元。"),
    ],
)
def test_the_same_figure_or_another_things_contradicts_nothing(question: str, words: str) -> None:
    assert not contradicts(analyse(question), _reading(words))


def test_a_figure_in_chinese_numerals_is_held() -> None:
    assert misstated(analyse("那31项任务由谁推？"), _document("共三十一项任务。其中2项任务由市里推。")) is None
