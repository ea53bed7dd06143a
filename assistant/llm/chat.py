"""What every chat model offers, how its text is cleaned, and which one the settings name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from assistant.settings import LlmSettings
from prompts import load

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_CLOSED_THOUGHT = re.compile(r"^.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)  # a template may have opened it
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>.*$", re.DOTALL | re.IGNORECASE)

Message = Mapping[str, str]
"""A message of a conversation: ``role`` and ``content``."""


class LlmError(Exception):
    """The model gave no text; the message is Chinese, says why and holds neither key nor address."""


class ChatModel(Protocol):
    """A model that continues a conversation."""

    @property
    def name(self) -> str:
        """What the model is called in answers."""
        ...

    def stream(self, messages: Sequence[Message], most_tokens: int) -> Iterator[str]:
        """Yield the model's text as it comes.

        Args:
            messages: The conversation.
            most_tokens: Length at which the model is cut off.

        Raises:
            LlmError: There is no text, or not all of it.
        """
        ...


def open_model(settings: LlmSettings) -> ChatModel | None:
    """Return the model that is set; None where none is.

    Raises:
        UserError: The settings cannot be used.
    """
    if settings.path is not None:
        from assistant.llm.local import LocalModel

        return LocalModel.open(settings.path, settings.timeout_seconds)
    if settings.base_url:
        from assistant.llm.endpoint import Endpoint

        return Endpoint(settings)
    return None


def conversation(system: str, user: str, **values: str) -> list[Message]:
    """A conversation of two prompts: the rules, and the data that they are to be applied to."""
    return [
        {"role": "system", "content": load(system).render()},
        {"role": "user", "content": load(user).render(**values)},
    ]


def without_thoughts(text: str) -> str:
    """A reasoning model's text without what it thought aloud; empty where it never stopped thinking."""
    text = _CLOSED_THOUGHT.sub("", _THOUGHT.sub("", text))
    return _OPEN_THOUGHT.sub("", text).strip()


def ends_thought(text: str) -> bool:
    """Tell whether a thought comes to its end in a text; until then all of it may be one that nothing opened."""
    return _CLOSED_THOUGHT.match(text) is not None


def as_data(text: str) -> str:
    """Text of documents or people, fit to stand between the marks <<< and >>> of a prompt: it cannot close them."""
    return text.replace("<<<", "＜＜＜").replace(">>>", "＞＞＞")
