"""What a question states of a document is denied only where it is plain which document is meant."""

from __future__ import annotations

import pytest

from assistant.conclude import conclude
from assistant.question import analyse
from assistant.schema import Status
from assistant.support import Source
from index.schema import Block, BlockKind, Chunk, Document, Field, FieldName, Hit

_ISSUER = "甲市人民政府"


def _document(title: str, day: str) -> Document:
    text = f"{title}\n{_ISSUER}\n{day}"
    fields = {
        name: Field(words, text.index(words), text.index(words) + len(words))
        for name, words in ((FieldName.TITLE, title), (FieldName.ISSUER, _ISSUER), (FieldName.DATE, day))
    }
    return Document(title, "0", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), fields, ())


_DOCUMENTS = {each.path: each for each in (_document("数字方案", "2024-05-01"), _document("营商方案", "2023-05-01"))}


@pytest.mark.parametrize(
    ("asked", "retrieved", "said"),
    [
        ("甲市人民政府2023年印发的方案有哪些？", ["数字方案", "营商方案"], []),  # one of them is of 2023
        ("甲市人民政府2022年印发的方案有哪些？", ["数字方案", "营商方案"], []),
        ("甲市人民政府2022年印发的方案有哪些？", ["数字方案"], ["成文日期为2024-05-01"]),
    ],
)
def test_only_of_the_one_document_meant(asked: str, retrieved: list[str], said: list[str]) -> None:
    question = analyse(asked)
    hits = [Hit(Chunk(path, path, 0, 1, BlockKind.PARAGRAPH, (), "", ""), 1.0, 1.0, 1.0) for path in retrieved]
    known = {path: f"{path} {_ISSUER}" for path in _DOCUMENTS}
    outcome = conclude(
        question,
        hits,
        [],
        _DOCUMENTS.__getitem__,
        lambda path: Source.of(_DOCUMENTS[path]),
        known,
        [],
        question.emphasis,
    )
    assert [statement.words for statement in outcome.statements] == said
    assert outcome.status is (Status.CORRECTED if said else Status.REFUSED)
