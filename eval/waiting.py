"""How long people wait at the page: one after another, and many at once, each question over HTTP as a browser asks it.

The page is served by this process on a port of this machine; what is measured includes everything but the drawing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np

from assistant.page import chat_section
from assistant.page.server import application, serving
from eval.question_file import load_questions
from eval.terminal import table
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from assistant.settings import Settings

_SECONDS = 120  # that a request may take
_COLUMNS = ("提问方式", "提问数", "看到进度：中位数（秒）", "95 分位", "看到回答：中位数（秒）", "95 分位", "最长")


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from a question's being sent until the page showed its progress, and until it showed the answer."""

    progress: float
    answer: float


class Visitor:
    """Somebody at the chat page, without a browser.

    Args:
        address: Of the site, without a slash at the end.
        name: Tells this visitor's session from others.
    """

    def __init__(self, address: str, name: str) -> None:
        self.name = name
        self.client = httpx.Client(base_url=address, timeout=_SECONDS)
        self.client.post("/visitor")
        components = self.client.get("/config").json()["components"]
        self._door = next(each["id"] for each in components if each["props"].get("elem_id") == "desk")

    def call(self, action: str, **given: Any) -> dict[str, Any]:
        """Ask the page's server for one of the chat page's actions; return what is to be shown."""
        body = {"data": {"action": action, **given}, "component_id": self._door, "fn_name": "call"}
        answer = self.client.post("/gradio_api/component_server", json=body | {"session_hash": self.name})
        return dict(answer.raise_for_status().json())

    def ask(self, question: str, talk: str | None = None) -> tuple[dict[str, Any], Wait]:
        """Ask in a conversation, or begin one; return what the page shows in the end, and how long it took."""
        begun = time.perf_counter()
        view = self.call("ask", question=question, scope={}, talk=talk)
        progress, kept = time.perf_counter() - begun, view["talk"]
        while view["busy"]:
            view = self.call("watch", talk=kept, version=view["version"])
        return view | {"talk": kept}, Wait(progress, time.perf_counter() - begun)


def measure(
    assistant: Assistant, questions: Path, settings: Settings, users: int, echo: Callable[[str], None]
) -> dict[str, list[Wait]]:
    """Ask the questions of a file one after another, then by many people at once; tell the waits in a table.

    Args:
        assistant: Answers.
        questions: A question file; only what the index can be judged by is asked, and no follow-up.
        settings: How many questions are answered at the same time.
        users: How many ask at once; each takes the next question as soon as the last is answered.
        echo: Takes the table.

    Raises:
        UserError: The questions cannot be read, all are follow-ups, or one of them cannot be answered.
    """
    loaded = load_questions(
        questions, [each.path for each in assistant.documents()], lambda p: assistant.document(p).text
    )
    asked = [question.turns[0].question for question in loaded.questions if len(question.turns) == 1]
    if not asked:
        raise UserError(f"题目文件 {questions.name} 里没有索引能评的单轮题，请换一个题目文件。")
    with TemporaryDirectory(prefix="assistant-") as folder:
        own = settings.model_copy(update={"server": settings.server.model_copy(update={"data": Path(folder)})})
        with serving(application([chat_section(lambda: assistant, own)])) as address:
            waits = {"依次提问": _waits(address, asked, 1), f"{users} 人同时提问": _waits(address, asked, users)}
    echo(table(_COLUMNS, [_row(name, found) for name, found in waits.items()]))
    return waits


def _waits(address: str, questions: Sequence[str], users: int) -> list[Wait]:
    visitors = [Visitor(address, f"visitor{n}") for n in range(users)]
    shares = [questions[n::users] for n in range(users)]
    with ThreadPoolExecutor(users) as pool:
        return [wait for found in pool.map(_asked, visitors, shares) for wait in found]


def _asked(visitor: Visitor, questions: Iterable[str]) -> list[Wait]:
    waits = []
    for question in questions:
        view, wait = visitor.ask(question)
        if 'class="answer ' not in view["now"]:
            raise UserError(f"“{question}”没有得到回答，请查看运行日志中的原因。")
        waits.append(wait)
    return waits


def _row(name: str, waits: Sequence[Wait]) -> tuple[str, ...]:
    progress, answer = ([getattr(wait, part) for wait in waits] for part in ("progress", "answer"))
    figures = (*np.percentile(progress, (50, 95)), *np.percentile(answer, (50, 95)), max(answer))
    return (name, str(len(waits)), *(f"{figure:.2f}" for figure in figures))
