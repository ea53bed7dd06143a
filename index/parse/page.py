"""Web pages of government sites: the document's own part of the page, and what the page declares about it.

The document's part is the container that the common site systems use for it, else the innermost block that holds
most of the prose. Never runs a script, never fetches anything, never follows a link.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree

from index.errors import UserError
from index.parse.characters import clean, clean_lines, join_lines, unwrap, whole_number
from index.parse.declared import measure, read_declared
from index.parse.numbering import FORMATS
from index.parse.plain import decode
from index.parse.table import MAX_COLUMNS, Cell, resolve_grid, table_pieces
from index.schema import Piece, Source

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "x-gbk": "gb18030"}
_HEAD_BYTES = 4096
_MAX_DEPTH = 300
_MIN_CONTAINER = 40  # characters

# Containers of the text in the site systems of Chinese governments (TRS, UCAP, 大汉, 新点 ...), surest first.
_CONTAINERS = (
    "trs_editor", "trs_ueditor", "trs_editor_view", "ucap-content", "custom_unionstyle", "zoom", "zoomcon", "maintext",
    "article-content", "article_content", "articlecontent", "pages_content", "xxgk_content", "xxgk-content",
    "xxgkcontent", "ewb-article-info", "newscontent", "news_content", "news-content", "detail-content",
    "detail_content", "wzcon", "con_text", "context", "text-content", "txtcontent", "contenttext",
)  # fmt: skip
_LIKELY = ("view", "article", "article-body", "article_body", "content", "b12c", "bt_content", "main-content")
"""Names that other parts of a page use as well: believed only of a part with much of the page's prose."""
_MUCH = 0.4

_DROPPED = {
    "script", "style", "noscript", "template", "nav", "footer", "aside", "iframe", "frame", "object", "embed", "svg",
    "button", "select", "input", "textarea", "head", "audio", "video", "canvas", "map",
}  # fmt: skip
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*(?:header|footer)", re.IGNORECASE
)
_RUNNING = ("header", "footer")  # titles that LibreOffice gives to the running head and foot of a document
_PARAGRAPHS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li",
    "main", "menu", "ol", "p", "section", "summary", "tbody", "td", "th", "tr", "ul",
}  # fmt: skip
"""Elements that begin and end a paragraph; all others, unknown ones too, stand within one, as in browsers."""
_TYPE_MARK = re.compile(r"</?(?:font|span|b|i|u|strong|em|a|big|small)\b[^<>]*>", re.IGNORECASE)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LAYOUT_CELL = 3000
"""A cell with more characters than this frames a page; no table of facts has one."""
_BLOCKS = ("div", "section", "article", "main", "form", "td", "center", "body")
_MOST = 0.8
_PROSE = re.compile(r"[，。；：、！？]")
_MARKERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read(path: Path) -> Source:
    """Read a web page, or a page saved as one file (.mhtml).

    Raises:
        UserError: If it holds no page.
    """
    return read_bytes(path.read_bytes(), path.name)


def read_bytes(data: bytes, name: str) -> Source:
    """Read a web page from its bytes.

    Raises:
        UserError: If it holds no page.
    """
    if re.match(rb"[\w-]+:[^\n]*\n", data) and b"multipart/related" in data[:_HEAD_BYTES].lower():
        data = _saved_page(data, name)
    root = _parsed(_decode(data), name)
    _drop_unseen(root)
    metadata = read_declared(root)
    container = _container(root)
    pieces = list(_Walk().pieces(container))
    headline = _headline(root, container, pieces, metadata.get("title", ""))
    return Source((*headline, *pieces), metadata)


def _parsed(text: str, name: str) -> etree._Element:
    """Parse a page; one whose marks of type (``<font>``, ``<b>``) are never closed is parsed without them."""
    for source in (text, _TYPE_MARK.sub("", text)):
        parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = lxml.html.document_fromstring(source.encode("utf-8", errors="replace"), parser=parser)
        except (etree.LxmlError, ValueError, AssertionError) as error:
            raise UserError(f"“{name}”不是完整的网页，请重新保存网页后再试。") from error
        # The parser silently leaves out what goes beyond its bounds; a document with holes is worse than none.
        if not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            return root
    raise UserError(f"“{name}”有超长文字或嵌套过深，不像正常网页，请检查文件内容。")


def _saved_page(data: bytes, name: str) -> bytes:
    """Return the page within an MHTML file, its bytes in whatever encoding they are."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise UserError(f"“{name}”中没有网页正文，请在浏览器中另存为网页（.html）后再试。")


def _decode(data: bytes) -> str:
    """Decode a page: UTF-8 where its bytes are that, whatever it declares; else what it declares; else by look."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:_HEAD_BYTES])
    encoding = _CHARSETS.get(declared[1].decode("ascii").lower()) if declared else None
    if encoding and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode(encoding, errors="replace")
    return decode(data)


def _drop_unseen(root: etree._Element) -> None:
    """Take out of the page what a reader of it does not see, or sees on every page."""
    body = root.find("body")
    for element in [] if body is None else list(body.iter(etree.Element)):
        hidden = "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", ""))
        running = element.tag == "div" and element.get("title") in _RUNNING
        if (element.tag in _DROPPED or hidden or running) and element.getparent() is not None and element is not body:
            element.drop_tree()


