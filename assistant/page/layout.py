"""The chat page as Gradio has it: one component that never changes, a script that fills it, one door to the server.

Gradio's own events are not used: what a page shows belongs to a visitor, not to a browser tab's session, and an answer
goes on when its page is closed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

import gradio as gr
from anyio.to_thread import run_sync
from pydantic import validate_call
from starlette.requests import HTTPConnection

from assistant.page.answering import attempted
from assistant.page.desk import Desk, View
from assistant.page.evidence import EMPTY
from assistant.page.frame import html
from assistant.page.site import page_file
from assistant.page.talks import MAX_QUESTION
from assistant.page.visitor import visitor_of

_ACTIONS = (
    "open",
    "ask",
    "stop",
    "watch",
    "listing",
    "rename",
    "delete",
    "evidence",
    "find",
    "judge",
    "scope",
    "measure",
    "document",
    "documents",
)
_SCRIPTS = ("chat.js", "chat_sidebar.js", "chat_evidence.js", "chat_reader.js", "chat_begin.js")
_STRANGER = "浏览器没有保存本站的 Cookie，无法保存对话：请允许 Cookie 后刷新页面。"


def build_chat(desk: Desk) -> None:
    """Lay out the chat page, inside open blocks."""
    script = "\n".join(page_file(name) for name in _SCRIPTS)
    html(_skeleton(), "desk", js_on_load=script, server_functions=[_door(desk)])


def _door(desk: Desk) -> Callable[..., Coroutine[Any, Any, View]]:
    """Return the one function that the page's script calls: by an action's name, with what the action takes."""
    actions = {name: validate_call(getattr(desk, name)) for name in _ACTIONS}

    async def call(wanted: dict[str, Any], request: gr.Request) -> View:
        owner = visitor_of(cast(HTTPConnection, request))  # here Gradio hands over the server's own request
        action = actions.get(str(wanted.get("action")))
        if owner is None or action is None:
            return {"trouble": _STRANGER}
        given = {name: value for name, value in wanted.items() if name not in {"action", "owner"}}

        def work() -> Awaitable[View]:
            if wanted["action"] == "watch":  # waits without a thread of its own
                return cast(Awaitable[View], action(owner, **given))
            return run_sync(lambda: cast(View, action(owner, **given)))

        return await attempted(work, lambda words, _: {"trouble": words})

    return call


def _skeleton() -> str:
    """The page before anything is shown on it. Constant: no word of a user or a document is in it."""
    return f"""
<aside id="side" aria-label="对话和范围">
  <div class="side-head"><button type="button" id="new" class="primary">＋ 新对话</button>
    <button type="button" class="close" data-close="side" aria-label="收起左栏">×</button></div>
  <section class="talks-part" aria-labelledby="talks-title"><h2 id="talks-title">对话</h2>
    <input type="search" id="search" placeholder="搜索对话" aria-label="搜索对话">
    <div id="talks"></div></section>
  <section class="scope-part" aria-labelledby="scope-title"><h2 id="scope-title">检索范围</h2>
    <div id="scope"></div></section>
  <button type="button" class="quiet" data-catalogue>查看全部文件</button>
</aside>
<section id="talk" aria-label="问答">
  <div id="talk-head"><button type="button" class="quiet" data-toggle-side aria-controls="side" aria-expanded="true"
    >☰<span class="unseen">对话和范围</span></button><h2 id="talk-title"></h2>
    <a class="tool" id="export-talk" href="/" download hidden>导出整个对话</a></div>
  <div id="chat"><div class="turns" role="log" aria-live="polite" aria-label="对话"><div id="past"></div>
    <div id="now"></div></div><div id="further"></div></div>
  <p id="complaint" role="alert" hidden></p>
  <div id="under"><span id="editing" hidden>正在修改问题，发送后替换原来的回答
    <button type="button" class="tool" data-cancel-edit>取消</button></span>
    <button type="button" class="tool" id="measure" data-show-scope>全部文件</button></div>
  <form id="composer"><label class="unseen" for="question">您的问题</label>
    <textarea id="question" rows="1" maxlength="{MAX_QUESTION}" placeholder="请输入问题，可以接着上一问追问"></textarea>
    <button type="submit" id="send" class="primary">发送</button>
    <button type="button" id="stop" hidden>停止</button></form>
  <p id="keys" class="hint">Enter 发送，Shift + Enter 换行，/ 回到输入框</p>
</section>
<aside id="evidence" aria-labelledby="evidence-title"><div class="evidence-head"><h2 id="evidence-title">依据</h2>
  <button type="button" class="close" data-close="evidence" aria-label="关闭依据">×</button></div>
  <div class="evidence-body">{EMPTY}</div></aside>
<dialog id="reader" aria-labelledby="reader-title"><div class="reader-head">
  <h2 id="reader-title" tabindex="-1"></h2>
  <button type="button" class="quiet" id="only-this" hidden>只问这份文件</button>
  <a class="quiet" id="original" hidden download>下载原件</a>
  <button type="button" class="close" data-close="reader" aria-label="关闭原文，返回对话">×</button></div>
  <div class="reader-body" tabindex="0" role="document" aria-label="原文"></div></dialog>
<div id="hover" role="tooltip" hidden></div>
<button type="button" id="find" class="quiet" hidden>在依据中找这句话</button>
"""
