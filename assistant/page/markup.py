"""HTML out of plain text: the one place where words of users and documents become markup.

Everything that the page shows goes through :func:`escape` or :func:`marked`. Nothing here reads Markdown, makes a
link out of text or lets a tag through.
"""

from __future__ import annotations

import html
import re

# Control characters, and the marks that reverse the reading order: neither may change how its surroundings look.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Return text that shows as it is written, in an element or in a quoted attribute."""
    return html.escape(_UNSEEN.sub("", text), quote=True)


def marked(text: str, offset: int, start: int, end: int) -> str:
    """Return escaped text with the words of the span ``[start, end)`` in ``<mark>``.

    Args:
        text: A stretch of a document's text.
        offset: Where the stretch begins in the document.
        start: Where the marked words begin in the document, in characters.
        end: Where they end; words outside the stretch are left out.
    """
    first = min(max(start - offset, 0), len(text))
    last = min(max(end - offset, 0), len(text))
    if first >= last:
        return escape(text)
    return f"{escape(text[:first])}<mark>{escape(text[first:last])}</mark>{escape(text[last:])}"
