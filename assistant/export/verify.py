"""A receipt (引证单) checked against the index: is every quote still where it says, in the file that it names?

Reads the words that people read, and checks the answer against the quotes by the rules for answers. That nobody has
changed the question is more than a receipt can prove.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from lxml.etree import ParserError

from assistant.check import check, statements
from index.errors import UserError, cause
from index.schema import Document, FieldName
from index.store import Store

_LARGEST = 5_000_000  # bytes
_PLAIN = ("number", "title", "doc_number", "issuer", "date", "section", "start", "end", "document", "sha256")
_SHOWN = 20  # characters of a statement


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as a receipt has it; every word is the receipt's own."""

    number: str
    title: str
    doc_number: str | None
    issuer: str | None
    date: str | None
    section: tuple[str, ...]
    start: str
    end: str
    document: str
    sha256: str
    quote: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; ``index`` is the version of the index that answered."""

    index: str
    answer: str
    quotes: tuple[Quote, ...]


def read_receipt(path: Path) -> Receipt:
    """Read a receipt.

    Raises:
        UserError: It cannot be read, or is none.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"{path.name} 太大，不是引证单，请给出网页上保存的引证单文件。")
        tree = html.document_fromstring(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(f"无法读取 {path}（{cause(error)}），请检查路径。") from error
    except (UnicodeDecodeError, ValueError, ParserError) as error:
        raise UserError(f"{path.name} 不是引证单，请给出网页上保存的引证单文件。") from error
    sheets = tree.xpath('//*[@itemtype="receipt"]')
    said = {name: _said(sheets[0], name) for name in ("index", "answer")} if len(sheets) == 1 else {}
    if not said or None in said.values():
        raise UserError(f"{path.name} 不是引证单，请给出网页上保存的引证单文件。")
    quotes = tuple(_quote(each, path.name) for each in sheets[0].xpath('.//*[@itemprop="quote"]'))
    return Receipt(str(said["index"]), str(said["answer"]), quotes)


def differences(receipt: Receipt, store: Store) -> Iterator[str]:
    """Yield what is not as the receipt says, one sentence each."""
    for quote in receipt.quotes:
        document = store.document(quote.document)
        if document is None:
            yield f"[{quote.number}] 索引中没有文件 {quote.document}。"
        else:
            yield from (f"[{quote.number}] {problem}" for problem in _wrong(quote, document))
    cited = {quote.number: quote for quote in receipt.quotes}
    for words, numbers in statements(receipt.answer):
        quotes = [cited[str(number)] for number in numbers if str(number) in cited]
        if len(quotes) < len(numbers):
            yield f"回答引用了引证单上没有的引文：{words[:_SHOWN]}……"
        yield from (
            f"回答中的“{each.words}”不见于引文。" for each in check(words, quotes) if quotes and not each.supported
        )


def _wrong(quote: Quote, document: Document) -> Iterator[str]:
    if document.sha256 != quote.sha256:
        yield f"文件 {document.path} 与引证时不同（SHA-256 不一致）。"
    start, end = (int(place) if place.isdecimal() else -1 for place in (quote.start, quote.end))
    if not quote.quote.strip() or start < 0 or document.text[start:end] != quote.quote:
        elsewhere = "，但文件别处有这段文字" if quote.quote.strip() and quote.quote in document.text else ""
        yield f"引文与文件第 {quote.start}–{quote.end} 字的原文不一致{elsewhere}。"
    kept = (
        ("标题", quote.title, document.title),
        ("发文字号", quote.doc_number, document.value(FieldName.DOC_NUMBER)),
        ("发文机关", quote.issuer, document.value(FieldName.ISSUER)),
        ("日期", quote.date, document.value(FieldName.DATE) or document.value(FieldName.PUBLISHED)),
    )
    for name, said, known in kept:
        if said != known:
            yield f"{name}与索引不一致：索引中是{known or '空'}。"


def _quote(element: html.HtmlElement, file: str) -> Quote:
    plain = {name: (_said(element, name) or "").strip() for name in _PLAIN}
    words = _said(element, "words")
    if words is None or not plain["document"] or not plain["sha256"]:
        raise UserError(f"{file} 里的引文不完整，请给出网页上保存的引证单文件。")
    return Quote(
        number=plain["number"],
        title=plain["title"],
        doc_number=plain["doc_number"] or None,
        issuer=plain["issuer"] or None,
        date=plain["date"] or None,
        section=(plain["section"],),
        start=plain["start"],
        end=plain["end"],
        document=plain["document"],
        sha256=plain["sha256"],
        quote=words,
    )


def _said(element: html.HtmlElement, name: str) -> str | None:
    """The words of the one element of a name; None where there is none or more than one."""
    found = element.xpath(f'.//*[@itemprop="{name}"]')
    return str(found[0].text_content()) if len(found) == 1 else None
