"""The pages for staff in a browser: files come in and go out, links and forms move, phones show it all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from canned import CannedAssistant
from eval_fakes import CharacterEncoder

from assistant.engine import Assistant
from assistant.feedback import FeedbackStore
from assistant.holder import AssistantHolder
from assistant.page import chat_section
from assistant.page.access import Access
from assistant.page.server import application, serving
from assistant.page.staff.documents import DocumentsPage
from assistant.page.staff.feedback import FeedbackPage
from assistant.page.staff.retrieval import RetrievalPage
from assistant.rebuild import Rebuilder
from assistant.settings import ServerSettings, Settings
from eval.page.sections import eval_sections
from eval.run import evaluate
from index.build import build_index
from index.settings import IndexSettings
from index.snapshot import open_current
from tests.test_staff_pages import PARKS

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
PAGES = ["/documents/", "/documents/?document=parks.txt", "/retrieval/?q=年内新建多少个公园？&words=公园", "/feedback/",
         "/feedback/?id=1", "/field/", "/field/?feedback=1", "/runs/", "/runs/?a=first&b=second"]  # fmt: skip
PASSWORD = "办理-2026"  # noqa: S105


def opened(settings: Settings) -> Assistant:
    return Assistant(open_current(settings.index.dir), CharacterEncoder(), settings)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The whole site over a small index, built in processes of their own."""
    folder = tmp_path_factory.mktemp("office")
    base = Settings()
    settings = base.model_copy(
        update={
            "index": IndexSettings(dir=folder / "index"),
            "server": ServerSettings(data=folder / "data"),
            "eval": base.eval.model_copy(update={"runs": folder / "runs"}),
        }
    )
    docs, uploads = folder / "docs", settings.index.uploads_dir
    docs.mkdir()
    uploads.mkdir()
    (docs / "parks.txt").write_text(PARKS, encoding="utf-8")
    build_index([docs, uploads], settings.index.dir, CharacterEncoder(), 320, 1_000_000)
    holder = AssistantHolder(settings, opened)
    store = FeedbackStore(folder / "data")
    store.add(holder.current.ask("年内新建多少个公园？"), (), helpful=False, reason="没说地点", versions={"索引": "1"})
    questions = folder / "set.jsonl"
    questions.write_text(
        '{"id": "1", "question": "年内新建多少个公园？", "answerable": true, "documents": ["parks.txt"],'
        ' "evidence": ["新建公园 31 个"], "answer_all": [["31个"]]}\n', encoding="utf-8"
    )  # fmt: skip
    for name in ("first", "second"):
        evaluate(holder.current, questions, folder / "runs" / name, settings=settings, echo=lambda _: None)
    builder = Path(__file__).with_name("staff_build.py")
    command = [sys.executable, *map(str, (builder, settings.index.dir, docs, uploads))]
    canned = CannedAssistant(folder / "canned")
    app = application([
        chat_section(lambda: canned, settings),  # type: ignore[arg-type, return-value]
        DocumentsPage(lambda: holder.current, settings.index, Rebuilder(holder, command)).section(),
        RetrievalPage(lambda: holder.current).section(),
        FeedbackPage(store, "/field").section(),
        *eval_sections(lambda: holder.current, settings),
    ], Access(PASSWORD))  # fmt: skip
    with serving(app) as address:
        yield SimpleNamespace(address=address, holder=holder, folder=folder)


@pytest.fixture
def enter(visit: Visit, office: SimpleNamespace) -> Callable[..., Any]:
    """Open a page for staff, by the password."""

    def entered(path: str, **options: Any) -> Any:
        page = visit(f"{office.address}/theme.css", ready="body", **options)
        form = {"password": PASSWORD, "next": "/documents/"}
        assert page.request.post(f"{office.address}/staff-login", form=form, max_redirects=0).status == 303
        page.goto(office.address + path)
        page.locator("html[data-ready]").wait_for(state="attached")
        return page

    return entered


def test_a_page_for_staff_asks_for_the_password_and_opens(visit: Visit, office: SimpleNamespace) -> None:
    page = visit(f"{office.address}/theme.css", ready="body")
    answer = page.request.get(f"{office.address}/documents/", headers={"Accept": "text/html"})
    assert answer.status == 401  # shown as it is; a page of status 401 would itself be an error on the console
    page.route("**/documents/", lambda route: route.fulfill(body=answer.text(), content_type="text/html"), times=1)
    page.goto(f"{office.address}/documents/")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="资料").wait_for()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{office.address}/")
    assert page.request.get(f"{office.address}/documents/part").status == 401


