"""Question and passage to the tokens of one window. Knows nothing of what is read out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.encoder.bundled import QUERY_PROMPT

MOST_TOKENS = 320
_LONGEST_QUESTION = 80  # characters; a question's tail says most about what it asks


@dataclass(frozen=True, slots=True)
class Pair:
    """A window.

    Attributes:
        ids: All token ids: ``<s> query: question </s></s> context passage </s>``.
        first: Position of the passage's first token.
        last: One past the position of the passage's last token.
        offsets: Characters ``[start, end)`` of each passage token, in the passage.
    """

    ids: tuple[int, ...]
    first: int
    last: int
    offsets: tuple[tuple[int, int], ...]


def encode_pairs(tokenizer: Tokenizer, texts: Sequence[tuple[str, str, str]]) -> list[Pair]:
    """Cut (question, context, passage) into tokens; what goes beyond the longest window is cut off the passage."""
    heads = [f"{context}\n" if context else "" for _, context, _ in texts]
    encodings = tokenizer.encode_batch(
        [
            (QUERY_PROMPT + question[-_LONGEST_QUESTION:], head + passage)
            for head, (question, _, passage) in zip(heads, texts, strict=True)
        ]
    )
    return [_pair(encoding, len(head)) for encoding, head in zip(encodings, heads, strict=True)]


def _pair(encoding: object, shift: int) -> Pair:
    ids: list[int] = encoding.ids  # type: ignore[attr-defined]
    sequence: list[int | None] = encoding.sequence_ids  # type: ignore[attr-defined]
    spans: list[tuple[int, int]] = encoding.offsets  # type: ignore[attr-defined]
    passage = [
        number
        for number, (part, (start, end)) in enumerate(zip(sequence, spans, strict=True))
        if part == 1 and end > shift and end > start and number < MOST_TOKENS - 1
    ]
    if not passage:
        return Pair((*ids[: MOST_TOKENS - 1], ids[-1]), 1, 1, ())
    first, last = passage[0], passage[-1] + 1
    offsets = tuple((max(spans[n][0] - shift, 0), spans[n][1] - shift) for n in range(first, last))
    return Pair((*ids[:last], ids[-1]), first, last, offsets)
