"""Shared fixtures. The browser ones open pages in a headless Chromium that may speak to the page's own server only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from assistant.engine import Assistant
from assistant.settings import Settings
from index.settings import IndexSettings

ASSISTANT = str(Path(sys.executable).with_name("assistant"))
CORPUS = str(Path(__file__).parents[1] / "eval" / "corpus")

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium; without one, tests skip, or fail where BROWSER_TESTS=required."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        reason = "no Chromium: install it (apt install chromium fonts-noto-cjk) to run the browser tests"
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open an address in a browser session of its own; console errors and foreign requests fail the test at its end.

    ``ready`` is the element whose coming tells that the page can be used; as it is, the chat page's.
    """
    problems: list[str] = []
    contexts = []

    def opened(
        address: str, width: int = 1440, height: int = 900, ready: str = "html[data-ready]", **options: Any
    ) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        own = urlsplit(address).netloc
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: problems.append(request.url) if _foreign(request.url, own) else None)
        page.goto(address)
        page.locator(ready).wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def _foreign(url: str, own: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in {"data", "blob"} and parts.netloc != own


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the sample documents, built once by the command line as a user builds it."""
    directory = tmp_path_factory.mktemp("samples") / "index"
    subprocess.run([ASSISTANT, "index", "build", CORPUS, "--index", str(directory)], check=True, capture_output=True)
    return directory


@pytest.fixture(scope="session")
def sample_assistant(sample_index: Path) -> Assistant:
    """An assistant over the sample documents, with the bundled encoder."""
    settings = Settings()
    return Assistant.open(settings.model_copy(update={"index": IndexSettings(dir=sample_index)}))
