"""An OpenAI-compatible endpoint asked for one completion. Follows no redirect, and keeps no answer longer than allowed.

Says nothing about what an answer means.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from index.errors import UserError

_LARGEST_ANSWER = 1_000_000  # bytes
_PIECE = 65_536
_TRIES = 2
_WAIT = 1.0  # seconds between tries
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class EndpointError(Exception):
    """The endpoint gave no completion; the text is Chinese and says why."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the endpoint said, and which model it says it was."""

    text: str
    model: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key and the documents elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Endpoint:
    """One model at one address."""

    def __init__(self, base_url: str, model: str, api_key: str = "", timeout: float = 60.0) -> None:
        """Take where to ask whom.

        Args:
            base_url: Up to and with ``/v1``.
            model: As the endpoint names it.
            api_key: Sent as a bearer token; empty: none.
            timeout: Seconds that one completion may take.

        Raises:
            UserError: The address is none that may be asked.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UserError("评判模型的地址应以 http:// 或 https:// 开头，例如 http://127.0.0.1:8000/v1。")
        if parts.username or parts.password:
            raise UserError("评判模型的地址里不能带用户名和密码，请用环境变量 ASSISTANT_JUDGE__API_KEY 给出密钥。")
        self.model = model
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if api_key:
            self._headers["Authorization"] = f"Bearer {api_key}"
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirect)

    def complete(self, prompt: str) -> Completion:
        """Ask once, and once more after a failure that may pass.

        Raises:
            EndpointError: There is no completion.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                return _completion(self._post(prompt))
            except urllib.error.HTTPError as error:
                with error:
                    failure = EndpointError(f"评判服务返回 {error.code}")
                if error.code not in _PASSING:
                    raise failure from error
            except TimeoutError as error:
                raise EndpointError(f"评判服务 {self._timeout:g} 秒内没有答复") from error
            except (OSError, http.client.HTTPException) as error:
                if isinstance(getattr(error, "reason", None), TimeoutError):
                    raise EndpointError(f"评判服务 {self._timeout:g} 秒内没有答复") from error
                failure = EndpointError("连不上评判服务")
            if attempt < _TRIES:
                time.sleep(_WAIT)
        raise failure

    def _post(self, prompt: str) -> bytes:
        body = {"model": self.model, "temperature": 0, "messages": [{"role": "user", "content": prompt}]}
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self._url, json.dumps(body).encode(), self._headers, method="POST"
        )
        deadline = time.monotonic() + self._timeout
        with self._opener.open(request, timeout=self._timeout) as response:
            pieces: list[bytes] = []
            while piece := response.read1(_PIECE):
                pieces.append(piece)
                if time.monotonic() > deadline:  # a timeout of the socket alone would let a trickle go on for ever
                    raise TimeoutError
                if sum(map(len, pieces)) > _LARGEST_ANSWER:
                    raise EndpointError("评判服务的答复过长")
        return b"".join(pieces)


def _completion(data: bytes) -> Completion:
    try:
        value = json.loads(data)
        text, model = value["choices"][0]["message"]["content"], value.get("model", "")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise EndpointError("评判服务的答复不是 OpenAI 兼容的格式") from error
    if not isinstance(text, str):
        raise EndpointError("评判服务的答复里没有文字")
    return Completion(text, model if isinstance(model, str) else "")
