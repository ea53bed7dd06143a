"""What the command line says of itself in Chinese: the help of its commands, and what is wrong with their arguments.

Never judges arguments itself: typer does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

_SAID = (
    (r"No such command '(.+?)'", "没有 {} 这个命令"),
    (r"No such option: (\S+)", "没有 {} 这个选项"),
    (r"Missing (?:argument|option|parameter) '(.+?)'", "缺少 {}"),
    (r"Option '(.+?)' requires an argument", "{} 后面要给出值"),
    (r"Option '(.+?)' does not take a value", "{} 后面不能给出值"),
    (r"Got unexpected extra argument\S* \((.+)\)", "多出了 {}"),
    (r"Invalid value for '(.+?)'", "{} 的值不合要求"),
)


_FRAME = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]..."))

if TYPE_CHECKING:
    _Command = TyperCommand
else:
    _Command = object


class _HelpInChinese(_Command):
    """Says in Chinese what typer puts around a command's own words."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)
        for words, chinese in _FRAME:
            usage = usage.replace(words, chinese)
        return usage

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
        rich_utils.OPTIONS_PANEL_TITLE = "选项"
        rich_utils.COMMANDS_PANEL_TITLE = "命令"
        rich_utils.DEFAULT_STRING = "[默认：{}]"
        rich_utils.REQUIRED_LONG_STRING = "[必填]"
        super().format_help(ctx, formatter)


class Command(_HelpInChinese, TyperCommand):
    """A command whose help is in Chinese."""


class Group(_HelpInChinese, TyperGroup):
    """A group of commands whose help is in Chinese."""


class Application(typer.Typer):
    """A command line whose help is in Chinese throughout."""

    def __init__(self, *, cls: type[TyperGroup] = Group, **options: Any) -> None:
        super().__init__(cls=cls, no_args_is_help=True, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Register a function as a command; see ``typer.Typer.command``."""
        return super().command(name, cls=Command, **options)


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
