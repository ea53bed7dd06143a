"""One statement held against the citations it relies on, claim by claim.

What may support a claim: the quoted words; the titles, headings, numbers and issuers of their documents; the documents'
own dates for a whole date. Never what another citation of the same answer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.check import dates, names, quantities, sense, ties
from assistant.check.claims import Check, Cited, ClaimKind
from assistant.check.dates import Day
from assistant.check.folding import Folded, folded
from assistant.check.names import Name
from assistant.check.quantities import Quantity
from assistant.check.ties import Tied
from index import places

_YEARS = range(1900, 2100)
MARKER = re.compile(r"\[(\d{1,3})\]")
"""A citation marker; never the year of 国发[2014]43号."""


@dataclass(frozen=True, slots=True)
class _Claims:
    """All that a text claims."""

    names: tuple[Name, ...]
    days: tuple[Day, ...]
    figures: tuple[Tied, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """What the citations of a statement say, all together."""

    quoted: str
    words: str
    columns: str
    days: tuple[Day, ...]
    own_days: tuple[Day, ...]
    figures: tuple[Tied, ...]
    own_places: frozenset[str]


def check(statement: str, cited: Sequence[Cited], known: Sequence[str] = ()) -> tuple[Check, ...]:
    """Check every claim of a statement.

    Args:
        statement: What is said; citation markers ``[n]`` in it are passed over.
        cited: The citations that it relies on.
        known: Words that stand around the quotes and say what they are about: names of table columns, of a table's row.

    Returns:
        A check for each claim, in the statement's order.
    """
    text = folded(statement)
    for marker in MARKER.finditer(text.text):
        text = text.masked(*marker.span())
    source = _source(cited, known)
    checks: list[Check] = []
    for kind, (start, end), supported in _checked(text, source):
        first, last = text.original(start, end)
        checks.append(Check(kind, statement[first:last], supported, first, last))
    return tuple(sorted(checks, key=lambda made: (made.start, made.end)))


def _checked(text: Folded, source: _Source) -> Iterator[tuple[ClaimKind, tuple[int, int], bool]]:
    claims = _claims(text)
    for name in claims.names:
        yield name.kind, (name.start, name.end), names.made(name, source.words, source.own_places)
    for day in claims.days:
        kind = ClaimKind.YEAR if day.is_year else ClaimKind.DATE
        said = source.days if day.is_year else (*source.days, *source.own_days)
        yield kind, (day.start, day.end), any(dates.supports(found, day) for found in said)
    for figure in claims.figures:
        quantity = figure.quantity
        of_the_same = [made.quantity for made in source.figures if ties.agree(figure, made, source.own_places)]
        supported = quantities.supported(quantity, of_the_same, source.columns) or _is_year(quantity, source)
        yield _kind(quantity), (quantity.start, quantity.end), supported
    for span in sense.reversals(text.text, source.quoted):
        yield ClaimKind.SENSE, span, False


def _claims(text: Folded) -> _Claims:
    """Find a text's claims, each stretch of it making one: a quoted name's figures are part of the name."""
    found: list[Name] = []
    places_of = list(names.named_places(text))
    for kind in (names.doc_numbers, names.quoted, names.codes):
        for name in kind(text):
            found.append(name)
            text = text.masked(name.start, name.end)
    days = list(dates.find(text))
    for day in days:
        text = text.masked(day.start, day.end)
    organs = list(names.organs(text))
    inside = [(name.start, name.end) for name in (*found, *organs)]
    found += organs
    found += [place for place in places_of if not any(s <= place.start and place.end <= e for s, e in inside)]
    return _Claims(tuple(found), tuple(days), _figures(text, found, days))


def _figures(text: Folded, found: Sequence[Name], days: Sequence[Day]) -> tuple[Tied, ...]:
    """A text's figures, each tied to what it is said of."""
    figures = list(quantities.find(text))
    subjects = [name for name in found if name.kind in (ClaimKind.PLACE, ClaimKind.ORGAN)]
    anchors = ties.anchors(text.text, subjects, days, figures)
    return tuple(ties.tied(text.text, figure, anchors) for figure in figures)


def _source(cited: Sequence[Cited], known: Sequence[str]) -> _Source:
    days: list[Day] = []
    own_days: list[Day] = []
    figures: list[Tied] = []
    words: list[str] = []
    for citation in cited:
        own_days += dates.of_document(citation.date)
        around = (citation.title, *citation.section, *known, citation.issuer or "", citation.doc_number or "")
        for part, is_quote in ((citation.quote, not known), *((part, False) for part in around)):
            claims = _source_claims(part, citation.date, is_quote)
            days += claims.days
            figures += claims.figures
            words.append(folded(part).text)
    whole = "。".join(words)
    own = frozenset(name for citation in cited for name in places.names(f"{citation.title}{citation.issuer or ''}"))
    quoted = "。".join(folded(part).text for part in (*(citation.quote for citation in cited), *known))
    columns = "。".join(folded(part).text for part in known)
    return _Source(quoted, whole, columns, tuple(days), tuple(own_days), tuple(figures), own)


@lru_cache(maxsize=512)
def _source_claims(words: str, written: str | None, is_quote: bool) -> _Claims:
    """The figures and dates of cited words; a quoted name's figures count, since a statement may unquote them.

    Figures are tied to what they are said of in running text only: in a table that is the row's name.
    """
    text = folded(words)
    found = list(names.named_places(text)) if is_quote else []
    for kind in (names.doc_numbers, names.codes):
        for name in kind(text):
            text = text.masked(name.start, name.end)
    days = dates.resolved(text, written)
    for day in days:
        text = text.masked(day.start, day.end)
    if is_quote:
        found += names.organs(text)
    return _Claims((), tuple(days), _figures(text, found, days if is_quote else ()))


def _kind(quantity: Quantity) -> ClaimKind:
    if quantity.ordinal:
        return ClaimKind.ORDINAL
    return ClaimKind.PERCENTAGE if quantity.is_percentage else ClaimKind.FIGURE


def _is_year(quantity: Quantity, source: _Source) -> bool:
    """Tell whether a bare number is a year of the source: 2021 in 2021、2022年."""
    if quantity.dimension or quantity.low not in _YEARS or quantity.low != quantity.high:
        return False
    return any(quantity.low in (day.year, day.until) for day in source.days)
