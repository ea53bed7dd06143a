"""Ranking scores against values computed by hand."""

from __future__ import annotations

from math import log2

import pytest
from eval_fakes import answer, passage, record

from eval.questions import Gold
from eval.record import Record
from eval.retrieval_metrics import first_relevant_rank, rank_scores, retrieval_scores

A, B, NOTHING = frozenset({0}), frozenset({1}), frozenset[int]()


def asked(gold: Gold, *texts: str, relevance: str = "evidence") -> Record:
    passages = [passage(rank, "甲.txt", text) for rank, text in enumerate(texts, start=1)]
    return record(answer("问", "答", passages=passages), gold, relevance=relevance)


def test_ranks_by_hand() -> None:
    scores = rank_scores([NOTHING, A, NOTHING, A, B], items=3)
    assert scores["recall@1"] == 0
    assert scores["recall@3"] == 1
    assert scores["mrr"] == pytest.approx(1 / 2)
    # New evidence at ranks 2 and 5; the repetition at rank 4 earns nothing; one item is never found.
    gain = 1 / log2(2 + 1) + 1 / log2(5 + 1)
    ideal = 1 / log2(1 + 1) + 1 / log2(2 + 1) + 1 / log2(3 + 1)
    assert scores["ndcg@10"] == pytest.approx(gain / ideal)


def test_ir_measures_agrees_with_the_formula_of_ndcg_for_every_rank() -> None:
    for rank in range(1, 13):
        held = [NOTHING] * (rank - 1) + [A]
        expected = 1 / log2(rank + 1) if rank <= 10 else 0.0
        assert rank_scores(held, items=1)["ndcg@10"] == pytest.approx(expected)
        assert rank_scores(held, items=1)["mrr"] == pytest.approx(1 / rank if rank <= 10 else 0.0)


@pytest.mark.parametrize("cut", [1, 3, 5, 10])
def test_a_hit_counts_up_to_the_cut_and_not_beyond(cut: int) -> None:
    assert rank_scores([NOTHING] * (cut - 1) + [A], items=1)[f"recall@{cut}"] == 1
    assert rank_scores([NOTHING] * cut + [A], items=1)[f"recall@{cut}"] == 0


def test_nothing_retrieved_is_0_not_an_error() -> None:
    assert set(rank_scores([], items=1).values()) == {0.0}


def test_order_beyond_nine_passages_is_by_rank_not_by_name() -> None:
    held = [NOTHING] * 9 + [A]
    assert rank_scores(held, items=1)["mrr"] == pytest.approx(1 / 10)


def test_relevance_folds_white_space() -> None:
    gold = Gold(answerable=True, evidence=("新建公园 31个",))
    assert first_relevant_rank(asked(gold, "别的", "新建\n公园31 个")) == 2
    assert first_relevant_rank(asked(gold, "新建公园 13 个")) is None


def test_unanswerable_questions_and_questions_without_evidence_have_no_score() -> None:
    refused = retrieval_scores(asked(Gold(answerable=False, evidence=("31个",)), "31个"))
    empty = retrieval_scores(asked(Gold(answerable=True, answer_all=(("31",),)), "31个"))
    assert set(refused.values()) == set(empty.values()) == {None}


def test_evidence_within_a_budget_of_characters() -> None:
    gold = Gold(answerable=True, evidence=("甲事", "乙事"))
    scores = retrieval_scores(asked(gold, "甲事" + "。" * 1496, "乙事"))  # the budget ends with the second passage
    assert (scores["evidence@1500"], scores["evidence_all@1500"]) == (1, 1)
    scores = retrieval_scores(asked(gold, "甲事" + "。" * 1497, "乙事"))  # and here in the middle of its evidence
    assert (scores["evidence@1500"], scores["evidence_all@1500"]) == (1, 0)
    assert (scores["evidence@3000"], scores["evidence_all@3000"]) == (1, 1)


def test_blanks_that_a_reader_sees_count_against_the_budget() -> None:
    gold = Gold(answerable=True, evidence=("乙事",))
    assert retrieval_scores(asked(gold, " " * 1498, "乙事"))["evidence@1500"] == 1
    assert retrieval_scores(asked(gold, " " * 1499, "乙事"))["evidence@1500"] == 0


def test_evidence_must_stand_whole_in_one_passage() -> None:
    scores = retrieval_scores(asked(Gold(answerable=True, evidence=("甲事乙事",)), "甲事", "乙事"))
    assert scores["evidence@1500"] == 0


def test_share_of_the_evidence_among_ten_passages() -> None:
    gold = Gold(answerable=True, evidence=("甲事", "乙事", "丙事", "丁事"))
    scores = retrieval_scores(asked(gold, "甲事", *["别的"] * 8, "乙事和丙事", "丁事"))
    assert scores["evidence_recall@10"] == 3 / 4


def test_sets_that_judge_whole_documents() -> None:
    gold = Gold(answerable=True, documents=("乙.txt", "甲.txt"))
    scores = retrieval_scores(asked(gold, "任何话", "别的话", relevance="document"))
    assert scores["recall@1"] == 1
    assert scores["evidence_recall@10"] == 1 / 2
    assert scores["evidence@1500"] is None
