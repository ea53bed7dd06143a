"""The whole assistant with a language model set: asked, followed up, failing, examined; and without one."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from llm_server import LlmServer, fails, held, llm_server

from assistant.doctor import examine
from assistant.engine import Assistant
from assistant.page.desk import Desk, View
from assistant.schema import Answer, Stage, Status
from assistant.settings import LlmSettings, ServerSettings, Settings
from index.settings import IndexSettings

QUESTION = "2018年向自贸试验区下放了多少项省级行政职权？"


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with llm_server() as running:
        yield running


@pytest.fixture(scope="module")
def settings(server: LlmServer, sample_index: Path) -> Settings:
    llm = LlmSettings(base_url=server.address, model="小模型", retries=0, timeout_seconds=10)
    return Settings().model_copy(update={"index": IndexSettings(dir=sample_index), "llm": llm})


@pytest.fixture(scope="module")
def assistant(settings: Settings) -> Assistant:
    return Assistant.open(settings)


def test_a_checked_answer_cites_the_document(assistant: Assistant, server: LlmServer) -> None:
    server.says("2018年下放省级行政职权133项[1]。总投资为999亿元[1]。")
    *stages, answer = assistant.stream(QUESTION)
    assert isinstance(answer, Answer)
    assert {stage for stage in stages if isinstance(stage, Stage)} == set(Stage)
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("2018年下放省级行政职权133项[1]。")
    assert "999" not in answer.text
    (citation,) = answer.citations
    assert assistant.document(citation.document).text[citation.start : citation.end] == citation.quote
    assert "133项" in citation.quote
    assert answer.llm is not None
    assert (answer.llm.kept, answer.llm.dropped) == (1, 1)


def test_the_page_shows_a_checked_sentence_before_the_next_is_sent(
    assistant: Assistant, server: LlmServer, tmp_path: Path
) -> None:
    server.says("没有依据。")
    assistant.ask(QUESTION)  # what it says is not shown as it comes before it has been heard out once
    desk = Desk(lambda: assistant, Settings(server=ServerSettings(data=tmp_path)))
    release = threading.Event()
    server.says(held("总投资为999亿元[1]。2018年下放省级行政职权133项[1]。其中", release, "还有888项[1]。"))
    talk = desk.ask("甲", QUESTION, {})["talk"]

    def seen(holds: Callable[[View], bool]) -> tuple[View, str]:
        for _ in range(1000):
            view = desk.open("甲", talk)
            words = re.sub(r"<[^>]+>", "", view["now"])
            assert not any(invented in words for invented in ("999", "888"))
            if holds(view):
                return view, words
            time.sleep(0.01)
        pytest.fail("it never came to hold")

    partial, words = seen(lambda view: 'class="partial"' in view["now"])
    assert partial["busy"]
    assert "2018年下放省级行政职权133项[1]。" in words
    assert "133项" in partial["evidence"]
    release.set()
    answer, words = seen(lambda view: not view["busy"])
    assert 'class="partial"' not in answer["now"]
    assert "2018年下放省级行政职权133项[1]。（大模型草拟的内容中有 2 句未通过与原文的核对，已删去。）" in words
    desk.talks.close()


def test_a_failing_model_leaves_the_answer_as_it_is_without_one(
    assistant: Assistant, server: LlmServer, sample_assistant: Assistant
) -> None:
    server.says(fails(500))
    without = sample_assistant.ask(QUESTION)
    answer = assistant.ask(QUESTION)
    assert answer.text.startswith(without.text)
    assert (answer.citations, answer.status) == (without.citations, without.status)
    assert without.llm is None
    assert "llm" not in without.to_json()
    assert all(citation.checks is not None for citation in without.citations)


def test_a_refused_question_never_leaves_the_machine(assistant: Assistant, server: LlmServer) -> None:
    before = len(server.asked)
    assert assistant.ask("红烧肉怎么做？").status is Status.REFUSED
    assert len(server.asked) == before


def test_a_follow_up_is_put_by_the_model_or_else_by_the_rules(assistant: Assistant, server: LlmServer) -> None:
    server.says("没有依据。")
    first = assistant.ask("大连片区重点发展什么产业？")
    server.says("营口片区重点发展什么产业？", "没有依据。")
    assert assistant.ask("那营口呢？", [first.turn]).standalone == "营口片区重点发展什么产业？"
    server.says("沈阳片区有999项政策吗？", "没有依据。")
    assert assistant.ask("那营口呢？", [first.turn]).standalone == "营口片区重点发展什么产业？"


def test_the_examination_asks_the_model_and_still_answers_offline(settings: Settings, server: LlmServer) -> None:
    server.says("好")
    told: list[str] = []
    assert examine(settings, told.append) == []
    assert any(line.startswith("大模型：可用（小模型") for line in told)
    server.says(fails(401))
    (problem,) = examine(settings, told.append)
    assert "大模型服务返回 401" in problem


def test_without_a_model_nothing_of_it_is_imported() -> None:
    look = (
        "import sys, assistant.engine, assistant.draft.letter; print([m for m in sys.modules if 'assistant.llm' in m])"
    )
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout == "[]\n"
