"""What may answer a question at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assistant.question import analyse
from assistant.reader import Reader
from index.schema import BlockKind, Chunk, Hit


class _Encoder:
    """All texts mean the same."""

    def encode_queries(self, texts: list[str]) -> Any:
        return np.ones((len(texts), 1))

    encode_passages = encode_queries


class _Scores:
    """A passage as the trained reader would have read it: all its units are as likely."""

    none_score = 0.0

    def sentence_scores(self, spans: list[tuple[int, int]]) -> list[float]:
        return [0.0] * len(spans)


class _Passage:
    def __init__(self, text: str) -> None:
        self.hit = Hit(Chunk("a", "a", 0, len(text), BlockKind.PARAGRAPH, (), text, text), 1.0, 0.9, 1.0)
        self.reading = _Scores()
        self.odds = 0.0


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("重点建设物流园区、科研平台、残疾人补贴、社区食堂。", False),  # named in a row, with nothing of it told
        ("申请时交身份证、残疾人补贴申请表、户口本、照片。", True),
        ("残疾人补贴需交身份证、户口本、照片、存折。", True),
    ],
)
def test_words_that_only_name_what_is_asked_for_answer_no_list(text: str, is_read: bool) -> None:
    question = analyse("残疾人补贴要交哪些材料？")
    passages: list[Any] = [_Passage(text)]
    encoder: Any = _Encoder()
    read = Reader(encoder).read(question, passages, {"a": "通知"}, dict(question.emphasis))
    assert bool(read) is is_read
