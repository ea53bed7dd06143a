"""Builds the fast tokenizer of multilingual-e5-small from its pieces. Reads and writes no file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.encoder.packed import Vocabulary

_FIRST_PRIVATE = 0xE000


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Build a unigram tokenizer that adds ``<s>`` and ``</s>`` and keeps offsets into the text it is given."""
    tokenizer = Tokenizer(
        models.Unigram(list(zip(vocabulary.pieces, vocabulary.scores, strict=True)), unk_id=vocabulary.unknown)
    )
    tokenizer.normalizer = _normalizer(vocabulary)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    begin, end = vocabulary.pieces[vocabulary.begin], vocabulary.pieces[vocabulary.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    return tokenizer


def _normalizer(vocabulary: Vocabulary) -> normalizers.Normalizer:
    """Express the code point map as NFKC plus the few places where it differs.

    Thousands of single replacements would be slow. Characters that the map leaves alone and NFKC would not
    (the full-width tilde) are taken out of NFKC's way through the private use area.
    """
    groups: dict[str, list[int]] = {}
    for code_point, replacement in vocabulary.replacements.items():
        if unicodedata.normalize("NFKC", chr(code_point)) != replacement:
            groups.setdefault(replacement, []).append(code_point)
    kept = [
        character
        for character in sorted(set("".join(vocabulary.pieces)))
        if ord(character) not in vocabulary.replacements and unicodedata.normalize("NFKC", character) != character
    ]
    private = [chr(_FIRST_PRIVATE + number) for number in range(len(kept))]
    steps: list[normalizers.Normalizer] = [
        normalizers.Replace(_any_of(members), replacement) for replacement, members in groups.items()
    ]
    steps += [normalizers.Replace(character, stand_in) for character, stand_in in zip(kept, private, strict=True)]
    steps.append(normalizers.NFKC())
    steps += [normalizers.Replace(stand_in, character) for character, stand_in in zip(kept, private, strict=True)]
    steps.append(normalizers.Replace(Regex(" {2,}"), " "))
    return normalizers.Sequence(steps)


def _any_of(code_points: Iterable[int]) -> Regex:
    return Regex("[" + "".join(f"\\x{{{code_point:x}}}" for code_point in code_points) + "]")
