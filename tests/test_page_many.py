"""Many people at once over HTTP, while somebody uploads: nobody waits for the upload, nobody sees another's words."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from canned import CannedAssistant

from assistant.page import chat_section
from assistant.page.site import Section
from assistant.settings import ServerSettings, Settings
from tests.conftest import served

PEOPLE = 20


def _blank() -> None:
    import gradio as gr

    gr.Textbox("上传")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    from assistant.page.server import application

    canned = CannedAssistant(tmp_path)
    chat = chat_section(lambda: canned, Settings(server=ServerSettings(data=tmp_path / "data")))
    uploads = Section(path="/files", title="上传", build=_blank, upload_bytes=10_000_000)
    with served(application([chat, uploads])) as address:
        yield address


class Person:
    """A browser of its own, without the browser."""

    def __init__(self, address: str, name: str) -> None:
        self.name = name
        self._client = httpx.Client(base_url=address, timeout=60)
        self._client.post("/visitor")
        parts = self._client.get("/config").json()["components"]
        self._door = next(each["id"] for each in parts if each["props"].get("elem_id") == "desk")

    def call(self, action: str, **given: Any) -> dict[str, Any]:
        body = {"data": {"action": action, **given}, "component_id": self._door, "fn_name": "call"}
        answer = self._client.post("/gradio_api/component_server", json=body | {"session_hash": self.name})
        return dict(answer.raise_for_status().json())

    def ask(self, question: str, talk: str | None) -> tuple[dict[str, Any], float, float]:
        """Ask; return what is shown at last, and the seconds until something and until all of it was."""
        begun = time.perf_counter()
        view = self.call("ask", question=question, scope={}, talk=talk)
        first, kept = time.perf_counter() - begun, view["talk"]
        while view["busy"]:
            view = self.call("watch", talk=kept, version=view["version"])
        return view | {"talk": kept}, first, time.perf_counter() - begun


def test_twenty_people_are_answered_while_an_upload_is_under_way(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as upload:
        upload.sendall(
            b"POST /files/gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data;"
            b' name="files"; filename="a.txt"\r\n\r\nhalf of it'
        )  # the rest does not come before everybody has an answer
        with ThreadPoolExecutor(PEOPLE) as pool:
            people = list(pool.map(lambda number: Person(address, f"person{number}"), range(PEOPLE)))
            first = list(pool.map(lambda one: one.ask(f"{one.name}先问的", None), people))
            second = list(pool.map(lambda one, said: one.ask(f"{one.name}再问的", said[0]["talk"]), people, first))

    for one, (view, *_) in zip(people, second, strict=True):
        whole = one.call("open", talk=view["talk"])
        shown = whole["past"] + whole["now"] + whole["evidence"] + one.call("listing")["html"]
        assert f"{one.name}先问的" in whole["past"]
        assert f"{one.name}再问的" in whole["now"]
        assert not [other.name for other in people if other is not one and f"{other.name}先" in shown]
    stranger = people[0].call("open", talk=second[1][0]["talk"])
    assert set(stranger) == {"trouble"}
    for action, given in (("evidence", {"turn": 0}), ("rename", {"title": "我的"}), ("delete", {}), ("stop", {})):
        assert set(people[0].call(action, talk=second[1][0]["talk"], **given)) == {"trouble"}

    seen, whole_answer = ([each[place] * 1000 for each in (*first, *second)] for place in (1, 2))
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{PEOPLE} people at once: first sign after {statistics.median(seen):.0f} ms (worst {max(seen):.0f}),"
            f" answer after {statistics.median(whole_answer):.0f} ms (worst {max(whole_answer):.0f})"
        )


def test_the_door_refuses_strangers_and_nonsense(address: str) -> None:
    one = Person(address, "one")
    assert one.call("ask", question="问", scope={"since": "不是日期"})["trouble"].startswith("日期“不是日期”无法识别")
    for action, given in (
        ("open", {"talk": 7}),
        ("ask", {"question": "问"}),
        ("ask", {"question": "问", "scope": {"nonsense": 1}}),
        ("_answer", {"talk": "x", "turn": 0}),
        ("original", {"path": "plan.md"}),
        ("document", {"path": "plan.md", "start": 0, "end": 0, "owner": "somebody", "more": 1}),
    ):
        assert set(one.call(action, **given)) == {"trouble"}, action
    one._client.cookies.clear()
    assert "Cookie" in one.call("open")["trouble"]
