"""Whether a statement of the letter still says what its source says: words, figures and markers compared.

Used on every drafted statement, and fit for text that a person has changed by hand. Never corrects anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reader import fold
from assistant.schema import Citation

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*[%％]?")
_MARK = re.compile(r"\[(\d+)\]")
_NAMED = re.compile(r"《[^》]*》(?:（[^（）]*）)?")


def statements(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """A paragraph's stretches, each with the citations that stand behind it; the last may have none."""
    found: list[tuple[str, tuple[int, ...]]] = []
    position = 0
    for match in re.finditer(r"((?:\[\d+\])+)", text):
        numbers = tuple(int(n) for n in _MARK.findall(match[1]))
        found.append((text[position : match.start()].lstrip("。；，"), numbers))
        position = match.end()
    rest = text[position:].strip("。；， ")
    return [*found, (rest, ())] if rest else found


def problems(text: str, citations: Sequence[Citation]) -> list[str]:
    """What is wrong with a paragraph: a stretch without citation, or a figure that its sources do not have.

    Args:
        text: The paragraph, with its markers.
        citations: The letter's citations.
    """
    by_number = {citation.n: citation for citation in citations}
    wrong: list[str] = []
    for words, numbers in statements(text):
        cited = [by_number[n] for n in numbers if n in by_number]
        if not cited:
            wrong.append(f"“{words[:20]}”没有依据")
            continue
        wrong += [f"数字{figure}与依据不一致" for figure in _strange(words, cited)]
    return wrong


def _strange(words: str, cited: Sequence[Citation]) -> list[str]:
    """Figures of a stretch that neither its quotes nor its documents' dates have."""
    known = {f for c in cited for f in _FIGURE.findall(fold(c.quote))}
    for citation in cited:
        if citation.date and re.search(r"今年|去年|前年|明年", citation.quote):
            year = int(citation.date[:4])
            known |= {str(year + step) for step in (-2, -1, 0, 1)}
    bare = _NAMED.sub("", words)
    for citation in cited:
        bare = bare.replace(citation.doc_number or "\0", "")
    bare = fold(bare)
    return [figure for figure in _FIGURE.findall(bare) if figure not in known]


def holds(words: str, citation: Citation, replaced: Sequence[tuple[str, str]] = ()) -> bool:
    """Tell whether a statement's words are its quote's own, but for the replacements named.

    Args:
        words: As shown in the letter, without lead-in and marker.
        citation: What it relies on.
        replaced: (original, shown) pairs.
    """
    back = words
    for original, shown in replaced:
        back = back.replace(shown, original, 1)
    return _bare(back) in _bare(citation.quote)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))
