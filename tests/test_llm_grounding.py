"""A sentence in other words against the words it cites: same meaning stands, more than is said does not."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.llm.grounding import ground
from assistant.llm.sentences import Sentence
from assistant.schema import Passage
from index.encoder import Encoder, load_encoder
from index.schema import BlockKind, Chunk
from index.settings import EmbeddingSettings


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EmbeddingSettings())


def problem(words: str, source: str, encoder: Encoder) -> str:
    chunk = Chunk("c", "a.txt", 0, len(source), BlockKind.PARAGRAPH, (), source, "", (), (), None)
    passage = Passage(1, chunk, 1.0, "工作方案", None, None, None)

    def alike(one: str, other: str) -> float:
        vectors = encoder.encode_passages([one, other])
        return float(np.dot(vectors[0], vectors[1]))

    return ground(Sentence(words, (1,)), {1: passage}, alike).problem


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("目录编制工作归市数据局管，9月底要完成", "市数据局负责编制目录，2024年9月底前完成。"),
        ("没有得到市政府批准，数据不能对外提供", "未经市政府批准，不得对外提供数据。"),
        ("企业可以在网上办理跨省异地缴税", "推行跨省异地电子缴税，纳税人可在线提交，企业无需到窗口办理。"),
        ("示范区先由盖州市和鲅鱼圈区两地开展", "首批批准盖州市、鲅鱼圈区两地为协同发展示范区。"),
    ],
)
def test_the_same_in_other_words_stands(words: str, source: str, encoder: Encoder) -> None:
    assert problem(words, source, encoder) == ""


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("企业对这项改革普遍满意", "推行跨省异地电子缴税，纳税人可在线提交，无需到窗口办理。"),
        ("示范区由省政府直接管理", "首批批准盖州市、鲅鱼圈区为协同发展示范区。"),
        ("代表对答复不满意的应当重新办理", "承办单位应当自交办之日起三个月内答复代表。"),
        ("目录由各区县自行编制并公开", "市数据局负责编制目录，2024年9月底前完成。"),
        ("市政府批准后可收取数据使用费", "未经市政府批准，不得对外提供数据。"),
    ],
)
def test_more_than_is_said_does_not(words: str, source: str, encoder: Encoder) -> None:
    assert problem(words, source, encoder) != ""
