"""Text in the form in which claims are found, with the way back to the original's offsets.

Widths and case are folded, blanks dropped except between two Latin letters or digits, where they part words. Nothing
here knows what a claim is.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``offsets[i]`` is the place of its character ``i`` in the original."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that a stretch ``[start, end)`` of the folded text came from."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def masked(self, start: int, end: int) -> Folded:
        """Return the text with a stretch blotted out, so that nothing is found in it a second time."""
        return Folded(self.text[:start] + "\0" * (end - start) + self.text[end:], self.offsets)


def folded(original: str) -> Folded:
    """Fold a text."""
    characters: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(original):
        # a full-width comma parts figures, unless the figure itself is written full width
        kept = character == "，" and not _between_wide_digits(original, at)
        for piece in character if kept else unicodedata.normalize("NFKC", character).lower():
            characters.append(piece)
            offsets.append(at)
    return _without_blanks(characters, offsets)


def _without_blanks(characters: list[str], offsets: list[int]) -> Folded:
    kept: list[int] = []
    blank = False
    for at, character in enumerate(characters):
        if character.isspace():
            blank = True
            continue
        if blank and kept and _is_latin(character) and _is_latin(characters[kept[-1]]):
            kept.append(at - 1)
        blank = False
        kept.append(at)
    text = "".join(" " if characters[at].isspace() else characters[at] for at in kept)
    return Folded(text, tuple(offsets[at] for at in kept))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _between_wide_digits(text: str, at: int) -> bool:
    return "０" <= text[at - 1 : at] <= "９" and "０" <= text[at + 1 : at + 2] <= "９"
