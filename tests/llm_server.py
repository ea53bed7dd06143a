"""A real HTTP server that behaves as OpenAI-compatible ones do, well or badly, as a test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class LlmServer:
    """What was asked, and what will be answered: a reply a request, the last one again and again."""

    address: str = ""
    replies: list[Reply] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def says(self, *replies: Reply | str) -> None:
        self.replies = [said(reply) if isinstance(reply, str) else reply for reply in replies]

    @property
    def last_prompt(self) -> str:
        return "\n".join(message["content"] for message in self.asked[-1]["messages"])


@contextmanager
def llm_server() -> Iterator[LlmServer]:
    """Serve on a free port of this machine."""
    state = LlmServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            state.headers.append(dict(self.headers))
            reply = state.replies.pop(0) if len(state.replies) > 1 else state.replies[0]
            with suppress(BrokenPipeError, ConnectionResetError):  # a client may give up: that is what is tested
                reply(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def said(text: str, *, pieces: int = 7, ended: bool = True, pause: float = 0.0, thought: str = "") -> Reply:
    """A streamed answer; ``ended``: whether it is brought to its end, ``pause``: seconds between its pieces."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.end_headers()
        if thought:
            _event(handler, {"choices": [{"delta": {"reasoning_content": thought}}]})
        for start in range(0, len(text), pieces):
            _event(handler, {"choices": [{"delta": {"content": text[start : start + pieces]}}]})
            time.sleep(pause)
        if ended:
            _event(handler, {"choices": [{"delta": {}, "finish_reason": "stop"}]})
            handler.wfile.write(b"data: [DONE]\n\n")

    return reply


def held(text: str, release: threading.Event, rest: str) -> Reply:
    """A streamed answer whose rest is sent only when it is released; one that never is, is broken off."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        said(text, ended=False)(handler)
        if release.wait(10):
            _event(handler, {"choices": [{"delta": {"content": rest}, "finish_reason": "stop"}]})

    return reply


def whole(text: str) -> Reply:
    """An answer that is not streamed though it should be."""
    return raw(json.dumps({"choices": [{"message": {"content": text}}]}).encode())


def raw(data: bytes, content_type: str = "application/json") -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def fails(status: int, **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return reply


def silent(seconds: float) -> Reply:
    """No answer at all, for a while."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return reply


def _event(handler: BaseHTTPRequestHandler, event: dict[str, Any]) -> None:
    handler.wfile.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
    handler.wfile.flush()
