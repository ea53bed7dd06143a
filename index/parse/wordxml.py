"""The XML of Word documents: which elements hold what a reader sees, and which only look as if they did.

Knows element names (ECMA-376 Part 1, 17), and nothing of what a document says.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.parse.characters import whole_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

MAX_DEPTH = 20
"""Nesting of tables, boxes and containers that is still followed."""

CONTAINERS = {
    W + name
    for name in (
        "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir", "ruby",
        "rubyBase", "r",
    )
}  # fmt: skip
"""Elements whose children are read as if they stood in their place. Deleted and moved-away text is in others."""

BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": " ", W + "ptab": " ", W + "noBreakHyphen": "-"}
SYMBOLS = {"F052": "☑", "F0FE": "☑", "F0FD": "☒", "F0A8": "□", "F06F": "□", "F0A3": "□", "F0B7": "•", "F0D6": "√"}
"""Signs of the fonts Wingdings and Symbol that forms use, by their code."""

NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
DRAWINGS = {W + "drawing", W + "pict", W + "object"}

_OFF = ("0", "false", "off", "none")


def value(element: etree._Element | None, path: str) -> str | None:
    """Return the ``w:val`` of the element at a path of local names below an element, or None."""
    found = None if element is None else element.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(W + "val")


def number(element: etree._Element | None, path: str, default: int = 0) -> int:
    """Return the whole number that is the ``w:val`` at a path, or the default where there is none."""
    return whole_number(value(element, path), default)


def is_on(element: etree._Element | None) -> bool:
    """Tell whether a switch is there and not off."""
    return element is not None and element.get(W + "val", "1") not in _OFF


def is_hidden(run: etree._Element) -> bool:
    """Tell whether a run is hidden text."""
    return is_on(run.find(f"{W}rPr/{W}vanish"))


def is_math(element: etree._Element) -> bool:
    """Tell whether an element is part of a formula."""
    return isinstance(element.tag, str) and element.tag.startswith(M)


def is_end_deleted(paragraph: etree._Element) -> bool:
    """Tell whether tracked changes delete the paragraph's end, so that it runs on into the next."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)


def is_contents_control(control: etree._Element) -> bool:
    """Tell whether a content control holds an automatic table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(W + "val") == "Table of Contents"


def chosen(alternate: etree._Element) -> etree._Element:
    """Return the one branch to read of content that is stored twice, for new and for old programs."""
    return next((branch for branch in alternate if branch.tag == MC + "Choice"), alternate)


def unwrapped(parent: etree._Element, *tags: str, depth: int = 0) -> Iterator[etree._Element]:
    """Yield the children of some kinds, those within content controls and tracked insertions too."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in CONTAINERS and depth < MAX_DEPTH:
            yield from unwrapped(child, *tags, depth=depth + 1)


def outermost_boxes(drawing: etree._Element) -> list[etree._Element]:
    """Return the text boxes of a drawing, those within others and those of unread branches left out."""
    boxes: list[etree._Element] = []
    for child in drawing:
        if child.tag == W + "txbxContent":
            boxes.append(child)
        else:
            boxes += outermost_boxes(chosen(child) if child.tag == MC + "AlternateContent" else child)
    return boxes


def notes_by_id(root: etree._Element | None) -> dict[str, etree._Element]:
    """Return the notes of a notes part; the separators that Word keeps among them have a type."""
    notes = [] if root is None else [note for note in root if note.tag in (W + "footnote", W + "endnote")]
    return {note.get(W + "id", ""): note for note in notes if note.get(W + "type") in (None, "normal")}
