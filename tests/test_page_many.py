"""Many people at once over HTTP, while somebody uploads: nobody waits for the upload, nobody sees another's words."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from canned import CannedAssistant

from assistant.page import chat_section
from assistant.page.site import Section
from assistant.settings import ServerSettings, Settings
from eval.waiting import Visitor, measure
from index.errors import UserError

PEOPLE = 20


def _blank() -> None:
    import gradio as gr

    gr.Textbox("上传")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    from assistant.page.server import application, serving

    canned = CannedAssistant(tmp_path)
    chat = chat_section(lambda: canned, Settings(server=ServerSettings(data=tmp_path / "data")))
    uploads = Section(path="/files", title="上传", build=_blank, upload_bytes=10_000_000)
    with serving(application([chat, uploads])) as address:
        yield address


def test_twenty_people_are_answered_while_an_upload_is_under_way(address: str) -> None:
    with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as upload:
        upload.sendall(
            b"POST /files/gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data;"
            b' name="files"; filename="a.txt"\r\n\r\nhalf of it'
        )  # the rest does not come before everybody has an answer
        with ThreadPoolExecutor(PEOPLE) as pool:
            people = list(pool.map(lambda number: Visitor(address, f"person{number}"), range(PEOPLE)))
            first = list(pool.map(lambda one: one.ask(f"{one.name}先问的", None), people))
            second = list(pool.map(lambda one, said: one.ask(f"{one.name}再问的", said[0]["talk"]), people, first))

    for one, (view, _) in zip(people, second, strict=True):
        whole = one.call("open", talk=view["talk"])
        shown = whole["past"] + whole["now"] + whole["evidence"] + one.call("listing")["html"]
        assert f"{one.name}先问的" in whole["past"]
        assert f"{one.name}再问的" in whole["now"]
        assert not [other.name for other in people if other is not one and f"{other.name}先" in shown]
    stranger = people[0].call("open", talk=second[1][0]["talk"])
    assert set(stranger) == {"trouble"}
    for action, given in (("evidence", {"turn": 0}), ("rename", {"title": "我的"}), ("delete", {}), ("stop", {})):
        assert set(people[0].call(action, talk=second[1][0]["talk"], **given)) == {"trouble"}


def test_waits_are_measured_one_by_one_and_many_at_once(tmp_path: Path) -> None:
    asked = ("归集多少项？", "月球？", "由谁负责？")
    line = {"answerable": False, "documents": [], "type": "other"}
    questions = tmp_path / "questions.jsonl"
    lines = (json.dumps({"id": str(n), "question": question} | line) for n, question in enumerate(asked))
    questions.write_text("\n".join(lines), encoding="utf-8")
    canned, said = CannedAssistant(tmp_path / "documents"), []
    waits = measure(canned, questions, Settings(), 2, said.append)  # type: ignore[arg-type]
    assert {name: len(found) for name, found in waits.items()} == {"依次提问": 3, "2 人同时提问": 3}
    assert all(0 < wait.progress <= wait.answer for found in waits.values() for wait in found)
    assert sorted(question for question, history in canned.asked if not history) == sorted(asked * 2)
    assert said[0].splitlines()[2].startswith("| 依次提问     | 3      |")


def test_a_file_of_follow_ups_has_no_waits_to_measure(tmp_path: Path) -> None:
    line = {"id": "1", "turns": [{"question": "归集多少项？"}, {"question": "由谁？"}], "answerable": False}
    (tmp_path / "questions.jsonl").write_text(json.dumps(line), encoding="utf-8")
    canned = CannedAssistant(tmp_path / "documents")
    with pytest.raises(UserError, match="没有索引能评的单轮题"):
        measure(canned, tmp_path / "questions.jsonl", Settings(), 2, print)  # type: ignore[arg-type]


def test_the_door_refuses_strangers_and_nonsense(address: str) -> None:
    one = Visitor(address, "one")
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
    one.client.cookies.clear()
    assert "Cookie" in one.call("open")["trouble"]
