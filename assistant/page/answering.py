"""How the site's requests are answered: away from the event loop, and what goes wrong told in one sentence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from index.errors import UserError

PRIVATE = {"Cache-Control": "no-store"}
"""Headers of what no browser or proxy may keep."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""The media type of a Word file."""

INCOMPLETE = "请求的内容不完整，请刷新页面后再试。"
UNEXPECTED = "出了点问题，请稍后再试；如果反复出现，请联系管理员查看运行日志。"

T = TypeVar("T")

logger = logging.getLogger(__name__)


async def answered(make: Callable[[], Response]) -> Response:
    """Return what ``make`` returns, made in a thread of its own, or what went wrong."""
    return await attempted(lambda: run_in_threadpool(make), PlainTextResponse)


async def attempted(work: Callable[[], Awaitable[T]], told: Callable[[str, int], T]) -> T:
    """Return what some work comes to, or what is made of a sentence on what went wrong and its HTTP status."""
    try:
        return await work()
    except UserError as error:
        return told(str(error), HTTPStatus.BAD_REQUEST)
    except ValidationError:
        logger.warning("a request was malformed", exc_info=True)
        return told(INCOMPLETE, HTTPStatus.BAD_REQUEST)
    except Exception:
        logger.exception("a request could not be answered")
        return told(UNEXPECTED, HTTPStatus.INTERNAL_SERVER_ERROR)


def is_longer(request: Request, most: int) -> bool:
    """Tell whether a request is longer than so many bytes, or does not say how long it is."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length) > most


def attached(name: str) -> dict[str, str]:
    """Return the headers with which a browser saves an answer as a file of this name."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}
