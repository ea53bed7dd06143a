from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from canned import CannedAssistant

from assistant.conversations import FILE, LONGEST_TITLE, ConversationStore, Exchange
from assistant.scope import Scope
from index.errors import UserError


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "data")


def exchange(canned: CannedAssistant, question: str) -> Exchange:
    return Exchange(question, "2026-01-02T03:04:05+00:00", answer=canned.ask(question), index="abc")


def test_a_conversation_is_read_as_it_was_kept(store: ConversationStore, tmp_path: Path) -> None:
    canned = CannedAssistant(tmp_path)
    first = exchange(canned, "归集多少项公共数据？")
    scope = Scope(issuers=("青山市人民政府",), since=date(2024, 1, 1))
    second = replace(exchange(canned, "月球？"), scope=scope, helpful=False)
    store.put("甲", "t1", 0, first)
    store.put("甲", "t1", 1, second)
    title, kept = ConversationStore(tmp_path / "data").read("甲", "t1")
    assert title == "归集多少项公共数据？"
    assert kept == [first, second]
    assert [each.chosen for each in kept] == [None, scope]

    store.put("甲", "t1", 1, replace(second, note="停"))
    store.cut("甲", "t1", 1)
    assert store.read("甲", "t1")[1] == [first]


def test_nobody_reaches_the_conversation_of_another(store: ConversationStore) -> None:
    asked = Exchange("甲的问题", "")
    store.put("甲", "t1", 0, asked)
    assert store.summaries("乙") == []
    for attempt in (
        lambda: store.read("乙", "t1"),
        lambda: store.put("乙", "t1", 1, Exchange("插进来", "")),
        lambda: store.cut("乙", "t1", 0),
        lambda: store.rename("乙", "t1", "改名"),
        lambda: store.delete("乙", "t1"),
    ):
        with pytest.raises(UserError, match="没有这个对话"):
            attempt()
    assert store.read("甲", "t1") == ("甲的问题", [asked])


def test_the_file_names_no_owner_and_is_closed_to_others(store: ConversationStore, tmp_path: Path) -> None:
    store.put("a-secret-cookie", "t1", 0, Exchange("问", ""))
    file = tmp_path / "data" / FILE
    assert b"a-secret-cookie" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_conversations_are_listed_by_last_use_and_found_by_their_words(
    store: ConversationStore, tmp_path: Path
) -> None:
    canned = CannedAssistant(tmp_path)
    store.put("甲", "t1", 0, exchange(canned, "归集多少项？"))
    store.put("甲", "t2", 0, Exchange("100%_的问题", ""))
    store.put("甲", "t1", 1, Exchange("后来的", ""))
    assert [each.id for each in store.summaries("甲")] == ["t1", "t2"]
    assert [each.id for each in store.summaries("甲", "420项")] == ["t1"]
    assert [each.id for each in store.summaries("甲", "0%_")] == ["t2"]
    assert store.summaries("甲", "%月") == []


def test_titles_are_cut_and_never_blank(store: ConversationStore) -> None:
    store.put("甲", "t1", 0, Exchange("长" * 99, ""))
    assert store.summaries("甲")[0].title == "长" * LONGEST_TITLE
    assert store.rename("甲", "t1", "  新 \n 名 ") == "新 名"
    with pytest.raises(UserError, match="不能为空"):
        store.rename("甲", "t1", " \n")
    store.delete("甲", "t1")
    assert store.summaries("甲") == []


def test_an_answer_of_another_version_of_the_program_is_told_and_loses_nothing_else(
    store: ConversationStore, tmp_path: Path
) -> None:
    store.put("甲", "t1", 0, Exchange("旧的问题", ""))
    with sqlite3.connect(tmp_path / "data" / FILE) as database:
        database.execute("UPDATE exchanges SET value = '{\"answer\": 7}'")
    title, (kept,) = store.read("甲", "t1")
    assert (title, kept.question, kept.answer) == ("旧的问题", "旧的问题", None)
    assert "其他版本" in kept.note
