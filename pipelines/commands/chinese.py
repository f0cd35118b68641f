"""The command-line library in Chinese: its usage lines, help texts and complaints, where an operator sees them.

The one place that touches what typer keeps to itself (``typer.core._``, which translates its words): the public way,
a catalogue of gettext, hangs on the language of the system. ``tests/test_private_parts.py`` tells when typer changes.
"""

import re
from typing import TYPE_CHECKING

import typer
import typer.core
from typer.exceptions import TyperException as UsageFault

WORDS = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "required": "必填",
    "default: {default}": "默认：{default}",
    "Missing command.": "没有写命令。",
    "No such command {name!r}.": "没有 {name} 这个命令。",
}


_Base = typer.core.TyperCommand if TYPE_CHECKING else object


class _InChinese(_Base):
    """What the library writes about a command by itself."""

    def format_usage(self, ctx, formatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def get_help(self, ctx) -> str:
        # All arguments are text; that is no news to an operator.
        return super().get_help(ctx).replace(" <str>", "")

    def get_help_option(self, ctx):
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class Command(_InChinese, typer.core.TyperCommand):
    """One command."""


class Commands(_InChinese, typer.core.TyperGroup):
    """The program with its commands."""


def speak() -> None:
    """Give the library's fixed words their Chinese."""
    typer.core._ = lambda text: WORDS.get(text, text)  # pyright: ignore[reportPrivateImportUsage]


def wrong_use(reason: UsageFault) -> str:
    """What was typed wrongly, and where to look it up."""
    kind, context = type(reason).__name__, getattr(reason, "ctx", None)
    if kind == "NoArgsIsHelpError":
        return reason.message
    path = context.command_path if context else "tongbao"
    return f"用法不对：{_complaint(kind, reason)}\n运行 {path} --help 查看用法。"


def _complaint(kind: str, reason: UsageFault) -> str:
    named = getattr(reason, "param", None)
    name = getattr(reason, "option_name", None) or (_called(named) if named else "")
    said = reason.message
    if kind == "MissingParameter":
        return f"缺少“{name}”。"
    if kind == "NoSuchOption":
        alike = "、".join(getattr(reason, "possibilities", None) or ())
        return f"没有 {name} 这个选项。" + (f"是不是 {alike}？" if alike else "")
    if kind == "BadOptionUsage":
        return f"选项 {name} 后面不带内容。" if "does not take" in said else f"选项 {name} 后面缺少内容。"
    if kind == "BadParameter":
        return f"“{name}”的值不对：{_misfit(said)}"
    if found := re.fullmatch(r"Got unexpected extra argument\(?s?\)? \((.*)\)", said):
        return f"多写了“{found[1]}”。路径或查询里有空格的，要用引号括起来。"
    if found := re.fullmatch(r"(.*?)\.? Did you mean (.*)\?", said):
        return found[1] + f"是不是 {found[2].replace(chr(39), '')}？"
    return said


def _called(parameter) -> str:
    """An option by its long name, an argument by what stands for it in the usage line."""
    return parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.metavar or parameter.name


def _misfit(said: str) -> str:
    if found := re.search(r"(greater|less) than or equal to (\S+)", said):
        return f"应{'不小于' if found[1] == 'greater' else '不大于'} {found[2]}。"
    return "应为整数。" if "integer" in said else "应为数字。" if "number" in said else "类型或范围不符。"
