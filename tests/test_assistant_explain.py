"""The standings of passages: each side's ranks, the reader's, and the final order that an answer is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.engine import Assistant
from assistant.explain import Standing, explain
from assistant.question import analyse
from assistant.rerank import Read
from assistant.schema import Turn
from assistant.span_reader import SpanReading
from index.schema import BlockKind, Chunk, Hit


def hit(name: str, score: float, dense: float, lexical: float) -> Hit:
    return Hit(Chunk(name, "a.txt", 0, 1, BlockKind.PARAGRAPH, (), name, name), score, dense, lexical)


def reading(relevance: float) -> SpanReading:
    return SpanReading(relevance, 0, 1, 0.0, 0.0)


def test_each_rank_is_its_own() -> None:
    hits = [hit("甲", 2.0, 0.7, 3.0), hit("乙", 1.5, 0.9, 0.0), hit("丙", 1.0, 0.8, 5.0)]

    def rerank(given: Sequence[Hit]) -> tuple[list[Read], list[Hit]]:
        first, second, third = given
        read = [Read(second, reading(0.9)), Read(first, reading(0.2))]
        return read, [replace(second, score=9.0), first, third]  # reading moves scores; the fused ones are told

    found = explain(analyse("甲是什么？"), hits, rerank)
    assert found.standings == (
        Standing(hits[1], dense=1, lexical=None, fused=2, read=1, relevance=0.9, final=1),
        Standing(hits[0], dense=3, lexical=2, fused=1, read=2, relevance=0.2, final=2),
        Standing(hits[2], dense=2, lexical=1, fused=3, read=None, relevance=None, final=3),
    )


def test_the_final_order_is_the_one_that_the_answer_has(sample_assistant: Assistant) -> None:
    question = "营口协同发展示范区首批批准了哪两个地方？"
    passages = sample_assistant.ask(question).passages
    (explained,) = sample_assistant.explain(question)
    assert [each.hit.chunk.id for each in explained.standings][: len(passages)] == [p.chunk.id for p in passages]
    assert explained.question.text == question


def test_a_follow_up_is_explained_as_it_is_understood(sample_assistant: Assistant) -> None:
    history = [Turn("营口协同发展示范区首批批准了哪两个地方？", "营口协同发展示范区首批批准了哪两个地方？")]
    alone = sample_assistant.ask("由哪个部门批准？", history).standalone
    assert [each.question.text for each in sample_assistant.explain("由哪个部门批准？", history)] == [alone]
