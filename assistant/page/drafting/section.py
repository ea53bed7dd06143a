"""The drafting page as a section of the site: its skeleton, script and looks. Gradio is loaded when it is built."""

from __future__ import annotations

from pathlib import Path

from assistant.page.drafting.desk import DraftingDesk
from assistant.page.drafting.routes import PATH, drafting_routes
from assistant.page.site import Section
from assistant.settings import Settings

_HERE = Path(__file__).parent
_SCRIPTS = ("drafting.js", "letter.js", "evidence.js", "begin.js")


def drafting_section(settings: Settings, desk: DraftingDesk) -> Section:
    """Return the drafting page.

    Args:
        settings: How large a proposal may be.
        desk: What the page does.
    """

    def build() -> None:
        from assistant.page.frame import html

        script = "\n".join((_HERE / name).read_text("utf-8") for name in _SCRIPTS)
        html((_HERE / "skeleton.html").read_text("utf-8"), "drafting-page", js_on_load=script)

    return Section(
        path=PATH,
        title="起草答复",
        build=build,
        staff_only=True,
        style=(_HERE / "drafting.css").read_text("utf-8"),
        routes=drafting_routes(desk, settings.index.max_file_bytes),
        warm_up=desk.warm_up,
    )