def _container(root: etree._Element) -> etree._Element:
    """Return the element that holds the document."""
    body = root.find("body")
    if body is None:
        return root
    named: dict[str, list[etree._Element]] = {}
    for element in body.iter(etree.Element):
        for name in {element.get("id", "").lower(), *element.get("class", "").lower().split()}:
            named.setdefault(name, []).append(element)
    prose = measure(body, lambda text: len(_PROSE.findall(text)), without="a")
    lengths = measure(body, lambda text: len(clean(text)))
    for name in (*_CONTAINERS, *_LIKELY):
        found = max(named.get(name, []), key=lengths.__getitem__, default=body)
        believed = name not in _LIKELY or prose[found] >= _MUCH * prose[body]
        if found is not body and believed and lengths[found] >= _MIN_CONTAINER:
            return found
    enough = _MOST * prose[body]
    return [element for element in body.iter(*_BLOCKS) if prose[element] >= enough][-1] if enough else body


def _length(element: etree._Element) -> int:
    return len(clean(element.text_content()))


def _headline(root: etree._Element, container: etree._Element, pieces: list[Piece], title: str) -> list[Piece]:
    """Return the page's headline as a piece, where it stands before the container and not within it."""
    bare = re.sub(r"\s", "", title)
    if not bare or any(bare in re.sub(r"\s", "", piece.text) for piece in pieces[:12]):
        return []
    inside = set(container.iter(etree.Element))
    for element in root.iter("h1", "h2", "h3", "div", "p", "td", "span", "strong"):
        if element not in inside and re.sub(r"\s", "", element.text_content()) == bare:
            return [Piece(text=clean(unwrap(element.text_content())))]
    return []


class _Walk:
    """Walks the document's part of a page once, and gives its paragraphs and table rows."""

    def __init__(self) -> None:
        self._words = ""
        self._tables = 0

    def pieces(self, root: etree._Element) -> Iterator[Piece]:
        """Yield the pieces of an element, in reading order."""
        yield from self._block(root, 0, 0)
        yield from self._flush(0)

    def _flush(self, heading: int) -> Iterator[Piece]:
        text, self._words = clean(unwrap(self._words)), ""
        if text:
            yield Piece(text=text, heading=heading)

    def _block(self, element: etree._Element, heading: int, depth: int) -> Iterator[Piece]:
        self._words += element.text or ""
        counter = _list_counter(element)
        for child in element if depth < _MAX_DEPTH else ():
            tag = child.tag
            if tag == "br":
                # A heading over two lines is one heading; the line end stands in the text that follows.
                if not heading:
                    yield from self._flush(heading)
            elif tag == "table":
                yield from self._flush(heading)
                yield from self._table(child, depth)
            elif tag == "pre":
                yield from self._flush(heading)
                yield from (Piece(text=line) for line in clean_lines(child.text_content()))
            elif tag not in _PARAGRAPHS:
                yield from self._block(child, heading, depth + 1)
            else:
                yield from self._flush(heading)
                if tag == "li":
                    self._words += next(counter, "")
                level = _HEADINGS.get(tag, heading)
                yield from self._block(child, level, depth + 1)
                yield from self._flush(level)
            self._words += child.tail or ""

    def _table(self, table: etree._Element, depth: int) -> Iterator[Piece]:
        rows = [list(row.iterchildren("td", "th")) for row in _own_rows(table)]
        if _is_layout(table, rows):
            for cell in (cell for cells in rows for cell in cells):
                yield from self._block(cell, 0, depth + 1)
                yield from self._flush(0)
            return
        for caption in table.iterchildren("caption"):
            yield from self._block(caption, 0, depth + 1)
            yield from self._flush(0)
        self._tables += 1
        yield from table_pieces(resolve_grid([list(map(_cell, cells)) for cells in rows]), self._tables)


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield a table's rows: the head first, the foot last, as browsers show them."""
    sections = [list(table.iterchildren(name)) for name in ("thead", "tr", "tbody", "tfoot")]
    for part in (part for group in sections for part in group):
        yield from [part] if part.tag == "tr" else part.iterchildren("tr")


def _is_layout(table: etree._Element, rows: list[list[etree._Element]]) -> bool:
    """Tell whether a table only places things on the page."""
    if table.get("role") == "presentation" or max(map(len, rows), default=0) < 2:
        return True
    names_columns = any(cell.tag == "th" for cells in rows for cell in cells)
    if not names_columns and next(table.iterdescendants("table", *_HEADINGS), None) is not None:
        return True
    return any(_length(cell) > _LAYOUT_CELL for cells in rows for cell in cells)


def _cell(cell: etree._Element) -> Cell:
    lines = [piece.text or " ".join(filter(None, piece.cells or ())) for piece in _Walk().pieces(cell)]
    return Cell(
        join_lines(lines),
        row_span=_span(cell.get("rowspan"), lowest=0),
        column_span=_span(cell.get("colspan"), lowest=1),
        is_header=cell.tag == "th" or cell.getparent().getparent().tag == "thead",
    )


def _span(declared: str | None, lowest: int) -> int:
    """Read a span; ``0`` means to the end for rows only."""
    return max(lowest, min(whole_number((declared or "1").strip(), 1), MAX_COLUMNS * 50))


def _list_counter(element: etree._Element) -> Iterator[str]:
    """Yield the numbers that a browser prints before the items of an ordered list."""
    if element.tag != "ol" or "none" in element.get("style", ""):
        return
    count = whole_number(element.get("start"), 1)
    written = FORMATS[_MARKERS.get(element.get("type", ""), "decimal")]
    for item in element.iterchildren("li"):
        count = whole_number(item.get("value"), count)
        yield f"{written(count)}. "
        count += 1
