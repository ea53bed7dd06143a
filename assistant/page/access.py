"""Who may see the pages for staff: whoever sits at the machine that serves them or, where a password is set, knows it.

A session lives in this process's memory and in a cookie that no script can read and no other site can send. Knows
nothing of what the pages show.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.page.answering import is_longer

if TYPE_CHECKING:
    from starlette.types import Scope

LOGIN = "/staff-login"
LOGOUT = "/staff-logout"
COOKIE = "staff"
SESSION = "staff_session"
"""In a request's state: whether it came with a session, which can be ended."""
SESSION_SECONDS = 12 * 3600
ATTEMPTS = 5
"""Wrong passwords that an address may send within ``ATTEMPT_SECONDS``."""
ATTEMPT_SECONDS = 15 * 60

_ADDRESSES_HELD = 1000
_LONGEST_FORM = 4096  # bytes
_FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_LOCAL_ONLY = "这个页面供工作人员使用，只能在运行本服务的电脑上打开；要从别处打开，请管理员设置工作人员口令。"
_FOREIGN = "这个请求来自别的网站，没有执行。"
_WRONG = "口令不对，请重新输入。"
_TOO_MANY = "输错次数过多，请 15 分钟后再试。"


class Access:
    """Tells staff from others; safe to call from several threads.

    Args:
        password: Asked of everybody; empty: there is none, and only this machine itself is let in.
        clock: Seconds, never going back.
    """

    def __init__(self, password: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self._password = _digest(password) if password else b""
        self._clock = clock
        self._sessions: dict[bytes, float] = {}
        self._wrong: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def refusal(self, scope: Scope) -> Response | None:
        """Return what to answer in place of a page for staff; None where the request may pass."""
        staff = self._has_session(HTTPConnection(scope)) if self._password else is_local(scope)
        if staff:
            scope.setdefault("state", {})[SESSION] = bool(self._password)
            foreign = scope["type"] == "websocket" or scope["method"] not in _SAFE
            return PlainTextResponse(_FOREIGN, status_code=403) if foreign and not is_same_site(scope) else None
        if not self._password:
            return PlainTextResponse(_LOCAL_ONLY, status_code=403)
        connection = HTTPConnection(scope)
        if scope["type"] == "http" and "text/html" in connection.headers.get("accept", ""):
            return _login_page(scope["path"], "", 401)
        return PlainTextResponse("请先登录。", status_code=401)

    def routes(self, pages: Collection[str]) -> list[Route]:
        """Return where to log in and out; nothing without a password.

        Args:
            pages: Addresses of the pages for staff, the first of which follows where another is asked for.
        """
        if not self._password:
            return []

        async def login(request: Request) -> Response:
            if is_longer(request, _LONGEST_FORM) or not is_same_site(request.scope):
                return PlainTextResponse(_FOREIGN, status_code=403)
            form = await request.form()
            wanted = str(form.get("next", ""))
            following = wanted if wanted in pages else next(iter(pages))
            address = request.client.host if request.client else ""
            if self._is_barred(address):
                return _login_page(following, _TOO_MANY, 429)
            if not hmac.compare_digest(_digest(str(form.get("password", ""))), self._password):
                self._note_wrong(address)
                return _login_page(following, _WRONG, 401)
            answer = RedirectResponse(following, status_code=303)
            secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
            answer.set_cookie(COOKIE, self._begin(), httponly=True, samesite="strict", secure=secure)
            return answer

        async def logout(request: Request) -> Response:
            if is_same_site(request.scope):
                self._end(request.cookies.get(COOKIE, ""))
            answer = RedirectResponse("/", status_code=303)
            answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
            return answer

        return [Route(LOGIN, login, methods=["POST"]), Route(LOGOUT, logout, methods=["POST"])]

    def _has_session(self, connection: HTTPConnection) -> bool:
        with self._lock:
            return self._sessions.get(_digest(connection.cookies.get(COOKIE, "")), 0) > self._clock()

    def _begin(self) -> str:
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._sessions = {key: end for key, end in self._sessions.items() if end > now}
            self._sessions[_digest(token)] = now + SESSION_SECONDS
        return token

    def _end(self, token: str) -> None:
        with self._lock:
            self._sessions.pop(_digest(token), None)

    def _is_barred(self, address: str) -> bool:
        with self._lock:
            wrong = self._wrong.get(address, deque())
            while wrong and wrong[0] <= self._clock() - ATTEMPT_SECONDS:
                wrong.popleft()
            return len(wrong) >= ATTEMPTS

    def _note_wrong(self, address: str) -> None:
        with self._lock:
            self._wrong.setdefault(address, deque(maxlen=ATTEMPTS)).append(self._clock())
            if len(self._wrong) > _ADDRESSES_HELD:
                self._wrong.pop(next(iter(self._wrong)))


def is_local(scope: Scope) -> bool:
    """Tell whether a request comes from this machine itself, not through a proxy on it.

    It must also have asked for this machine by a name of its own: a foreign page whose name was made to point here
    would otherwise be let in through the user's browser.
    """
    headers = dict(scope["headers"])
    if _FORWARDED & headers.keys() or not scope.get("client"):
        return False
    asked = urlsplit(f"//{headers.get(b'host', b'').decode('latin-1')}").hostname or ""
    return _is_loopback(scope["client"][0]) and (asked == "localhost" or _is_loopback(asked))


def is_same_site(scope: Scope) -> bool:
    """Tell whether a request that changes something was sent by this site's own pages, or by no browser at all."""
    headers = HTTPConnection(scope).headers
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


def _login_page(following: str, problem: str, status: int) -> HTMLResponse:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(Path(__file__).with_name("login.html").read_text("utf-8"))
    return HTMLResponse(template.render(action=LOGIN, following=following, problem=problem), status_code=status)
