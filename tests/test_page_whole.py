"""The whole way: the sample documents, the real index and assistant, `assistant serve`, a browser."""

from __future__ import annotations

import os
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
def address(chromium: Any, sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del chromium  # without a browser there is no need to serve anything
    serving = subprocess.Popen(
        [ASSISTANT, "serve", "--port", "0", "--index", str(sample_index)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"ASSISTANT_SERVER__DATA": str(tmp_path_factory.mktemp("data"))},
    )
    assert serving.stdout is not None
    ready = re.search(r"http://\S+?:\d+", serving.stdout.readline())
    assert ready
    yield ready[0]
    serving.terminate()
    serving.wait(20)


def ask(page: Any, question: str) -> None:
    page.fill("#question", question)
    page.evaluate(
        "() => { window.asked = performance.now(); window.seen = {};"
        " new MutationObserver(() => { for (const part of ['.progress', '.answer'])"
        " if (document.querySelector(`#now ${part}`)) window.seen[part] ??= performance.now() - window.asked; })"
        ".observe(document.querySelector('#chat'), {childList: true, subtree: true}); }"
    )
    page.keyboard.press("Enter")


def test_a_cited_answer_about_the_samples(
    visit: Callable[..., Any], address: str, sample_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit(address)
    ask(page, "2021年省政府又一次性赋予自贸试验区多少项省级职权？")
    answer = page.locator(".answer.answered")
    answer.wait_for()
    assert re.search(r"454\s*项.*\[\d\]", answer.inner_text(), re.DOTALL)
    seen = page.evaluate("window.seen")
    with capsys.disabled():
        print(f"\nin the browser: first sign after {seen['.progress']:.0f} ms, answer after {seen['.answer']:.0f} ms")  # noqa: T201

    marker = answer.locator("a.marker").first
    marker.click()
    card = page.locator(marker.get_attribute("href"))
    card.locator("mark").first.wait_for()
    quote = card.locator("mark").first.inner_text()
    assert "454" in quote
    assert card.locator(".check").inner_text() == "核对一致"
    card.get_by_role("button", name="查看原文").click()
    page.locator("#reader mark").first.wait_for()
    assert quote in "".join(page.locator("#reader mark").all_inner_texts())
    assert page.locator("#reader mark").first.evaluate(
        "e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原件").click()
    original = Path(__file__).parents[1] / "eval" / "corpus" / download.value.suggested_filename
    assert Path(download.value.path()).read_bytes() == original.read_bytes()
    page.keyboard.press("Escape")

    with page.context.expect_page() as sheet:
        page.get_by_role("link", name="引证单").click()
    with sheet.value.expect_download() as saved:
        sheet.value.get_by_role("link", name="保存为文件").click()
    receipt = tmp_path / "receipt.html"
    saved.value.save_as(receipt)
    verified = subprocess.run(
        [ASSISTANT, "verify-receipt", str(receipt), "--index", str(sample_index)], capture_output=True, text=True
    )
    assert (verified.returncode, "全部一致" in verified.stdout) == (0, True), verified.stdout


def test_what_the_samples_do_not_say_is_refused(visit: Callable[..., Any], address: str) -> None:
    page = visit(address)
    ask(page, "火星基地的食堂几点开饭？")
    refusal = page.locator(".answer.refused")
    refusal.wait_for()
    assert refusal.get_by_role("heading").inner_text() == "资料中没有找到依据"
    assert refusal.locator("a.marker").count() == 0
    page.get_by_role("link", name="资料").click()  # whoever sits at the machine has the pages for staff
    page.wait_for_url("**/documents/")
    page.locator("nav a[aria-current]", has_text="资料").wait_for()
