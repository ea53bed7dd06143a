"""The whole way: the sample documents, the real index and assistant, `assistant serve`, a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ASSISTANT = str(Path(sys.executable).with_name("assistant"))


@pytest.fixture(scope="module")
def address(chromium: Any, sample_index: Path) -> Iterator[str]:
    del chromium  # without a browser there is no need to serve anything
    serving = subprocess.Popen(
        [ASSISTANT, "serve", "--port", "0", "--index", str(sample_index)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert serving.stdout is not None
    ready = re.search(r"http://\S+?:\d+", serving.stdout.readline())
    assert ready
    yield ready[0]
    serving.terminate()
    serving.wait(20)


def test_a_cited_answer_about_the_samples(visit: Callable[..., Any], address: str) -> None:
    page = visit(address)
    page.fill("#question textarea", "2021年省政府又一次性赋予自贸试验区多少项省级职权？")
    page.keyboard.press("Enter")
    answer = page.locator(".answer.answered")
    answer.wait_for()
    assert re.search(r"454\s*项.*\[\d\]", answer.inner_text(), re.DOTALL)

    marker = answer.locator("a.marker").first
    marker.click()
    card = page.locator(marker.get_attribute("href"))
    quote = card.locator("mark").first.inner_text()
    assert "454" in quote
    card.get_by_role("button", name="查看原文").click()
    page.locator("#reader mark").first.wait_for()
    assert quote in "".join(page.locator("#reader mark").all_inner_texts())
    assert page.locator("#reader mark").first.evaluate(
        "e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )


def test_what_the_samples_do_not_say_is_refused(visit: Callable[..., Any], address: str) -> None:
    page = visit(address)
    page.fill("#question textarea", "火星基地的食堂几点开饭？")
    page.keyboard.press("Enter")
    refusal = page.locator(".answer.refused")
    refusal.wait_for()
    assert refusal.get_by_role("heading").inner_text() == "资料中没有找到依据"
    assert refusal.locator("a.marker").count() == 0
