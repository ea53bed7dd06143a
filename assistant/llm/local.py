"""A chat model from a folder, run in this process with transformers.

Loads nothing from a network, and runs no code that a model's folder may hold.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any

from jinja2 import TemplateError
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

from assistant.llm.chat import LlmError, Message
from index.errors import UserError


class LocalModel:
    """One model; answers one conversation at a time."""

    def __init__(self, name: str, model: Any, tokenizer: Any, seconds: float) -> None:
        """Take a loaded model.

        Args:
            name: What it is called in answers.
            model: A transformers causal language model.
            tokenizer: Its tokenizer, with a chat template.
            seconds: How long one answer may take.
        """
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._seconds = seconds
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, seconds: float) -> LocalModel:
        """Load a model.

        Raises:
            UserError: The folder holds no chat model that can be loaded.
        """
        return cls(folder.resolve().name, *_loaded(folder.resolve()), seconds)

    def stream(self, messages: Sequence[Message], most_tokens: int) -> Iterator[str]:
        """Yield the model's text as it comes; see ``ChatModel``."""
        if not self._lock.acquire(timeout=self._seconds):
            raise LlmError("大模型正忙")
        try:
            yield from self._generate(messages, most_tokens)
        finally:
            self._lock.release()

    def _generate(self, messages: Sequence[Message], most_tokens: int) -> Iterator[str]:
        try:
            inputs = self._tokenizer.apply_chat_template(
                list(messages), add_generation_prompt=True, return_tensors="pt", return_dict=True
            )
        except (TemplateError, ValueError, TypeError) as error:
            raise LlmError("大模型的对话模板不能用") from error
        streamer = TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=self._seconds
        )
        stop = threading.Event()
        failures: list[Exception] = []

        def generate() -> None:
            try:
                self._model.generate(
                    **inputs,
                    streamer=streamer,
                    max_new_tokens=most_tokens,
                    max_time=self._seconds,
                    do_sample=False,
                    stopping_criteria=[lambda *_args, **_kwargs: stop.is_set()],
                )
            except Exception as error:  # noqa: BLE001 - it is raised again where the text is read
                failures.append(error)
                streamer.on_finalized_text("", stream_end=True)

        thread = threading.Thread(target=generate, daemon=True)
        thread.start()
        started = time.monotonic()
        try:
            yield from streamer
        except Empty as error:
            raise LlmError("大模型没有按时答复") from error
        finally:
            stop.set()
            thread.join(self._seconds)
        if failures:
            raise LlmError(f"大模型运行出错（{type(failures[0]).__name__}）") from failures[0]
        if time.monotonic() - started > self._seconds:  # what came is not all that it had to say
            raise LlmError("大模型没有按时答复")


@cache  # an assistant on a newer index takes the model over
def _loaded(folder: Path) -> tuple[Any, Any]:
    if not (folder / "config.json").is_file():
        raise UserError(f"{folder} 不是模型文件夹（缺少 config.json），请检查 llm.path。")
    try:
        # safetensors only: the older weight files are pickles, which run code
        model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        raise UserError(f"无法载入 {folder} 中的模型（{type(error).__name__}），请检查 llm.path。") from error
    if not tokenizer.chat_template:
        raise UserError(f"{folder} 中的模型没有对话模板，请换用对话模型（文件名多带 Chat 或 Instruct）。")
    return model.train(False), tokenizer
