"""The web server around the site: what may be loaded, what is refused to whom, where temporary files go.

Knows nothing of what the pages show.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.page.access import Access
from assistant.page.site import section_of
from index.errors import UserError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.page.site import Section

logger = logging.getLogger(__name__)

# Gradio builds functions out of its own templates at run time, hence 'unsafe-eval'; nothing may come from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Gradio opens these to everybody; the site uses none of them, but for uploads where a section takes files.
_CLOSED = tuple(
    f"gradio_api/{name}"
    for name in ("proxy=", "file=", "file/", "stream/", "process_recording", "vibe-", "undo-vibe", "runs")
)
_UPLOAD = "gradio_api/upload"


def run(sections: Sequence[Section], host: str, port: int, access: Access) -> None:
    """Serve the site until the process is told to end. See :func:`assistant.page.serve`."""
    with _listening(host, port) as listener, _private_folder():
        threading.Thread(target=_warm_up, args=(sections,), daemon=True).start()
        app = application(sections, access)
        address = listener.getsockname()[:2]
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        sys.stdout.write(f"页面已就绪，请用浏览器打开：http://{shown}:{address[1]}（按 Ctrl+C 结束）\n")
        sys.stdout.flush()
        # The client's address decides who is staff: it is taken from the connection, never from a header.
        config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)
        uvicorn.Server(config).run(sockets=[listener])


def application(sections: Sequence[Section], access: Access | None = None) -> FastAPI:
    """Return the site as an application for any ASGI server; the section at ``/`` comes with the others.

    Args:
        sections: Its pages.
        access: Who is staff; None: whoever sits at this machine.
    """
    # Read by Gradio when it is imported: without these it would ask other hosts for versions and settings.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for section in sections:
            if section.close:
                section.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    access = access or Access()
    app.add_middleware(Guard, sections=sections, access=access)
    app.router.routes.extend(access.routes([section.address for section in sections if section.staff_only]))
    app.router.routes.append(Route("/standing", _standing(access)))
    app.router.routes.extend(route for section in sections for route in section.routes)
    for section in sorted(sections, key=lambda each: each.path == "/"):  # "/" would take every path
        _mount(app, section, sections)
    return app


def _standing(access: Access) -> Callable[[Request], Awaitable[Response]]:
    """Return where a page asks which links to show: to staff, to those who could log in as such, or to others."""

    async def standing(request: Request) -> Response:
        refusal = access.refusal(request.scope)
        if refusal is None:
            return PlainTextResponse("open")
        return PlainTextResponse("login" if refusal.status_code == HTTPStatus.UNAUTHORIZED else "closed")

    return standing


def _mount(app: FastAPI, section: Section, sections: Sequence[Section]) -> None:
    import gradio as gr

    from assistant.page.frame import framed, page_options

    gr.mount_gradio_app(
        app,
        framed(section, sections),
        path=section.path,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        favicon_path=str(Path(__file__).with_name("icon.svg")) if section.path == "/" else None,
        max_file_size=section.upload_bytes,
        **page_options(section),
    )


class Guard:
    """Adds the security headers to every answer, and refuses what is not for whoever asks.

    Refused are what Gradio offers beyond the site's use of it, and the pages for staff to everybody else.
    """

    def __init__(self, app: ASGIApp, sections: Sequence[Section], access: Access) -> None:
        self._app = app
        self._sections = sections
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; its body streams through untouched."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        answering = self._refusal(scope) or self._app
        await answering(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        section = section_of(scope["path"], self._sections)
        refusal = self._access.refusal(scope) if section.staff_only else None
        if refusal is not None:
            return refusal
        inner = scope["path"].removeprefix(section.address)
        if inner.startswith(_CLOSED) or (inner.startswith(_UPLOAD) and not section.upload_bytes):
            return PlainTextResponse("这里不接收或提供文件。", status_code=404)
        return None


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve a site on a free port of this machine, from a thread; yield its address, without a slash at the end."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def _warm_up(sections: Sequence[Section]) -> None:
    """Let the sections load what is loaded at first use, so that nobody's first question waits for it."""
    for section in sections:
        try:
            if section.warm_up:
                section.warm_up()
        except Exception:
            logger.exception("the page %s could not be warmed up", section.path)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the address before the page is built, so that a used port is known at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise UserError(f"无法在 {host} 的端口 {port} 上提供页面，可能已被占用：请用 --port 另选一个端口。") from error
    with listener:
        yield listener


@contextmanager
def _private_folder() -> Iterator[None]:
    """Give Gradio a temporary folder that other users of the machine cannot read."""
    with tempfile.TemporaryDirectory(prefix="assistant-page-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield
