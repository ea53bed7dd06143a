"""The client against a real server that answers well, badly, slowly, partly, or not at all."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from llm_server import LlmServer, Reply, fails, llm_server, raw, said, silent, whole

from assistant.llm.chat import LlmError, without_thoughts
from assistant.llm.endpoint import Endpoint
from assistant.settings import LlmSettings
from index.errors import UserError

MESSAGES = [{"role": "user", "content": "问"}]
KEY = "sk-secret-0123456789"


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with llm_server() as running:
        yield running


def settings(address: str, **changed: object) -> LlmSettings:
    return LlmSettings.model_validate(
        {"base_url": address, "model": "小模型", "api_key": KEY, "timeout_seconds": 5, "connect_seconds": 1, **changed}
    )


def ask(address: str, **changed: object) -> str:
    return "".join(Endpoint(settings(address, **changed)).stream(MESSAGES, 100))


def test_a_streamed_answer_comes_in_pieces_and_what_was_thought_does_not(server: LlmServer) -> None:
    server.says(said("共12项[1]。", pieces=2, thought="先想一想"))
    pieces = list(Endpoint(settings(server.address)).stream(MESSAGES, 100))
    assert "".join(pieces) == "共12项[1]。"
    assert len(pieces) > 3
    sent = server.asked[0]
    assert (sent["model"], sent["stream"], sent["temperature"], sent["max_tokens"]) == ("小模型", True, 0, 100)
    assert sent["messages"] == MESSAGES
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_an_answer_sent_whole_is_taken_too(server: LlmServer) -> None:
    server.says(whole("共12项[1]。"))
    assert ask(server.address) == "共12项[1]。"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(server: LlmServer, status: int) -> None:
    server.says(fails(status, Retry_After="0"), "好")
    assert ask(server.address) == "好"
    assert len(server.asked) == 2


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (429, 3), (401, 1), (404, 1), (302, 1)])
def test_a_failure_that_stays_is_told_after_few_tries(server: LlmServer, status: int, tries: int) -> None:
    server.says(fails(status, Location="http://127.0.0.1:9/"))
    with pytest.raises(LlmError, match=f"返回 {status}"):
        ask(server.address)
    assert len(server.asked) == tries


def test_a_wait_beyond_the_time_limit_is_not_waited_for(server: LlmServer) -> None:
    server.says(fails(429, Retry_After="600"))
    with pytest.raises(LlmError, match="429"):
        ask(server.address)
    assert len(server.asked) == 1


def test_a_stream_that_is_cut_is_an_error(server: LlmServer) -> None:
    server.says(said("共12项[1]。共13", ended=False))
    with pytest.raises(LlmError, match="中断"):
        ask(server.address)
    assert len(server.asked) == 1  # words that came are not asked for again


@pytest.mark.parametrize("reply", [silent(3), said("慢" * 60, pieces=1, pause=0.1)], ids=["silent", "trickle"])
def test_a_slow_answer_is_given_up(server: LlmServer, reply: object) -> None:
    server.says(reply)  # type: ignore[arg-type]
    started = time.monotonic()
    with pytest.raises(LlmError, match="没有按时"):
        ask(server.address, timeout_seconds=0.6, retries=0)
    assert time.monotonic() - started < 2.5


def _trickle(handler: BaseHTTPRequestHandler) -> None:
    """A whole answer that never ends, a blank at a time."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" " * 65_536)


@pytest.mark.parametrize(("reply", "reason"), [(_trickle, "没有按时"), (_endless, "过长")])
def test_an_answer_sent_whole_is_held_to_the_same_limits(server: LlmServer, reply: Reply, reason: str) -> None:
    server.replies = [reply]
    with pytest.raises(LlmError, match=reason):
        ask(server.address, timeout_seconds=0.6 if reply is _trickle else 30, retries=0)


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(LlmError, match="连不上"):
        ask(f"http://127.0.0.1:{port}/v1", retries=1)


@pytest.mark.parametrize(
    "reply",
    [
        raw(b"<html>"),
        raw(b'{"choices": [{"message": null}]}'),
        raw(b"[1]"),
        raw(b'{"error": {"message": "x"}}'),
        raw(b"data: {}}\n\n", "text/event-stream"),
        raw(b'data: {"error": "overloaded"}\n\n', "text/event-stream"),
        raw(b"data: [1]\n\n", "text/event-stream"),
        raw(b'data: {"choices": [1]}\n\n', "text/event-stream"),
    ],
)
def test_what_is_no_answer_is_an_error(server: LlmServer, reply: object) -> None:
    server.says(reply)  # type: ignore[arg-type]
    with pytest.raises(LlmError):
        ask(server.address, retries=0)


def test_key_and_address_are_told_to_nobody(server: LlmServer, caplog: pytest.LogCaptureFixture) -> None:
    server.says(fails(500))
    with caplog.at_level(logging.INFO), pytest.raises(LlmError) as failure:
        ask(server.address, retries=1)
    used = settings(server.address)
    told = f"{failure.value} {[r.getMessage() for r in caplog.records if r.name.startswith('assistant')]}"
    for secret in (KEY, server.address):
        assert secret not in told
        assert secret not in repr(used.model_dump())
    assert KEY not in repr(used)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"base_url": "ftp://x/v1"}, "http://"),
        ({"base_url": "http://127.0.0.1:8OOO/v1"}, "端口"),
        ({"base_url": "http://127.0.0.1:80000/v1"}, "端口"),
        ({"base_url": "http://[::1/v1"}, "主机"),
        ({"base_url": "http://user:word@127.0.0.1/v1"}, "ASSISTANT_LLM__API_KEY"),
        ({"model": ""}, "模型名称"),
    ],
)
def test_an_address_that_cannot_be_asked(changed: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        Endpoint(settings("http://127.0.0.1:9/v1", **changed))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>想\n想</think>\n答", "答"),
        ("想想</think>答", "答"),
        ("<think>一直想", ""),
        ("答", "答"),
        ("<THINK>a</THINK>答<think>b</think>完", "答完"),
    ],
)
def test_thoughts_are_dropped(text: str, left: str) -> None:
    assert without_thoughts(text) == left
