"""What the chat page hands out as files: answers as Word, receipts, and the files that documents were read from.

An answer goes to the visitor who asked alone; a file only where the index names it and it has not changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.export.receipt import receipt_html
from assistant.export.word import word_file
from assistant.page.answering import WORD, answered, attached
from assistant.page.visitor import visitor_of
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.page.desk import Desk

EXPORT = "/export"
ORIGINAL = "/original"
_NO_NAME = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
_GONE = "这份文件的原件已不在原处，或收录之后有改动，无法下载；可以在页面上查看收录时的全文。"


def download_routes(desk: Desk) -> list[Route]:
    """Return the routes of the chat page's files."""

    async def export(request: Request) -> Response:
        owner = visitor_of(request)
        wanted = request.query_params
        turn = wanted.get("turn", "")
        if owner is None or not wanted.get("talk") or not (turn.isdecimal() or not turn):
            return PlainTextResponse("没有这个对话，请从页面上导出。", status_code=404)
        place, form = int(turn) if turn else None, wanted.get("form", "")
        return await answered(lambda: _exported(desk, owner, wanted["talk"], place, form, "save" in wanted))

    async def original(request: Request) -> Response:
        path = request.query_params.get("path", "")
        file = await run_in_threadpool(desk.original, path)
        if file is None:
            return PlainTextResponse(_GONE, status_code=404)
        # Never shown by the browser: a page among the files would run as one of ours.
        return FileResponse(file, media_type="application/octet-stream", filename=path.rsplit("/", 1)[-1])

    return [Route(EXPORT, export), Route(ORIGINAL, original)]


def _exported(desk: Desk, owner: str, talk: str, turn: int | None, form: str, save: bool) -> Response:
    opened = desk.talks.open(owner, talk)
    exchanges = [each for place, each in enumerate(opened.exchanges) if each.answer and turn in {None, place}]
    if not exchanges:
        raise UserError("还没有可以导出的回答，请等回答完成后再导出。")
    name = _NO_NAME.sub("", opened.title if turn is None else exchanges[0].question)[:40] or "问答"
    if form == "word":
        return Response(word_file(opened.title, exchanges), media_type=WORD, headers=attached(f"{name}.docx"))
    if form == "receipt" and turn is not None:
        saving = "" if save else f"{EXPORT}?{urlencode({'talk': talk, 'turn': turn, 'form': form, 'save': 1})}"
        receipt = receipt_html(exchanges[0], desk.document_of, saving)
        return HTMLResponse(receipt, headers=attached(f"引证单-{name}.html") if save else None)
    raise UserError("没有这种导出格式，请从页面上导出。")
