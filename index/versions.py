"""Which documents are out of date, and what shows it: a repeal or amendment in so many words, or a newer edition.

A newer edition has the title of the older one, but for marks of a version (试行, 修订, 2023年版), a later date, and an
issuer that does not differ. Titles that are wholly equal count only for what lays down rules (办法, 条例, 目录 and the
like), since those are replaced; plans, reports and notices are repeated. A year that stands in a title outside such
marks is part of the subject, so that the documents of a series (2022年工作要点, 2023年工作要点) never meet here; nor
does a bare year in brackets count as a mark. Texts that hardly differ are one document published twice, no versions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from index.duplicates import body
from index.parse.kinds import RULES, title_kind
from index.parse.titles import without_day
from index.repeal import Statement, statements
from index.schema import Document, FieldName, Newer, Reference, Relation
from index.shingles import fold

_YEAR = r"(?:19|20)\d{2}\s*年?"
_MARK = re.compile(
    rf"[（(【〔\[]\s*(?:(?:{_YEAR})?\s*(?:试行|暂行|修订|修正|修改|新修订|最新)(?:版|本|稿)?|{_YEAR}\s*(?:版|本)|第[一二三四五六七八九十\d]+版)"
    r"\s*[）)】〕\]]"
)
_ISSUED = re.compile(r"(?:印发|发布|公布|颁布|下发)《(?P<inner>[^》]{4,})》")
_PUBLISHED_TWICE = 60  # days within which an equal title is one document put on two sites
_SAME_WORDS = 0.02  # of the characters; fewer differ: the same text
_SHORTEST_TITLE = 6  # characters, folded, of a title that tells a document from others


def find_newer(documents: Sequence[Document]) -> dict[str, Newer]:
    """Find the documents that others put out of date.

    Returns:
        By the path of each such document what puts it out of date; of several the latest.
    """
    by_path = {document.path: document for document in documents}
    found: dict[str, Newer] = {}
    for older, newer in (*_stated(documents), *_editions(documents)):
        best = found.get(older.path)
        if best is None or _recency(by_path[newer.document]) > _recency(by_path[best.document]):
            found[older.path] = newer
    return found


def _stated(documents: Sequence[Document]) -> Iterator[tuple[Document, Newer]]:
    """Yield what documents say in so many words."""
    by_number: dict[str, list[Document]] = defaultdict(list)
    by_title: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if number := document.value(FieldName.DOC_NUMBER):
            by_number[fold(number)].append(document)
        for name in _names(document.value(FieldName.TITLE) or ""):
            by_title[name].append(document)
    for document in documents:
        for statement in statements(document):
            reference = statement.reference
            named = [each for name in _names(reference.title) for each in by_title[name]]
            for older in (*by_number[fold(reference.doc_number or "")], *named):
                if _is_meant(reference, older, document) and _precedes(older, document, statement):
                    yield older, Newer(document.path, statement.relation, statement.start, statement.end)


def _editions(documents: Sequence[Document]) -> Iterator[tuple[Document, Newer]]:
    """Yield newer editions by their titles."""
    groups: dict[str, list[tuple[str, Document]]] = defaultdict(list)
    for document in documents:
        title = _inner(without_day(document.value(FieldName.TITLE) or ""))
        name = fold(_MARK.sub("", title))
        if len(name) >= _SHORTEST_TITLE and _written(document):
            groups[name].append((fold(title), document))
    for name, group in groups.items():
        kind = title_kind(name)
        lays_down_rules = kind is not None and kind["kind"] in RULES
        if lays_down_rules or len({title for title, _ in group}) > 1:  # equal titles of notices are let alone
            for (title, older), (next_title, newer) in combinations(sorted(group, key=lambda each: _day(each[1])), 2):
                if (lays_down_rules or title != next_title) and _is_edition(older, newer):
                    field = newer.fields[FieldName.TITLE]
                    yield older, Newer(newer.path, Relation.EDITION, field.start or 0, field.end or 0)


def _is_edition(older: Document, newer: Document) -> bool:
    days = date.fromisoformat(_written(newer)) - date.fromisoformat(_written(older))
    return days.days > _PUBLISHED_TWICE and _issuers_agree(older, newer) and not _is_same_text(older, newer)


def _is_meant(reference: Reference, older: Document, citing: Document) -> bool:
    """Tell whether a reference means a document: the same number, or the same title and nothing against it."""
    number = older.value(FieldName.DOC_NUMBER)
    if reference.doc_number and number:
        return fold(reference.doc_number) == fold(number)
    year = re.search(r"\d{4}", reference.doc_number or "")
    if year and _day(older) and not 0 <= int(_day(older)[:4]) - int(year[0]) <= 1:
        return False
    if not _names(reference.title) & _names(older.value(FieldName.TITLE) or ""):
        return False
    return _issuers_agree(older, citing) or fold(reference.title) == fold(older.value(FieldName.TITLE) or "")


def _precedes(older: Document, newer: Document, statement: Statement) -> bool:
    """Tell whether a document can be the older one that a statement means.

    The day on which a site published a document says little of its age. So where a 成文日期 is not known, the statement
    itself must leave no doubt: a repeal, of a document with another title or with the number that it names.
    """
    if older.path == newer.path or not (_day(older) < _day(newer) or not _day(older) or not _day(newer)):
        return False
    if _written(older) and _written(newer):
        return not _is_same_text(older, newer)
    titles = [_names(document.value(FieldName.TITLE) or "") for document in (older, newer)]
    distinct = bool(statement.reference.doc_number) or not titles[0] & titles[1]
    return statement.relation is Relation.REPEALED and distinct


def _issuers_agree(one: Document, other: Document) -> bool:
    """Tell whether nothing speaks for two issuers: where one is not known, the places must not differ."""
    issuers = [fold(document.value(FieldName.ISSUER) or "") for document in (one, other)]
    if all(issuers):
        return issuers[0] in issuers[1] or issuers[1] in issuers[0]
    return one.value(FieldName.REGION) == other.value(FieldName.REGION)


def _names(title: str) -> set[str]:
    """The folded names a document goes by: its title, and the title of what it issues."""
    plain = without_day(title)
    return {name for name in (fold(plain), fold(_inner(plain))) if len(name) >= _SHORTEST_TITLE}


def _inner(title: str) -> str:
    """The title of what a notice issues (关于印发《…》的通知), or the title itself."""
    issued = _ISSUED.search(title.replace("〈", "《").replace("〉", "》"))
    return issued["inner"] if issued else title


def _day(document: Document) -> str:
    """成文日期, or 发布日期 where it is not known, YYYY-MM-DD; empty for neither."""
    return _written(document) or _iso(document.value(FieldName.PUBLISHED))


def _written(document: Document) -> str:
    """成文日期 as YYYY-MM-DD; empty where it is not known."""
    return _iso(document.value(FieldName.DATE))


def _iso(day: str | None) -> str:
    """A day of the calendar; empty for anything else that a document may call a date."""
    try:
        return date.fromisoformat(day or "").isoformat()
    except ValueError:
        return ""


def _recency(document: Document) -> tuple[bool, str]:
    return bool(_written(document)), _day(document)


def _is_same_text(one: Document, other: Document) -> bool:
    texts = body(one), body(other)
    differing = max(len(texts[0].only_here(texts[1])), len(texts[1].only_here(texts[0])))
    return differing < _SAME_WORDS * min(len(text.text) for text in texts)
