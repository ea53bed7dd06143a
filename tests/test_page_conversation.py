from __future__ import annotations

import copy
import logging
from pathlib import Path

import pytest
from canned import CannedAssistant

from assistant.page.conversation import FAILED, MAX_QUESTION, STOPPED, Conversation
from assistant.schema import Stage, Status


@pytest.fixture
def canned(tmp_path: Path) -> CannedAssistant:
    return CannedAssistant(tmp_path)


def asked(canned: CannedAssistant, *questions: str) -> Conversation:
    talk = Conversation()
    for question in questions:
        assert talk.accept(question)
        for _ in talk.answer(canned):
            pass
    return talk


def test_stages_come_before_the_answer(canned: CannedAssistant) -> None:
    talk = Conversation()
    talk.accept("归集多少项？")
    seen = [talk.exchanges[-1].stage for _ in talk.answer(canned)]
    assert seen[:4] == [None, Stage.RETRIEVE, Stage.READ, Stage.CHECK]
    answer = talk.exchanges[-1].answer
    assert answer is not None
    assert answer.status is Status.ANSWERED
    assert not talk.busy


def test_blank_and_overlapping_questions_are_not_accepted() -> None:
    talk = Conversation()
    assert not talk.accept(" \n ")
    assert talk.accept("第一问")
    assert not talk.accept("第二问")
    assert [exchange.question for exchange in talk.exchanges] == ["第一问"]


def test_a_question_is_cut_at_its_greatest_length() -> None:
    talk = Conversation()
    talk.accept("问" * (MAX_QUESTION + 1))
    assert len(talk.exchanges[0].question) == MAX_QUESTION


def test_history_holds_the_answered_turns(canned: CannedAssistant) -> None:
    asked(canned, "第一问", "会故障", "第二问")
    question, history = canned.asked[-1]
    assert question == "第二问"
    assert [turn.question for turn in history] == ["第一问"]


def test_an_error_becomes_one_sentence_and_a_log_entry(
    canned: CannedAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        talk = asked(canned, "会故障")
    assert talk.exchanges[-1].note == FAILED
    assert talk.exchanges[-1].failed
    assert "/srv/secret/path" in caplog.text


def test_a_users_mistake_is_told_as_it_is(canned: CannedAssistant) -> None:
    assert asked(canned, "用法不对").exchanges[-1].note == "请换一种问法。"


def test_a_stopped_question_stays_stopped(canned: CannedAssistant) -> None:
    talk = Conversation()
    talk.accept("归集多少项？")
    steps = talk.answer(canned)
    next(steps)
    talk.stop()
    assert list(steps) == [None]
    assert [(each.note, each.answer) for each in talk.exchanges] == [(STOPPED, None)]
    assert not talk.exchanges[-1].failed
    assert talk.accept("再问")


def test_a_cleared_conversation_stays_empty(canned: CannedAssistant) -> None:
    talk = Conversation()
    talk.accept("归集多少项？")
    steps = talk.answer(canned)
    next(steps)
    talk.clear()
    assert list(steps) == [None]
    assert talk.exchanges == ()


def test_one_question_is_answered_once(canned: CannedAssistant) -> None:
    talk = Conversation()
    talk.accept("归集多少项？")
    steps = talk.answer(canned)
    next(steps)
    assert list(talk.answer(canned)) == []


def test_each_session_starts_empty(canned: CannedAssistant) -> None:
    talk = asked(canned, "第一问")
    assert copy.deepcopy(talk).exchanges == ()
