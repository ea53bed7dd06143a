"""The drafting page's addresses: one for each action, JSON in and out, and one that hands out files.

Who may come here is decided before: the section is for staff. Nothing from a request is shown without being escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import validate_call
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.draft.word.layout import Layout
from assistant.page.answering import INCOMPLETE, PRIVATE, WORD, answered, attached, is_longer
from assistant.page.drafting.desk import DraftingDesk, View
from index.errors import UserError

PATH = "/drafting"
_LONGEST_JSON = 4_000_000  # bytes
_ACTIONS = ("listed", "opened", "save", "delete", "checked", "further", "another")


def drafting_routes(desk: DraftingDesk, upload_bytes: int) -> list[Route]:
    """Return the routes.

    Args:
        desk: What they call.
        upload_bytes: The largest proposal that is taken.
    """
    routes = [Route(f"{PATH}/do/{name}", _action(getattr(desk, name)), methods=["POST"]) for name in _ACTIONS]

    async def begin(request: Request) -> Response:
        if is_longer(request, upload_bytes):
            return PlainTextResponse(f"文件超过 {upload_bytes // 1_000_000} MB，请拆分后再试。", status_code=413)
        async with request.form(max_files=1) as form:
            file, text, who = form.get("file"), form.get("text", ""), form.get("who", "")
            name, content = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
            return await answered(lambda: JSONResponse(desk.begin(str(text), name, content, str(who)), headers=PRIVATE))

    async def export(request: Request) -> Response:
        wanted = request.query_params
        version = wanted.get("version", "")

        def made() -> Response:
            if not (version.isascii() and version.isdecimal()):
                raise UserError("没有这一版草稿，请从页面上导出。")
            layout = None if wanted.get("form") == "json" else Layout.of(wanted)
            name, content = desk.written(wanted.get("id", ""), int(version), layout)
            kind = WORD if name.endswith(".docx") else "application/json"
            return Response(content, media_type=kind, headers=attached(name) | PRIVATE)

        return await answered(made)

    return [*routes, Route(f"{PATH}/do/begin", begin, methods=["POST"]), Route(f"{PATH}/export", export)]


def _action(action: Callable[..., View]) -> Callable[[Request], Any]:
    call = validate_call(action)

    async def endpoint(request: Request) -> Response:
        if is_longer(request, _LONGEST_JSON):
            return PlainTextResponse("内容过长，没有保存，请分成几份。", status_code=413)
        try:
            given = await request.json()
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return PlainTextResponse(INCOMPLETE, status_code=400)
        return await answered(lambda: JSONResponse(call(**given), headers=PRIVATE))

    return endpoint
