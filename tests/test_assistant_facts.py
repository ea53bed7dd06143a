"""Which fields of a document a question asks for."""

from __future__ import annotations

import pytest

from assistant.facts import named_documents, stated, title_of_number, wanted
from assistant.question import analyse
from index.schema import Block, BlockKind, Chunk, Document, Field, FieldName, Hit, Reference


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("第1278号建议的答复什么时候作出的？", [FieldName.DATE]),
        ("实施意见是哪天印发的？", [FieldName.DATE]),
        ("报告写于哪年？", [FieldName.DATE]),
        ("规划纲要是哪天印发的？", [FieldName.DATE]),
        ("会议纪要是什么时候印发的？", [FieldName.DATE]),
        ("落款时间是哪天？", [FieldName.DATE]),
        ("通知的文号是多少？", [FieldName.DOC_NUMBER]),
        ("通知是哪个部门印发的？", [FieldName.ISSUER]),
        ("通知主送哪些单位？", [FieldName.ADDRESSEE]),
        ("第1278号建议是谁提的？", [FieldName.ADDRESSEE]),
        ("第1278号建议由哪个单位答复的？", [FieldName.ISSUER]),
        ("“建设停车场”这件建议是哪位代表提的？", [FieldName.ADDRESSEE]),
        ("实施意见几号挂到网上的？", [FieldName.PUBLISHED]),
        ("规划在政府网站上标的是哪天？", [FieldName.PUBLISHED]),
        ("登出意见的页面上的日期是？", [FieldName.PUBLISHED]),
        ("意见的网页上标的时间是？", [FieldName.PUBLISHED]),
        ("这份意见是不是内部文件？", [FieldName.DISCLOSURE]),
        ("实施意见，政府网站上哪天挂出来的？", [FieldName.PUBLISHED]),
        ("府办通报2023年度建议提案考核结果是哪天？", [FieldName.DATE]),
        ("县里印发节水方案的通知是哪天？", [FieldName.DATE]),
    ],
)
def test_questions_about_a_document_itself(question: str, fields: list[FieldName]) -> None:
    assert wanted(analyse(question)) == fields


@pytest.mark.parametrize(
    "question",
    [
        "市里发布的实施意见到哪年完成？",
        "答复中提到的平台什么时候建成？",
        "市里印发的实施意见从哪年开始实施？",
        "代表建议要在多长时间内答复？",
        "承办单位应当什么时候答复代表？",
        "代表建议由哪个单位答复？",
        "这类建议是谁提的？",
        "指南在网上写明什么时候办结？",
        "这批岗位是不是公开招聘的？",
        "市里下发的通知，材料到哪天前报送？",
        "专家号网上什么时候挂号？",
        "助学金网上什么时候发放？",
        "下发通知要求的报名截止是哪天？",
        "通报的事故发生在哪天？",
    ],
)
def test_what_a_document_speaks_of_is_not_the_document_itself(question: str) -> None:
    assert wanted(analyse(question)) == []


def test_the_number_of_what_a_document_relies_on_is_not_its_own() -> None:
    assert wanted(analyse("制定工作方案依据的指导意见是几号文？")) == []
    assert wanted(analyse("园区做协同区，是哪个文件定下来的？请给文号")) == []
    assert wanted(analyse("根据工作方案，它的文号是什么？")) == [FieldName.DOC_NUMBER]


def _document() -> Document:
    text = "甲市人民政府\n按照《协同发展的指导意见》（甲政办发〔2018〕8号）办理。\n2020年11月10日"
    fields = {
        FieldName.ISSUER: "甲市人民政府",
        FieldName.DATE: "2020-11-10",
        FieldName.DOC_NUMBER: "甲政发〔2020〕16号",
    }
    start, end = text.index("《"), text.index("办理")
    return Document(
        "a.txt",
        "0",
        text,
        (Block(BlockKind.PARAGRAPH, 0, len(text)),),
        {name: Field(value) for name, value in fields.items()},
        (Reference("协同发展的指导意见", "甲政办发〔2018〕8号", start, end),),
    )


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("甲市人民政府2020年11月印发的意见有哪些任务？", []),
        ("甲市人民政府2021年印发的意见有哪些任务？", [FieldName.DATE]),
        ("甲市人民政府2019—2021年印发的意见有哪些任务？", []),  # no day
        ("意见是乙省人民政府印发的，主送哪些单位？", [FieldName.ISSUER]),
        ("甲市政府办公室印发的意见有哪些任务？", []),
        ("市政府印发的意见有哪些任务？", []),
        ("甲市公安局印发的意见有哪些任务？", [FieldName.ISSUER]),
        ("意见的文号是甲政办发〔2020〕16号吧？", [FieldName.DOC_NUMBER]),
        ("意见的文号是甲政办发〔2018〕8号吧？", []),  # the document mentions it: not plainly wrong
    ],
)
def test_what_a_question_states_of_a_document(question: str, denied: list[FieldName]) -> None:
    assert [claim.name for claim in stated(analyse(question)) if claim.denied_by(_document())] == denied


@pytest.mark.parametrize(
    ("question", "proposer"),
    [
        ("第7号建议是王小明代表提的吗？", ["王小明"]),
        ("答复张伟代表提出的建议时说了什么？", ["张伟"]),
        ("第7号建议由李明代表提出吗？", ["李明"]),
        ("省人大代表提出的第7号建议怎么答复的？", []),
        ("第7号建议是哪位代表提的？", []),
        ("基层代表提了哪些建议？", []),
    ],
)
def test_only_a_person_is_a_proposer(question: str, proposer: list[str]) -> None:
    assert [question[claim.start : claim.end] for claim in stated(analyse(question))] == proposer


def test_the_title_of_a_document_that_is_only_cited() -> None:
    document = _document()
    found = title_of_number(analyse("甲政办发〔2018〕8号是什么文件？"), [document])
    assert found is not None
    assert document.text[found.start : found.end] == "《协同发展的指导意见》（甲政办发〔2018〕8号）"
    assert title_of_number(analyse("甲政办发〔2018〕8号要求什么？"), [document]) is None


def test_another_number_names_another_document() -> None:
    chunk = Chunk("c", "a.txt", 0, 1, BlockKind.PARAGRAPH, (), "", "")
    known = {"a.txt": "关于推广经验的通知 甲政发〔2023〕4号"}
    weights = dict.fromkeys(("甲", "政发", "4", "2023", "2021"), 1.0)
    hits = [Hit(chunk, 1.0, 1.0, 1.0)]
    assert named_documents(analyse("甲政发〔2021〕4号是哪年印发的？"), hits, known, weights) == []
    assert named_documents(analyse("甲政发〔2023〕4号是哪年印发的？"), hits, known, weights) == ["a.txt"]


def test_another_of_a_series_is_another_document() -> None:
    chunk = Chunk("c", "a.txt", 0, 1, BlockKind.PARAGRAPH, (), "", "")
    known = {"a.txt": "关于推广第六批改革经验的通知"}
    weights = dict.fromkeys(("推广", "改革", "经验"), 1.0)
    hits = [Hit(chunk, 1.0, 1.0, 1.0)]
    assert named_documents(analyse("推广第七批改革经验的通知是哪天印发的？"), hits, known, weights) == []
    assert named_documents(analyse("推广第六批改革经验的通知是哪天印发的？"), hits, known, weights) == ["a.txt"]
