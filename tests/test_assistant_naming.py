"""Which documents a question names, and which questions name none."""

from __future__ import annotations

import pytest

from assistant.naming import Names
from assistant.question import analyse
from assistant.schema import DocumentSummary
from index.lexicon import Lexicon
from index.schema import Field, FieldName

OPINION = DocumentSummary(
    "opinion.txt", "营口市人民政府关于自贸区营口片区协同发展示范区建设的实施意见", "营政发〔2020〕16号",
    "营口市人民政府", "2020-11-10", 9, "意见", "辽宁 营口",
)  # fmt: skip
NOTICE = DocumentSummary(
    "notice.docx", "辽宁省人民政府关于借鉴推广自贸试验区第六批改革创新经验的通知", "辽政发〔2023〕4号",
    "辽宁省人民政府", "2023-03-03", 9, "通知", "辽宁",
)  # fmt: skip
REPLY = DocumentSummary(
    "reply.docx", "对省十三届人大六次会议第1278号建议的答复", None, "辽宁省商务厅", "2022-06-06", 9, "答复", "辽宁"
)
SHENYANG = DocumentSummary("plan.md", "沈阳市养老服务发展规划", None, "沈阳市人民政府", None, 9, "规划", "辽宁 沈阳")
FIELDS = {
    "opinion.txt": {FieldName.DATE: Field("2020-11-10", 900, 910), FieldName.DOC_NUMBER: Field("营政发〔2020〕16号")},
    "reply.docx": {FieldName.PROPOSAL_NUMBER: Field("1278")},
}


@pytest.fixture(scope="module")
def names() -> Names:
    return Names([OPINION, NOTICE, REPLY, SHENYANG], FIELDS, lambda _: 1.0, Lexicon.read())


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("辽政发[2023]4号推广了多少项？", ["notice.docx"]),
        ("2023年4号文推广了多少项？", ["notice.docx"]),
        ("《关于借鉴推广自贸试验区第六批改革创新经验的通知》谁负责？", ["notice.docx"]),
        ("营口那份实施意见是哪天成文的？", ["opinion.txt"]),
        ("第六批经验的通知里金融领域有几项？", ["notice.docx"]),
        ("营口的自贸试验区实施意见说了什么？", ["opinion.txt"]),
        ("去年省商务厅的答复怎么说？", ["reply.docx"]),
        ("第1278号建议是谁提的？", ["reply.docx"]),
        ("营口片区有哪些重点产业？", []),
        ("辽宁对企业有什么补贴办法？", []),
        ("沈阳的意见和通知", []),
    ],
)
def test_a_question_names_what_it_describes(names: Names, question: str, named: list[str]) -> None:
    assert names.named(analyse(question)) == named


def test_the_place_of_a_field_is_sought_where_the_text_states_it(names: Names) -> None:
    asked = analyse("营口那份实施意见是哪天成文的，文号是什么？")
    assert names.sought(asked, ["opinion.txt"]) == [("opinion.txt", 900)]
    assert names.sought(analyse("营口那份实施意见说了什么？"), ["opinion.txt"]) == []
