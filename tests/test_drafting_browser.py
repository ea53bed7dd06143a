"""The whole drafting page in a browser: a letter drafted, edited and checked, evidence taken, versions, files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from drafting_samples import PROPOSAL, desk_of, settings_of

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
FIGURE = "第1条第1段"
SLOW_SAVE = """() => {
    const fetched = window.fetch;
    window.fetch = async (address, sent) => {
        const answer = await fetched(address, sent);
        if (String(address).endsWith('/save')) await new Promise((done) => setTimeout(done, 1000));
        return answer;
    };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from assistant.page.drafting.section import drafting_section
    from assistant.page.server import application, serving
    from assistant.page.site import Section

    settings = settings_of(tmp_path_factory.mktemp("drafting"))
    front = Section(path="/", title="问答", build=lambda: None)
    app = application([front, drafting_section(settings, desk_of(settings))])
    with serving(app) as address:
        yield f"{address}/drafting/"


def begun(visit: Visit, address: str, **options: Any) -> Any:
    """A page with a letter drafted for the proposal."""
    page = visit(address, **options)
    page.fill("textarea[name=text]", PROPOSAL)
    page.fill(".begin input[name=who]", "王敏")
    page.get_by_role("button", name="起草答复").click()
    page.locator(".letter .point").first.wait_for()
    return page


def test_a_letter_is_drafted_checked_changed_and_kept(visit: Visit, address: str) -> None:
    page = begun(visit, address)
    assert page.locator(".coverage .chip i").all_inner_texts() == ["已有依据", "未检索到"]
    assert page.locator(".proposal mark.request").count() == 2
    assert page.locator("#drafting img").count() == 0
    assert "90个" in (page.locator(".warnings").text_content() or "")  # the proposal's own figure is not confirmed

    letter = page.get_by_role("textbox", name=re.compile("^第1条第"))
    texts = [letter.nth(i).input_value() for i in range(letter.count())]
    place = next(i for i, text in enumerate(texts) if "31个" in text)
    paragraph = page.locator(".point[data-point='0'] .paragraph").nth(place)
    letter.nth(place).fill(texts[place].replace("31个", "38个"))
    paragraph.locator(".problems li").wait_for()
    assert "与依据不一致" in paragraph.locator(".problems").inner_text()
    assert "38" in paragraph.locator(".layer mark.claim").first.inner_text()
    letter.nth(place).fill(texts[place])
    page.wait_for_function("!document.querySelector('.paragraph.wrong')")

    page.get_by_role("button", name="查找其他可用的依据").click()
    offer = page.locator(".offer").first
    offer.wait_for()
    before = page.locator(".evidence .card:not(.offer)").count()
    offer.get_by_role("button", name="选用").click()
    page.wait_for_function(f"document.querySelectorAll('.evidence .card:not(.offer)').length === {before + 1}")
    page.wait_for_function("!document.querySelector('.paragraph.wrong')")

    assert page.locator(".state").inner_text() == "有改动未保存"
    page.get_by_role("button", name="保存").click()
    page.wait_for_function("document.querySelector('.state').textContent.includes('第2版')")
    assert "王敏" in page.locator(".version option").first.inner_text()
    page.select_option(".version", "1")
    page.locator(".older").wait_for()

    page.locator(".export summary").click()
    page.check(".export input[value=annex]")
    page.check(".export input[name=opinion]")
    with page.expect_download() as download:
        page.get_by_role("button", name="Word 文件").click()
    assert download.value.suggested_filename.endswith("第3版.docx")  # an older version that goes out is kept anew
    page.goto(address)
    page.locator(".kept li a").first.wait_for()


def test_paragraphs_are_dropped_and_a_gap_says_what_is_missing(visit: Visit, address: str) -> None:
    page = begun(visit, address)
    for _ in range(page.locator(".point[data-point='0'] .paragraph").count()):
        page.get_by_role("button", name="删除第1条第1段").click()
    assert "【待补充：" in page.get_by_role("textbox", name=FIGURE).input_value()
    assert page.locator(".coverage .chip").first.locator("i").inner_text() == "未检索到"
    page.get_by_role("button", name="第1条第1段换用其他依据重新起草").click()
    page.wait_for_function("document.querySelector('.coverage .chip i').textContent !== '未检索到'")
    page.get_by_role("button", name="保存").click()
    page.wait_for_function("document.querySelector('.state').textContent.startsWith('已保存')")


def test_what_is_typed_while_a_letter_is_being_kept_is_not_lost(visit: Visit, address: str) -> None:
    page = begun(visit, address)
    page.evaluate(SLOW_SAVE)
    letter = page.get_by_role("textbox", name=FIGURE)
    letter.fill(letter.input_value() + "请予支持。")
    page.get_by_role("button", name="保存").click()
    letter.fill(letter.input_value() + "谢谢。")
    page.wait_for_function("document.querySelectorAll('.version option').length === 2")
    assert letter.input_value().endswith("请予支持。谢谢。")
    assert page.locator(".state").inner_text() == "有改动未保存"


def test_another_letter_does_not_show_what_was_found_for_the_first(visit: Visit, address: str) -> None:
    page = begun(visit, address)
    page.get_by_role("button", name="查找其他可用的依据").click()
    page.locator(".offer").first.wait_for()
    page.locator(".leave").click()
    page.get_by_role("button", name="起草答复").click()
    page.locator(".editor").wait_for()
    assert page.locator(".evidence .card").count() > 0
    assert page.locator(".offer").count() == 0


def test_on_a_narrow_screen_one_column_is_shown_at_a_time(visit: Visit, address: str) -> None:
    page = begun(visit, address, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".letter").is_visible()
    assert not page.locator(".evidence").is_visible()
    page.get_by_role("button", name="依据", exact=True).click()
    assert page.locator(".evidence").is_visible()
    assert not page.locator(".letter").is_visible()
