"""Words as BM25 counts them, and the scores they give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.lexical import LexicalIndex
from index.segment import STOP_WORDS, words


@pytest.mark.parametrize(
    "text",
    [
        "东政发〔2023〕4号",
        "东政发[2023]4号",
        "东政发（２０２３）第4号",
        "东政发【2023】004号",
        "根据东政发〔 2023 〕4 号",
    ],
)
def test_a_document_number_is_one_word_however_it_is_written(text: str) -> None:
    assert words(text)[-3:] == ["(2023)4号", "2023", "4"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5", ["1234.5"]),
        ("90.5%", ["90.5%"]),
        ("第1278号", ["第", "1278", "号"]),
        ("1,2,3", ["1", "2", "3"]),
        ("RCEP", ["rcep"]),
        ("ＲＣＥＰ", ["rcep"]),
        ("12360+平台", ["12360", "平台"]),
        ("", []),
        ("，。！？", []),
        ("的了是", []),
    ],
)
def test_figures_and_latin_names(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_of_the_field_are_whole_and_stop_words_go() -> None:
    assert "负面清单" in words("实施负面清单制度")
    assert "自贸试验区" in words("辽宁自贸试验区的建设")
    assert not STOP_WORDS & set(words("在自贸试验区的建设和发展中对企业的服务"))


def test_long_terms_are_found_by_their_parts() -> None:
    assert {"人大", "代表", "人大代表"} <= set(words("人大代表建议"))


def test_repetitions_count() -> None:
    assert words("校车 校车") == ["校车", "校车"]


TEXTS = ["校车由教育局审批", "校车司机由公安局培训", "农村公路由交通局养护", "的"]


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def test_scores_of_all_chunks(lexical: LexicalIndex) -> None:
    scores = lexical.scores("教育局的校车")
    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert list(np.argsort(-scores)[:2]) == [0, 1]
    assert scores[2] == scores[3] == 0


def test_unknown_words_score_nothing(lexical: LexicalIndex) -> None:
    assert not lexical.scores("高铁").any()
    assert not lexical.scores("").any()
    np.testing.assert_array_equal(lexical.scores("校车 高铁"), lexical.scores("校车"))


def test_rarer_words_weigh_more(lexical: LexicalIndex) -> None:
    assert lexical.idf("高铁") > lexical.idf("审批") > lexical.idf("校车") > 0
    assert lexical.idf("审批") == pytest.approx(np.log(1 + 3.5 / 1.5))  # in one of four


def test_a_saved_index_gives_the_same_scores(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path / "lexical")
    again = LexicalIndex.load(tmp_path / "lexical")
    np.testing.assert_array_equal(again.scores("校车 司机"), lexical.scores("校车 司机"))
    assert again.idf("校车") == lexical.idf("校车")
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".pkl", ".pickle")]


def test_texts_without_any_word(tmp_path: Path) -> None:
    empty = LexicalIndex.build(["的", "。"])
    assert list(empty.scores("校车")) == [0, 0]
    empty.save(tmp_path / "lexical")
    assert list(LexicalIndex.load(tmp_path / "lexical").scores("校车")) == [0, 0]
