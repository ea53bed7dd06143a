"""A document to chunks, along its structure.

A chunk never crosses a heading; a heading goes with the text below it; a table row is a chunk of its own. Only what is
too long is split, at the ends of sentences. A chunk's text is the document's text at its offsets, unchanged.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice, pairwise, takewhile

from langchain_text_splitters import RecursiveCharacterTextSplitter

from index.relative_dates import with_absolute
from index.schema import Block, BlockKind, Chunk, Document

_SEPARATORS = [r"\n", r"[。！？](?:[”’）])?", r"[；;]", r"，|,(?!\d)", ""]
_LIST_LEVEL = 6  # of headings: （一）, 1. and （1） may number the items of a list
_LONGEST_OPENING = 60  # characters
_READ = 600  # characters, about the 512 tokens that an encoder reads; the rest is searched by its words only
_LONG_CELL = 120
_HEADINGS = (BlockKind.HEADING, BlockKind.COLUMNS)

Span = tuple[int, int]


def chunk(document: Document, size: int) -> list[Chunk]:
    """Cut a document into chunks, in reading order.

    Args:
        document: The parsed document.
        size: The longest run of paragraphs, in characters; a table row is never cut.
    """
    leads = _leads(document)
    return [
        _chunk(document, group, span, leads)
        for group in _groups(document, size, leads)
        for span in _spans(document, group, size)
    ]


def _leads(document: Document) -> dict[int, tuple[Block, int]]:
    """For the start of each block in a numbered list, the line that opens the list, and where the list ends."""
    found: dict[int, tuple[Block, int]] = {}
    for position, (lead, first) in enumerate(pairwise(document.blocks), 1):
        opens = lead.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and _opens_list(document, lead)
        if opens and first.kind is BlockKind.HEADING and first.level >= _LIST_LEVEL:
            items = list(takewhile(partial(_in_list, first), islice(document.blocks, position, None)))
            found |= {block.start: (lead, items[-1].end) for block in items}
    return found


def _in_list(first: Block, block: Block) -> bool:
    """Tell whether a block is an item of the list that another begins, or stands below one."""
    above = len(first.section)
    is_item = block.kind is BlockKind.HEADING and block.level == first.level
    return block.section[:above] == first.section and (is_item or len(block.section) > above)


def _opens_list(document: Document, block: Block) -> bool:
    return document.text[block.start : block.end].rstrip().endswith(("：", ":"))


def _groups(document: Document, size: int, leads: Mapping[int, tuple[Block, int]]) -> Iterator[list[Block]]:
    """Yield runs of blocks that go together: headings and what stands directly below them, short lists whole."""
    group: list[Block] = []
    for block in document.blocks:
        lead, end = leads.get(block.start, (None, 0))
        in_list = lead is not None and group and group[0].start <= lead.start and end - group[0].start <= size
        if group and not in_list and not _continues(document, group, block, size):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _continues(document: Document, group: list[Block], block: Block, size: int) -> bool:
    last = group[-1]
    if last.kind is BlockKind.HEADING and block.kind is BlockKind.HEADING:
        siblings = block.section == last.section and block.end - group[0].start <= size
        return block.level > last.level or siblings  # never headings of two parents: a chunk has one heading path
    if last.kind is BlockKind.HEADING:
        return block.kind not in (BlockKind.FRONT, BlockKind.BACK)
    if block.kind is not last.kind or block.kind in (BlockKind.HEADING, BlockKind.ROW):
        return False
    if block.kind in (BlockKind.FRONT, BlockKind.BACK):
        return True
    fits = block.end - group[0].start <= size
    opens_list = _opens_list(document, last)
    return block.section == last.section and (fits or (opens_list and block.end - block.start <= size))


def _spans(document: Document, group: list[Block], size: int) -> Iterator[Span]:
    start, end = group[0].start, group[-1].end
    length = end - start
    if length <= size or group[-1].kind is BlockKind.ROW:
        yield start, end
        return
    lead = next((block.start for block in group if block.kind not in _HEADINGS), start) - start
    if lead > size // 2:  # headings that are as long as a passage are cut like one
        lead = 0
    pieces = math.ceil(length / size)
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=min(size - lead, math.ceil(length / pieces * 1.15)),  # even pieces rather than a short last one
        chunk_overlap=0,
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        strip_whitespace=False,
    )
    offset = start + lead
    for piece in splitter.split_text(document.text[offset:end]):
        left = len(piece) - len(piece.lstrip())
        if left < len(piece):
            yield start if offset == start + lead else offset + left, offset + len(piece.rstrip())
        offset += len(piece)


def _chunk(document: Document, group: list[Block], span: Span, leads: Mapping[int, tuple[Block, int]]) -> Chunk:
    start, end = span
    body = next((block for block in group if block.kind not in _HEADINGS), group[-1])
    text = document.text[start:end]
    page = next((block.page for block in reversed(group) if block.start <= max(start, body.start)), body.page)
    return Chunk(
        id=hashlib.sha256(f"{document.path}\n{start}\n{end}\n{text}".encode()).hexdigest()[:16],
        path=document.path,
        start=start,
        end=end,
        kind=body.kind,
        section=body.section,
        text=text,
        index_text=_index_text(
            document, body, max(start, body.start) if body.start < end else start, end, _opening(document, group, leads)
        ),
        columns=body.columns,
        cells=body.cells,
        page=page,
    )


def _opening(document: Document, group: list[Block], leads: Mapping[int, tuple[Block, int]]) -> str:
    """The end of the line that opens a list, for a passage that holds but some of its items; else empty."""
    lead, _ = leads.get(group[0].start, (None, 0))
    return document.text[lead.start : lead.end].strip()[-_LONGEST_OPENING:] if lead else ""


def _index_text(document: Document, body: Block, start: int, end: int, opening: str) -> str:
    """The words that are searched: title, heading path, then the passage; a row's cells beside their column names.

    The line that opens a list goes with the path of its items.

    Headings above the passage are in the path already, so it begins behind them.
    """
    if body.cells:
        names = [*body.columns, *[""] * len(body.cells)]
        cells = [(name, with_absolute(document, *cell)) for name, cell in zip(names, body.cells, strict=False)]
        said = [f"{name}：{cell}" if name else cell for name, cell in cells if cell]
        if sum(map(len, said)) > _READ:  # its long cells last: what is cut off then is not who is responsible
            said.sort(key=lambda words: len(words) > _LONG_CELL)
        text = "；".join(said)
    else:
        text = with_absolute(document, start, end)
    return "\n".join(part for part in (document.title, " ".join((*body.section, opening)).strip(), text) if part)
