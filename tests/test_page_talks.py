from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from canned import WORDS, CannedAssistant

from assistant.conversations import ConversationStore, Exchange
from assistant.page.desk import Desk
from assistant.page.evidence import EMPTY
from assistant.page.talks import FAILED, INTERRUPTED, MAX_QUESTION, STOPPED, Talk, Talks
from assistant.schema import Partial, Stage, Status
from assistant.scope import Scope
from assistant.settings import ServerSettings, Settings
from index.errors import UserError


@pytest.fixture
def canned(tmp_path: Path) -> CannedAssistant:
    return CannedAssistant(tmp_path)


@pytest.fixture
def talks(canned: CannedAssistant, tmp_path: Path) -> Talks:
    return opened(canned, tmp_path)


def opened(canned: CannedAssistant, folder: Path, concurrency: int = 2) -> Talks:
    return Talks(lambda: canned, ConversationStore(folder / "data"), concurrency)  # type: ignore[arg-type, return-value]


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it never came to hold")


def asked(talks: Talks, *questions: str, owner: str = "甲") -> Talk:
    talk = None
    for question in questions:
        talk = answered(talks.ask(owner, talk.id if talk else None, question, Scope()))
    assert talk is not None
    return talk


def answered(talk: Talk) -> Talk:
    until(lambda: not talk.busy)
    return talk


def test_stages_come_before_the_answer_and_news_is_waited_for(talks: Talks) -> None:
    talk = talks.ask("甲", None, "很慢的问题", Scope())
    until(lambda: talk.doing is Stage.READ)
    assert talk.busy
    seen = talk.version

    async def told() -> bool:
        await talks.changed(talk, seen, seconds=10)
        return talk.version > seen

    with ThreadPoolExecutor(1) as pool:  # a browser test before this one may have left its loop to this thread
        telling = pool.submit(asyncio.run, told())
        time.sleep(0.3)
        assert talk.version == seen  # being at the same still is no news
        talks.stop("甲", talk.id)
        assert telling.result()
    assert [(each.note, each.answer) for each in talk.exchanges] == [(STOPPED, None)]


def test_what_stands_of_an_answer_is_there_before_the_answer(talks: Talks, canned: CannedAssistant) -> None:
    talk = talks.ask("甲", None, "逐句回答", Scope())
    until(lambda: isinstance(talk.doing, Partial))
    assert talk.busy
    assert talk.exchanges[-1].answer is None
    assert talk.latest is not None
    assert [cited.n for cited in talk.latest.citations] == [1]
    canned.go_on.set()
    answered(talk)
    assert talk.doing is None
    assert talk.latest is talk.exchanges[-1].answer
    assert talk.latest is not None
    assert [cited.n for cited in talk.latest.citations] == [1, 2]


def test_what_stands_of_an_answer_goes_when_it_is_stopped(talks: Talks) -> None:
    talk = talks.ask("甲", None, "逐句回答", Scope())
    until(lambda: talk.latest is not None)
    talks.stop("甲", talk.id)
    assert talk.latest is None
    assert talk.exchanges[-1].note == STOPPED


def test_evidence_of_what_was_stopped_goes_from_every_page(canned: CannedAssistant, tmp_path: Path) -> None:
    desk = Desk(lambda: canned, Settings(server=ServerSettings(data=tmp_path)))  # type: ignore[arg-type, return-value]
    talk = desk.talks.open("甲", desk.ask("甲", "逐句回答", {})["talk"])
    until(lambda: talk.latest is not None)
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(asyncio.run, desk.watch("甲", talk.id, 0)).result()
        desk.stop("甲", talk.id)
        told = pool.submit(asyncio.run, desk.watch("甲", talk.id, seen["version"])).result()
    assert WORDS in seen["evidence"]
    assert told["evidence"] == EMPTY
    desk.talks.close()


def test_an_answer_goes_on_when_nobody_waits_and_is_kept(talks: Talks, canned: CannedAssistant, tmp_path: Path) -> None:
    talk = asked(talks, "归集多少项？")
    until(lambda: opened(canned, tmp_path).open("甲", talk.id).exchanges[0].answer is not None)
    again = opened(canned, tmp_path).open("甲", talk.id)
    assert again.exchanges[0].answer is not None
    assert again.exchanges[0].answer.status is Status.ANSWERED
    assert again.exchanges[0].index == canned.version
    assert again.title == "归集多少项？"


def test_what_a_restart_cut_off_is_told(talks: Talks, canned: CannedAssistant, tmp_path: Path) -> None:
    talk = talks.ask("甲", None, "很慢的问题", Scope())
    assert opened(canned, tmp_path).open("甲", talk.id).exchanges[0].note == INTERRUPTED
    talks.stop("甲", talk.id)


def test_blank_and_overlapping_questions_are_refused(talks: Talks) -> None:
    with pytest.raises(UserError, match="请输入问题"):
        talks.ask("甲", None, " \n ", Scope())
    talk = talks.ask("甲", None, "很慢的问题", Scope())
    with pytest.raises(UserError, match="还在回答"):
        talks.ask("甲", talk.id, "第二问", Scope())
    talks.stop("甲", talk.id)
    assert len(talks.ask("甲", talk.id, "问" * (MAX_QUESTION + 1), Scope()).exchanges[-1].question) == MAX_QUESTION


