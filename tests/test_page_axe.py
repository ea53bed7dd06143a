"""What axe-core says of the chat page: no serious finding, in light and dark, on a desktop and a phone.

axe-core is an npm package: ``npm pack axe-core``, with ``AXE_CORE`` naming the file that comes of it.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from canned import CannedAssistant

from assistant.page import chat_section
from assistant.settings import ServerSettings, Settings

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def axe() -> str:
    archive = os.environ.get("AXE_CORE", "")
    if not archive:
        pytest.skip("no axe-core: npm pack axe-core, and set AXE_CORE to the file that comes of it")
    with tarfile.open(archive) as package:
        script = package.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode("utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from assistant.page.server import application, serving

    folder = tmp_path_factory.mktemp("page")
    canned = CannedAssistant(folder)
    section = chat_section(lambda: canned, Settings(server=ServerSettings(data=folder / "data")))
    section.warm_up()
    with serving(application([section])) as address:
        yield f"{address}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_axe_finds_nothing_serious(
    visit: Callable[..., Any], address: str, axe: str, scheme: str, width: int, height: int
) -> None:
    page = visit(address, width=width, height=height, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page.evaluate(axe)
    found: list[str] = []

    def look(state: str) -> None:
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found.extend(
            f"{state}: {each['id']} ({each['impact']}): {[node['html'][:200] for node in each['nodes']]}"
            for each in result["violations"]
            if each["impact"] in GRAVE
        )

    look("empty")
    for turn, question in enumerate(("归集多少项？", "月球？", "说错数字")):
        page.fill("#question", question)
        page.keyboard.press("Enter")
        page.locator(f'.turn[data-turn="{turn}"] .answer').wait_for()
        page.locator("#send").wait_for()
    page.locator('.turn[data-turn="2"] [data-judge="no"]').click()
    look("answers")
    page.locator('.turn[data-turn="0"] a.marker').first.click()
    page.locator("#evidence-0-1.flash").wait_for()
    page.evaluate("document.querySelectorAll('#evidence details').forEach(each => { each.open = true; })")
    look("evidence")
    page.locator("#evidence-0-1 .open").click()
    page.locator("#reader mark").wait_for()
    look("reading pane")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.evaluate("document.querySelectorAll('#scope details').forEach(each => { each.open = true; })")
    if width < 960:
        page.locator("[data-toggle-side]").click()
    look("conversations and scope")
    assert found == []
