"""The chat page's components and what happens between them.

Holds no state of its own: a conversation lives in its browser session, everything else in the assistant.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import gradio as gr

from assistant.page.chat import chat_html
from assistant.page.conversation import MAX_QUESTION, Conversation
from assistant.page.evidence import evidence_html
from assistant.page.frame import html
from assistant.page.markup import escape
from assistant.page.reading import document_html, documents_html
from assistant.page.site import page_file
from index.errors import UserError

if TYPE_CHECKING:
    from assistant.engine import Assistant

logger = logging.getLogger(__name__)
_UNREADABLE = '<p class="hint">暂时打不开这份文件，请稍后再试；如果反复出现，请联系管理员查看运行日志。</p>'


class _Parts(NamedTuple):
    """The components that take part in what happens."""

    conversation: gr.State
    chat: gr.HTML
    evidence: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button


def build_chat(assistant: Assistant, *, concurrency: int, examples: Sequence[str]) -> None:
    """Lay out the chat page, inside open blocks.

    Args:
        assistant: Answers the questions and hands out the documents, from several threads at once.
        concurrency: Questions that are answered at the same time; further ones wait.
        examples: Questions offered where nothing has been asked yet.
    """
    parts = _lay_out(assistant, examples)
    _connect(assistant, parts, concurrency, examples)


def _lay_out(assistant: Assistant, examples: Sequence[str]) -> _Parts:
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            chat = html(chat_html((), examples), "chat")
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    label="您的问题",
                    show_label=False,
                    container=False,
                    max_lines=6,
                    max_length=MAX_QUESTION,
                    elem_id="question",
                    scale=1,
                    placeholder="请输入问题，可以接着上一问追问",
                )
                send = gr.Button("发送", variant="primary", elem_id="send", scale=0)
                stop = gr.Button("停止", elem_id="stop", scale=0, visible=False)
            with gr.Row(elem_id="under"):
                html('<p class="hint">Enter 发送，Shift + Enter 换行</p>', "keys")
                listing = f"已收录 {len(assistant.documents())} 份文件"
                html(f'<button type="button" class="quiet" data-catalogue>{listing}</button>', "catalogue")
                new = gr.Button("开始新对话", elem_id="new", scale=0, size="sm")
        with gr.Column(elem_id="evidence"):
            evidence = html(evidence_html(()), "evidence-panel")
    _reader(assistant)
    return _Parts(conversation, chat, evidence, box, send, stop, new)


def _connect(assistant: Assistant, parts: _Parts, concurrency: int, examples: Sequence[str]) -> None:
    def shown(talk: Conversation) -> list[Any]:
        # The evidence changes only with an answer; it is the larger part, and is not sent again before.
        evidence_now = gr.skip() if talk.busy else evidence_html(talk.exchanges)
        visible = gr.update(visible=not talk.busy), gr.update(visible=talk.busy)
        return [chat_html(talk.exchanges, examples), evidence_now, *visible]

    def accept(talk: Conversation, question: str) -> list[Any]:
        accepted = talk.accept(question)
        return ["" if accepted else gr.skip(), *shown(talk)]

    def answer(talk: Conversation) -> Iterator[list[Any]]:
        for _ in talk.answer(assistant):
            yield shown(talk)

    def halt(talk: Conversation) -> list[Any]:
        talk.stop()
        return shown(talk)

    def restart(talk: Conversation) -> list[Any]:
        talk.clear()
        return shown(talk)

    talk = [parts.conversation]
    outputs: list[gr.components.Component] = [parts.chat, parts.evidence, parts.send, parts.stop]
    # A stopped answer ends by itself at its next step, and tells the last word on what is shown. Gradio's own
    # ``cancels`` would lose that word; "multiple", because until then the next question's answer may begin.
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
    asked = [parts.send.click, parts.box.submit]
    accepted = gr.on(asked, accept, [*talk, parts.box], [parts.box, *outputs], queue=False, **quiet)
    accepted.then(answer, talk, outputs, concurrency_limit=concurrency, concurrency_id="answer", **quiet)
    parts.stop.click(halt, talk, outputs, queue=False, **quiet)
    parts.new.click(restart, talk, outputs, queue=False, **quiet)


def _reader(assistant: Assistant) -> gr.HTML:
    """The pane that shows a whole document, and the script that drives the page."""

    def read_document(wanted: dict[str, Any]) -> str:
        try:
            return document_html(assistant.document(str(wanted["path"])), int(wanted["start"]), int(wanted["end"]))
        except UserError as error:
            return f'<p class="hint">{escape(str(error))}</p>'
        except Exception:
            logger.exception("a document could not be shown")
            return _UNREADABLE

    def list_documents(_: object = None) -> str:
        return documents_html(assistant.documents())

    dialog = (
        '<dialog id="reader" aria-labelledby="reader-title"><div class="reader-head">'
        '<h2 id="reader-title" tabindex="-1"></h2>'
        '<button type="button" class="close" data-close="reader" aria-label="关闭原文，返回对话">×</button></div>'
        '<div class="reader-body" tabindex="0" role="document" aria-label="原文"></div></dialog>'
        '<div id="hover" role="tooltip" hidden></div>'
    )
    return html(
        dialog,
        "reading",
        js_on_load=page_file("chat.js"),
        server_functions=[read_document, list_documents],
    )
