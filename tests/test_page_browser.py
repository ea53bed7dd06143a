from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from canned import HOSTILE, WORDS, CannedAssistant

from assistant.page import chat_section
from assistant.page.conversation import FAILED, STOPPED
from assistant.settings import ServerSettings

pytestmark = pytest.mark.browser

EXAMPLE = "青山市归集多少项公共数据？"
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def canned(tmp_path_factory: pytest.TempPathFactory) -> CannedAssistant:
    return CannedAssistant(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def address(canned: CannedAssistant) -> Iterator[str]:
    from assistant.page.server import application

    app = application([chat_section(canned, ServerSettings(), (EXAMPLE, "月球上有数据中心吗？"))])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


def ask(page: Any, question: str, turn: int = 0) -> Any:
    """Type a question and wait for what becomes of it."""
    page.locator("#send").wait_for()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    outcome = page.locator(f'.turn[data-turn="{turn}"] :is(.answer, .note)')
    outcome.wait_for()
    page.locator("#send").wait_for()
    return outcome


def test_page_is_chinese_and_names_its_controls(visit: Visit, address: str) -> None:
    page = visit(address)
    page.wait_for_function("document.title === '人大代表建议办理助手'")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("textbox", name="您的问题").wait_for()
    page.get_by_role("button", name="发送").wait_for()
    page.get_by_text("每句回答都指向文件原文；找不到就直说。").wait_for()
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a[href], textarea')].filter(e => e.checkVisibility() && "
        "!(e.textContent.trim() || e.ariaLabel || e.labels?.[0]?.textContent.trim())).map(e => e.outerHTML)"
    )
    assert nameless == []


def test_nothing_is_asked_by_a_blank_or_half_typed_question(visit: Visit, address: str) -> None:
    page = visit(address)
    page.locator("#send").click()
    page.fill("#question textarea", "zhengfu")
    page.locator("#question textarea").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    ask(page, "归集多少项？")
    assert page.locator(".asked p").all_inner_texts() == ["归集多少项？"]


def test_an_example_is_asked_by_a_click(visit: Visit, address: str) -> None:
    page = visit(address)
    page.get_by_role("button", name=EXAMPLE).click()
    page.locator(".answer").wait_for()
    assert page.locator(".asked p").inner_text() == EXAMPLE


def test_answer_marker_leads_to_the_marked_words_and_the_document(visit: Visit, address: str) -> None:
    page = visit(address)
    answer = ask(page, EXAMPLE)
    assert "420项[1]" in answer.inner_text()

    cards = page.locator("#evidence .card:not(.other)")
    assert cards.count() == 2
    assert cards.nth(0).locator("h3").inner_text() == "[1] 《青山市数据工作方案》（青数发〔2024〕7号）"
    assert cards.nth(0).locator(".origin").inner_text() == "青山市人民政府 · 2024年5月8日"
    assert cards.nth(0).locator(".path").inner_text() == "一、总体目标"
    assert cards.nth(0).locator("mark").inner_text() == WORDS

    answer.locator("a.marker").first.hover()
    assert WORDS in page.get_by_role("tooltip").inner_text()
    answer.locator("a.marker").first.click()
    assert page.evaluate("document.activeElement.id") == "evidence-0-1"
    assert "flash" in cards.nth(0).get_attribute("class")

    cards.nth(0).get_by_role("button", name="查看原文").click()
    reader = page.get_by_role("dialog")
    reader.locator("mark").wait_for()
    assert reader.locator("mark").inner_text() == WORDS
    assert reader.locator(".title").inner_text() == "青山市数据工作方案"
    assert reader.locator("thead th").all_inner_texts() == ["任务", "责任单位", "完成时限"]
    assert reader.locator("tbody tr").nth(1).locator("td").all_inner_texts() == [
        "建设开放平台", "市大数据中心", "2025年3月",
    ]  # fmt: skip
    page.keyboard.press("Escape")
    assert not reader.is_visible()


def test_refusal_looks_different_and_offers_near_passages(visit: Visit, address: str) -> None:
    page = visit(address)
    refusal = ask(page, "月球上有几个数据中心？")
    assert refusal.get_by_role("heading").inner_text() == "资料中没有找到依据"
    assert refusal.locator("a.marker").count() == 0
    assert page.locator(".other").first.is_hidden()
    refusal.get_by_role("button", name="看看相近的段落（仅供参考）").click()
    assert page.locator(".other").first.is_visible()
    assert page.locator("#evidence mark").count() == 0


def test_wrong_premise_has_its_own_label(visit: Visit, address: str) -> None:
    answer = ask(visit(address), "目标为什么是500项？")
    assert answer.get_by_role("heading").inner_text() == "问题前提与文件不符"


