"""The middle of the page: questions, answers with their markers, refusals, the empty state. HTML only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.page.conversation import Exchange
from assistant.page.markup import escape, label
from assistant.schema import Answer, Citation, Stage, Status

_MARKER = re.compile(r"\[(\d{1,3})\]")
# Markers with the character before them and the punctuation behind: no line begins with either.
_MARKERS = re.compile(r"[^\s\[\]]?(?:\[\d{1,3}\])+[，。；：、！？）”》]*")
# A sentence keeps its closing quotation marks and the markers behind its full stop.
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]+(?:[”’」』）]|\s*\[\d{1,3}\])*|$)")
_HEADLINES = {
    Status.ANSWERED: "",
    Status.CORRECTED: "问题前提与文件不符",
    Status.REFUSED: "资料中没有找到依据",
}


def chat_html(exchanges: Sequence[Exchange], examples: Sequence[str]) -> str:
    """Return the whole conversation, or the empty state with example questions."""
    if not exchanges:
        return _empty_state(examples)
    last = len(exchanges) - 1
    turns = "".join(_exchange(turn, exchange, turn == last) for turn, exchange in enumerate(exchanges))
    return f'<div class="turns" role="log" aria-live="polite" aria-label="对话">{turns}</div>'


def _empty_state(examples: Sequence[str]) -> str:
    buttons = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in examples
    )
    offer = f'<h3 id="examples-title">可以这样问</h3><ul aria-labelledby="examples-title">{buttons}</ul>'
    return (
        '<section class="empty" aria-label="使用说明">'
        "<h2>想查什么，直接问</h2>"
        "<p>只依据已收录的文件作答：逐句注明出处，点击 <span class='marker' aria-hidden='true'>[1]</span>"
        " 即可核对原文。文件里没有的，会直接告诉您没有，不作推测。</p>"
        f"{offer if examples else ''}"
        "</section>"
    )


def _exchange(turn: int, exchange: Exchange, is_last: bool) -> str:
    return (
        f'<article class="turn" data-turn="{turn}">'
        f'<div class="asked"><span class="unseen">您问：</span><p>{escape(exchange.question)}</p></div>'
        f"{_outcome(turn, exchange, is_last)}</article>"
    )


def _outcome(turn: int, exchange: Exchange, is_last: bool) -> str:
    if exchange.answer:
        return _answer(turn, exchange.answer, is_last)
    if exchange.pending:
        return _progress(exchange)
    kind = "failed" if exchange.failed else "stopped"
    question = escape(exchange.question)
    again = f'<button type="button" class="quiet" data-ask="{question}">再问一次</button>'
    return f'<div class="note {kind}" data-question="{question}"><p>{escape(exchange.note)}</p>{again}</div>'


def _progress(exchange: Exchange) -> str:
    stages = list(Stage)
    reached = stages.index(exchange.stage) if exchange.stage else -1
    steps = "".join(
        f'<li class="{_step_class(place, reached)}">{escape(stage.value)}</li>' for place, stage in enumerate(stages)
    )
    said = f"正在{exchange.stage.value}" if exchange.stage else "正在准备"
    return f'<div class="progress"><span class="unseen">{escape(said)}</span><ol aria-hidden="true">{steps}</ol></div>'


def _step_class(place: int, reached: int) -> str:
    if place == reached:
        return "now"
    return "done" if place < reached else "next"


def _answer(turn: int, answer: Answer, is_last: bool) -> str:
    headline = _HEADLINES[answer.status]
    fresh = " fresh" if is_last else ""
    return (
        f'<div class="answer {answer.status.value}{fresh}">'
        f"{f'<h2>{headline}</h2>' if headline else ''}"
        f"{_understood(answer)}"
        f'<p class="words">{_sentences(turn, answer)}</p>'
        f"{_foot(turn, answer)}</div>"
    )


def _understood(answer: Answer) -> str:
    if answer.standalone.strip() == answer.question.strip():
        return ""
    return f'<p class="understood">问题理解为：{escape(answer.standalone)}</p>'


def _sentences(turn: int, answer: Answer) -> str:
    cited = {citation.n: citation for citation in answer.citations}
    sentences = [sentence for sentence in _SENTENCE.findall(answer.text) if sentence]
    return "".join(
        f'<span class="sentence" data-place="{min(place, 9)}">{_with_markers(turn, sentence, cited)}</span>'
        for place, sentence in enumerate(sentences)
    )


def _with_markers(turn: int, sentence: str, cited: Mapping[int, Citation]) -> str:
    parts, done = [], 0
    for found in _MARKERS.finditer(sentence):
        parts += [escape(sentence[done : found.start()]), '<span class="together">']
        done = found.start()
        for number in _MARKER.finditer(sentence, found.start(), found.end()):
            citation = cited.get(int(number[1]))
            if citation:
                parts += [escape(sentence[done : number.start()]), _marker(turn, citation)]
                done = number.end()
        parts += [escape(sentence[done : found.end()]), "</span>"]
        done = found.end()
    return "".join(parts) + escape(sentence[done:])


def _marker(turn: int, citation: Citation) -> str:
    source = label(citation.title, citation.doc_number)
    return (
        f'<a class="marker" href="#evidence-{turn}-{citation.n}" data-turn="{turn}" data-n="{citation.n}"'
        f' data-source="{escape(source)}" data-quote="{escape(citation.quote)}"'
        f' aria-label="依据{citation.n}：{escape(source)}">[{citation.n}]</a>'
    )


def _foot(turn: int, answer: Answer) -> str:
    if answer.citations:
        offer = f"查看依据（{len(answer.citations)}条）"
    elif answer.passages:
        offer = "看看相近的段落（仅供参考）"
    else:
        return ""
    seconds = answer.timings_ms.get("total", 0) / 1000
    taken = f'<span class="taken">用时 {max(seconds, 0.1):.1f} 秒</span>' if seconds else ""
    return f'<div class="foot"><button type="button" class="quiet" data-evidence="{turn}">{offer}</button>{taken}</div>'
