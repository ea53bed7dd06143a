"""The evaluation's pages as sections of the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.page.site import Section
from eval.page.field import FieldPage
from eval.page.runs import RunsPage

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from assistant.settings import Settings


def eval_sections(assistant: Callable[[], Assistant], settings: Settings) -> list[Section]:
    """Return the pages, in the navigation's order.

    Args:
        assistant: The one in use, asked for anew with every request.
        settings: Where feedback and runs lie.
    """
    return [
        FieldPage(assistant, settings.server.data).section(),
        RunsPage(assistant, settings.eval.runs).section(),
    ]
