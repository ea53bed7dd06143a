"""The chat page in a browser, over prepared answers. Every test fails on a console error or a foreign request too."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from canned import HOSTILE, WORDS, CannedAssistant

from assistant.feedback import FeedbackStore
from assistant.page import chat_section
from assistant.page.talks import FAILED, STOPPED
from assistant.scope import Scope
from assistant.settings import ServerSettings, Settings

pytestmark = pytest.mark.browser

QUESTION = "青山市归集多少项公共数据？"
FURTHER = "《青山市数据工作方案》在“重点任务”方面有哪些安排？"
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def canned(folder: Path) -> CannedAssistant:
    return CannedAssistant(folder / "documents")


@pytest.fixture(scope="module")
def address(canned: CannedAssistant, folder: Path) -> Iterator[str]:
    from assistant.page.server import application, serving

    section = chat_section(lambda: canned, Settings(server=ServerSettings(data=folder / "data", concurrency=4)))
    assert section.warm_up is not None
    section.warm_up()
    with serving(application([section])) as address:
        yield f"{address}/"


def ask(page: Any, question: str, turn: int = 0) -> Any:
    """Type a question and wait for what becomes of it."""
    page.locator("#send").wait_for()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.locator(f'.turn[data-turn="{turn}"] .asked > p', has_text=question).wait_for()  # not the one it replaces
    outcome = page.locator(f'.turn[data-turn="{turn}"] :is(.answer, .note)')
    outcome.wait_for()
    page.locator("#send").wait_for()
    return outcome


def test_the_page_teaches_names_its_controls_and_takes_an_example(visit: Visit, address: str) -> None:
    page = visit(address)
    page.wait_for_function("document.title === '人大代表建议办理助手'")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_text("每句回答都指向文件原文；找不到就直说。").wait_for()
    assert page.locator(".lessons dt").all_inner_texts() == ["[1]", "范围", "追问"]
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a[href], textarea, input')].filter(e => e.checkVisibility() && "
        "!(e.textContent.trim() || e.ariaLabel || e.labels?.[0]?.textContent.trim())).map(e => e.outerHTML)"
    )
    assert nameless == []

    page.locator("#send").click()  # nothing is asked by a blank question, nor by a half-typed one
    page.fill("#question", "zhengfu")
    page.locator("#question").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    page.locator(".answer").wait_for()
    assert page.locator(".asked > p").all_inner_texts() == [question]


def test_a_marker_leads_to_the_marked_words_the_document_and_its_file(visit: Visit, address: str) -> None:
    page = visit(address)
    answer = ask(page, QUESTION)
    assert "420项[1]" in answer.inner_text()

    cards = page.locator("#evidence .card:not(.other)")
    assert cards.count() == 2
    assert cards.nth(0).locator("h3").inner_text() == "[1] 《青山市数据工作方案》（青数发〔2024〕7号）"
    assert cards.nth(0).locator(".path").inner_text() == "一、总体目标"
    assert cards.nth(0).locator(".origin").inner_text() == "青山市人民政府 · 2024年5月8日"
    assert cards.nth(0).locator(".check").inner_text() == "核对一致"
    assert cards.nth(0).locator("mark").inner_text() == WORDS
    assert page.locator(".card.other").first.is_hidden()

    marker = answer.locator("a.marker").first
    marker.hover()
    hover = page.get_by_role("tooltip").inner_text()
    assert all(words in hover for words in (WORDS, "青山市数据工作方案", "核对一致"))
    marker.click()
    assert page.evaluate("document.activeElement.id") == "evidence-0-1"
    assert "flash" in cards.nth(0).get_attribute("class")

    cards.nth(0).get_by_role("button", name="查看原文").click()
    reader = page.get_by_role("dialog")
    reader.locator("mark").wait_for()
    assert reader.locator("mark").inner_text() == WORDS
    assert reader.locator(".title").inner_text() == "青山市数据工作方案"
    assert reader.locator("thead th").all_inner_texts() == ["任务", "责任单位", "完成时限"]
    assert reader.get_by_role("link", name="下载原件").is_hidden()  # this index mirrors no folder
    page.keyboard.press("Escape")
    assert not reader.is_visible()

    page.get_by_role("button", name="查看全部文件").click()
    reader.get_by_role("button", name="《青山市数据工作方案》（青数发〔2024〕7号）").click()
    reader.locator(".paper").wait_for()
    assert reader.locator("mark").count() == 0
    page.get_by_role("button", name="关闭原文，返回对话").click()
    assert not reader.is_visible()


def test_what_stands_of_an_answer_can_be_checked_while_the_rest_is_written(
    visit: Visit, address: str, canned: CannedAssistant
) -> None:
    page = visit(address)
    page.fill("#question", "逐句回答")
    page.keyboard.press("Enter")
    page.locator(".partial a.marker").click()
    page.locator("#evidence-0-1.flash").wait_for()
    assert page.locator(".partial .words").inner_text() == "《青山市数据工作方案》提出，归集公共数据420项[1]。"
    assert page.locator(".progress .now").inner_text() == "核对"
    assert page.locator("#evidence-0-2").count() == 0
    page.locator(".partial .sentence").click(click_count=3)  # its words are not looked up before they are the answer
    assert page.get_by_role("button", name="在依据中找这句话").is_hidden()
    canned.go_on.set()
    page.locator("#evidence-0-2").wait_for()
    assert "归集公共数据420项[1]。目录于" in page.locator(".answer .words").inner_text()
    assert page.locator(".partial").count() == 0


def test_selected_words_lead_to_the_closest_source_sentence(visit: Visit, address: str) -> None:
    page = visit(address)
    answer = ask(page, QUESTION)
    page.evaluate(
        "() => { const range = document.createRange(); const words = document.querySelectorAll('.sentence');"
        " range.selectNodeContents(words[1]); document.getSelection().removeAllRanges();"
        " document.getSelection().addRange(range); }"
    )
    page.get_by_role("button", name="在依据中找这句话").click()
    page.locator("#evidence-0-2.flash").wait_for()
    assert (
        page.locator("#evidence-0-2 mark").inner_text()
        == "（一）建立目录。市数据局负责编制目录，2024年9月底前完成。"[8:]
    )
    assert answer.is_visible()


def test_refusals_corrections_and_doubts_look_different(visit: Visit, address: str) -> None:
    page = visit(address)
    refusal = ask(page, "月球上有几个数据中心？")
    assert refusal.get_by_role("heading").inner_text() == "资料中没有找到依据"
    assert refusal.locator("a.marker").count() == 0
    assert page.locator(".other").first.is_hidden()
    refusal.get_by_role("button", name="看看相近的段落（仅供参考）").click()
    assert page.locator(".other").first.is_visible()
    assert page.locator("#evidence mark").count() == 0

    assert ask(page, "目标为什么是500项？", 1).get_by_role("heading").inner_text() == "问题前提与文件不符"
    doubtful = ask(page, "说错数字", 2)
    assert "partly" in doubtful.locator("a.marker").get_attribute("class")
    assert page.locator("#evidence .check").inner_text() == "部分：引文中没有“999项”"


def test_foreign_words_stay_words(visit: Visit, address: str) -> None:
    page = visit(address)
    question = f"注入 {HOSTILE}"
    answer = ask(page, question)
    assert page.locator(".asked > p").inner_text() == question
    assert HOSTILE in answer.inner_text()
    card = page.locator("#evidence .card").first
    assert HOSTILE in card.locator("h3").inner_text()
    assert card.locator("mark").inner_text() == HOSTILE
    answer.locator("a.marker").first.hover()
    assert HOSTILE in page.get_by_role("tooltip").inner_text()
    page.locator(".talk").first.wait_for()
    assert page.locator("#talk-title").inner_text().startswith("注入 <img")
    card.get_by_role("button").click()
    reader = page.get_by_role("dialog")
    reader.locator("mark").wait_for()
    assert reader.locator("mark").inner_text() == HOSTILE
    assert page.locator(".gradio-container :is(img, script, iframe, a[href^='javascript'])").count() == 0


def test_conversations_are_kept_found_renamed_and_deleted(visit: Visit, address: str, canned: CannedAssistant) -> None:
    page = visit(address)
    ask(page, QUESTION)
    second = ask(page, "由谁负责？", turn=1)
    assert "前面问过1个问题" in second.inner_text()
    assert "问题理解为" in second.inner_text()
    assert canned.asked[-1][0] == "由谁负责？"
    assert [turn.question for turn in canned.asked[-1][1]] == [QUESTION]
    page.locator('.turn[data-turn="0"] a.marker').nth(1).click()  # an earlier answer's evidence comes back
    page.locator("#evidence-0-2.flash").wait_for()
    assert page.locator("#evidence-1-1").count() == 0

    page.fill("#question", "写了一半")
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.locator(".asked > p").all_inner_texts() == [QUESTION, "由谁负责？"]
    assert page.input_value("#question") == "写了一半"

    page.get_by_role("button", name="＋ 新对话").click()
    page.locator(".empty").wait_for()
    assert page.input_value("#question") == ""
    ask(page, "另一个对话的问题")
    assert canned.asked[-1] == ("另一个对话的问题", ())
    assert page.locator(".talk span").all_inner_texts() == ["另一个对话的问题", QUESTION]

    page.locator(".talks li").nth(1).hover()
    page.get_by_role("button", name=f"重命名：{QUESTION}").click()
    page.get_by_label("对话的名称").fill("数据归集")
    page.keyboard.press("Enter")
    page.locator(".talk span", has_text="数据归集").wait_for()
    page.fill("#search", "前面问过")
    page.wait_for_function("document.querySelectorAll('.talk').length === 1")
    page.locator(".talk").click()
    page.locator('.turn[data-turn="1"]').wait_for()
    assert page.locator("#talk-title").inner_text() == "数据归集"
    assert page.input_value("#question") == "写了一半"

    page.locator(".talks li").first.hover()
    page.get_by_role("button", name="删除：数据归集").click()
    page.get_by_text("确定删除").click()
    page.locator(".empty").wait_for()
    page.get_by_text("没有找到这样的对话。").wait_for()
    page.go_back()
    page.locator("#complaint", has_text="没有这个对话").wait_for()


def test_a_scope_limits_the_question_and_comes_back_with_its_conversation(
    visit: Visit, address: str, canned: CannedAssistant
) -> None:
    page = visit(address)
    assert page.locator("#measure").inner_text() == "范围：全部 2 份文件"
    page.locator("summary", has_text="文种").click()
    page.locator("[name=kinds][value=方案]").check()
    page.locator("#measure", has_text="文种“方案”：1 份文件").wait_for()
    ask(page, QUESTION)
    assert canned.scopes[-1] == Scope(kinds=("方案",))
    assert page.locator(".asked-of").inner_text() == "只在范围内查找：文种“方案”"

    page.get_by_role("button", name="恢复为全部文件").click()
    page.locator("#measure", has_text="全部 2 份文件").wait_for()
    page.reload()
    page.locator("#measure", has_text="文种“方案”").wait_for()  # the conversation's own

    page.locator(".card .open").first.click()
    page.get_by_role("button", name="只问这份文件").click()
    page.locator("#measure", has_text="文件“plan.md”：1 份文件").wait_for()
    refusal = ask(page, "月球上有几个数据中心？", 1)
    assert canned.scopes[-1] == Scope(documents=("plan.md",))
    refusal.get_by_role("button", name="在全部文件中再找一次").click()
    again = page.locator('.turn[data-turn="2"]')
    again.locator(".answer").wait_for()
    assert canned.scopes[-1] is None
    assert again.locator(".asked-of").count() == 0
    assert again.get_by_role("button", name="在全部文件中再找一次").count() == 0


def test_answers_are_stopped_asked_again_and_changed_beside_another_person(
    visit: Visit, address: str, canned: CannedAssistant
) -> None:
    one, other = visit(address), visit(address)
    one.fill("#question", "一个很慢的问题")
    one.keyboard.press("Enter")
    one.locator(".progress .now").wait_for()
    assert one.locator(".progress li").all_inner_texts() == ["检索", "阅读", "核对"]
    one.reload()  # takes nothing from the answer that is on its way
    one.locator(".progress .now").wait_for()

    assert "420项" in ask(other, "另一个人的问题").inner_text()
    assert canned.asked[-1] == ("另一个人的问题", ())
    assert other.locator(".talk").count() == 1
    other.goto(f"{address}{one.evaluate('location.hash')}")  # another person's conversation, by its address
    other.reload()
    other.locator("html[data-ready]").wait_for(state="attached")
    assert "一个很慢的问题" not in other.content()

    one.get_by_role("button", name="停止").click()
    one.get_by_text(STOPPED).wait_for()
    one.get_by_role("button", name="修改问题").click()
    assert one.input_value("#question") == "一个很慢的问题"
    answer = ask(one, "一个改快了的问题")
    assert "420项" in answer.inner_text()
    assert one.locator(".asked > p").all_inner_texts() == ["一个改快了的问题"]
    asked_before = len(canned.asked)
    one.get_by_role("button", name="重新回答").click()
    for _ in range(100):  # until it is asked again: the answer before it stays on the page as long
        if len(canned.asked) > asked_before:
            break
        one.wait_for_timeout(100)
    one.wait_for_function("document.querySelector('#now .answer') && !document.querySelector('#send').hidden")
    assert [question for question, _ in canned.asked[asked_before:]] == ["一个改快了的问题"]

    note = ask(one, "会出故障的问题", 1)
    assert note.locator("p").inner_text() == FAILED
    assert "/srv" not in one.content()
    assert note.get_by_role("button", name="再问一次").is_visible()


def test_questions_to_go_on_with_are_offered_and_asked(visit: Visit, address: str) -> None:
    page = visit(address)
    ask(page, QUESTION)
    page.get_by_role("button", name=FURTHER).click()
    answer = page.locator('.turn[data-turn="1"] .answer')
    answer.wait_for()
    assert "市数据局负责编制目录[1]" in answer.inner_text()


def test_an_answer_is_judged_copied_and_taken_away(visit: Visit, address: str, folder: Path) -> None:
    page = visit(address, permissions=["clipboard-read", "clipboard-write"])
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="没用").click()
    answer.get_by_label("引文不对").check()
    answer.get_by_label("具体说明").fill("应当引第三条")
    answer.get_by_role("button", name="提交").click()
    answer.get_by_text("已记录，谢谢。").wait_for()
    kept = FeedbackStore(folder / "data").list()[0]
    assert (kept.question, kept.helpful, kept.reason) == (QUESTION, False, "引文不对：应当引第三条")
    assert kept.versions["index"] == "0123456789abcdef"
    page.reload()
    page.get_by_role("button", name="没用", pressed=True).wait_for()

    page.get_by_role("button", name="复制").click()
    page.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] 《青山市数据工作方案》（青数发〔2024〕7号），一、总体目标：“归集公共数据420项”" in copied.splitlines()

    with page.expect_download() as download:
        page.get_by_role("link", name="导出整个对话").click()
    assert download.value.suggested_filename == "青山市归集多少项公共数据？.docx".replace("？", "？")
    words = [each.text for each in docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).paragraphs]
    assert f"问：{QUESTION}" in words
    assert any(each.endswith("目录于2024年9月底前编完[2]。") for each in words)
    assert WORDS in words

    with page.context.expect_page() as sheet:
        page.get_by_role("link", name="引证单").click()
    receipt = sheet.value
    assert receipt.locator("[itemprop=words]").all_inner_texts() == [WORDS, "2024年9月底前完成"]
    assert receipt.locator("[itemprop=index]").inner_text() == "0123456789abcdef"
    with receipt.expect_download() as saved:
        receipt.get_by_role("link", name="保存为文件").click()
    assert saved.value.suggested_filename == f"引证单-{QUESTION}.html"


def test_a_phone_shows_evidence_and_conversations_as_sheets(visit: Visit, address: str) -> None:
    page = visit(address, width=390, height=844, has_touch=True)
    answer = ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    overflowing = "[...document.querySelectorAll('#talk *')].filter(e => e.getBoundingClientRect().right > 390).length"
    assert page.evaluate(overflowing) == 0
    card = page.locator("#evidence-0-2")
    assert card.is_hidden()
    answer.locator("a.marker").nth(1).tap()
    card.wait_for()
    page.get_by_role("button", name="关闭依据").tap()
    card.wait_for(state="hidden")

    assert page.locator("#talks").is_hidden()
    page.get_by_role("button", name="对话和范围").tap()
    page.locator(".talk").wait_for()
    page.get_by_role("button", name="＋ 新对话").tap()
    page.locator(".empty").wait_for()
    page.locator("#talks").wait_for(state="hidden")


@pytest.mark.parametrize(("width", "height"), [(1440, 700), (390, 844)])
def test_a_long_conversation_scrolls_above_the_box(visit: Visit, address: str, width: int, height: int) -> None:
    page = visit(address, width=width, height=height, reduced_motion="reduce")
    for turn in range(4):
        ask(page, f"第{turn}个问题", turn)
    inside = "e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    assert page.locator("#composer").evaluate(inside)
    assert page.locator('.turn[data-turn="3"] .asked').evaluate(inside)
    assert page.locator("#chat").evaluate("e => e.scrollTop > 0 && e.scrollHeight > e.clientHeight")


def test_everything_can_be_done_from_the_keyboard(visit: Visit, address: str) -> None:
    page = visit(address)
    page.wait_for_function("document.activeElement === document.querySelector('#question')")
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    assert page.locator(".asked > p").inner_text() == "第一行\n第二行"

    page.locator(".answer a.marker").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'evidence-0-1'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "查看原文"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator("#reader mark").wait_for()
    page.keyboard.press("Escape")
    page.locator("#reader").wait_for(state="hidden")
    page.keyboard.press("Escape")
    assert "marker" in page.evaluate("document.activeElement.className")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "question"
