"""All pages for staff that come with the assistant, over one index that is exchanged in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.feedback import FeedbackStore
from assistant.page.site import Section
from assistant.page.staff.documents import DocumentsPage
from assistant.page.staff.feedback import FeedbackPage
from assistant.page.staff.retrieval import RetrievalPage
from assistant.rebuild import Rebuilder, build_command

if TYPE_CHECKING:
    from assistant.engine import Assistant
    from assistant.holder import AssistantHolder
    from assistant.settings import Settings


def staff_sections(holder: AssistantHolder, settings: Settings, questions: str = "") -> list[Section]:
    """Return the pages, in the navigation's order.

    Args:
        holder: The assistant in use.
        settings: Where index, uploads and feedback lie.
        questions: Address of the page that makes an evaluation question out of feedback; empty: none.
    """

    def in_use() -> Assistant:
        return holder.current

    rebuilder = Rebuilder(holder, build_command(settings.index.dir))
    return [
        DocumentsPage(in_use, settings.index, rebuilder).section(),
        RetrievalPage(in_use).section(),
        FeedbackPage(FeedbackStore(settings.server.data), questions).section(),
    ]
