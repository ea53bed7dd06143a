"""Figures of a run: breakdowns by type and document, ranks, percentiles."""

from __future__ import annotations

from eval_fakes import answer, passage, record

from assistant.schema import Status
from eval.questions import Gold
from eval.record import Record
from eval.summary import LATER, NOT_FOUND, cost, summarise

IN_FIRST = Gold(answerable=True, documents=("甲.txt",), evidence=("31个",), answer_all=(("31个",),))
IN_BOTH = IN_FIRST.model_copy(update={"documents": ("甲.txt", "乙.txt")})


def asked(id_: str, type_: str, gold: Gold, text: str, *found: str) -> Record:
    passages = [passage(rank, "甲.txt", words) for rank, words in enumerate(found, start=1)]
    status = Status.REFUSED if text == "没有" else Status.ANSWERED
    return record(answer("问", text, status, passages=passages), gold, type_, id_, asked_ms=100.0 * len(id_))


RECORDS = [
    asked("1", "figure", IN_FIRST, "31个", "31个", "别的"),
    asked("22", "figure", IN_BOTH, "13个", "别的", "31个"),
    asked("333", "table", IN_BOTH, "没有", "别的", "别的"),
    asked("4444", "off_topic", Gold(answerable=False), "没有", "31个", "别的"),
]


def test_figures_by_type_and_by_document() -> None:
    summary = summarise(RECORDS)
    assert summary.metrics["correct"].value == 0.5
    assert summary.metrics["mrr"].value == 0.5  # of 1, 1/2 and 0
    assert summary.types == {"figure": 2, "table": 1, "off_topic": 1}
    assert {name: means["correct"].value for name, means in summary.by_type.items()} == {
        "figure": 0.5,
        "table": 0.0,
        "off_topic": 1.0,
    }
    assert summary.by_type["off_topic"]["mrr"].value is None
    assert {name: means["mrr"].value for name, means in summary.by_document.items()} == {"乙.txt": 0.25, "甲.txt": 0.5}


def test_counts_and_ranks() -> None:
    summary = summarise(RECORDS)
    assert summary.counts == {
        "asked": 4, "answerable": 3, "unanswerable": 1, "conversations": 0, "answered": 2, "corrected": 0, "refused": 2,
    }  # fmt: skip
    none = dict.fromkeys(map(str, range(1, 11)), 0)
    assert summary.ranks == {**none, "1": 1, "2": 1, LATER: 0, NOT_FOUND: 1}
    deep = asked("5", "figure", IN_FIRST, "31个", *["别的"] * 10, "31个")
    assert summarise([deep]).ranks == {**none, LATER: 1, NOT_FOUND: 0}
    assert summarise([RECORDS[3]]).ranks == {}


def test_times_of_all_turns() -> None:
    spent = cost(RECORDS, 12.0)
    # 100, 200, 300 and 400 ms: the 95th percentile lies 0.85 of the way from the third to the fourth.
    assert spent.timings_ms["asked"] == {"p50": 250.0, "p95": 385.0}
    assert spent.seconds == 1.0
    assert spent.peak_memory_mb == 12.0
