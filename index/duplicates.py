"""One document in two formats or from two sites: found, so that it is indexed once and every place is kept.

Two documents are the same where all their words are; or where nothing they say of themselves differs (发文字号,
建议号, 成文日期, 主送机关), the titles agree, and the body of one stands whole in the other. A single figure or name
that differs keeps them apart: templates (monthly notices, replies to several deputies) and amended laws differ in just
that. Texts with the same 发文字号 may differ in a few characters, as after recognising a scan, but never in a figure,
be it written in digits or in characters.
Nothing is lost: a text that says more than the one to be kept, boilerplate aside, stays a document of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePosixPath

from index.parse.titles import without_day
from index.schema import BlockKind, Document, FieldName
from index.shingles import Shingles, fold

_FORMATS = (
    (".docx", ".html", ".htm", ".md", ".xlsx", ".pptx"),  # declare their structure
    (".doc", ".wps", ".xls", ".et", ".rtf"),  # declare it to the program that converts them
    (".pdf",),  # has pages, and its structure must be read off the layout
)
"""Suffixes by how much of a document's structure the format keeps, the best first; others come last."""

_BODY = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.COLUMNS, BlockKind.ROW)
_IDENTITY = (FieldName.DOC_NUMBER, FieldName.PROPOSAL_NUMBER, FieldName.DATE, FieldName.ADDRESSEE)
_SHORTEST_BODY = 60  # characters, folded; less says too little to tell documents by
_SHARED_HASHES = 16  # of 64: a candidate; resemblance about a quarter
_BOILERPLATE = 80  # characters that a site may have put around a text
_MISREAD = 0.02  # of the characters, where the document number agrees
_WANTING = 0.2  # of the kept one's characters, where neither date nor number shows that the copy is but a part of it
_STATE = "中华人民共和国"  # before the number of a decree (国务院令第258号), or left out
_FIGURE = re.compile(r"[\d〇零一二三四五六七八九十百千万亿两]")
_PREFIX = re.compile(r"(?!.*(?:转发|关于|解读))\D{0,30}$")  # an organ's name, which some sites leave out of a title


class _Candidate:
    """A document as it is compared."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.whole = hashlib.sha256("".join(document.text.split()).encode()).digest()
        self.title = fold(without_day(document.value(FieldName.TITLE) or ""))
        self.identity = {
            name: fold(document.fields[name].value).removeprefix(_STATE)
            for name in _IDENTITY
            if name in document.fields
        }

    @cached_property
    def body(self) -> Shingles:
        return body(self.document)

    @property
    def rank(self) -> tuple[object, ...]:
        """Sorts the copy to be kept first: by format, fields, headings, length, and the shortest path."""
        document = self.document
        suffix = PurePosixPath(document.path).suffix.lower()
        level = next((number for number, suffixes in enumerate(_FORMATS) if suffix in suffixes), len(_FORMATS))
        headings = sum(block.kind is BlockKind.HEADING for block in document.blocks)
        return level, -len(document.fields), -headings, -len(document.text), len(document.path), document.path


def body(document: Document) -> Shingles:
    """What a document says, without front matter and signature, ready to be compared."""
    blocks = (block for block in document.blocks if block.kind in _BODY)
    return Shingles(fold("".join(document.text[block.start : block.end] for block in blocks)))


def find_copies(documents: Sequence[Document]) -> dict[str, str]:
    """Find the documents that say what another one says.

    Returns:
        For the path of each copy, the path of the document that is kept in its place. The same documents give the
        same answer in whatever order they come.
    """
    copies: dict[str, str] = {}
    kept_by_text: dict[bytes, str] = {}
    kept_by_hash: dict[int, list[_Candidate]] = defaultdict(list)
    for candidate in sorted(map(_Candidate, documents), key=lambda each: each.rank):
        path = candidate.document.path
        sketch = candidate.body.sketch().tolist()
        kept = kept_by_text.get(candidate.whole) or _same(candidate, sketch, kept_by_hash)
        if kept:
            copies[path] = kept
            continue
        kept_by_text[candidate.whole] = path
        for value in sketch:
            kept_by_hash[value].append(candidate)
    return copies


def _same(candidate: _Candidate, sketch: Sequence[int], kept: dict[int, list[_Candidate]]) -> str | None:
    shared = Counter(number for value in sketch for number in kept.get(value, ()))
    for other, count in shared.items():
        if count >= min(_SHARED_HASHES, len(sketch)) and _is_copy(candidate, other):
            return other.document.path
    return None


def _is_copy(copy: _Candidate, kept: _Candidate) -> bool:
    both = copy.identity.keys() & kept.identity.keys()
    if any(copy.identity[name] != kept.identity[name] for name in both):
        return False
    if not _titles_agree(copy.title, kept.title) and not (
        FieldName.DOC_NUMBER in both and "" in (copy.title, kept.title)
    ):
        return False
    if min(len(copy.body.text), len(kept.body.text)) < _SHORTEST_BODY:
        return copy.body.text == kept.body.text
    beyond, wanting = copy.body.only_here(kept.body), kept.body.only_here(copy.body)
    differing = min(beyond, wanting, key=len)
    misread = _MISREAD * len(copy.body.text)
    most = misread if FieldName.DOC_NUMBER in both else 0
    dated = FieldName.DOC_NUMBER in both or FieldName.DATE in both
    return (
        len(differing) <= most
        and not _FIGURE.search(differing)
        and len(beyond) <= max(_BOILERPLATE, misread)
        and (dated or len(wanting) <= max(_BOILERPLATE, _WANTING * len(kept.body.text)))
    )


def _titles_agree(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and longer.endswith(shorter) and bool(_PREFIX.match(longer[: -len(shorter)]))