def test_files_come_in_are_found_and_go_out_again(enter: Callable[..., Any], office: SimpleNamespace) -> None:
    page = enter("/documents/")
    before = office.holder.current.version
    roads = PARKS.replace("公园", "道路").replace("31 个", "8 条").encode()
    page.set_input_files("input[type=file]", [
        {"name": "道路.txt", "mimeType": "text/plain", "buffer": roads},
        {"name": "坏.pdf", "mimeType": "application/pdf", "buffer": b"no pdf"},
        {"name": "表.exe", "mimeType": "application/octet-stream", "buffer": b"x"},
    ])  # fmt: skip
    page.get_by_text("索引已更新").wait_for()
    outcomes = page.locator(".outcome li")
    assert [outcomes.nth(at).locator(".tag").inner_text() for at in range(3)] == ["收下", "未收", "未收"]
    assert "已收录" in outcomes.nth(0).inner_text()
    assert office.holder.current.version != before
    page.get_by_text("共 2 份文件").wait_for()
    assert "8 条" in office.holder.current.ask("新建道路多少条？").passages[0].chunk.text

    page.get_by_label("搜索文件").press_sequentially("道路")
    page.wait_for_function("document.querySelectorAll('#staff .rows tbody tr').length === 1")
    assert page.evaluate("document.activeElement.id") == "search"
    page.get_by_role("link", name="青山市人民政府关于修建道路的通知").click()
    page.get_by_role("heading", name="层次").wait_for()
    page.get_by_role("link", name="（二）投资").click()
    page.locator(".paper mark").first.wait_for()
    page.get_by_role("link", name="移除").click()
    page.get_by_role("button", name="确认移除").click()
    page.get_by_text("移除 1").wait_for()
    page.get_by_text("共 1 份文件").wait_for()


def test_links_and_forms_move_and_the_address_says_where(enter: Callable[..., Any]) -> None:
    page = enter("/retrieval/")
    page.get_by_label("问题").fill("年内新建多少个公园？")
    page.keyboard.press("Enter")
    page.get_by_text("须提到的名称").wait_for()
    assert "q=" in page.url
    page.go_back()
    page.get_by_text("须提到的名称").wait_for(state="detached")
    page.reload()
    page.get_by_label("问题").wait_for()
    assert page.get_by_label("问题").input_value() == ""


def test_feedback_becomes_a_question(enter: Callable[..., Any], office: SimpleNamespace) -> None:
    page = enter("/feedback/?id=1")
    page.get_by_role("link", name="转为评测题").click()
    page.get_by_role("link", name="用这段").first.click()
    page.get_by_role("link", name="不用这段").wait_for()
    page.get_by_label("年内新建公园 31 个，由市园林局牵头。").check()
    page.get_by_label("答案要点", exact=True).fill("31个")
    page.get_by_role("button", name="确认，加入评测题").click()
    page.get_by_text("field-1").wait_for()
    assert '"31个"' in (office.folder / "data/field.jsonl").read_text(encoding="utf-8")


def test_a_question_of_two_runs_is_asked_again(enter: Callable[..., Any]) -> None:
    page = enter("/runs/")
    page.get_by_role("button", name="比较这两次").click()
    page.get_by_role("link", name="年内新建多少个公园？").click()
    page.get_by_role("link", name="现在问一次").click()
    page.get_by_role("heading", name="现在").wait_for()


@pytest.mark.parametrize("path", PAGES)
def test_phones_show_everything_without_moving_sideways(enter: Callable[..., Any], path: str) -> None:
    page = enter(path, width=390, height=844)
    page.locator("#staff h1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    wider = "[...document.querySelectorAll('#staff > *')].filter(e => e.getBoundingClientRect().right > 390).length"
    assert page.evaluate(wider) == 0
    nameless = page.evaluate(
        "[...document.querySelectorAll('#staff :is(button, a[href], input:not([type=hidden]), select, textarea)')]"
        ".filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.[0]?.textContent.trim()))"
        ".map(e => e.outerHTML)"
    )
    assert nameless == []
