"""Question sets: the shape of a line, the gold of turns, the check against the indexed documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import TEXTS

from eval.question_file import load_questions
from eval.questions import QUESTION_TYPES, Gold, QuestionSet, in_order, type_label
from index.errors import UserError

GOOD: dict[str, Any] = {
    "id": "1", "question": "建了多少公园？", "type": "figure", "answerable": True, "documents": ["甲.txt"],
    "evidence": ["新建公园31个"], "answer_all": [["31个", "31 个"]],
}  # fmt: skip


def load(tmp_path: Path, *lines: dict[str, Any] | str) -> QuestionSet:
    path = tmp_path / "set.jsonl"
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return load_questions(path, TEXTS, TEXTS.__getitem__)


def test_a_line_becomes_a_question_of_one_turn(tmp_path: Path) -> None:
    (question,) = load(tmp_path, GOOD).questions
    assert question.turns[0].question == "建了多少公园？"
    assert question.gold == Gold(
        answerable=True, documents=("甲.txt",), evidence=("新建公园31个",), answer_all=(("31个", "31 个"),)
    )


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    (question,) = load(tmp_path, {**GOOD, "question": "建了\u2028多少\x85公园？"}).questions
    assert question.turns[0].question == "建了\u2028多少\x85公园？"


def test_only_the_last_turn_takes_the_gold_of_the_line(tmp_path: Path) -> None:
    turns = [{"question": "建了多少公园？"}, {"question": "谁牵头？"}]
    line = {**GOOD, "turns": turns, "evidence": ["市园林局牵头"], "answer_all": [["园林局"]], "type": "follow_up"}
    del line["question"]
    (question,) = load(tmp_path, line).questions
    assert question.turns[0].gold is None
    assert question.gold.answer_all == (("园林局",),)


def test_a_turn_with_its_own_gold_is_judged_too(tmp_path: Path) -> None:
    first = {"question": "建了多少公园？", "evidence": ["31个"], "answer_all": [["31个"]]}
    second = {"question": "明年呢？", "answerable": False}
    line = {"id": "1", "type": "follow_up", "documents": ["甲.txt"], "turns": [first, second]}
    (question,) = load(tmp_path, line).questions
    assert question.turns[0].gold == Gold(
        answerable=True, documents=("甲.txt",), evidence=("31个",), answer_all=(("31个",),)
    )
    assert question.gold == Gold(answerable=False, documents=("甲.txt",))


def test_chinese_type_names_are_understood(tmp_path: Path) -> None:
    assert load(tmp_path, {**GOOD, "type": "错误前提"}).questions[0].type == "false_premise"


def test_unknown_keys_are_told_not_swallowed(tmp_path: Path) -> None:
    assert load(tmp_path, {**GOOD, "evidense": ["31"]}).unknown_keys == ("evidense",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": ["figure"]}, "type：应是文字"),
        ({"type": " "}, "type：不能为空"),
        ({"question": " "}, "question：不能为空"),
        ({"question": "公园\ud800"}, "question：含有不成对的代理字符"),
        ({"id": "1\x1b[2J"}, "id：含有不能显示的字符"),
        ({"answerable": "perhaps"}, "answerable：应是 true 或 false"),
        ({"evidence": "31个"}, "evidence：应是列表"),
        ({"evidence": ["\u3000"]}, "evidence.0：不能为空"),
        ({"relevance": "none"}, "relevance：应是 evidence 或 document"),
        ({"turns": [{"question": "又问"}]}, "question 与 turns 必须且只能有一个"),
        ({"answerable": None}, "缺少 answerable"),
        ({"answer_all": [[]]}, "answer_all.0：至少要有一项"),
        ({"answer_all": [[], [], [], [], []]}, "；另有 2 处"),
        ({"answer_all": [], "evidence": []}, "至少要有 evidence 或 answer_all"),
        (
            {"answer_all": [], "evidence": [], "documents": [], "relevance": "document"},
            "至少要有 evidence 或 answer_all",
        ),
        ({"evidence": ["新建公园32个"]}, "证据“新建公园32个”不在 甲.txt 的原文里"),
        ({"evidence": ["改造老旧小区"]}, "不在 甲.txt 的原文里"),
    ],
)
def test_a_bad_line_is_refused_by_itself_with_its_reason(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    loaded = load(tmp_path, {**GOOD, **change}, {**GOOD, "id": "2"})
    assert [question.id for question in loaded.questions] == ["2"]
    (reason,) = loaded.refused
    assert reason.startswith("set.jsonl 第 1 行未采用：")
    assert message in reason


def test_what_is_no_object_is_refused_and_the_line_is_named(tmp_path: Path) -> None:
    no_object = {**GOOD, "id": "3", "turns": ["x"], "question": None}
    loaded = load(tmp_path, GOOD, "", "{", "[1]", no_object, GOOD, "[" * 100_000, '{"id": ' + "9" * 5000 + "}")
    assert [question.id for question in loaded.questions] == ["1"]
    starts = [
        "第 3 行未采用：不是有效的 JSON（第 2 个字符处）。",
        "第 4 行未采用：应是 JSON 对象。",
        "第 5 行未采用：turns.0：应是 JSON 对象",
        "第 6 行未采用：编号 1 已经用过",
        "第 7 行未采用：不是可用的 JSON",
        "第 8 行未采用：不是可用的 JSON",
    ]
    assert len(loaded.refused) == len(starts)
    assert all(start in reason for start, reason in zip(starts, loaded.refused, strict=True))


def test_a_line_may_use_the_identifier_of_a_refused_one(tmp_path: Path) -> None:
    loaded = load(tmp_path, {**GOOD, "evidence": ["无"]}, GOOD)
    assert ([question.id for question in loaded.questions], len(loaded.refused)) == (["1"], 1)


def test_an_unknown_type_is_a_group_of_its_own_told_once(tmp_path: Path) -> None:
    riddles = [{**GOOD, "id": str(number), "type": "riddle"} for number in range(2)]
    loaded = load(tmp_path, *riddles, {**GOOD, "id": "x", "type": None})
    assert [question.type for question in loaded.questions] == ["riddle", "riddle", "other"]
    assert loaded.unknown_types == ("riddle",)
    assert in_order(["riddle", "other", "figure", "a"]) == ["figure", "other", "a", "riddle"]
    assert (type_label("riddle"), type_label("figure")) == ("riddle", "数字")


def test_only_an_unreadable_or_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有题目"):
        load(tmp_path, "")
    with pytest.raises(UserError, match="读不了题目文件"):
        load_questions(tmp_path / "none.jsonl", TEXTS, TEXTS.__getitem__)
    (tmp_path / "gbk.jsonl").write_bytes("问题".encode("gbk"))
    with pytest.raises(UserError, match="UTF-8"):
        load_questions(tmp_path / "gbk.jsonl", TEXTS, TEXTS.__getitem__)


def test_documents_that_are_not_indexed_are_left_out_or_the_question_is_skipped(tmp_path: Path) -> None:
    elsewhere = {**GOOD, "id": "2", "documents": ["丙.txt"]}
    either = {**GOOD, "id": "3", "documents": ["丙.txt", "甲.txt"]}
    both = {**GOOD, "id": "4", "documents": ["丙.txt", "甲.txt"], "evidence": ["31个", "丙说"]}
    loaded = load(tmp_path, elsewhere, either, both)
    assert [(question.id, question.gold.documents) for question in loaded.questions] == [("3", ("甲.txt",))]
    assert loaded.skipped == (("2", "索引里没有 丙.txt"), ("4", "证据“丙说”所在的 丙.txt 不在索引里"))


def test_the_types_are_those_that_question_authors_know() -> None:
    assert len(QUESTION_TYPES) == 21
    assert len(set(QUESTION_TYPES.values())) == 21
