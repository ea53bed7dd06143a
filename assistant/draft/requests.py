"""A proposal's body to its requests: each verbatim, at its offsets, with background left out.

Which stretches are requests is the tagger's to say; it is opened once, with the first proposal. Never rewords.
"""

from __future__ import annotations

from functools import cache

from assistant.draft.schema import Request
from assistant.draft.tagger import RequestTagger
from assistant.draft.topic import topic

_SHORTEST = 3  # characters; less than that asks for nothing
_BEFORE = " \t\r\n\u3000\u00a0：:，,、*_"
_BEHIND = " \t\r\n\u3000\u00a0；;，,*_#"


def find_requests(body: str) -> tuple[Request, ...]:
    """Find the requests of a body, in its order; none where it asks for nothing.

    Raises:
        UserError: The tagger's weights are missing or damaged.
    """
    found = []
    for start, end in _tagger().requests(body):
        words = body[start:end]
        first, last = start + len(words) - len(words.lstrip(_BEFORE)), start + len(words.rstrip(_BEHIND))
        if last - first >= _SHORTEST:
            found.append(Request(body[first:last], first, last, topic(body[first:last])))
    return tuple(found)


@cache
def _tagger() -> RequestTagger:
    return RequestTagger.load()
