"""The evidence beside the answer: a card for each citation, then the other passages that were found. HTML only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.page.conversation import Exchange
from assistant.page.markup import chinese_date, escape, label, marked
from assistant.schema import Answer, Citation, Passage
from index.schema import BlockKind, Chunk

_EMPTY = '<p class="hint">提问之后，回答所依据的文件原文会列在这里。</p>'


def evidence_html(exchanges: Sequence[Exchange]) -> str:
    """Return the evidence of every answer, the last one's in sight."""
    answers = [(turn, exchange.answer) for turn, exchange in enumerate(exchanges) if exchange.answer]
    groups = "".join(_group(turn, answer, turn == answers[-1][0]) for turn, answer in answers if answer)
    return (
        '<aside aria-labelledby="evidence-title"><div class="evidence-head"><h2 id="evidence-title">依据</h2>'
        '<button type="button" class="close" data-close="evidence" aria-label="关闭依据">×</button></div>'
        f'<div class="evidence-body">{groups or _EMPTY}</div></aside>'
    )


def _group(turn: int, answer: Answer, in_sight: bool) -> str:
    cards = "".join(_card(turn, citation, answer.passages) for citation in answer.citations)
    if not cards:
        cards = '<p class="hint">这个问题没有可以引用的依据。</p>'
    return (
        f'<section class="group" data-turn="{turn}" aria-label="第{turn + 1}问的依据"{"" if in_sight else " hidden"}>'
        f'<p class="about">{escape(answer.question)}</p>{cards}{_others(answer)}</section>'
    )


def _card(turn: int, citation: Citation, passages: Iterable[Passage]) -> str:
    chunk = next((each.chunk for each in passages if _holds(each.chunk, citation)), None)
    if chunk:
        words = _passage_html(chunk, citation.start, citation.end)
    else:
        words = f"<p>{marked(citation.quote, 0, 0, len(citation.quote))}</p>"
    return (
        f'<article class="card" id="evidence-{turn}-{citation.n}" tabindex="-1" aria-label="依据{citation.n}">'
        f'<h3><span class="number">[{citation.n}]</span> {escape(label(citation.title, citation.doc_number))}</h3>'
        f"{_origin(citation.issuer, citation.date, citation.section, chunk.page if chunk else None)}"
        f"<blockquote>{words}</blockquote>"
        f"{_open_button(citation.document, citation.start, citation.end, citation.title)}</article>"
    )


def _others(answer: Answer) -> str:
    others = [each for each in answer.passages if not any(_holds(each.chunk, cited) for cited in answer.citations)]
    if not others:
        return ""
    name = "其他检索到的段落" if answer.citations else "相近的段落，仅供参考"
    return (
        f'<details class="others"><summary>{name}（{len(others)}）</summary>'
        f"{''.join(_other(passage) for passage in others)}</details>"
    )


def _other(passage: Passage) -> str:
    chunk = passage.chunk
    return (
        '<article class="card other">'
        f"<h3>{escape(label(passage.title, passage.doc_number))}</h3>"
        f"{_origin(passage.issuer, passage.date, chunk.section, chunk.page)}"
        f"<blockquote>{_passage_html(chunk, 0, 0)}</blockquote>"
        f"{_open_button(chunk.path, chunk.start, chunk.end, passage.title)}</article>"
    )


def _origin(issuer: str | None, date: str | None, section: Iterable[str], page: int | None) -> str:
    known = [part for part in (issuer, chinese_date(date), f"第{page}页" if page else "") if part]
    origin = f'<p class="origin">{escape(" · ".join(known))}</p>' if known else ""
    path = " › ".join(section)
    return origin + (f'<p class="path">{escape(path)}</p>' if path else "")


def _open_button(path: str, start: int, end: int, title: str) -> str:
    return (
        f'<button type="button" class="quiet open" data-document="{escape(path)}" data-start="{start}"'
        f' data-end="{end}" data-title="{escape(title)}" aria-label="查看原文：{escape(title)}">查看原文</button>'
    )


def _passage_html(chunk: Chunk, start: int, end: int) -> str:
    if chunk.kind is not BlockKind.ROW or not chunk.cells or len(chunk.cells) != len(chunk.columns):
        return f"<p>{marked(chunk.text, chunk.start, start, end)}</p>"
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        f"<td>{marked(chunk.text[first - chunk.start : last - chunk.start], first, start, end)}</td></tr>"
        for name, (first, last) in zip(chunk.columns, chunk.cells, strict=True)
    )
    return f"<table>{rows}</table>"


def _holds(chunk: Chunk, citation: Citation) -> bool:
    return chunk.path == citation.document and chunk.start <= citation.start and citation.end <= chunk.end
