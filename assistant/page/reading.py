"""The reading pane: a whole document drawn from its parsed blocks, and the list of all documents. HTML only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.labels import LABELS
from assistant.page.markup import escape, marked
from assistant.titles import chinese_date, cited_as
from index.schema import Block, BlockKind, Document, FieldName

if TYPE_CHECKING:
    from assistant.schema import DocumentSummary

_ELSEWHERE = {FieldName.TITLE, FieldName.KIND, FieldName.REGION}
_DATES = {FieldName.DATE, FieldName.PUBLISHED}
_REMARKS = ("附件", "附：", "（", "(")  # below the body, but no signature
_TABLE = {BlockKind.ROW, BlockKind.COLUMNS}


def document_html(document: Document, start: int, end: int) -> str:
    """Return the whole document with the words of the span ``[start, end)`` in ``<mark>``."""
    parts: list[str] = []
    page: int | None = None
    for is_table, blocks in _runs(document.blocks):
        if blocks[0].page and blocks[0].page != page:
            page = blocks[0].page
            parts.append(f'<p class="page-mark"><span>第 {page} 页</span></p>')
        parts.append(_table(document.text, blocks, start, end) if is_table else _line(document, blocks, start, end))
    return f'{_fields(document)}<div class="paper">{"".join(parts)}</div>'


def documents_html(documents: Sequence[DocumentSummary]) -> str:
    """Return the list of all documents, each opening its text."""
    rows = "".join(
        f'<li><button type="button" data-document="{escape(each.path)}" data-start="0" data-end="0"'
        f' data-title="{escape(each.title)}">'
        f"<strong>{escape(cited_as(each.title, each.doc_number))}</strong>"
        f"<span>{escape(' · '.join(part for part in (each.issuer, chinese_date(each.date)) if part))}</span>"
        "</button></li>"
        for each in documents
    )
    return f'<ul class="catalogue">{rows}</ul>' if rows else '<p class="hint">还没有收录文件。</p>'


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Group what is drawn together: the rows of a table on one page, or a heading with the words on its own line."""
    run: list[Block] = []
    for block in blocks:
        if run and not _belongs(block, run):
            yield _in_table(run[0]), run
            run = []
        run.append(block)
    if run:
        yield _in_table(run[0]), run


def _belongs(block: Block, run: Sequence[Block]) -> bool:
    if not _in_table(run[0]):
        return run[-1].kind is BlockKind.HEADING and block.start == run[-1].end
    same_columns = not block.columns or block.columns == next((each.columns for each in run if each.columns), ())
    return _in_table(block) and block.kind is not BlockKind.COLUMNS and same_columns and block.page == run[-1].page


def _in_table(block: Block) -> bool:
    return bool(block.cells) or block.kind in _TABLE


def _fields(document: Document) -> str:
    rows = "".join(
        f"<div><dt>{name}</dt><dd>{escape(chinese_date(value) if field in _DATES else value)}</dd></div>"
        for field, name in LABELS.items()
        if field not in _ELSEWHERE and (value := document.value(field))
    )
    return f'<dl class="fields">{rows}</dl>' if rows else ""


def _line(document: Document, blocks: Sequence[Block], start: int, end: int) -> str:
    words = [marked(document.text[block.start : block.end], block.start, start, end) for block in blocks]
    first = blocks[0]
    if len(blocks) > 1:
        return f'<p class="paragraph"><strong>{words[0]}</strong>{"".join(words[1:])}</p>'
    if first.kind is BlockKind.HEADING:
        return f'<h3 class="level-{min(max(first.level, 1), 6)}">{words[0]}</h3>'
    marks = [first.kind.value]
    marks += [name.value for name in (FieldName.TITLE, FieldName.ADDRESSEE) if _says(document, name, first)]
    if first.kind is BlockKind.BACK and document.text.startswith(_REMARKS, first.start):
        marks.append("remark")
    return f'<p class="{" ".join(marks)}">{words[0]}</p>'


def _says(document: Document, name: FieldName, block: Block) -> bool:
    """Tell whether a line is where a field was read; a long title may stand on several."""
    field = document.fields.get(name)
    if field is None or field.start is None or field.end is None:
        return False
    return field.start < block.end and block.start < field.end


def _table(text: str, blocks: Sequence[Block], start: int, end: int) -> str:
    columns = next((block.columns for block in blocks if block.columns), ())
    width = max(len(block.cells) for block in blocks) or 1
    head = ""
    if blocks[0].kind is BlockKind.COLUMNS:
        head, blocks = _row(text, blocks[0], "th", start, end), blocks[1:]
    elif columns:
        head = f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in columns)}</tr>"
    body = "".join(
        f'<tr><th colspan="{width}">{marked(text[row.start : row.end].strip(), row.start, start, end)}</th></tr>'
        if row.kind is BlockKind.HEADING
        else _row(text, row, "td", start, end)
        for row in blocks
    )
    return f'<div class="table" tabindex="0"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def _row(text: str, row: Block, tag: str, start: int, end: int) -> str:
    spans = row.cells or ((row.start, row.end),)
    cells = "".join(f"<{tag}>{marked(text[first:last], first, start, end)}</{tag}>" for first, last in spans)
    return f"<tr>{cells}</tr>"
