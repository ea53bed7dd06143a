"""The web server around the page: what may be loaded, what is refused, where temporary files go.

Knows nothing of questions and answers.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse

from index.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.engine import Assistant
    from assistant.settings import Settings

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
# Gradio opens these to everybody; the page uses none of them.
_CLOSED = tuple(
    f"/gradio_api/{name}"
    for name in ("upload", "proxy=", "file=", "file/", "stream/", "process_recording", "vibe-", "undo-vibe", "runs")
)


def run(assistant: Assistant, settings: Settings, host: str, port: int, examples: Sequence[str]) -> None:
    """Serve the page until the process is told to end. See :func:`assistant.page.serve`."""
    with _listening(host, port) as listener, _private_folder():
        threading.Thread(target=_warm_up, args=(assistant,), daemon=True).start()
        app = application(assistant, settings.server.concurrency, examples)
        address = listener.getsockname()[:2]
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        sys.stdout.write(f"页面已就绪，请用浏览器打开：http://{shown}:{address[1]}（按 Ctrl+C 结束）\n")
        sys.stdout.flush()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        server.run(sockets=[listener])


def application(assistant: Assistant, concurrency: int, examples: Sequence[str]) -> FastAPI:
    """Return the page as an application for any ASGI server."""
    # Read by Gradio when it is imported: without these it would ask other hosts for versions and settings.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gradio as gr

    from assistant.page.layout import build_page, page_options

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard)
    page = build_page(assistant, concurrency=concurrency, examples=examples)
    icon = str(Path(__file__).with_name("icon.svg"))
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        favicon_path=icon,
        max_file_size=0,
        **page_options(),
    )
    return app


class Guard:
    """Adds the security headers to every answer, and refuses what Gradio offers beyond this page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; its body streams through untouched."""
        if scope["type"] == "http" and scope["path"].startswith(_CLOSED):
            await PlainTextResponse("这里不接收或提供文件。", status_code=404)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _warm_up(assistant: Assistant) -> None:
    """Ask once, so that nobody's first question waits for what is loaded at first use."""
    try:
        assistant.ask("建议由哪个单位办理？")
    except Exception:
        logger.exception("the assistant could not be warmed up")


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
