"""A letter being worked on: what is kept of it, read back, put in order, and held against the documents.

What comes from a page is not trusted: its shape is validated, and each quote must stand in its document as it says.
Nothing here judges wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.draft.gaps import GAP, gap_lines, is_gap_line
from assistant.draft.schema import Coverage, Draft, Paragraph, Point, Proposal
from index.errors import UserError
from index.schema import Document

_MARK = re.compile(r"\[(\d{1,4})\]")
_YEAR_MARK = re.compile(r"\[((?:19|20)\d\d)\]")  # 财税[2013]106号 is no marker
_NOT_OF_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no Word file can hold it
_FRAME = ("title", "salutation", "opening", "closing", "signature", "date")


@dataclass(frozen=True, slots=True)
class Work:
    """A proposal and the letter drafted for it, as it stands."""

    proposal: Proposal
    draft: Draft


_ADAPTER: TypeAdapter[Work] = TypeAdapter(Work)


def to_json(work: Work) -> dict[str, Any]:
    """Return a work as plain JSON values, by the names of its attributes."""
    dumped: dict[str, Any] = _ADAPTER.dump_python(
        work, mode="json", exclude={"draft": {"citations": {"__all__": {"checks"}}}}
    )
    return dumped


def from_json(value: object) -> Work:
    """Read a work back.

    Raises:
        UserError: It has not the form that ``to_json`` gives.
    """
    try:
        return _ADAPTER.validate_python(value)
    except ValidationError as error:
        raise UserError("草稿的内容不完整，没有保存，请刷新页面后再试。") from error


def in_order(work: Work) -> Work:
    """Number citations as they first appear, leave out those that no paragraph relies on.

    Coverage, and which gaps the warnings name, follow the paragraphs as they are now.
    """
    draft = work.draft
    by_number = {citation.n: citation for citation in draft.citations}
    order: dict[int, int] = {}
    points = []
    for point in draft.points:
        paragraphs = tuple(_in_order(paragraph, order, by_number) for paragraph in point.paragraphs)
        points.append(replace(point, paragraphs=paragraphs, coverage=_coverage(paragraphs)))
    notes = [_renumbered(words, order, order) for words in draft.warnings if not is_gap_line(words)]
    frame: dict[str, Any] = {name: _NOT_OF_XML.sub("", getattr(draft, name)) for name in _FRAME}
    changed = replace(
        draft,
        points=tuple(points),
        citations=tuple(replace(by_number[old], n=new) for old, new in order.items()),
        warnings=(*gap_lines(points), *notes),
        **frame,
    )
    return replace(work, draft=changed)


def false_quotes(work: Work, document: Callable[[str], Document]) -> list[int]:
    """Numbers of the citations whose quote does not stand in its document at its place.

    Args:
        work: The work.
        document: Gives a document of the index by its path.
    """
    wrong = []
    for citation in work.draft.citations:
        try:
            text = document(citation.document).text
        except UserError:  # no longer in the index: nothing to hold it against
            continue
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            wrong.append(citation.n)
    return wrong


def changes(before: Work, after: Work) -> str:
    """Say in a few words what one version changed of another; empty where nothing."""
    old, new = (_paragraphs(work) for work in (before, after))
    kept = {text for _, text in old} & {text for _, text in new}
    gone = [place for place, text in old if text not in kept]
    come = [place for place, text in new if text not in kept]
    changed = min(len(gone), len(come))
    said = [
        f"改动{changed}段" if changed else "",
        f"增加{len(come) - changed}段" if len(come) > changed else "",
        f"删去{len(gone) - changed}段" if len(gone) > changed else "",
        "调整次序" if not gone and not come and old != new else "",
        "改动抬头或落款" if _frame(before.draft) != _frame(after.draft) else "",
    ]
    return "，".join(part for part in said if part)


def _paragraphs(work: Work) -> list[tuple[int, str]]:
    return [(i, p.text) for i, point in enumerate(work.draft.points) for p in point.paragraphs]


def _frame(draft: Draft) -> list[str]:
    return [getattr(draft, name) for name in _FRAME]


def _in_order(paragraph: Paragraph, order: dict[int, int], known: Collection[int]) -> Paragraph:
    text = _renumbered(paragraph.text, order, known)
    return replace(paragraph, text=text, citations=tuple(dict.fromkeys(int(n) for n in _MARK.findall(text))))


def _renumbered(text: str, order: dict[int, int], known: Collection[int]) -> str:
    """A text with its markers in the new order; those that stand for nothing go."""

    def mark(match: re.Match[str]) -> str:
        old = int(match[1])
        return f"[{order.setdefault(old, len(order) + 1)}]" if old in known else ""

    return _MARK.sub(mark, _YEAR_MARK.sub(r"〔\1〕", _NOT_OF_XML.sub("", text)))


def _coverage(paragraphs: tuple[Paragraph, ...]) -> Coverage:
    if not any(paragraph.citations for paragraph in paragraphs):
        return Coverage.MISSING
    return Coverage.PARTIAL if any(GAP.search(paragraph.text) for paragraph in paragraphs) else Coverage.COVERED


def point_of(work: Work, position: int) -> Point:
    """The point at a position.

    Raises:
        UserError: There is none.
    """
    if not 0 <= position < len(work.draft.points):
        raise UserError("没有这一条诉求，请刷新页面后再试。")
    return work.draft.points[position]
