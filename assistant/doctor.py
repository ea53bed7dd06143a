"""Checks that everything an answer needs is there and whole, and that an answer needs no network.

Reports in Chinese, a line a check. Changes nothing.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from assistant.engine import Assistant
from assistant.settings import LlmSettings, Settings
from index.encoder import load_encoder
from index.errors import UserError
from index.snapshot import open_current

Echo = Callable[[str], None]


def examine(settings: Settings, echo: Echo) -> list[str]:
    """Run all checks.

    Returns:
        What is wrong, each with the way out; empty where all is well.
    """
    problems: list[str] = []
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("模型", _model),
        ("索引", _index),
        ("断网问答", _offline_answer),
    )
    echo(f"设置：可用（索引 {settings.index.dir}，模型 {settings.embedding.model}）")
    if settings.llm.is_set:
        checks += (("大模型", _llm),)
    for name, check in checks:
        try:
            echo(f"{name}：{check(settings)}")
        except UserError as error:
            problems.append(str(error))
            echo(f"{name}：有问题。{error}")
    echo("一切正常。" if not problems else f"有 {len(problems)} 项需要处理。")
    return problems


def _model(settings: Settings) -> str:
    encoder = load_encoder(settings.embedding)
    shape = encoder.encode_queries(["检查"]).shape
    if shape != (1, encoder.dimensions):
        raise UserError(f"模型给出的向量形状是 {shape}，请更换 embedding.model。")
    return f"可用（{encoder.name}，{encoder.dimensions} 维）"


def _index(settings: Settings) -> str:
    manifest = open_current(settings.index.dir).manifest
    return f"完整（{manifest.documents} 个文件，{manifest.chunks} 个段落，建立于 {manifest.created}）"


def _llm(settings: Settings) -> str:
    from assistant.llm.chat import LlmError, open_model

    model = open_model(settings.llm)
    if model is None:
        return "未设置"
    started = time.perf_counter()
    try:
        for _ in model.stream([{"role": "user", "content": "请只回复一个字：好"}], 16):
            pass
    except LlmError as error:
        raise UserError(f"{error}，请检查 llm 设置；在此之前，回答用文件原文。") from error
    return f"可用（{model.name}，{(time.perf_counter() - started) * 1000:.0f} 毫秒）"


def _offline_answer(settings: Settings) -> str:
    with _network_cut():
        assistant = Assistant.open(settings.model_copy(update={"llm": LlmSettings()}))
        title = assistant.documents()[0].title
        answer = assistant.ask(f"《{title}》讲了什么？")
    if not answer.passages:
        raise UserError("断网时没有检索到任何段落，请用 assistant index build 重新建立索引。")
    return f"可用（{answer.timings_ms['total']:.0f} 毫秒，{len(answer.passages)} 个段落）"


@contextmanager
def _network_cut() -> Iterator[None]:
    """Make every attempt to connect fail, in this process."""
    original = socket.socket.connect

    def refuse(_socket: socket.socket, address: Any) -> NoReturn:
        raise UserError(f"回答问题时试图连接网络（{address}），请检查设置中的模型。")

    socket.socket.connect = refuse  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        socket.socket.connect = original  # type: ignore[method-assign]
