"""Cuts the bundled model's vocabulary down to what Chinese documents use. Reads and writes no file.

More than half of the 250,000 pieces are words in other scripts. Reading them in takes longer than everything else
when a question is asked, and no Chinese text ever contains them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from index.encoder.packed import PackedModel

_WORD_START = "▁"
_PUNCTUATION_SYMBOLS_NUMBERS = "PSN"


def without_foreign_words(model: PackedModel) -> PackedModel:
    """Drop pieces of two and more characters that hold a letter outside Chinese and ASCII, and their embeddings.

    Text of Chinese characters, Latin letters without accents, figures and signs is cut into the very same pieces as
    before. Other scripts are still read, character by character. Token ids change: they number the remaining pieces.
    """
    vocabulary = model.vocabulary
    kept = [number for number, piece in enumerate(vocabulary.pieces) if _is_kept(piece)]
    renumbered = {old: new for new, old in enumerate(kept)}
    return replace(
        model,
        vocabulary=replace(
            vocabulary,
            pieces=tuple(vocabulary.pieces[number] for number in kept),
            scores=tuple(vocabulary.scores[number] for number in kept),
            begin=renumbered[vocabulary.begin],
            end=renumbered[vocabulary.end],
            padding=renumbered[vocabulary.padding],
            unknown=renumbered[vocabulary.unknown],
        ),
        words=model.words[kept],
    )


def _is_kept(piece: str) -> bool:
    characters = piece.removeprefix(_WORD_START)
    return len(characters) <= 1 or all(_is_common(character) for character in characters)


def _is_common(character: str) -> bool:
    return (
        character.isascii()
        or unicodedata.category(character)[0] in _PUNCTUATION_SYMBOLS_NUMBERS
        or unicodedata.name(character, "").startswith("CJK ")
    )
