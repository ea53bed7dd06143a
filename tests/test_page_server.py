from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from canned import CannedAssistant
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.page import chat_section, serve
from assistant.page.server import application
from assistant.page.site import Section
from assistant.settings import ServerSettings, Settings
from index.errors import UserError


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    sections = (
        canned_section(tmp_path_factory.mktemp("documents")),
        Section(path="/notes", title="笔记", build=says("公开的笔记"), upload_bytes=1000),
        Section(path="/desk", title="内部", build=says("内部的事"), staff_only=True, upload_bytes=1000),
    )
    return TestClient(application(sections))


def canned_section(folder: Path) -> Section:
    canned = CannedAssistant(folder)
    return chat_section(lambda: canned, Settings(server=ServerSettings(data=folder / "data")))


def says(words: str) -> Callable[[], None]:
    def build() -> None:
        import gradio as gr

        gr.Textbox(words)

    return build


def test_every_section_has_its_page_and_the_navigation(client: TestClient) -> None:
    config = client.get("/notes/config").json()
    assert config["title"] == "笔记 · 人大代表建议办理助手"
    masthead = next(
        each["props"]["value"] for each in config["components"] if each["props"].get("elem_id") == "masthead"
    )
    assert (
        '<a href="/">问答</a><a href="/notes/" aria-current="page">笔记</a><a href="/desk/" data-staff>内部</a>'
        in masthead
    )
    assert any(each["props"].get("value") == "公开的笔记" for each in config["components"])


@pytest.mark.parametrize("path", ["/desk", "/desk/", "/desk/config", "/desk/gradio_api/queue/join", "/desk/theme.css"])
def test_nothing_of_a_page_for_staff_is_served_to_others(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 403
    assert client.post(path, json={}).status_code == 403


@pytest.mark.parametrize(
    ("client_address", "host", "headers", "served"),
    [
        ("127.0.0.1", "127.0.0.1:7860", {}, True),
        ("::1", "[::1]:7860", {}, True),
        ("127.0.0.1", "localhost", {}, True),
        ("10.0.0.8", "localhost", {}, False),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "127.0.0.1"}, False),
        ("127.0.0.1", "localhost", {"Forwarded": "for=127.0.0.1"}, False),
        ("127.0.0.1", "rebound.example", {}, False),
    ],
)
def test_staff_is_who_sits_at_the_machine(
    client: TestClient, client_address: str, host: str, headers: dict[str, str], served: bool
) -> None:
    near = TestClient(client.app, client=(client_address, 50000))
    assert near.get("/desk/config", headers={"Host": host, **headers}).status_code == (200 if served else 403)
    assert near.get("/standing", headers={"Host": host, **headers}).text == ("open" if served else "closed")


def test_a_route_outside_its_section_is_refused() -> None:
    with pytest.raises(ValueError, match="/elsewhere"):
        Section(path="/desk", title="内部", build=says(""), routes=(Route("/elsewhere", PlainTextResponse("")),))


def test_files_are_taken_only_where_a_section_takes_them(client: TestClient) -> None:
    sent = {"files": ("note.txt", b"x")}
    assert client.post("/notes/gradio_api/upload", files=sent).status_code == 200
    assert client.post("/notes/gradio_api/upload", files={"files": ("note.txt", b"x" * 2000)}).status_code == 413
    assert client.post("/desk/gradio_api/upload", files=sent).status_code == 403


def test_only_own_sources_may_be_loaded(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "connect-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x/"])
def test_files_are_neither_taken_nor_given(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, files={"files": b"x"}).status_code == 404


def test_no_description_of_the_functions_is_given(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    assert client.get("/docs").status_code == 404


def test_analytics_are_off(client: TestClient) -> None:
    assert client.get("/config").json()["analytics_enabled"] is False
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_a_used_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UserError, match="--port"):
        serve([canned_section(tmp_path)], ServerSettings(), port=taken.getsockname()[1])


def test_importing_the_package_does_not_load_gradio() -> None:
    code = "import sys, assistant.page; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
