"""Where a document comes from, and for whom it speaks: one province's rules are none of another's."""

from __future__ import annotations

import re

from index import places
from index.places import Place
from index.schema import Document, FieldName

_NATIONAL = re.compile(r"各省、自治区|国务院|新疆生产建设兵团")  # whom and by whom national documents are addressed
_OPENING = 4000  # characters of a document that tell where it comes from


def place_of_document(document: Document) -> Place:
    """Where a document comes from: its issuer, its title, else the province that it speaks of."""
    named = places.place_of((document.value(FieldName.ISSUER) or "", document.title))
    if named.province or _NATIONAL.search(document.text[:_OPENING]):
        return named
    return places.most_named(document.text[:_OPENING])


def may_speak(document: Document, letter: Place) -> bool:
    """Tell whether a document holds for the place whose organ answers, whatever other places a request names."""
    return place_of_document(document).can_speak_for(letter)
