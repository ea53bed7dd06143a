"""An OpenAI-compatible endpoint (vLLM, Ollama, DeepSeek, Qwen …), asked over HTTP and read as it streams.

Follows no redirect, which would carry key and documents elsewhere; tells nobody the key or the address.
"""

# httpx and not the openai client: it is installed with Gradio anyway, while openai adds 30 MB and half a second of
# import for the one request that is made here; and its retries know no limit for the time of all tries together.

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.llm.chat import LlmError, Message
from assistant.settings import EndpointSettings
from index.errors import UserError

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_FIRST_WAIT = 0.5  # seconds before the second try; doubled each time
_LONGEST_ANSWER = 1_000_000  # characters

logger = logging.getLogger(__name__)


class _PassingError(LlmError):
    """A failure after which another try may succeed.

    Attributes:
        wait: Seconds that the server asks to be left alone.
    """

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


class Endpoint:
    """One model at one address. Safe to use from several threads."""

    def __init__(self, settings: EndpointSettings) -> None:
        """Take where to ask whom.

        Raises:
            UserError: The address is none that may be asked, or no model is named.
        """
        _check_address(settings.base_url)
        if not settings.model:
            raise UserError("设置了大模型服务的地址（base_url），还须写明模型名称（model）。")
        self.name = settings.model
        self._settings = settings
        key = settings.api_key.get_secret_value()
        self._url = settings.base_url.rstrip("/") + "/chat/completions"
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(settings.timeout_seconds, connect=settings.connect_seconds),
        )

    def stream(self, messages: Sequence[Message], most_tokens: int) -> Iterator[str]:
        """Yield the model's text as it comes; see ``ChatModel``. A try that fails before its first word is repeated."""
        deadline = time.monotonic() + self._settings.timeout_seconds
        wait = _FIRST_WAIT
        for tries_left in range(self._settings.retries, -1, -1):
            begun = False
            try:
                for piece in self._once(messages, most_tokens, deadline):
                    begun = True
                    yield piece
            except _PassingError as failure:
                pause = max(wait, failure.wait)
                if begun or not tries_left or time.monotonic() + pause >= deadline:
                    raise
                logger.info("model %s: %s, trying again in %.1f s", self.name, failure, pause)
                time.sleep(pause)
                wait *= 2
            else:
                return

    def _once(self, messages: Sequence[Message], most_tokens: int, deadline: float) -> Iterator[str]:
        body = {
            "model": self.name,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": most_tokens,
            "stream": True,
        }
        left = max(0.1, deadline - time.monotonic())
        timeout = httpx.Timeout(left, connect=min(left, self._settings.connect_seconds))
        try:
            with self._client.stream("POST", self._url, json=body, timeout=timeout) as response:
                _accept(response)
                yield from _in_time(_text(response, deadline), deadline)
        except httpx.TimeoutException as error:
            raise _PassingError("大模型服务没有按时答复") from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise _PassingError(f"连不上大模型服务（{type(error).__name__}）") from error


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:  # the port, or an IPv6 address
        raise UserError("大模型服务的地址（base_url）中的主机或端口有误，请核对。") from error
    if not usable:
        raise UserError("大模型服务的地址（base_url）应以 http:// 或 https:// 开头，例如 http://127.0.0.1:8000/v1。")
    if parts.username or parts.password:
        raise UserError("大模型服务的地址里不能带用户名和密码，密钥请用环境变量 ASSISTANT_LLM__API_KEY 等给出。")


def _accept(response: httpx.Response) -> None:
    if response.status_code in _PASSING:
        raise _PassingError(f"大模型服务返回 {response.status_code}", _seconds(response.headers.get("retry-after", "")))
    if response.status_code != httpx.codes.OK:
        raise LlmError(f"大模型服务返回 {response.status_code}")


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 0.0


def _in_time(pieces: Iterator[str], deadline: float) -> Iterator[str]:
    """Pass pieces on until the time is up: a timeout of reads alone would let a trickle go on for ever."""
    length = 0
    for piece in pieces:
        length += len(piece)
        if time.monotonic() > deadline:
            raise LlmError("大模型服务没有按时答复")
        if length > _LONGEST_ANSWER:
            raise LlmError("大模型的答复过长")
        yield piece


def _text(response: httpx.Response, deadline: float) -> Iterator[str]:
    """The words of a streamed answer (server-sent events), or of one that was sent whole."""
    if "text/event-stream" not in response.headers.get("content-type", ""):
        yield _content(_parsed("".join(_in_time(response.iter_text(), deadline))), "message")
        return
    ended = False
    for line in response.iter_lines():
        if not line.startswith("data:"):
            continue  # comments, event names, blank lines
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return
        event = _parsed(data)
        words = _content(event, "delta")  # first: it refuses what is no event
        ended = ended or _finished(event)
        yield words
    if not ended:
        raise _PassingError("大模型的答复中断")


def _parsed(data: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LlmError("大模型服务的答复不是 OpenAI 兼容的格式") from error


def _content(event: Any, part: str) -> str:
    """The words of an event. What a model thinks comes apart from them, as ``reasoning_content``, and is left."""
    try:
        if "error" in event:
            raise LlmError("大模型服务报告了错误")
        choices = event["choices"]
        text = choices[0][part].get("content") if choices else ""
    except (LookupError, TypeError, AttributeError) as error:
        raise LlmError("大模型服务的答复不是 OpenAI 兼容的格式") from error
    return text if isinstance(text, str) else ""


def _finished(event: Any) -> bool:
    choices = event["choices"]
    return bool(choices and choices[0].get("finish_reason"))
