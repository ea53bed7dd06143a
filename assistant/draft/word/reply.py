"""The reply letter as a Word file: check sheet for the drafter, letter, list of sources.

The check sheet stands in a section of its own before the letter, to be taken out before the letter goes out; a clean
copy has neither it nor markers. Nothing is written that the draft does not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.text.paragraph import Paragraph

from assistant.draft.schema import Draft, Point
from assistant.draft.word import heads, page, sheets
from assistant.draft.word.imprint import add_imprint
from assistant.draft.word.notes import Footnotes
from assistant.draft.word.opinion import OpinionForm, add_opinion_form
from assistant.draft.word.page import BODY, FLUSH, HEADING, TITLE
from assistant.schema import Citation
from assistant.titles import chinese_date, cited_as

_MARK = re.compile(r"\[(\d+)\]")
_GAP = re.compile(r"(【待补充：[^】]*】)")
_NUMERALS = "一二三四五六七八九十"
_LONGEST_PROPERTY = 255  # characters that python-docx takes


class Citations(StrEnum):
    """Where a letter shows its sources."""

    FOOTNOTES = "footnotes"
    ANNEX = "annex"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Form:
    """How the file is laid out.

    Attributes:
        citations: Where sources are shown; none: a clean copy, without check sheet and markers.
        head: The letterhead.
        imprint: 版记 at the foot of the last page.
        opinion: The 征询意见表 to annex; None: none.
    """

    citations: Citations = Citations.FOOTNOTES
    head: heads.Head = heads.Head.NONE
    imprint: bool = False
    opinion: OpinionForm | None = None


def write(draft: Draft, path: Path, form: Form | None = None) -> None:
    """Write a draft.

    Args:
        draft: The reply.
        path: The ``.docx`` file to write.
        form: How it is laid out; None: as the form is by default.
    """
    form = form or Form()
    document = docx.Document()
    page.add_styles(document)
    page.lay_out(document.sections[0])
    document.core_properties.title = draft.title[:_LONGEST_PROPERTY]
    document.core_properties.author = draft.signature[:_LONGEST_PROPERTY]
    if form.citations is not Citations.NONE:
        sheets.check_sheet(document, draft)
        page.lay_out(document.add_section(WD_SECTION.NEW_PAGE))
    heads.number_pages(document, form.head)
    heads.letterhead(document, draft.signature, form.head)
    _Letter(document, draft, form).write()
    document.save(str(path))


class _Letter:
    def __init__(self, document: Document, draft: Draft, form: Form) -> None:
        self._document = document
        self._draft = draft
        self._form = form
        self._by_number = {citation.n: citation for citation in draft.citations}
        self._notes = Footnotes(document) if form.citations is Citations.FOOTNOTES else None

    def write(self) -> None:
        draft = self._draft
        for line in title_lines(draft.title):
            title = self._document.add_paragraph(line, style=TITLE)
            title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._document.add_paragraph(style=FLUSH)
        self._document.add_paragraph(draft.salutation, style=FLUSH)
        self._document.add_paragraph(draft.opening, style=BODY)
        for number, point in enumerate(draft.points):
            self._point(number, point)
        self._kept(draft.closing, BODY)
        annexes = self._annexes()
        if annexes:
            self._kept("", FLUSH)
            for line in annex_lines([name for name, _ in annexes]):
                self._kept(line, BODY)
        self._sign()
        for number, (name, add) in enumerate(annexes, 1):
            sheets.begin_annex(self._document, name, number if len(annexes) > 1 else 0)
            add()
        if self._form.imprint:
            add_imprint(self._document, self._form.head)
        if self._notes:
            self._notes.close()

    def _kept(self, words: str, style: str) -> None:
        """Add a paragraph that stays on the page of the next: a signature never stands alone on its page."""
        self._document.add_paragraph(words, style=style).paragraph_format.keep_with_next = True

    def _annexes(self) -> list[tuple[str, Callable[[], None]]]:
        """What follows the letter: names, and what writes each."""
        found: list[tuple[str, Callable[[], None]]] = []
        if self._form.citations is Citations.ANNEX and self._draft.citations:
            found.append(("答复依据清单", lambda: sheets.list_sources(self._document, self._draft.citations)))
        if opinion := self._form.opinion:
            found.append((opinion.name, lambda: add_opinion_form(self._document, opinion)))
        return found

    def _point(self, number: int, point: Point) -> None:
        heading = self._document.add_paragraph(f"{numeral(number + 1)}、关于{point.request.topic}", style=HEADING)
        heading.paragraph_format.keep_with_next = True
        for words in point.paragraphs:
            self._marked(self._document.add_paragraph(style=BODY), words.text)

    def _marked(self, paragraph: Paragraph, text: str) -> None:
        position = 0
        for mark in _MARK.finditer(text):
            self._words(paragraph, text[position : mark.start()])
            citation = self._by_number.get(int(mark[1]))
            if citation and self._notes:
                self._notes.add(paragraph, reference(citation))
            elif citation and self._form.citations is Citations.ANNEX:
                paragraph.add_run(mark[0]).font.superscript = True
            position = mark.end()
        self._words(paragraph, text[position:])

    def _words(self, paragraph: Paragraph, text: str) -> None:
        for part in _GAP.split(text):
            if part:
                run = paragraph.add_run(part)
                if _GAP.match(part):
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _sign(self) -> None:
        """Signature and date under a seal: the date four characters from the right, the organ centred over it."""
        draft = self._draft
        organ, date = width(draft.signature), width(draft.date)
        from_right = 4 + (date - organ) / 2
        date_right = 4.0
        if from_right < 2:
            from_right, date_right = 2.0, 2 + (organ - date) / 2
        for _ in range(2):
            self._kept("", FLUSH)
        for words, right in ((draft.signature, from_right), (draft.date, date_right)):
            paragraph = self._document.add_paragraph(words, style=FLUSH)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.keep_with_next = words != draft.date
            page.indent(paragraph, right=right)


def annex_lines(names: Sequence[str]) -> list[str]:
    """The note on annexes below a letter: 附件：……, numbered where there are several, nothing behind the names."""
    if len(names) == 1:
        return [f"附件：{names[0]}"]
    return [f"{'附件：' if i == 1 else '　　　'}{i}.{name}" for i, name in enumerate(names, 1)]


def reference(citation: Citation) -> str:
    """A source as a note names it: title, number, day, place, and the words relied on."""
    day = f"，{chinese_date(citation.date)}" if citation.date else ""
    where = f"，{'›'.join(citation.section)}" if citation.section else ""
    return f"{cited_as(citation.title, citation.doc_number)}{day}{where}：{' '.join(citation.quote.split())}"


def numeral(number: int) -> str:
    """A heading's number up to 99: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    left = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return left + (_NUMERALS[ones - 1] if ones else "")


def width(text: str) -> float:
    """How many characters wide a text is set, half-width ones counted half."""
    return sum(0.5 if ord(c) < 0x2E80 else 1 for c in text)


def title_lines(title: str) -> list[str]:
    """A title's lines, each a phrase of its own, none wider than the page allows (19 characters of size 2)."""
    most = 19
    if width(title) <= most:
        return [title]
    for phrase in (r"会议", r"》|关于", r"建议(?=的)|提案(?=的)", r"[^第\d](?=第)"):
        for at in (match.end() for match in re.finditer(phrase, title)):
            if 0 < at < len(title) and width(title[:at]) <= most and width(title[at:]) <= most:
                return [title[:at], title[at:]]
    half = len(title) // 2
    return [title[:half], title[half:]] if width(title) <= 2 * most else [title]
