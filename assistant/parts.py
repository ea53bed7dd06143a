"""A question that asks several things, taken apart into questions that ask one each.

Parts are told by question marks and semicolons; a later part takes over the names it points back to. Never reorders
them.
"""

from __future__ import annotations

import re

from assistant.follow_up import standalone
from assistant.question import Kind, analyse
from assistant.schema import Turn

_PART = re.compile(r"[^？?；;]+[？?；;]?")
_SHORTEST = 6
_MOST = 4


def split(question: str) -> list[str]:
    """The questions that a question is made of, each standing alone; itself where it asks one thing."""
    found = [match[0].strip() for match in _PART.finditer(question)]
    asked = [part for part in found if len(part) >= _SHORTEST and _asks(part)]
    if len(asked) < 2:
        return [question]
    parts: list[str] = []
    for part in asked[:_MOST]:
        history = [Turn(parts[-1], parts[-1])] if parts else []
        parts.append(standalone(part, history))
    return parts


def _asks(part: str) -> bool:
    return part.endswith(("？", "?")) or analyse(part).kind is not Kind.OTHER
