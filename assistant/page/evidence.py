"""The evidence beside an answer: a card for each citation, open, then the other passages that were found, closed.

HTML only.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.check import Outcome, outcome
from assistant.page.markup import escape, marked
from assistant.schema import Answer, Citation, Passage
from assistant.titles import chinese_date, cited_as
from index.schema import BlockKind, Chunk

_VERDICTS = {Outcome.AGREES: "agrees", Outcome.PARTLY: "partly", Outcome.UNVERIFIED: "unverified"}
EMPTY = '<p class="hint">提问之后，回答所依据的文件原文会列在这里。</p>'


def evidence_html(turn: int, answer: Answer) -> str:
    """Return the evidence of one answer."""
    cards = "".join(_card(turn, citation, answer) for citation in answer.citations)
    if not cards:
        cards = '<p class="hint">这个问题没有可以引用的依据。</p>'
    return (
        f'<section class="group" data-turn="{turn}" aria-label="第{turn + 1}问的依据">'
        f'<p class="about">{escape(answer.question)}</p>{cards}{_others(turn, answer)}</section>'
    )


def verdict(citation: Citation) -> tuple[str, str]:
    """Return what the checks of a citation come to: the class that colours it, and the word for it."""
    found = Outcome.UNVERIFIED if citation.checks is None else outcome(citation.checks)
    return _VERDICTS[found], found.value


def passage_html(chunk: Chunk, start: int, end: int, said: str = "") -> str:
    """Return a passage with the words of the document's span ``[start, end)`` marked.

    Args:
        chunk: The passage.
        start: Where the words begin in the document.
        end: Where they end.
        said: What was made of them; of a table's row only the cells that it repeats are marked, if any.
    """
    if chunk.kind is not BlockKind.ROW or not chunk.cells or len(chunk.cells) != len(chunk.columns):
        return f"<p>{marked(chunk.text, chunk.start, start, end)}</p>"
    cells = [(first, chunk.text[first - chunk.start : last - chunk.start]) for first, last in chunk.cells]
    repeated = [cell for cell in cells if not cell[1].isdecimal() and cell[1].strip() and cell[1].strip() in said]
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        f"<td>{marked(cell[1], cell[0], start, end) if cell in (repeated or cells) else escape(cell[1])}</td></tr>"
        for name, cell in zip(chunk.columns, cells, strict=True)
    )
    return f"<table>{rows}</table>"


def card_of(turn: int, answer: Answer, passage: Passage) -> str:
    """Return the id of the card that shows a passage: its citation's, where it is cited."""
    cited = next((each.n for each in answer.citations if each.lies_in(passage.chunk)), None)
    return f"passage-{turn}-{passage.rank}" if cited is None else f"evidence-{turn}-{cited}"


def chunk_of(citation: Citation, passages: Iterable[Passage]) -> Chunk | None:
    """Return the passage that a citation's words were found in."""
    return next((each.chunk for each in passages if citation.lies_in(each.chunk)), None)


def _card(turn: int, citation: Citation, answer: Answer) -> str:
    chunk = chunk_of(citation, answer.passages)
    if chunk:
        words = passage_html(chunk, citation.start, citation.end, answer.text)
    else:
        words = f"<p>{marked(citation.quote, 0, 0, len(citation.quote))}</p>"
    return (
        f'<article class="card" id="evidence-{turn}-{citation.n}" tabindex="-1" aria-label="依据{citation.n}">'
        f'<h3><span class="number">[{citation.n}]</span> {escape(cited_as(citation.title, citation.doc_number))}</h3>'
        f"{_origin(citation.issuer, citation.date, citation.section, chunk.page if chunk else None)}"
        f"{_places(citation)}{_newer(citation)}{_checked(citation)}<blockquote>{words}</blockquote>"
        f"{_open_button(citation.document, citation.start, citation.end, citation.title)}</article>"
    )


def _places(citation: Citation) -> str:
    return f'<p class="path">同一文件另见：{escape("、".join(citation.also_at))}</p>' if citation.also_at else ""


def _newer(citation: Citation) -> str:
    newer = citation.newer
    if newer is None:
        return ""
    known = "，".join(part for part in (chinese_date(newer.date), newer.relation) if part)
    return (
        f'<p class="newer">存在更新文件：{escape(cited_as(newer.title, newer.doc_number))}，{known}。'
        f"{_open_button(newer.document, newer.start, newer.end, newer.title)}</p>"
    )


def _checked(citation: Citation) -> str:
    kind, word = verdict(citation)
    strange = "、".join(f"“{each.words}”" for each in citation.checks or () if not each.supported)
    missing = f"：引文中没有{escape(strange)}" if strange else ""
    return f'<p class="check {kind}">{word}{missing}</p>'


def _others(turn: int, answer: Answer) -> str:
    others = [each for each in answer.passages if not any(cited.lies_in(each.chunk) for cited in answer.citations)]
    if not others:
        return ""
    name = "其他检索到的段落" if answer.citations else "相近的段落，仅供参考"
    return (
        f'<details class="others"><summary>{name}（{len(others)}）</summary>'
        f"{''.join(_other(turn, passage) for passage in others)}</details>"
    )


def _other(turn: int, passage: Passage) -> str:
    chunk = passage.chunk
    path = " › ".join(chunk.section)
    return (
        f'<details class="card other" id="passage-{turn}-{passage.rank}">'
        f"<summary><strong>{escape(cited_as(passage.title, passage.doc_number))}</strong>"
        f"<span>{escape(path or chunk.text[:40])}</span></summary>"
        f"{_origin(passage.issuer, passage.date, (), chunk.page)}"
        f"<blockquote>{passage_html(chunk, 0, 0)}</blockquote>"
        f"{_open_button(chunk.path, chunk.start, chunk.end, passage.title)}</details>"
    )


def _origin(issuer: str | None, date: str | None, section: Iterable[str], page: int | None) -> str:
    known = [part for part in (issuer, chinese_date(date), f"第{page}页" if page else "") if part]
    origin = f'<p class="origin">{escape(" · ".join(known))}</p>' if known else ""
    path = " › ".join(section)
    return (f'<p class="path">{escape(path)}</p>' if path else "") + origin


def _open_button(path: str, start: int, end: int, title: str) -> str:
    return (
        f'<button type="button" class="quiet open" data-document="{escape(path)}" data-start="{start}"'
        f' data-end="{end}" data-title="{escape(title)}" aria-label="查看原文：{escape(title)}">查看原文</button>'
    )
