"""Records: written whole, read back equal, saved from a run that was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from eval_fakes import answer, citation, passage, record

from eval.metrics import score
from eval.questions import Gold
from eval.record import append_record, read_records, salvage_records
from index.errors import UserError

ONE = record(
    answer(
        "问",
        "31个[1]\u2028一行\x85一行\n一行",
        citations=[citation("甲.txt", "31 个")],
        passages=[passage(1, "甲.txt", "31 个")],
    ),
    Gold(answerable=True, evidence=("31个",), answer_all=(("31个",),)),
)


def test_a_record_comes_back_as_it_was_and_scores_the_same(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    append_record(path, ONE, score(ONE))
    append_record(path, ONE.model_copy(update={"id": "2"}), score(ONE))
    first, second = read_records(path)
    assert first == ONE
    assert second.id == "2"
    assert score(first) == score(ONE)


@pytest.mark.parametrize("tail", ['{"id": "3", "tu', '{"id": "3"}\n', "\x00\x00"])
def test_what_follows_the_last_whole_line_is_dropped(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "records.jsonl"
    append_record(path, ONE, score(ONE))
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + tail, encoding="utf-8")
    assert salvage_records(path) == [ONE]
    assert path.read_text(encoding="utf-8") == whole


def test_a_last_line_without_its_end_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    append_record(path, ONE, score(ONE))
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert salvage_records(path) == []
    assert salvage_records(tmp_path / "none.jsonl") == []


def test_damage_in_a_finished_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UserError, match="已损坏"):
        read_records(tmp_path / "records.jsonl")
    with pytest.raises(UserError, match="读不了"):
        read_records(tmp_path / "none.jsonl")
