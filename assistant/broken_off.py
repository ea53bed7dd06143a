"""Lists that break off, as A、B等19个园区 does: they tell how many they count, and name fewer. Looks at words only."""

from __future__ import annotations

import re

_AND_SO_ON = re.compile(
    r"(?P<items>[^。；;：:，,]*、[^。；;：:，,]*)等\s*(?P<count>\d{1,3})\s*(?P<unit>[个项家条类种])"
)
_OF_WHICH = re.compile(
    r"(?P<count>\d{1,3})\s*(?P<unit>[个项家条类种])[^。；;]*?其中(?:有|包括)(?P<items>[^。；;]*、[^。；;]*?)等"
)


def unlisted(words: str) -> str:
    """What a list that breaks off counts: ``19个`` for A、B…H等19个园区; empty for any other words."""
    for match in (*_AND_SO_ON.finditer(words), *_OF_WHICH.finditer(words)):
        items = match["items"].count("、") + 1 + len(re.findall(r"[和及与](?=[^、]*$)", match["items"]))
        if 1 < items < int(match["count"]):
            return f"{match['count']}{match['unit']}"
    return ""
