"""Scores of a ranking of passages against evidence, by ir_measures and by characters read.

What has to be found are the *items* of a question: its evidence strings or, for sets that judge whole documents, its
documents. A passage is relevant when it holds an item (white space folded). Nothing here knows about answers.

Formulas, for one question with the passages at ranks 1, 2, ...:

- recall@k: 1 if one of the first k passages is relevant, else 0 (Success@k of ir_measures).
- mrr: 1 / rank of the first relevant passage among the first ten, 0 without one (RR@10).
- ndcg@10: nDCG@10 with gain 1 for each passage that holds an item no earlier passage held, so that overlapping
  passages earn nothing twice. The ideal ranking puts these first, followed by one passage for each item never found.
- evidence@n: 1 if an item stands whole within the first n characters of the passages' texts in rank order, else 0;
  evidence_all@n: 1 if all do. The unit is characters, so that systems with long and short passages compare fairly.
- evidence_recall@10: share of the items that the first ten passages hold.
"""

from __future__ import annotations

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, Success, nDCG

from eval.folding import fold
from eval.record import Record, RecordedPassage

CUTS = (1, 3, 5, 10)
BUDGETS = (1500, 3000)
_MEASURES = {**{f"recall@{k}": Success @ k for k in CUTS}, "mrr": RR @ 10, "ndcg@10": nDCG @ 10}
RETRIEVAL_NAMES = (
    *_MEASURES,
    *(f"{name}@{budget}" for budget in BUDGETS for name in ("evidence", "evidence_all")),
    "evidence_recall@10",
)


def retrieval_scores(record: Record) -> dict[str, float | None]:
    """Return each retrieval score of a question; None throughout where nothing has to be found.

    An unanswerable question has nothing to be found, whatever its line names.
    """
    items = items_to_find(record)
    if not items:
        return dict.fromkeys(RETRIEVAL_NAMES)
    held = held_items(record)
    return {
        **rank_scores(held, len(items)),
        **{name: None for name in RETRIEVAL_NAMES if "@1500" in name or "@3000" in name},
        **(budget_scores(record.last.passages, items) if record.relevance == "evidence" else {}),
        "evidence_recall@10": len(frozenset[int]().union(*held[:10])) / len(items),
    }


def items_to_find(record: Record) -> tuple[str, ...]:
    """Return the evidence strings (or documents) of an answerable question; nothing for an unanswerable one."""
    if not record.gold.answerable:
        return ()
    return record.gold.documents if record.relevance == "document" else record.gold.evidence


def held_items(record: Record) -> list[frozenset[int]]:
    """Return for each passage, in rank order, the positions of the question's items that it holds."""
    items, passages = items_to_find(record), record.last.passages
    if record.relevance == "document":
        return [frozenset(i for i, path in enumerate(items) if path == passage.document) for passage in passages]
    folded = [fold(item) for item in items]
    return [frozenset(i for i, item in enumerate(folded) if item in fold(passage.text)) for passage in passages]


def first_relevant_rank(record: Record) -> int | None:
    """Return the rank of the first relevant passage, or None."""
    return next((rank for rank, items in enumerate(held_items(record), start=1) if items), None)


def rank_scores(held: Sequence[frozenset[int]], items: int) -> dict[str, float]:
    """Return the scores that depend on ranks only.

    Args:
        held: The items that each passage holds, in rank order.
        items: How many items there are to find, at least one.
    """
    seen: frozenset[int] = frozenset()
    relevant: list[ir_measures.Qrel] = []
    new: list[ir_measures.Qrel] = []
    for rank, here in enumerate(held):
        if here:
            relevant.append(ir_measures.Qrel("q", f"passage {rank}", 1))
        if here - seen:
            new.append(ir_measures.Qrel("q", f"passage {rank}", 1))
            seen |= here
    never = [ir_measures.Qrel("q", f"never found {i}", 1) for i in range(items - len(seen))]
    # A score that falls with the rank keeps the order; ir_measures breaks ties by name.
    run = [ir_measures.ScoredDoc("q", f"passage {rank}", float(-rank)) for rank in range(len(held))]
    by_rank = [measure for measure in _MEASURES.values() if measure != nDCG @ 10]
    found = ir_measures.calc_aggregate(by_rank, relevant + never, run)
    found |= ir_measures.calc_aggregate([nDCG @ 10], new + never, run)
    return {name: float(found[measure]) for name, measure in _MEASURES.items()}


def budget_scores(passages: Sequence[RecordedPassage], evidence: Sequence[str]) -> dict[str, float | None]:
    """Return whether one and whether all evidence strings stand in the first characters that a reader would see."""
    scores: dict[str, float | None] = {}
    for budget in BUDGETS:
        texts = _first_characters(passages, budget)
        found = [any(fold(item) in text for text in texts) for item in evidence]
        scores[f"evidence@{budget}"] = float(any(found))
        scores[f"evidence_all@{budget}"] = float(all(found))
    return scores


def _first_characters(passages: Sequence[RecordedPassage], budget: int) -> list[str]:
    """Return the passages' texts, folded, the last cut where the budget of unfolded characters ends."""
    texts: list[str] = []
    for passage in passages:
        if budget <= 0:
            break
        texts.append(fold(passage.text[:budget]))
        budget -= len(passage.text)
    return texts
