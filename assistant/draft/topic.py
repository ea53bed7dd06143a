"""A request in a few of its own words, as a heading of the letter names it."""

from __future__ import annotations

import re

from assistant.draft import wording

_SHORTEST = 4  # characters of what is left when the words that only ask are taken away
_SHORTEST_REST = 12  # 请说明 and the like ask for what stands before them
_LONGEST_TOPIC = 32
_TOPIC = 22  # characters beside 一、关于 on one line of the letter
_UNFINISHED = ("的", "者", "时", "后")


def topic(text: str) -> str:
    """A request in a few of its own words: its heading, or the first clause that asks, without 建议 and the like."""
    line = re.split(r"[。！？\n]", text.strip(), maxsplit=1)[0]
    clauses = [c for c in re.split(r"[，,。；;：:！？]", _asked(line)) if c.strip()]
    if not clauses:
        return line[:_LONGEST_TOPIC]
    words = clauses[0].strip()
    for clause in clauses[1:]:
        most = _LONGEST_TOPIC if len(words) < 6 or words.endswith(_UNFINISHED) else _TOPIC
        if len(words) + 1 + len(clause) > most:
            break
        words = f"{words}，{clause.strip()}"
    return "".join(c for c in words[:_LONGEST_TOPIC] if c.isprintable()).strip("*_#【】 ")


def _asked(line: str) -> str:
    """What a line asks for, without the words that link, ask and name no one in particular."""
    rest = asked_inside(line) or wording.ASKING_FRONT.sub("", line)
    for front in (wording.LINKING_FRONT, wording.ASKING_FRONT, wording.BY_WHOM):
        shorter = front.sub("", rest.lstrip("，,：: "))
        rest = shorter if len(shorter) >= _SHORTEST else rest
    return rest or line


def asked_inside(sentence: str) -> str:
    """What a sentence asks for behind its first clause; empty where it asks at its front, or for what stands there."""
    inside = wording.STRONG_INSIDE.search(sentence)
    rest = sentence[inside.end() :] if inside else ""
    return rest if len(rest) >= _SHORTEST_REST else ""
