"""How closely documents belong to the place, the year and the organ that a question names, by their own fields.

A question about 河北 in 2023 is better answered by what 河北 issued in 2023 than by a document of another place or year
that mentions both in passing. Only moves passages up; never leaves a document out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.question import Question
from assistant.reader import fold
from assistant.schema import DocumentSummary
from index import places
from index.parse.numerals import years_in_digits

_PLACE = 1.0
_YEAR = 1.0
_ORGAN = 0.5  # an organ is often named as the one responsible, not as the one that issued the document
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=\D|$)")
_SHORTEST_ORGAN = 3  # characters without the place in front


class Kinship:
    """Knows the place, the years and the organ of every document."""

    def __init__(self, documents: Sequence[DocumentSummary]) -> None:
        self._places = {d.path: places.place_of([d.region]) for d in documents if d.region}
        self._years = {d.path: years_of(d.title, d.date) for d in documents}
        self._organs = {d.path: organ for d in documents if (organ := _organ(d.issuer or ""))}

    def gains(self, question: Question) -> dict[str, float]:
        """What documents gain in ranking, by path, 0 to 1; those that gain nothing are left out."""
        shares = [*self._shares(question)]
        total = sum(weight for weight, _ in shares)
        paths = {path for _, found in shares for path in found}
        return {path: sum(weight for weight, found in shares if path in found) / total for path in paths}

    def _shares(self, question: Question) -> Iterator[tuple[float, set[str]]]:
        """Each thing that a question names: its weight, and the documents that belong to it."""
        text = fold(question.text)
        for name in places.names(question.text):
            asked = places.place_of([name])
            yield _PLACE, {path for path, own in self._places.items() if asked.holds(own)}
        for year in question.years:
            yield _YEAR, {path for path, years in self._years.items() if year in years}
        organs = {path for path, organ in self._organs.items() if organ in text}
        if organs:
            yield _ORGAN, organs


def years_of(title: str, day: str | None) -> frozenset[str]:
    """The years that a document is of: those of its title, else that of its date."""
    return frozenset(_YEARS.findall(years_in_digits(title)) or _YEARS.findall(day or "")[:1])


def _organ(issuer: str) -> str:
    """An organ as questions name it: without the places in front, 商务厅 for 辽宁省商务厅."""
    seat = "|".join(places.names(issuer)) or "(?!)"
    found = re.sub(rf"^(?:(?:{seat})(?:\w{{0,8}}?自治[区州县旗]|[省市县区旗])?)+", "", issuer)
    return fold(found) if len(found) >= _SHORTEST_ORGAN else ""
