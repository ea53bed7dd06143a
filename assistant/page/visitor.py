"""Which browser a request comes from: a random cookie that no script can read and no other site can send.

It stands for a person without naming one. Whoever has it sees that browser's conversations; nobody else does.
"""

from __future__ import annotations

import re
import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.page.access import is_same_site

ADDRESS = "/visitor"
COOKIE = "visitor"
_YEARS = 2
_TOKEN = re.compile(r"[\w-]{43}")


def visitor_of(request: HTTPConnection) -> str | None:
    """Return who a request's browser is; None where it has not been told yet."""
    token = request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def visitor_route() -> Route:
    """Return where a page asks for the cookie before all else.

    Not with the page itself: a browser that follows a link from another site keeps back a cookie that is there, and
    would be given a second one in its place.
    """

    async def greet(request: Request) -> Response:
        answer = Response(status_code=204)
        if is_same_site(request.scope) and visitor_of(request) is None:
            answer.set_cookie(
                COOKIE,
                secrets.token_urlsafe(32),
                max_age=_YEARS * 365 * 24 * 3600,
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https",
            )
        return answer

    return Route(ADDRESS, greet, methods=["POST"])
