"""The assistant in use is exchanged under whoever asks, and given up when nobody asks it any more."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import CharacterEncoder

from assistant import holder as module
from assistant.engine import Assistant
from assistant.holder import AssistantHolder
from assistant.schema import Answer
from assistant.settings import Settings
from index.build import build_index
from index.errors import UserError
from index.settings import IndexSettings
from index.snapshot import current_folder, open_current


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings().model_copy(update={"index": IndexSettings(dir=tmp_path / "index")})


@pytest.fixture
def docs(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("公园通知\n\n一、任务\n\n年内新建公园 31 个，由市园林局牵头。\n", encoding="utf-8")
    build(folder, settings)
    return folder


def build(folder: Path, settings: Settings) -> None:
    build_index([folder], settings.index.dir, CharacterEncoder(), 320, 1_000_000)


def opened(settings: Settings) -> Assistant:
    return Assistant(open_current(settings.index.dir), CharacterEncoder(), settings)


def rest(stream: Iterator[Any]) -> Answer:
    *_, last = stream
    assert isinstance(last, Answer)
    return last


def test_an_answer_under_way_keeps_its_index_and_the_next_gets_the_new_one(docs: Path, settings: Settings) -> None:
    held = AssistantHolder(settings, opened)
    assert held.current.version == current_folder(settings.index.dir).name
    assert held.refresh() is False
    under_way = held.current.stream("年内新建多少个公园？")
    next(under_way)
    before = weakref.ref(held.current)

    (docs / "a.txt").write_text("公园通知\n\n一、任务\n\n年内新建公园 47 个，由市园林局牵头。\n", encoding="utf-8")
    build(docs, settings)
    assert held.refresh() is True
    assert held.current.version == current_folder(settings.index.dir).name

    assert "31 个" in rest(under_way).passages[0].chunk.text
    assert "47 个" in held.current.ask("年内新建多少个公园？").passages[0].chunk.text
    del under_way
    gc.collect()
    assert before() is None


def test_a_snapshot_that_cannot_be_opened_changes_nothing(docs: Path, settings: Settings) -> None:
    held = AssistantHolder(settings, opened)
    in_use = held.current
    (docs / "a.txt").write_text("公园通知\n\n年内新建公园 47 个。\n", encoding="utf-8")
    build(docs, settings)
    (current_folder(settings.index.dir) / "vectors.faiss").write_bytes(b"damaged")
    with pytest.raises(UserError, match="已损坏"):
        held.refresh()
    assert held.current is in_use


def test_what_another_process_publishes_is_taken_up_though_the_first_try_fails(
    docs: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WATCH_SECONDS", 0.01)
    taken, ended, faults = threading.Event(), threading.Event(), [OSError("disk full")]
    first = current_folder(settings.index.dir).name

    def noticed(settings: Settings) -> Assistant:
        found = opened(settings)
        if current_folder(settings.index.dir).name != first:
            if faults:
                raise faults.pop()
            taken.set()
        return found

    held = AssistantHolder(settings, noticed)
    held.watch(ended)
    (docs / "b.txt").write_text("老旧小区通知\n\n年内改造小区 120 个。\n", encoding="utf-8")
    build(docs, settings)
    try:
        assert taken.wait(30)
    finally:
        ended.set()
