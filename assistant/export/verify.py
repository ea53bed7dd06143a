"""A receipt (引证单) checked against the index: is every quote still where it says, in the file that it names?

Reads the words that people read. What a receipt cannot prove, that nobody changed its question, stays unsaid; that its
answer makes no claim beyond its quotes is checked by the rules for answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from lxml.etree import ParserError

from index.errors import UserError
from index.schema import Document, FieldName
from index.store import Store

_LARGEST = 5_000_000  # bytes
_FIELDS = {"doc_number": (FieldName.DOC_NUMBER, "发文字号"), "issuer": (FieldName.ISSUER, "发文机关")}
_PLAIN = ("number", "title", "doc_number", "issuer", "date", "start", "end", "document", "sha256")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says."""

    index: str
    quotes: tuple[Mapping[str, str], ...]


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
        raise UserError(f"无法读取 {path}（{error.strerror}），请检查路径。") from error
    except (UnicodeDecodeError, ValueError, ParserError) as error:
        raise UserError(f"{path.name} 不是引证单，请给出网页上保存的引证单文件。") from error
    sheets = tree.xpath('//*[@itemtype="receipt"]')
    if len(sheets) != 1 or _said(sheets[0], "index") is None:
        raise UserError(f"{path.name} 不是引证单，请给出网页上保存的引证单文件。")
    quotes = tuple(_quote(each, path.name) for each in sheets[0].xpath('.//*[@itemprop="quote"]'))
    return Receipt(_said(sheets[0], "index") or "", quotes)


def differences(receipt: Receipt, store: Store) -> Iterator[str]:
    """Yield what is not as the receipt says, one sentence each."""
    for quote in receipt.quotes:
        name = f"[{quote['number']}]"
        document = store.document(quote["document"])
        if document is None:
            yield f"{name} 索引中没有文件 {quote['document']}。"
            continue
        if document.sha256 != quote["sha256"]:
            yield f"{name} 文件 {document.path} 与引证时不同（SHA-256 不一致）。"
        yield from (f"{name} {problem}" for problem in _wrong(quote, document))


def _wrong(quote: Mapping[str, str], document: Document) -> Iterator[str]:
    words = quote["words"]
    start, end = (int(quote[name]) if quote[name].isdecimal() else -1 for name in ("start", "end"))
    if not words.strip():
        yield "引文是空的。"
    elif start < 0 or document.text[start:end] != words:
        elsewhere = "，但文件别处有这段文字" if words in document.text else ""
        yield f"引文与文件第 {quote['start']}–{quote['end']} 字的原文不一致{elsewhere}。"
    if quote["title"] != document.title:
        yield f"标题与索引不一致：索引中是《{document.title}》。"
    for name, (field, said) in _FIELDS.items():
        value = document.value(field) or ""
        if quote[name] != value:
            yield f"{said}与索引不一致：索引中是{value or '空'}。"
    dated = document.value(FieldName.DATE) or document.value(FieldName.PUBLISHED) or ""
    if quote["date"] != dated:
        yield f"日期与索引不一致：索引中是{dated or '空'}。"


def _quote(element: html.HtmlElement, file: str) -> dict[str, str]:
    found = {name: (_said(element, name) or "").strip() for name in _PLAIN} | {"words": _said(element, "words") or ""}
    if not found["document"] or not found["sha256"]:
        raise UserError(f"{file} 里的引文不完整，请给出网页上保存的引证单文件。")
    return found


def _said(element: html.HtmlElement, name: str) -> str | None:
    """The words of the one element of a name; None where there is none or more than one."""
    found = element.xpath(f'.//*[@itemprop="{name}"]')
    return str(found[0].text_content()) if len(found) == 1 else None
