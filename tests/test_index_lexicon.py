"""Words that mean the same: how the file is read, what is found in a text, and what it is worth in a search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import UserError
from index.lexical import LexicalIndex
from index.lexicon import Lexicon
from index.schema import Abbreviation


@pytest.mark.parametrize(
    ("text", "word", "form"),
    [
        ("辽宁自贸区有几个片区", "自贸区", "自贸试验区"),
        ("找市监局办", "市监局", "市场监督管理局"),
        ("省人社厅印发", "人社厅", "人力资源和社会保障厅"),
        ("省发展和改革委员会", "发展和改革委员会", "发改委"),
        ("工信部的文件", "工信部", "工业和信息化部"),
    ],
)
def test_a_word_has_other_forms(text: str, word: str, form: str) -> None:
    assert form in dict(Lexicon.read().others(text))[word]


@pytest.mark.parametrize("text", ["中日韩自贸区谈判", "信用监管", "人社工作"])
def test_what_only_looks_like_a_word_has_none(text: str) -> None:
    assert Lexicon.read().others(text) == []


def test_a_users_file_adds_to_the_built_in_one(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("﻿# 本市的说法\n惠民卡 市民一卡通  # 2023 年更名\n! 惠民卡车\n", encoding="utf-8")
    lexicon = Lexicon.read(own)
    assert lexicon.others("惠民卡丢了找人社局")[0] == ("惠民卡", ("市民一卡通",))
    assert lexicon.others("惠民卡车") == []


def test_a_line_of_one_word_is_told_with_its_number(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("惠民卡 市民一卡通\n孤词\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 2 行只有一个词"):
        Lexicon.read(own)
    with pytest.raises(UserError, match="无法读取"):
        Lexicon.read(tmp_path / "missing.txt")


@pytest.mark.parametrize(
    ("defined", "learned"),
    [
        ([("总包单位", "施工总承包单位")], [("总包单位", ("施工总承包单位",))]),
        ([("总包单位", "施工总承包单位"), ("总包单位", "工程总承包单位")], []),  # another meaning elsewhere
        ([("办法", "管理办法")], []),  # as short as this, it means another thing in every document
        ([("总包单位", "《总包单位管理办法》")], []),
        ([("养老保险", "城镇职工基本养老保险")], []),  # found already wherever the full form stands
    ],
)
def test_short_forms_are_learned_where_they_mean_one_thing(
    defined: list[tuple[str, str]], learned: list[tuple[str, tuple[str, ...]]]
) -> None:
    lexicon = Lexicon(()).learning(Abbreviation(*pair) for pair in defined)
    assert lexicon.others("总包单位的办法和养老保险") == learned


def test_another_form_finds_what_holds_it_whole() -> None:
    index = LexicalIndex.build(["市场监督管理局负责登记", "市场和管理", "财政局拨款", "市监局"])
    query = "市监局"
    plain, widened = index.scores(query), index.scores(query, None, Lexicon.read().others(query))
    assert np.flatnonzero(plain).tolist() == [3]
    assert np.flatnonzero(widened).tolist() == [0, 3]  # not the chunk with some of the words
    assert widened[0] < widened[3] == plain[3]
