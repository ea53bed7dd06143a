"""A model's text taken apart into sentences, each with the passages that it cites.

Markers are read in the forms that models write them, before the full stop or behind it. Never joins what stood apart,
save a lead-in that ends in a colon to what it leads in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BRACKETED = re.compile(r"\s*[\[【［]\s*(?:段落|来源|编号)?\s*(?P<numbers>\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\]】］]")
_MARK = "\x00{}\x01"
_MARKED = re.compile(r"\x00(\d+)\x01")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]*[”’）)]*(?:\x00\d+\x01)*")
_MARKER_BEGUN = re.compile(r"[\[【［][\s\d,，、段落来源编号]*$")
_LIST_MARK = re.compile(r"^(?:[-*•#>\s]+|\d{1,2}[.、)）](?!\d)\s*|[（(][一二三四五六七八九十\d]{1,2}[）)]\s*)+")
_LEAST = 2  # characters of a sentence


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the model put it, without its markers and its closing full stop."""

    words: str
    cited: tuple[int, ...]


def sentences(text: str, *, ended: bool = True) -> list[Sentence]:
    """Take a model's text apart.

    Args:
        text: What the model has written.
        ended: It writes no more. Else its last sentence is left out: more of it, or a marker, may yet come.
    """
    stretches = _stretches(text) if ended else _stretches(_MARKER_BEGUN.sub("", text))[:-1]
    found: list[Sentence] = []
    lead_in = ""
    for stretch in stretches:
        cited = tuple(dict.fromkeys(int(n) for n in _MARKED.findall(stretch)))
        words = _LIST_MARK.sub("", _MARKED.sub("", stretch).replace("**", "").strip()).rstrip("。；;，, ")
        if words.endswith(("：", ":")) and not cited:
            lead_in += words
        elif len(words) >= _LEAST:
            found.append(Sentence(lead_in + words, cited))
            lead_in = ""
    return found


def _stretches(text: str) -> list[str]:
    text = text.replace("\x00", "").replace("\x01", "")
    marked = _BRACKETED.sub(lambda match: "".join(map(_MARK.format, re.findall(r"\d+", match["numbers"]))), text)
    return [stretch for stretch in _SENTENCE.findall(marked) if stretch.strip()]
