"""Styles of a Word document: what a paragraph inherits of outline level, numbering and role.

Reads only what bears on structure; never looks at fonts or at the words of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from index.parse.characters import whole_number
from index.parse.wordxml import W, value

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_NAMES = {"title", "标题"}
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading|标题)", re.IGNORECASE)
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str | None
    properties: etree._Element | None


class Styles:
    """The paragraph styles of ``styles.xml``."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for style in [] if root is None else root.iter(W + "style"):
            identity = style.get(W + "styleId", "")
            self._styles[identity] = _Style(
                name=value(style, "name") or identity, parent=value(style, "basedOn"), properties=style.find(W + "pPr")
            )
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default = identity

    def _chain(self, paragraph: etree._Element) -> Iterator[tuple[str, _Style]]:
        """Yield a paragraph's style, the style that it is based on, and so on."""
        identity = value(paragraph, "pPr/pStyle") or self._default
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            style = self._styles[identity]
            yield identity, style
            identity = style.parent

    def _name(self, paragraph: etree._Element) -> str:
        return next((style.name for _, style in self._chain(paragraph)), "")

    def heading(self, paragraph: etree._Element) -> int:
        """Return the outline level, 1 outermost; 0 for body text and for the title."""
        if self.is_title(paragraph):
            return 0
        own = value(paragraph, "pPr/outlineLvl")
        if own is not None:
            return _level(own)
        for _, style in self._chain(paragraph):
            declared = value(style.properties, "outlineLvl") if style.properties is not None else None
            if declared is not None:
                return _level(declared)
            named = _HEADING_NAME.fullmatch(style.name.strip())
            if named:
                return int(named[1])
        return 0

    def is_title(self, paragraph: etree._Element) -> bool:
        """Tell whether the paragraph has the style for the document's title."""
        return self._name(paragraph).strip().lower() in _TITLE_NAMES

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Tell whether the paragraph is a line of an automatic table of contents."""
        return bool(_CONTENTS_NAME.fullmatch(self._name(paragraph).strip()))

    def numbering(self, paragraph: etree._Element) -> tuple[str, int | None, tuple[str, ...]]:
        """Return the numbering instance, the level where one is named, and the styles it may come from.

        The instance ``"0"`` switches numbering off; ``""`` means that nothing names one.
        """
        instance = value(paragraph, "pPr/numPr/numId")
        level = value(paragraph, "pPr/numPr/ilvl")
        if instance is not None:
            return instance, whole_number(level), ()
        styles: list[str] = []
        for identity, style in self._chain(paragraph):
            styles.append(identity)
            level = level if level is not None else value(style.properties, "numPr/ilvl")
            instance = value(style.properties, "numPr/numId")
            if instance is not None:
                break
        return instance or "", None if level is None else whole_number(level), tuple(styles)

    def numbering_of(self, identity: str) -> str:
        """Return the numbering instance that a numbering style names, or an empty string."""
        style = self._styles.get(identity)
        return value(style.properties, "numPr/numId") or "" if style else ""


def _level(outline: str) -> int:
    """Turn ``w:outlineLvl`` (0 outermost, 9 body text) into a heading level."""
    found = whole_number(outline, _BODY_LEVEL)
    return found + 1 if 0 <= found < _BODY_LEVEL else 0
