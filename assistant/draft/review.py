"""What is wrong with a paragraph, with the place of each: no citation, claims that their source lacks, an old source.

Made for text that a person is changing: gaps and lead-ins are passed over. Never corrects anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.check import ClaimKind, check
from assistant.draft.gaps import GAP
from assistant.reader import fold
from assistant.schema import Citation
from assistant.titles import cited_as
from index.errors import UserError
from index.schema import Document

_MARKERS = re.compile(r"(?:\[\d{1,4}\])+")
_MARK = re.compile(r"\[(\d{1,4})\]")
_FRONT = re.compile(r"^[。；，、：\s]*")
_LEAST = 6  # characters of a stretch that states something
_AROUND = 600  # characters of the document beside a quote, where its table's row and heading stand
_NAMED = (ClaimKind.NAME, ClaimKind.ORGAN, ClaimKind.PLACE)


class Fault(StrEnum):
    """What is wrong."""

    UNCITED = "uncited"
    CLAIM = "claim"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with ``text[start:end]``.

    Attributes:
        words: Those words; of a marker whose source is out of date, how the newer document is cited.
    """

    fault: Fault
    words: str
    start: int
    end: int


def review(text: str, citations: Mapping[int, Citation], document: Callable[[str], Document]) -> list[Finding]:
    """Review a paragraph.

    Args:
        text: With its markers.
        citations: What the markers stand for, by number; with the newer document where there is one.
        document: Gives a document of the index by its path.
    """
    unsupported = [
        finding
        for start, end, numbers in _stretches(text)
        for finding in _of(text, start, end, numbers, citations, document)
    ]
    return unsupported + list(_outdated(text, citations))


def _outdated(text: str, citations: Mapping[int, Citation]) -> Iterator[Finding]:
    for mark in _MARK.finditer(text):
        citation = citations.get(int(mark[1]))
        if citation and citation.newer:
            newer = cited_as(citation.newer.title, citation.newer.doc_number)
            yield Finding(Fault.OUTDATED, newer, mark.start(), mark.end())


def _stretches(text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    position = 0
    bare = GAP.sub(lambda gap: "。" * len(gap[0]), text)
    for match in _MARKERS.finditer(bare):
        yield position + _blank(bare[position : match.start()]), match.start(), tuple(map(int, _MARK.findall(match[0])))
        position = match.end()
    rest = position + _blank(bare[position:])
    end = len(bare.rstrip("。；， \n"))
    if end - rest >= _LEAST:
        yield rest, end, ()


def _blank(words: str) -> int:
    front = _FRONT.match(words)
    return front.end() if front else 0


def _of(
    text: str,
    start: int,
    end: int,
    numbers: tuple[int, ...],
    citations: Mapping[int, Citation],
    document: Callable[[str], Document],
) -> Iterator[Finding]:
    cited = [citations[n] for n in numbers if n in citations]
    if not cited:
        yield Finding(Fault.UNCITED, text[start:end], start, end)
        return
    for made in check(text[start:end], cited):
        if not made.supported and not (made.kind in _NAMED and _stands_near(made.words, cited, document)):
            yield Finding(Fault.CLAIM, made.words, start + made.start, start + made.end)


def _stands_near(words: str, cited: list[Citation], document: Callable[[str], Document]) -> bool:
    """Tell whether a name stands beside a quote: that of the table row it was taken from, say."""
    for citation in cited:
        try:
            around = document(citation.document).text[max(0, citation.start - _AROUND) : citation.end + _AROUND]
        except UserError:
            continue
        if re.sub(r"\W", "", fold(words)) in re.sub(r"\W", "", fold(around)):
            return True
    return False
