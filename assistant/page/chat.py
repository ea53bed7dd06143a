"""The middle of the page: questions, answers with their markers, refusals, the empty state. HTML only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from assistant.check.statement import MARKER
from assistant.conversations import Exchange
from assistant.page.evidence import verdict
from assistant.page.markup import escape
from assistant.page.talks import STOPPED
from assistant.schema import Answer, Citation, Partial, Stage, Status
from assistant.titles import cited_as

# Markers with the character before them and the punctuation behind: no line begins with either.
_MARKERS = re.compile(r"[^\s\[\]]?(?:\[\d{1,3}\])+[，。；：、！？）”》]*")
# A sentence keeps its closing quotation marks and the markers behind its full stop.
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]+(?:[”’」』）]|\s*\[\d{1,3}\])*|$)")
_HEADLINES = {
    Status.ANSWERED: "",
    Status.CORRECTED: "问题前提与文件不符",
    Status.REFUSED: "资料中没有找到依据",
}
_REASONS = ("答非所问", "引文不对", "资料里有但没找到", "不够完整", "其他")


def empty_html(examples: Sequence[str]) -> str:
    """Return what stands where nothing has been asked yet: what can be asked, and how to read an answer."""
    buttons = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in examples
    )
    offer = f'<h3 id="examples-title">可以这样问</h3><ul aria-labelledby="examples-title">{buttons}</ul>'
    return (
        '<section class="empty" aria-label="使用说明">'
        "<h2>想查什么，直接问</h2>"
        "<p>只依据已收录的文件作答，文件里没有的会直接告诉您，不作推测。</p>"
        '<dl class="lessons">'
        "<div><dt><span class='marker' aria-hidden='true'>[1]</span></dt>"
        "<dd>回答里的编号是出处：指一指看原话，点一下在右侧核对。</dd></div>"
        "<div><dt>范围</dt><dd>在左侧选发文机关、地区、文种或年份，只在这些文件里找。</dd></div>"
        "<div><dt>追问</dt><dd>可以接着上一问说“那大连呢”，也可以修改问题重问。</dd></div></dl>"
        f"{offer if examples else ''}"
        "</section>"
    )


def turn_html(talk: str, turn: int, exchange: Exchange, *, doing: Stage | Partial | None = None, ahead: int = 0) -> str:
    """Return a question and what has become of it.

    Args:
        talk: The conversation.
        turn: The question's place in the conversation, from 0.
        exchange: The question and its outcome so far.
        doing: What is being done for it, or what stands of its answer so far.
        ahead: Questions that will be answered before it.
    """
    if exchange.answer:
        outcome = _answer(talk, turn, exchange, exchange.answer)
    elif exchange.note:
        outcome = _note(turn, exchange)
    elif isinstance(doing, Partial):
        outcome = _progress(Stage.CHECK, ahead=0) + _partial(turn, doing.answer)
    else:
        outcome = _progress(doing, ahead)
    ended = exchange.answer or exchange.note
    again = (
        f'<div class="last-only">{_tool("修改问题", edit=turn)}{_tool("重新回答", again=turn)}</div>' if ended else ""
    )
    scope = f'<p class="asked-of">只在范围内查找：{escape(str(exchange.scope))}</p>' if str(exchange.scope) else ""
    return (
        f'<article class="turn" data-turn="{turn}">'
        f'<div class="asked"><span class="unseen">您问：</span><p>{escape(exchange.question)}</p>{scope}{again}</div>'
        f"{outcome}</article>"
    )


def further_html(questions: Sequence[str]) -> str:
    """Return the questions to go on with."""
    if not questions:
        return ""
    buttons = "".join(
        f'<button type="button" class="quiet further" data-ask="{escape(question)}">{escape(question)}</button>'
        for question in questions
    )
    return f'<div class="onward" role="group" aria-label="可以接着问"><span>可以接着问</span>{buttons}</div>'


def copied_text(answer: Answer) -> str:
    """Return an answer with its citations, in plain text, as it is copied."""
    lines = [answer.text]
    for citation in answer.citations:
        place = "，".join(
            part for part in (cited_as(citation.title, citation.doc_number), " › ".join(citation.section)) if part
        )
        lines.append(f"[{citation.n}] {place}：“{citation.quote.strip()}”")
    return "\n".join(lines)


def _note(turn: int, exchange: Exchange) -> str:
    kind = "stopped" if exchange.note == STOPPED else "failed"
    return (
        f'<div class="note {kind}"><p>{escape(exchange.note)}</p>'
        f'<span class="last-only">{_tool("再问一次", again=turn)}</span></div>'
    )


def _progress(stage: Stage | None, ahead: int) -> str:
    stages = list(Stage)
    reached = stages.index(stage) if stage else -1
    steps = "".join(
        f'<li class="{_step_class(place, reached)}">{escape(each.value)}</li>' for place, each in enumerate(stages)
    )
    said = f"正在{stage.value}" if stage else "正在准备"
    queue = f'<p class="ahead">前面还有 {ahead} 个问题</p>' if ahead else ""
    return (
        f'<div class="progress"><span class="unseen">{escape(said)}</span><ol aria-hidden="true">{steps}</ol>'
        f"{queue}</div>"
    )


def _step_class(place: int, reached: int) -> str:
    if place == reached:
        return "now"
    return "done" if place < reached else "next"


def _partial(turn: int, answer: Answer) -> str:
    """Busy, so that it is not read aloud before it is the answer."""
    return (
        '<div class="partial" aria-busy="true"><p class="hint">大模型正在写，核对过的先显示；写完之前还可能改动。</p>'
        f'<p class="words">{_sentences(turn, answer)}</p></div>'
    )


def _answer(talk: str, turn: int, exchange: Exchange, answer: Answer) -> str:
    headline = _HEADLINES[answer.status]
    return (
        f'<div class="answer {answer.status.value}">'
        f"{f'<h2>{headline}</h2>' if headline else ''}"
        f"{_understood(answer)}"
        f'<p class="words">{_sentences(turn, answer)}</p>'
        f"{_foot(talk, turn, exchange, answer)}</div>"
    )


def _understood(answer: Answer) -> str:
    if answer.standalone.strip() == answer.question.strip():
        return ""
    return f'<p class="understood">问题理解为：{escape(answer.standalone)}</p>'


def _sentences(turn: int, answer: Answer) -> str:
    cited = {citation.n: citation for citation in answer.citations}
    sentences = [sentence for sentence in _SENTENCE.findall(answer.text) if sentence]
    return "".join(
        f'<span class="sentence{_aside(sentence)}" data-place="{min(place, 9)}">'
        f"{_with_markers(turn, sentence, cited)}</span>"
        for place, sentence in enumerate(sentences)
    )


def _aside(sentence: str) -> str:
    """The class of a sentence that is a note on the answer, not a part of it."""
    return " aside" if sentence.startswith("注意：") else ""


def _with_markers(turn: int, sentence: str, cited: Mapping[int, Citation]) -> str:
    parts, done = [], 0
    for found in _MARKERS.finditer(sentence):
        parts += [escape(sentence[done : found.start()]), '<span class="together">']
        done = found.start()
        for number in MARKER.finditer(sentence, found.start(), found.end()):
            citation = cited.get(int(number[1]))
            if citation:
                parts += [escape(sentence[done : number.start()]), _marker(turn, citation)]
                done = number.end()
        parts += [escape(sentence[done : found.end()]), "</span>"]
        done = found.end()
    return "".join(parts) + escape(sentence[done:])


def _marker(turn: int, citation: Citation) -> str:
    source = cited_as(citation.title, citation.doc_number)
    kind, checked = verdict(citation)
    return (
        f'<a class="marker {kind}" href="#evidence-{turn}-{citation.n}" data-turn="{turn}" data-n="{citation.n}"'
        f' data-source="{escape(source)}" data-quote="{escape(citation.quote)}" data-check="{checked}"'
        f' aria-label="依据{citation.n}：{escape(source)}，{checked}">[{citation.n}]</a>'
    )


def _foot(talk: str, turn: int, exchange: Exchange, answer: Answer) -> str:
    if answer.citations:
        evidence = _tool(f"查看依据（{len(answer.citations)}条）", evidence=turn)
    elif answer.passages:
        evidence = _tool("看看相近的段落（仅供参考）", evidence=turn)
    else:
        evidence = ""
    if exchange.chosen and answer.passages and not answer.citations:
        evidence = _tool("在全部文件中再找一次", everywhere=turn) + evidence
    copy = f'<button type="button" class="tool" data-copy="{escape(copied_text(answer))}">复制</button>'
    exports = _export(talk, turn, "word", "导出 Word") + _export(talk, turn, "receipt", "引证单")
    seconds = answer.timings_ms.get("total", 0) / 1000
    taken = f'<span class="taken">用时 {max(seconds, 0.1):.1f} 秒</span>' if seconds else ""
    said = f'<div class="said">{taken}{_judging(turn, exchange.helpful)}</div>'
    return f'<div class="foot">{evidence}{copy}{exports}{said}</div>{_reasons(turn)}'


def _tool(words: str, **data: int) -> str:
    (name, turn), *_ = data.items()
    kind = "tool" if name in {"again", "edit"} else "quiet"
    return f'<button type="button" class="{kind}" data-{name}="{turn}">{words}</button>'


def _export(talk: str, turn: int, form: str, words: str) -> str:
    address = f"/export?{urlencode({'talk': talk, 'turn': turn, 'form': form})}"
    aside = ' target="_blank" rel="noopener"' if form == "receipt" else " download"
    return f'<a class="tool" href="{escape(address)}"{aside}>{words}</a>'


def _judging(turn: int, helpful: bool | None) -> str:
    """有用 and 没用."""
    buttons = "".join(
        f'<button type="button" class="tool" data-judge="{value}" data-turn="{turn}"'
        f' aria-pressed="{"true" if helpful is said else "false"}">{word}</button>'
        for word, value, said in (("有用", "yes", True), ("没用", "no", False))
    )
    return (
        f'<div class="judging" role="group" aria-label="这个回答有用吗"><span class="thanks" role="status"></span>'
        f"{buttons}</div>"
    )


def _reasons(turn: int) -> str:
    reasons = "".join(
        f'<label><input type="radio" name="reason-{turn}" value="{word}">{word}</label>' for word in _REASONS
    )
    return (
        f'<form class="reasons" data-turn="{turn}" hidden>'
        f"<fieldset><legend>哪里不好？（可不选）</legend>{reasons}</fieldset>"
        f'<label class="unseen" for="more-{turn}">具体说明</label>'
        f'<input id="more-{turn}" type="text" maxlength="400" placeholder="可以写具体一点，帮助我们改进">'
        '<button type="submit" class="quiet">提交</button></form>'
    )
