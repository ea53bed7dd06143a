"""What the pages for staff have in common: parts made on the server, moved between by links and forms.

A page's address names what it shows (``?document=...``), so that a link to it can be kept and sent on. The browser
gets the part that belongs to the address; every form that changes something is answered with where to go next. All
routes of a page lie below its section's path, and are closed with it. Knows nothing of what the pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.page.access import LOGOUT, SESSION
from assistant.page.answering import PRIVATE, answered, is_longer
from assistant.page.site import Section
from assistant.titles import chinese_date, cited_as
from index.errors import UserError

FORM_BYTES = 200_000
"""How long a form without files may be."""

_HERE = Path(__file__).parent

Part = Callable[[QueryParams], str]
"""Makes HTML out of what an address asks for; every foreign word in it is escaped."""

Action = Callable[[FormData], str]
"""Does what a form asks for and returns the query of the address to go to; see :func:`query`."""


def staff_section(
    path: str,
    title: str,
    part: Part,
    *,
    actions: Mapping[str, Action] | None = None,
    pieces: Mapping[str, Part] | None = None,
    form_bytes: int = FORM_BYTES,
) -> Section:
    """Return a page for staff.

    Args:
        path: One name, as ``/documents``.
        title: As the navigation shows it.
        part: The page.
        actions: What its forms do; a form is sent to ``PATH/do/NAME``.
        pieces: Further parts, for what changes by itself; got from ``PATH/NAME``.
        form_bytes: The longest form that is taken, files included.
    """
    gets = {"part": part, **(pieces or {})}
    routes = [Route(f"{path}/{name}", _shown(each)) for name, each in gets.items()]
    routes += [
        Route(f"{path}/do/{name}", _done(each, f"{path}/part", form_bytes), methods=["POST"])
        for name, each in (actions or {}).items()
    ]

    def build() -> None:
        from assistant.page.frame import html

        script = (_HERE / "staff.js").read_text("utf-8")
        leave = f'<form method="post" action="{LOGOUT}" hidden><button class="quiet">退出登录</button></form>'
        html(f'<div id="staff" data-path="{path}"></div>{leave}', "staff-page", js_on_load=script)

    style = (_HERE / "staff.css").read_text("utf-8")
    return Section(path=path, title=title, build=build, staff_only=True, style=style, routes=routes)


def templates(folder: Path) -> Environment:
    """Return the templates of a folder, which may use the common ones; every value is escaped."""
    environment = Environment(
        loader=FileSystemLoader([folder, _HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(chinese_date=chinese_date, cited_as=cited_as, moment=moment)
    environment.globals["query"] = query
    return environment


def query(**values: object) -> str:
    """Return an address's query, without what is empty."""
    return "?" + urlencode({name: str(value) for name, value in values.items() if value not in ("", None)})


def moment(recorded: str) -> str:
    """Return a recorded time (UTC, ISO 8601) as this machine's clock shows it."""
    return datetime.fromisoformat(recorded).astimezone().strftime("%Y-%m-%d %H:%M")


def whole_number(text: str, what: str) -> int:
    """Read a number out of an address or a form.

    Raises:
        UserError: It is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise UserError(f"{what}应是数字，请从列表中重新选择。")
    return int(text)


def _shown(part: Part) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        session = {"Staff-Session": "yes"} if getattr(request.state, SESSION, False) else {}
        return await answered(lambda: HTMLResponse(part(request.query_params), headers={**PRIVATE, **session}))

    return endpoint


def _done(action: Action, shown_at: str, form_bytes: int) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        if is_longer(request, form_bytes):
            return PlainTextResponse(f"一次最多发送 {form_bytes / 1e6:.1f} MB，请分几次进行。", status_code=413)
        async with request.form() as form:
            return await answered(lambda: RedirectResponse(shown_at + action(form), status_code=303))

    return endpoint
