"""The passages that may speak to a request, each read for it by the trained reader.

One search brings the right regulation by some article of it; so every part of the request is looked for once more
within the documents that answer best. Never decides whether a passage answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.draft.demand import Demand
from assistant.draft.origin import may_speak
from assistant.draft.schema import Request
from assistant.draft.sources import Sources
from assistant.rerank import Read
from index.places import Place
from index.schema import BlockKind, Hit

_SEARCHED = 80  # passages a query, of which those of other places are set aside
_KEPT = 40  # of them
_READ = 16
_DOCUMENTS = 2  # searched again
_WITHIN = 8  # passages a part
_READ_WITHIN = 8
_RARE_WORDS = 6  # of a request make a query of their own
_RANK = 10  # added to ranks before they are inverted; Cormack et al. 2009 take 60 for lists ten times as long
_UNREADABLE = (BlockKind.FRONT, BlockKind.BACK, BlockKind.HEADING, BlockKind.COLUMNS)


def find(request: Request, asked: Sequence[Demand], sources: Sources, letter: Place) -> list[Read]:
    """Find and read passages for a request.

    Args:
        request: The request.
        asked: Its demands, the whole first.
        sources: The index.
        letter: The place whose organ answers.
    """
    found = [sources.search(query, _SEARCHED) for query in _queries(request, asked)]
    paths = {hit.chunk.path for hits in found for hit in hits}
    speaking = {path for path in paths if may_speak(sources.document(path), letter)}
    found = [[hit for hit in hits if hit.chunk.path in speaking] for hits in found]
    read = sources.read(asked[0].question, fused(hits[:_KEPT] for hits in found)[:_READ])
    seen = {each.hit.chunk.id for each in read}
    answering = _answering(read)
    within = [sources.search(demand.meaning, _WITHIN, answering) for demand in asked if answering]
    more = [hit for hit in fused(within) if hit.chunk.id not in seen]
    return read + sources.read(asked[0].question, more[:_READ_WITHIN])


def _queries(request: Request, asked: Sequence[Demand]) -> list[str]:
    whole = asked[0]
    rare = sorted(whole.weights, key=lambda word: -whole.weights[word])[:_RARE_WORDS]
    texts = [
        request.text[:300],
        whole.meaning[:300],
        request.topic,
        *(demand.text for demand in asked[1:4]),
        " ".join((*whole.places, *rare)),
    ]
    return list(dict.fromkeys(text for text in texts if text.strip()))


def fused(lists: Iterable[Sequence[Hit]]) -> list[Hit]:
    """Several queries' passages as one list, by the sum of their inverted ranks (reciprocal rank fusion)."""
    hits: dict[str, Hit] = {}
    score: dict[str, float] = defaultdict(float)
    for found in lists:
        for rank, hit in enumerate(found, 1):
            hits.setdefault(hit.chunk.id, hit)
            score[hit.chunk.id] += 1 / (_RANK + rank)
    readable = [hit for hit in hits.values() if hit.chunk.kind not in _UNREADABLE]
    return sorted(readable, key=lambda hit: -score[hit.chunk.id])


def _answering(read: Sequence[Read]) -> list[str]:
    """Paths of the documents with the likeliest answers."""
    best = sorted(read, key=lambda each: -each.odds)
    return list(dict.fromkeys(each.hit.chunk.path for each in best))[:_DOCUMENTS]
