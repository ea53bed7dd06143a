"""The store of feedback: what goes in comes out, is found by its filters, and survives hostile words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eval_fakes import answer, citation, passage

from assistant.feedback import LONGEST_REASON, FeedbackStore, State
from assistant.schema import Turn
from index.errors import UserError

VERSIONS = {"index": "0123456789abcdef", "program": "0.1.0"}
ASKED = answer(
    "谁牵头？",
    "由市园林局牵头[1]。",
    citations=[citation("甲.txt", "由市园林局牵头")],
    passages=[passage(1, "甲.txt", "由市园林局牵头。")],
)


def test_all_that_is_needed_to_find_out_why_is_kept(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "data")
    history = [Turn("建了多少公园？", "去年建了多少公园？")]
    number = store.add(ASKED, history, helpful=False, reason=" 没说是哪一年 ", versions=VERSIONS)
    found = FeedbackStore(tmp_path / "data").get(number)
    assert (found.question, found.helpful, found.reason, found.state) == ("谁牵头？", False, "没说是哪一年", State.OPEN)
    assert found.earlier == ("建了多少公园？",)
    assert found.answer == ASKED.to_json()
    assert found.versions == VERSIONS


def test_filters(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    good = store.add(ASKED, (), helpful=True, reason="", versions=VERSIONS)
    bad = store.add(ASKED, (), helpful=False, reason="100%错", versions=VERSIONS)
    other = store.add(answer("乙？", "无"), (), helpful=False, reason="'; DROP TABLE feedback; --", versions=VERSIONS)
    store.settle(other, State.SETTLED)
    assert [each.id for each in store.list()] == [other, bad, good]
    assert [each.id for each in store.list(helpful=True)] == [good]
    assert [each.id for each in store.list(helpful=False, state=State.OPEN)] == [bad]
    assert [each.id for each in store.list(words="牵头")] == [bad, good]
    assert [each.id for each in store.list(words="0%")] == [bad]
    assert [each.id for each in store.list(words="%")] == [bad]
    assert store.list(words="_") == []


def test_many_speak_at_once_and_long_reasons_are_cut(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.add(ASKED, (), helpful=False, reason="长" * 9999, versions={}), range(40)))
    assert len(store.list()) == 40
    assert {len(each.reason) for each in store.list()} == {LONGEST_REASON}


def test_mistakes_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有编号为 7 的反馈"):
        FeedbackStore(tmp_path).get(7)
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"server\.data"):
        FeedbackStore(tmp_path / "file").list()
    (tmp_path / "feedback.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(UserError, match="读写失败"):
        FeedbackStore(tmp_path).list()
