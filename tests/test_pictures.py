"""A picture of every page over the sample documents, for the README and for looking at: ``make pictures``.

Each page must be free of console errors and foreign requests, and must not move sideways; a picture is under 250 kB.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assistant.engine import Assistant
from assistant.feedback import FeedbackStore
from assistant.holder import AssistantHolder
from assistant.page import chat_section
from assistant.page.drafting.desk import DraftingDesk
from assistant.page.drafting.section import drafting_section
from assistant.page.server import application, serving
from assistant.page.staff.sections import staff_sections
from assistant.settings import RetrievalSettings, ServerSettings, Settings
from eval.field import FieldQuestions
from eval.page.field import PATH as QUESTIONS
from eval.page.sections import eval_sections
from eval.run import evaluate
from index.settings import IndexSettings
from tests.conftest import CORPUS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1200),
    pytest.mark.skipif("PICTURES" not in os.environ, reason="make pictures: PICTURES names the folder they go into"),
]

ASKED = "跨省异地电子缴税由哪几家负责？"
MISJUDGED = "沈阳票据运营中心这个项目目前的安排是什么？"
DEV = Path(CORPUS).parent / "questions" / "dev.jsonl"
PROPOSAL = Path(CORPUS).parent / "proposals" / "chongqing-0231.docx"
MOST_BYTES = 250_000
CALM = {"reduced_motion": "reduce"}
NARROW = {"width": 390, "height": 844, "has_touch": True} | CALM


@pytest.fixture(scope="module")
def address(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole site, with two runs to compare and something that people said."""
    folder = tmp_path_factory.mktemp("pictures")
    base = Settings()
    settings = base.model_copy(
        update={
            "index": IndexSettings(dir=sample_index),
            "server": ServerSettings(data=folder / "data"),
            "eval": base.eval.model_copy(update={"runs": folder / "runs"}),
        }
    )
    holder = AssistantHolder(settings)
    questions = folder / "dev.jsonl"
    with DEV.open(encoding="utf-8") as lines:
        questions.write_text("".join(islice(lines, 6, None, 14)), encoding="utf-8")
    for name, weight in (("只用BM25", 0.0), ("融合", 0.5)):
        of_run = settings.model_copy(update={"retrieval": RetrievalSettings(dense_weight=weight)})
        evaluate(Assistant.open(of_run), questions, folder / "runs" / name, settings=of_run, echo=lambda _: None)
    store, versions = FeedbackStore(folder / "data"), {"index": holder.current.version}
    for question, helpful, reason in (
        ("营口协同发展示范区首批批准了哪两个地方？", True, ""),
        ("线性工程项目的审批时限压到了几个工作日？", True, "答得准，有出处"),
        (MISJUDGED, False, "不够完整：还应说明由谁负责"),
    ):
        store.add(holder.current.ask(question), (), helpful=helpful, reason=reason, versions=versions)
    FieldQuestions(folder / "data").add(
        {
            "id": "field-9", "type": "figure", "question": "线性工程项目的审批时限压到了几个工作日？",
            "answerable": True,
            "documents": ["reply-1278.docx"], "evidence": ["线性项目压到5个工作日"], "answer_all": [["5个工作日"]],
        },
        holder.current,
    )  # fmt: skip
    chat = chat_section(lambda: holder.current, settings)
    assert chat.warm_up is not None
    chat.warm_up()
    staff = staff_sections(holder, settings, QUESTIONS)
    sections = [
        chat,
        drafting_section(settings, DraftingDesk(settings, lambda: holder.current.opened)),
        *staff,
        *eval_sections(lambda: holder.current, settings),
    ]
    with serving(application(sections)) as served_at:
        yield served_at


@pytest.fixture
def picture() -> Callable[..., None]:
    """Take the picture of what a page shows now, in 256 colours."""

    def taken(name: str, *pages: Any) -> None:
        shown = []
        for page in pages:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            shown.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        gap = 16
        whole = Image.new("RGB", (sum(each.width + gap for each in shown) - gap, shown[0].height), "white")
        for place, each in enumerate(shown):
            whole.paste(each, (place * (each.width + gap), 0))
        path = Path(os.environ["PICTURES"]) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size < MOST_BYTES

    return taken


def asked(page: Any, question: str, turn: int = 0) -> Any:
    """The answer to a question, with what can be asked next."""
    page.fill("#question", question)
    page.keyboard.press("Enter")
    answer = page.locator(f'.turn[data-turn="{turn}"] .answer')
    answer.wait_for()
    page.locator("#send").wait_for()
    return answer


def test_the_chat_page(visit: Callable[..., Any], address: str, picture: Callable[..., None]) -> None:
    page = visit(address, **CALM)
    page.locator(".example").first.wait_for()
    picture("empty", page)
    answer = asked(page, ASKED)
    page.locator(".further").first.wait_for()
    answer.locator("a.marker").first.click()
    page.mouse.move(0, 0)
    picture("page", page)
    page.locator("#theme").click()
    picture("dark", page)
    page.locator("#evidence .card .open").first.click()
    page.locator("#reader mark").first.wait_for()
    page.locator("#theme").evaluate("e => e.click()")
    picture("reading", page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="＋ 新对话").click()
    page.locator("summary", has_text="文种").click()
    page.locator("[name=kinds][value=通知]").check()
    asked(page, "营口协同发展示范区首批批准了哪两个地方？")
    picture("refusal", page)


def test_the_chat_page_on_a_phone(visit: Callable[..., Any], address: str, picture: Callable[..., None]) -> None:
    page, beside = visit(address, **NARROW), visit(address, **NARROW)
    asked(page, ASKED)
    asked(beside, ASKED).locator("a.marker").first.tap()
    picture("phone", page, beside)


def test_the_drafting_page(visit: Callable[..., Any], address: str, picture: Callable[..., None]) -> None:
    page = visit(f"{address}/drafting/", **CALM)
    page.locator(".begin").wait_for()
    picture("drafting-begin", page)
    page.set_input_files("input[type=file]", PROPOSAL)
    page.get_by_role("button", name="起草答复").click()
    page.locator(".letter .point").first.wait_for(timeout=120_000)
    picture("drafting", page)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("documents", "/documents/"),
        ("document", "/documents/?document=shenyang-plan.md"),
        ("retrieval", f"/retrieval/?q={ASKED}"),
        ("feedback", "/feedback/"),
        ("feedback-one", "/feedback/?id=3"),
        ("field", f"{QUESTIONS}/"),
        ("field-draft", f"{QUESTIONS}/?feedback=3"),
        ("runs", "/runs/"),
        ("comparison", "/runs/?a=只用BM25&b=融合"),
        ("question", "/runs/?a=只用BM25&b=融合&id=dev-021"),
    ],
)
def test_the_pages_for_staff(
    visit: Callable[..., Any], address: str, picture: Callable[..., None], name: str, path: str
) -> None:
    page = visit(f"{address}{path}", **CALM)
    page.locator("#staff h1").wait_for()
    picture(name, page)
