"""``assistant ask --batch``: lines that other programs write, good and bad."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from canned import CannedAssistant

from assistant.batch import answer_batch
from index.errors import UserError


def answered(folder: Path, *lines: str) -> tuple[list[str], list[dict[str, Any]]]:
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    refused = answer_batch(CannedAssistant(folder / "files"), source, target)  # type: ignore[arg-type]
    return refused, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_within_a_question_ends_no_line(tmp_path: Path, separator: str) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    question = f"归集{separator}多少项？"
    source.write_text(json.dumps({"id": "a", "question": question}, ensure_ascii=False), encoding="utf-8")
    assert answer_batch(CannedAssistant(tmp_path), source, target) == []  # type: ignore[arg-type]
    [line] = target.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert json.loads(line)["turns"][0]["question"] == question


@pytest.mark.parametrize("line", ["{", "[" * 100_000, '{"id": ' + "9" * 5000 + "}"], ids=["cut", "deep", "long"])
def test_a_line_that_no_json_reader_takes_does_not_end_the_run(tmp_path: Path, line: str) -> None:
    refused, answers = answered(tmp_path, line, '{"id": "b", "question": "归集多少项？"}')
    assert refused == ["第 1 行：不是有效的 JSON。"]
    assert [each["id"] for each in answers] == [None, "b"]
    assert answers[1]["turns"][0]["status"] == "answered"


def test_half_a_surrogate_pair_is_written_as_it_was_read(tmp_path: Path) -> None:
    refused, [answer] = answered(tmp_path, '{"id": "\\ud800", "question": "归集多少项？"}')
    assert (refused, answer["id"]) == ([], "\ud800")


def test_the_questions_are_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "question": "归集多少项？"}', encoding="utf-8")
    with pytest.raises(UserError, match="问题文件"):
        answer_batch(CannedAssistant(tmp_path), source, tmp_path / "." / "in.jsonl")  # type: ignore[arg-type]
    assert json.loads(source.read_text(encoding="utf-8"))["id"] == "a"
