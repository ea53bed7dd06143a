"""The web page: ask, read the cited answer, check it against the document.

Gradio is imported only when a page is built, and only here. The page decides nothing about answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from assistant.settings import Settings


def serve(
    assistant: Assistant,
    settings: Settings,
    host: str | None = None,
    port: int | None = None,
    examples: Sequence[str] = (),
) -> None:
    """Serve the page until the process is told to end.

    Args:
        assistant: Answers the questions and hands out the documents.
        settings: Where to listen and how many questions are answered at once.
        host: Instead of the settings' host.
        port: Instead of the settings' port; 0 takes a free one.
        examples: Questions offered where nothing has been asked yet.

    Raises:
        UserError: The address cannot be listened on.
    """
    from assistant.page.server import run

    run(
        assistant,
        settings,
        settings.server.host if host is None else host,
        settings.server.port if port is None else port,
        examples,
    )
