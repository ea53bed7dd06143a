"""Who may see the pages for staff: so far, whoever sits at the machine that serves them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import Scope

_FORWARDED = {b"forwarded", b"x-forwarded-for"}


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


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
