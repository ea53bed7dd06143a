"""Which fields of a document a question asks for."""

from __future__ import annotations

import pytest

from assistant.facts import wanted
from assistant.question import analyse
from index.schema import FieldName


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("第1278号建议的答复什么时候作出的？", [FieldName.DATE]),
        ("实施意见是哪天印发的？", [FieldName.DATE]),
        ("报告写于哪年？", [FieldName.DATE]),
        ("落款时间是哪天？", [FieldName.DATE]),
        ("通知的文号是多少？", [FieldName.DOC_NUMBER]),
        ("通知是哪个部门印发的？", [FieldName.ISSUER]),
        ("通知主送哪些单位？", [FieldName.ADDRESSEE]),
        ("第1278号建议是谁提的？", [FieldName.ADDRESSEE]),
        ("第1278号建议由哪个单位答复的？", [FieldName.ISSUER]),
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
    ],
)
def test_other_dates_are_no_date_of_issue(question: str) -> None:
    assert wanted(analyse(question)) == []
