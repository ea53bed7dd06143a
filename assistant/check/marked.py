"""Text with markers ``[n]``, taken apart into the statements that the markers close, and checked against the citations.

Fit for a letter that a person has changed by hand. Never corrects anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from assistant.check.claims import Cited
from assistant.check.folding import folded
from assistant.check.names import bare
from assistant.check.statement import MARKER, check

_MARKERS = re.compile(rf"(?:{MARKER.pattern})+")
_SQUARE = re.compile(r"\[(\d+)\]")
_MOST_WAYS = 50  # of taking replacements back that are tried
_SHOWN = 20  # characters of a statement in a report


def without_markers_of_its_own(words: str) -> str:
    """A document's words with numbers in square brackets in 〔〕, as the year of a 发文字号 is written.

    Source of the rule: GB/T 9704-2012, 7.2.5. In an answer or a letter, [2013] of 财税[2013]106号 would be a marker.
    """
    return _SQUARE.sub(r"〔\1〕", words)


def statements(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """A text's stretches, each with the numbers of the citations behind it; the last may have none."""
    found: list[tuple[str, tuple[int, ...]]] = []
    position = 0
    for match in _MARKERS.finditer(text):
        numbers = tuple(int(n) for n in MARKER.findall(match[0]))
        found.append((text[position : match.start()].lstrip("。；，"), numbers))
        position = match.end()
    rest = text[position:].strip("。；， ")
    return [*found, (rest, ())] if rest else found


def problems(text: str, citations: Mapping[int, Cited]) -> list[str]:
    """What is wrong with a text: a stretch without citation, or a claim that its citations do not make.

    Args:
        text: The text, with its markers.
        citations: What the markers stand for, by number.
    """
    wrong: list[str] = []
    for words, numbers in statements(text):
        cited = [citations[n] for n in numbers if n in citations]
        if cited:
            strange = (made.words for made in check(words, cited) if not made.supported)
            wrong += [f"“{claim}”与依据不一致" for claim in strange]
        else:
            wrong.append(f"“{words[:_SHOWN]}”没有依据")
    return wrong


def holds(words: str, quote: str, replaced: Sequence[tuple[str, str]] = ()) -> bool:
    """Tell whether words are a quote's own, punctuation apart, but for the replacements named.

    Args:
        words: As shown, without lead-in and marker.
        quote: What they rely on.
        replaced: (original, shown) pairs.
    """
    source = bare(folded(quote).text)
    return any(bare(folded(back).text) in source for back in islice(_undone(words, replaced), _MOST_WAYS))


def _undone(words: str, replaced: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Words with the replacements taken back, each wherever it may have been made, first places first."""
    if not replaced:
        yield words
        return
    (original, shown), *rest = replaced
    at = words.find(shown)
    if at < 0:
        yield from _undone(words, rest)
    while at >= 0:
        yield from _undone(words[:at] + original + words[at + len(shown) :], rest)
        at = words.find(shown, at + 1)