def test_history_and_scope_go_with_the_question(talks: Talks, canned: CannedAssistant) -> None:
    talk = asked(talks, "第一问", "会故障", "第二问")
    question, history = canned.asked[-1]
    assert question == "第二问"
    assert [turn.question for turn in history] == ["第一问"]
    assert canned.scopes[-1] is None

    scope = Scope(kinds=("通知",))
    talks.ask("甲", talk.id, "只在通知里找", scope)
    until(lambda: not talk.busy)
    assert canned.scopes[-1] == scope


def test_a_changed_question_takes_the_place_of_the_old_one(talks: Talks, canned: CannedAssistant) -> None:
    talk = asked(talks, "第一问", "第二问")
    talks.ask("甲", talk.id, "第二问，改过", Scope(), place=1)
    until(lambda: not talk.busy)
    assert [each.question for each in talk.exchanges] == ["第一问", "第二问，改过"]
    assert [turn.question for turn in canned.asked[-1][1]] == ["第一问"]


def test_an_error_becomes_one_sentence_and_a_log_entry(talks: Talks, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        talk = asked(talks, "会故障")
    assert talk.exchanges[-1].note == FAILED
    assert "/srv/secret/path" in caplog.text
    assert asked(talks, "用法不对").exchanges[-1].note == "请换一种问法。"


def test_questions_wait_for_those_asked_before(canned: CannedAssistant, tmp_path: Path) -> None:
    talks = opened(canned, tmp_path, concurrency=1)
    first = talks.ask("甲", None, "很慢的问题", Scope())
    second = talks.ask("乙", None, "第二个人的问题", Scope())
    third = talks.ask("丙", None, "第三个人的问题", Scope())
    assert [talks.ahead(each) for each in (first, second, third)] == [0, 1, 2]
    talks.stop("乙", second.id)
    talks.stop("甲", first.id)
    until(lambda: not third.busy)
    assert "第二个人的问题" not in [question for question, _ in canned.asked]
    assert talks.ahead(third) == 0


def test_twenty_people_ask_at_once_and_see_their_own_answers_only(canned: CannedAssistant, tmp_path: Path) -> None:
    talks = opened(canned, tmp_path, concurrency=4)
    begin = threading.Barrier(20)
    found: dict[str, Talk] = {}

    def person(name: str) -> None:
        begin.wait()
        found[name] = talks.ask(name, None, f"{name}的第一问", Scope())
        until(lambda: not found[name].busy)
        talks.ask(name, found[name].id, f"{name}的第二问", Scope())
        until(lambda: not found[name].busy)

    people = [threading.Thread(target=person, args=(f"人{number}",)) for number in range(20)]
    for each in people:
        each.start()
    for each in people:
        each.join(30)
    assert len(found) == 20
    for name, talk in found.items():
        assert [each.question for each in talk.exchanges] == [f"{name}的第一问", f"{name}的第二问"]
        for each in talk.exchanges:
            assert each.answer is not None
            assert each.answer.question == each.question
        for other in found:
            if other != name:
                with pytest.raises(UserError, match="没有这个对话"):
                    talks.open(other, talk.id)
                break


def test_a_deleted_conversation_drops_its_answer(talks: Talks) -> None:
    talk = talks.ask("甲", None, "很慢的问题", Scope())
    until(lambda: talk.doing is Stage.READ)
    talks.delete("甲", talk.id)
    time.sleep(0.3)
    with pytest.raises(UserError, match="没有这个对话"):
        talks.open("甲", talk.id)


def test_a_conversation_deleted_while_its_answer_is_being_kept_stays_deleted(
    canned: CannedAssistant, tmp_path: Path
) -> None:
    keeping = threading.Event()

    class SlowStore(ConversationStore):
        def put(self, owner: str, conversation: str, place: int, exchange: Exchange) -> None:
            if exchange.answer:
                keeping.set()
                time.sleep(0.3)
            super().put(owner, conversation, place, exchange)

    store = SlowStore(tmp_path / "data")
    talks = Talks(lambda: canned, store, 1)  # type: ignore[arg-type, return-value]
    talk = talks.ask("甲", None, "归集多少项？", Scope())
    assert keeping.wait(10)
    talks.delete("甲", talk.id)
    talks.close()
    assert store.summaries("甲") == []


def test_further_questions_are_those_that_have_an_answer(talks: Talks) -> None:
    talk = asked(talks, "归集多少项？")
    talks.judge(talk, 0, helpful=True)  # takes nothing from what is still being looked for
    until(lambda: talk.further is not None)
    assert talk.exchanges[0].helpful is True
    assert talk.further == ("《青山市数据工作方案》在“重点任务”方面有哪些安排？",)
    refused = asked(talks, "月球？")
    until(lambda: refused.further == ())


def test_at_the_end_what_waits_is_dropped(canned: CannedAssistant, tmp_path: Path) -> None:
    talks = opened(canned, tmp_path, concurrency=1)
    slow = talks.ask("甲", None, "很慢的问题", Scope())
    until(lambda: slow.doing is Stage.READ)
    waiting = talks.ask("乙", None, "归集多少项？", Scope())
    ending = threading.Thread(target=talks.close)
    ending.start()
    until(talks._closing.is_set)
    talks.stop("甲", slow.id)
    ending.join(10)
    assert not ending.is_alive()
    assert waiting.busy
    assert [question for question, _ in canned.asked] == ["很慢的问题"]
