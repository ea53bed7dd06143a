"""What a question takes for granted: figures, dates, rates, ranks, organs in charge, scopes, each with its two tests.

A claim can tell whether words make it, and whether they make another of its kind of the same thing. Never looks at a
document: ``assistant.premise`` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.asking import ASKS_FOR
from assistant.check import names
from assistant.check.folding import Folded
from assistant.presumed import changes, figures, holders, ranks, rates, slogans, times
from assistant.presumed.claim import Claim, clause_at

__all__ = ["Claim", "claims_of", "clause_at"]


def claims_of(asked: Folded, confirms: bool, alike: figures.Alike = ()) -> Iterator[Claim]:
    """Yield the claims of a question.

    Args:
        asked: The question.
        confirms: It asks whether what it states is so; else an ordinal, and in a clause that asks for something a date
            or a scope, is what the answer is sought for.
        alike: Its words that could have been said otherwise, each with its other forms.
    """

    def is_stated(start: int, end: int) -> bool:
        return confirms or not ASKS_FOR.search(asked.text, *clause_at(asked.text, start, end))

    unquoted = asked
    for name in names.quoted(asked):
        unquoted = unquoted.masked(name.start, name.end)
    yield from figures.claims(asked, unquoted, confirms, alike)
    yield from times.claims(asked, unquoted, confirms, is_stated)
    yield from holders.organs_in_charge(asked, unquoted)
    yield from changes.claims(asked, unquoted, is_stated)
    yield from holders.places_of_things(asked)
    yield from slogans.claims(asked)
    yield from ranks.claims(asked, unquoted, is_stated)
    yield from rates.claims(asked, unquoted, is_stated)
