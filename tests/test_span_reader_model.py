"""The reader that ships: its weights, what it reads, and what it says when it is damaged."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import pytest

from assistant.span_reader import SpanReader, weights
from index.errors import UserError

PASSAGE = (
    "到2027年，全市新建改建农村公路800公里，具备条件的自然村全部通硬化路。"
    "由市交通运输局牵头，会同市财政局落实资金。各县区要明确责任分工，确保任务按期完成。"
)


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader.load()


def test_the_shipped_weights_are_the_released_ones_and_small() -> None:
    data = resources.files("assistant.span_reader").joinpath(weights.WEIGHTS_FILE).read_bytes()
    assert hashlib.sha256(data).hexdigest() == weights.WEIGHTS_SHA256
    assert len(data) < 25_000_000


@pytest.mark.parametrize(
    ("question", "answer"),
    [("农村公路要新建改建多少公里？", "800公里"), ("农村公路建设由谁牵头？", "市交通运输局")],
)
def test_it_points_at_the_words_that_answer(reader: SpanReader, question: str, answer: str) -> None:
    (reading,) = reader.read(question, [PASSAGE], ["某市农村公路三年行动方案"])
    assert PASSAGE[reading.start : reading.end] == answer
    assert reading.relevance > 0.5
    assert reading.span_score > reading.none_score


def test_it_says_that_the_answer_is_not_here(reader: SpanReader) -> None:
    (reading,) = reader.read("养老机构的床位补贴标准是多少？", [PASSAGE])
    assert reading.relevance < 0.5
    assert reading.none_score > reading.span_score


def test_the_sentence_with_the_answer_scores_highest(reader: SpanReader) -> None:
    ends = [i + 1 for i, character in enumerate(PASSAGE) if character == "。"]
    sentences = list(zip([0, *ends[:-1]], ends, strict=True))
    (reading,) = reader.read("由哪个部门牵头？", [PASSAGE])
    scores = reading.sentence_scores(sentences)
    assert scores.index(max(scores)) == 1


def test_a_passage_reads_the_same_alone_and_among_others(reader: SpanReader) -> None:
    alone = reader.read("新建改建多少公里？", [PASSAGE])[0]
    among = reader.read("新建改建多少公里？", ["另有规定的，从其规定。", PASSAGE, ""])
    assert among[1] == alone
    assert among[2].relevance == 0


def test_damaged_or_missing_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(UserError, match="已损坏"):
        weights.read_weights()
    monkeypatch.setattr(weights, "WEIGHTS_FILE", str(tmp_path / "absent.safetensors"))
    with pytest.raises(UserError, match="缺少"):
        weights.read_weights()
