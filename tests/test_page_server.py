from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from canned import CannedAssistant
from fastapi.testclient import TestClient

from assistant.page import serve
from assistant.page.server import application
from assistant.settings import Settings
from index.errors import UserError


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return TestClient(application(CannedAssistant(tmp_path_factory.mktemp("documents")), 2, ()))


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
        serve(CannedAssistant(tmp_path), Settings(), port=taken.getsockname()[1])


def test_importing_the_package_does_not_load_gradio() -> None:
    code = "import sys, assistant.page; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
