"""What is wrong with the arguments of a command, in one Chinese sentence. Never judges arguments itself: typer does."""

from __future__ import annotations

import re

import typer

_SAID = (
    (r"No such command '(.+?)'", "没有 {} 这个命令"),
    (r"No such option: (\S+)", "没有 {} 这个选项"),
    (r"Missing (?:argument|option|parameter) '(.+?)'", "缺少 {}"),
    (r"Option '(.+?)' requires an argument", "{} 后面要给出值"),
    (r"Option '(.+?)' does not take a value", "{} 后面不能给出值"),
    (r"Got unexpected extra argument\S* \((.+)\)", "多出了 {}"),
    (r"Invalid value for '(.+?)'", "{} 的值不合要求"),
)


def in_chinese(error: typer.TyperException) -> str:
    """Return what a person is to be told of arguments that typer refused.

    Args:
        error: As typer raises it outside of its standalone mode.

    Returns:
        One sentence that ends with the command that shows the usage.
    """
    message = error.format_message()
    found = ((re.search(pattern, message), words) for pattern, words in _SAID)
    wrong = next((words.format(match[1]) for match, words in found if match), f"参数有误（{message}）")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "assistant"
    return f"{wrong}，用法见 {command} --help。"
