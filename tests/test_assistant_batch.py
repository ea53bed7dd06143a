"""Many questions from one file, answered into another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.batch import answer_batch
from assistant.engine import Assistant
from index.errors import UserError

QUESTION = "跨省异地电子缴税由谁负责？"


def test_the_questions_are_never_written_over(sample_assistant: Assistant, tmp_path: Path) -> None:
    source = tmp_path / "questions.jsonl"
    source.write_text(json.dumps({"question": QUESTION}), encoding="utf-8")
    with pytest.raises(UserError, match="--out"):
        answer_batch(sample_assistant, source, tmp_path / "deep" / ".." / "questions.jsonl")
    assert json.loads(source.read_text(encoding="utf-8")) == {"question": QUESTION}


def test_odd_characters_break_neither_a_line_nor_the_run(sample_assistant: Assistant, tmp_path: Path) -> None:
    source, target = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    broken = json.dumps({"id": "b\ud83d", "question": f"{QUESTION}\ud83d"})
    parted = json.dumps({"id": "p", "question": "跨省异地电子缴税\u2028由谁负责？"}, ensure_ascii=False)
    source.write_text(f"{broken}\n{parted}\n", encoding="utf-8")
    assert answer_batch(sample_assistant, source, target) == []
    answers = [json.loads(line) for line in target.read_text(encoding="utf-8").split("\n") if line]
    assert [answer["id"] for answer in answers] == ["b\ud83d", "p"]
    assert answers[0]["turns"][0]["question"] == QUESTION
