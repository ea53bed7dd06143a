"""The documents that a question names: by number, by title in 《》, or by a description such as 营口那份实施意见.

A named document's passages get a head start in retrieval, which orders passages and never leaves one out. A question
that only mentions a place or a matter names no document: a description must end in a kind of document, and what
stands before it must be what the document is known by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.facts import wanted
from assistant.question import Question
from assistant.reader import fold
from assistant.schema import DocumentSummary
from index.lexicon import Lexicon
from index.schema import Field, FieldName
from index.segment import words

_TITLE_QUOTED = 10  # characters; a shorter quoted name is a term, not a document's title
_KIND = re.compile(
    r"(?:实施|指导|若干|管理|工作)?(?:意见|通知|通报|答复|办法|细则|方案|规划|纲要|计划|要点|措施|条例|规定|决定|公告|解读|清单|"
    r"台账|报告|函|批复)(?!的?(?:要求|规定)?书|权|期)"
)
_CLAUSE = re.compile(r"[，。？！；：、,?!;:\n]")
_PROPOSAL = re.compile(r"第?\s*(\d{1,6})\s*号\s*(?:代表)?(?:建议|提案)")
_SERIAL = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*年?\s*的?(?:发的)?\s*第?(?P<serial>\d{1,4})\s*号(?:文|通知|意见|公告|令)"
)
_POINTING = frozenset(  # words before a kind of document that no title need hold
    (
        "份",
        "该",
        "文",
        "里",
        "中",
        "上",
        "关于",
        "印发",
        "发布",
        "出台",
        "下发",
        "制定",
        "发",
        "出",
        "今年",
        "去年",
        "年",
    )
)
_DESCRIBED = 0.75  # share of a description's words, by weight, that the document must be known by
_MOST_FITTING = 4
"""Documents that a description may fit; one that fits more names none."""

Forms = tuple[str, ...]
"""A word and what could stand in its place."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a document is known by, folded for comparing."""

    path: str
    title: str
    whole: str
    number: str
    proposal: str


class Names:
    """Finds the documents that questions name."""

    def __init__(
        self,
        documents: Sequence[DocumentSummary],
        fields: Mapping[str, Mapping[FieldName, Field]],
        idf: Callable[[str], float],
        lexicon: Lexicon,
    ) -> None:
        """Take in what documents are known by.

        Args:
            documents: All documents.
            fields: What each says of itself, by path.
            idf: Weight of a word.
            lexicon: Other forms of words.
        """
        self._idf = idf
        self._lexicon = lexicon
        self._fields = fields
        self._known = [_known(document, fields.get(document.path, {})) for document in documents]

    def named(self, question: Question) -> list[str]:
        """Paths of the documents that a question names; those named outright before those described."""
        return self._outright(question) or self._described(question)

    def sought(self, question: Question, paths: Collection[str]) -> list[tuple[str, int]]:
        """Where documents state the fields that a question asks for (their date, their number), as path and offset."""
        found = [(path, self._fields[path].get(name)) for path in paths for name in wanted(question)]
        return [(path, field.start) for path, field in found if field and field.start is not None]

    def _outright(self, question: Question) -> list[str]:
        text = fold(question.text)
        titles = [fold(name) for name in question.names if len(name) >= _TITLE_QUOTED]
        numbers = [fold(number) for number in question.doc_numbers]
        proposals = {match[1] for match in _PROPOSAL.finditer(text)}
        serials = [*_SERIAL.finditer(text)]
        return [
            known.path
            for known in self._known
            if known.proposal in proposals
            or any(title in known.title for title in titles)
            or any(number in known.whole for number in numbers)
            or any(_is_serial(match, known.number) for match in serials)
        ]

    def _described(self, question: Question) -> list[str]:
        best: dict[str, float] = {}
        for described in self._descriptions(question.text):
            weights = [self._idf(forms[0]) for forms in described]
            shares = {known.path: _share(described, weights, known.whole) for known in self._known}
            most = max(shares.values(), default=0.0)
            fitting = [path for path, share in shares.items() if share == most]
            if most >= _DESCRIBED and len(fitting) <= _MOST_FITTING:
                best.update(dict.fromkeys(fitting, most))
        return list(best)

    def _descriptions(self, text: str) -> Iterator[list[Forms]]:
        """The words before each kind of document that a question mentions, the kind with them, clause by clause."""
        for match in _KIND.finditer(text):
            clause = _CLAUSE.split(text[: match.start()])[-1]
            found: list[Forms] = []
            for word, others in self._lexicon.others(clause):
                clause = clause.replace(word, " ")
                found.append((word, *map(fold, others)))
            found += [(word,) for word in words(clause) if word not in _POINTING]
            if found:
                yield [*found, *((word,) for word in words(match[0]))]


def _share(described: Sequence[Forms], weights: Sequence[float], known: str) -> float:
    """Share of the described words, by weight, that a document is known by."""
    found = (weight for forms, weight in zip(described, weights, strict=True) if any(form in known for form in forms))
    return sum(found) / sum(weights)


def _known(document: DocumentSummary, fields: Mapping[FieldName, Field]) -> _Known:
    proposal = fields.get(FieldName.PROPOSAL_NUMBER)
    year = f"{document.date[:4]}年" if document.date else ""
    whole = (document.title, document.issuer, document.doc_number, document.region, year)
    return _Known(
        document.path,
        fold(document.title),
        fold(" ".join(part for part in whole if part)),
        fold(document.doc_number or ""),
        proposal.value if proposal else "",
    )


def _is_serial(match: re.Match[str], number: str) -> bool:
    """Tell whether 2023年4号文 is a document's number."""
    return bool(re.search(rf"[〔\[(]{match['year']}[〕\])]{match['serial']}号$", number))
