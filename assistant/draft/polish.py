"""A drafted letter put into smoother words by the language model that is set, paragraph by paragraph.

A paragraph of which one statement no longer holds against its citations stays as it was. Gaps, openings and closings
are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.draft.schema import Draft, Paragraph, Point
from assistant.schema import Citation
from assistant.settings import LlmSettings

if TYPE_CHECKING:
    from assistant.llm.paragraph import Rewrite


def polish(draft: Draft, settings: LlmSettings) -> Draft:
    """Return the draft in the words of the model that is set; the draft itself where none is.

    Raises:
        UserError: The settings cannot be used.
    """
    if not settings.is_set:
        return draft
    from assistant.llm.paragraph import open_rewrite

    rewrite = open_rewrite(settings)
    return polished(draft, rewrite) if rewrite else draft


def polished(draft: Draft, rewrite: Rewrite) -> Draft:
    """Return the draft with every paragraph rewritten that still holds then, and a warning that says so.

    Args:
        draft: The draft.
        rewrite: Gives a paragraph in other words, or None where they do not hold.
    """
    citations = {citation.n: citation for citation in draft.citations}
    points = tuple(_point(point, rewrite, citations) for point in draft.points)
    pairs = [
        (old, new)
        for before, after in zip(draft.points, points, strict=True)
        for old, new in zip(before.paragraphs, after.paragraphs, strict=True)
        if old.citations
    ]
    changed = sum(old is not new for old, new in pairs)
    warnings = list(draft.warnings)
    if changed:
        warnings.append(f"有{changed}段经大模型润色，数字、名称和引用已与原文核对，请审阅文字。")
    if changed < len(pairs):
        warnings.append(f"有{len(pairs) - changed}段的润色未通过核对或未完成，保留原文。")
    return replace(draft, points=points, warnings=tuple(warnings))


def _point(point: Point, rewrite: Rewrite, citations: Mapping[int, Citation]) -> Point:
    return replace(point, paragraphs=tuple(_paragraph(each, rewrite, citations) for each in point.paragraphs))


def _paragraph(paragraph: Paragraph, rewrite: Rewrite, citations: Mapping[int, Citation]) -> Paragraph:
    text = rewrite(paragraph.text, citations) if paragraph.citations else None
    return replace(paragraph, text=text) if text else paragraph
