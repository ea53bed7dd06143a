"""The web site: ask, read the cited answer, check it against the document; further pages that other modules add.

Gradio is imported only when a page is built, and only here. The pages decide nothing about answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.page.site import Section

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from assistant.settings import ServerSettings, Settings


def serve(
    sections: Sequence[Section], settings: ServerSettings, host: str | None = None, port: int | None = None
) -> None:
    """Serve the site until the process is told to end.

    Args:
        sections: Its pages, in the navigation's order; one of them at ``/``.
        settings: Where to listen, and the password of staff.
        host: Instead of the settings' host.
        port: Instead of the settings' port; 0 takes a free one.

    Raises:
        UserError: The address cannot be listened on.
    """
    from assistant.page.access import Access
    from assistant.page.server import run

    access = Access(settings.staff_password.get_secret_value())
    run(sections, settings.host if host is None else host, settings.port if port is None else port, access)


def chat_section(assistant: Callable[[], Assistant], settings: Settings) -> Section:
    """Return the page to ask on.

    Args:
        assistant: The one in use, asked for anew with every question.
        settings: Where conversations are kept, and how many questions are answered at once.
    """
    from assistant.page.desk import Desk
    from assistant.page.downloads import download_routes
    from assistant.page.site import page_file
    from assistant.page.visitor import visitor_route

    desk = Desk(assistant, settings)

    def build() -> None:
        from assistant.page.layout import build_chat

        build_chat(desk)

    return Section(
        path="/",
        title="问答",
        build=build,
        style=page_file("chat.css"),
        routes=(visitor_route(), *download_routes(desk)),
        warm_up=desk.choose_examples,
        close=desk.talks.close,
    )
