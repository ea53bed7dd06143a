"""A document as lists and passages show it, from the fields that the index holds of it. Never reads its text."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.schema import DocumentSummary
from index.schema import Field, FieldName

Fields = Mapping[FieldName, Field]


def summary(path: str, title: str, fields: Fields, chunks: int) -> DocumentSummary:
    """A document's line in a list.

    Args:
        path: Its path.
        title: As it is to be called.
        fields: What was read from it.
        chunks: How many passages it has.
    """
    return DocumentSummary(
        path,
        title,
        value(fields, FieldName.DOC_NUMBER),
        value(fields, FieldName.ISSUER),
        dated(fields),
        chunks,
        value(fields, FieldName.KIND),
        value(fields, FieldName.REGION),
    )


def value(fields: Fields, name: FieldName) -> str | None:
    """A field as it is written; None where the document does not have it."""
    return fields[name].value if name in fields else None


def dated(fields: Fields) -> str | None:
    """A document's day, YYYY-MM-DD: 成文日期, else 发布日期; None where it says neither."""
    return value(fields, FieldName.DATE) or value(fields, FieldName.PUBLISHED)