def test_foreign_words_stay_words(visit: Visit, address: str) -> None:
    page = visit(address)
    question = f"注入 {HOSTILE}"
    answer = ask(page, question)
    assert page.locator(".asked p").inner_text() == question
    assert HOSTILE in answer.inner_text()
    card = page.locator("#evidence .card").first
    assert HOSTILE in card.locator("h3").inner_text()
    assert card.locator("mark").inner_text() == HOSTILE
    answer.locator("a.marker").first.hover()
    assert HOSTILE in page.get_by_role("tooltip").inner_text()
    card.get_by_role("button").click()
    reader = page.get_by_role("dialog")
    reader.locator("mark").wait_for()
    assert reader.locator("mark").inner_text() == HOSTILE
    assert page.locator(".gradio-container :is(img, script, iframe, a[href^='javascript'])").count() == 0


def test_a_following_question_knows_the_ones_before(visit: Visit, address: str, canned: CannedAssistant) -> None:
    page = visit(address)
    ask(page, EXAMPLE)
    second = ask(page, "由谁负责？", turn=1)
    assert "前面问过1个问题" in second.inner_text()
    assert "问题理解为" in second.inner_text()
    question, history = canned.asked[-1]
    assert question == "由谁负责？"
    assert [turn.question for turn in history] == [EXAMPLE]

    page.locator('.turn[data-turn="0"] a.marker').nth(1).click()
    assert page.locator("#evidence-0-2").is_visible()
    assert page.locator("#evidence-1-1").is_hidden()

    page.get_by_role("button", name="开始新对话").click()
    page.get_by_role("button", name=EXAMPLE).wait_for()
    ask(page, "再问一个", turn=0)
    assert canned.asked[-1] == ("再问一个", ())


def test_two_people_do_not_see_each_other(visit: Visit, address: str, canned: CannedAssistant) -> None:
    one, other = visit(address), visit(address)
    one.fill("#question textarea", "一个很慢的问题")
    one.keyboard.press("Enter")
    one.locator(".progress .now").wait_for()
    answer = ask(other, "另一个人的问题")
    assert "420项" in answer.inner_text()
    assert canned.asked[-1] == ("另一个人的问题", ())
    assert other.locator(".turn").count() == 1
    assert one.locator(".asked p").all_inner_texts() == ["一个很慢的问题"]

    one.get_by_role("button", name="停止").click()
    one.get_by_text(STOPPED).wait_for()
    assert "420项" in ask(one, EXAMPLE, turn=1).inner_text()


def test_an_error_is_one_sentence_and_keeps_the_question(visit: Visit, address: str) -> None:
    page = visit(address)
    note = ask(page, "会出故障的问题")
    assert note.locator("p").inner_text() == FAILED
    assert "/srv" not in page.content()
    page.wait_for_function("document.querySelector('#question textarea').value === '会出故障的问题'")
    assert note.get_by_role("button", name="再问一次").is_visible()


def test_an_unsent_question_survives_a_reload(visit: Visit, address: str) -> None:
    page = visit(address)
    page.locator("#question textarea").press_sequentially("写了一半")
    page.reload()
    page.wait_for_function("document.querySelector('#question textarea')?.value === '写了一半'")


def test_a_phone_shows_the_evidence_as_a_sheet(visit: Visit, address: str) -> None:
    page = visit(address, width=390, height=844, has_touch=True)
    answer = ask(page, EXAMPLE)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    overflowing = "[...document.querySelectorAll('#talk *')].filter(e => e.getBoundingClientRect().right > 390).length"
    assert page.evaluate(overflowing) == 0
    card = page.locator("#evidence-0-2")
    assert card.is_hidden()
    answer.locator("a.marker").nth(1).tap()
    card.wait_for()
    page.get_by_role("button", name="关闭依据").tap()
    card.wait_for(state="hidden")


@pytest.mark.parametrize(("width", "height"), [(1440, 700), (390, 844)])
def test_a_long_conversation_scrolls_above_the_box(visit: Visit, address: str, width: int, height: int) -> None:
    page = visit(address, width=width, height=height, reduced_motion="reduce")
    for turn in range(5):
        ask(page, f"第{turn}个问题", turn)
    inside = "e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    assert page.locator("#composer").evaluate(inside)
    assert page.locator('.turn[data-turn="4"] .asked').evaluate(inside)
    assert page.locator("#chat").evaluate("e => e.scrollTop > 0 && e.scrollHeight > e.clientHeight")


def test_everything_can_be_done_from_the_keyboard(visit: Visit, address: str) -> None:
    page = visit(address)
    page.wait_for_function("document.activeElement === document.querySelector('#question textarea')")
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    assert page.locator(".asked p").inner_text() == "第一行\n第二行"

    page.locator(".answer a.marker").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "evidence-0-1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "查看原文"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#reader mark").wait_for()
    page.keyboard.press("Escape")
    page.locator("#reader").wait_for(state="hidden")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "marker"


def test_all_documents_can_be_listed_and_read(visit: Visit, address: str) -> None:
    page = visit(address)
    page.get_by_role("button", name="已收录 2 份文件").click()
    reader = page.get_by_role("dialog")
    reader.get_by_role("button", name="《青山市数据工作方案》（青数发〔2024〕7号）").click()
    reader.locator(".paper").wait_for()
    assert reader.locator("mark").count() == 0
    page.get_by_role("button", name="关闭原文，返回对话").click()
    assert not reader.is_visible()
