"""Scores of drafts, worked out by hand."""

from __future__ import annotations

from typing import Any

from eval.draft_score import Counts, alike, score

CITATION = {"n": 1, "document": "a.txt", "title": "甲", "doc_number": None, "issuer": None, "date": None, "section": [],
            "quote": "下放133项", "start": 2, "end": 8}  # fmt: skip


def draft(text: str, status: str = "covered") -> dict[str, Any]:
    point = {"request": "继续下放省级职权。", "status": status, "paragraphs": [{"text": text, "citations": [1]}]}
    return {"points": [point], "citations": [CITATION]}


def test_every_measure() -> None:
    gold = {
        "requests": [
            {"text": "继续下放省级职权。", "status": "covered", "facts": [["133项", "133 项"], ["454项"]]},
            {"text": "开办国际学校。", "status": "missing", "facts": []},
        ]
    }
    counts = score(draft("共下放133项[1]。"), gold, lambda _: "去年下放133项。")
    assert counts.shares() == {
        "requests_found": 0.5,
        "uncovered_said_missing": 0.0,
        "covered_not_called_missing": 1.0,
        "key_facts_present": 0.5,
        "quotes_true": 1.0,
        "requests_too_many": 0,
        "statements_without_citation": 0,
    }


def test_a_fact_is_the_same_whatever_its_blanks_widths_and_separators() -> None:
    gold = {"requests": [{"text": "继续下放省级职权。", "status": "covered", "facts": [["投入1200 万元"]]}]}
    counts = score(draft("共投入 1,200 万[1]元。"), gold, lambda _: "去年下放133项。")
    assert counts.facts == (1, 1)


def test_a_false_quote_and_a_bare_statement_count() -> None:
    gold = {"requests": [{"text": "别的事。", "status": "missing", "facts": []}]}
    counts = score(draft("共下放133项。"), gold, lambda _: "别的文字")
    assert counts.quotes_true == (0, 1)
    assert (counts.uncited, counts.extra) == (1, 1)


def test_shares_of_nothing_are_none() -> None:
    assert Counts().shares()["requests_found"] is None


def test_requests_are_alike_by_containment_or_pairs() -> None:
    assert alike("建议继续下放省级职权。", "继续下放省级职权。")
    assert not alike("继续下放省级职权", "开办国际学校")
