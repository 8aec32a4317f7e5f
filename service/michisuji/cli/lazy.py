"""A click group that imports a command's module only when the command is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from michisuji.languages import LANGUAGES
from michisuji.messages import message


class LazyGroup(click.Group):
    """Set the commands.

    ``commands_by_name`` is ``{name: "module:attribute"}``; ``cli.help`` has a line for each.
    """

    def __init__(self, *args: Any, commands_by_name: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_by_name = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are declared."""
        return list(self.commands_by_name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; return None for an unknown name."""
        if cmd_name not in self.commands_by_name:
            return None
        module, attribute = self.commands_by_name[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list in ``--help`` from the one-line texts, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _help(name)) for name in self.commands_by_name])


def _help(name: str) -> str:
    return " / ".join(message(f"cli.help.{name}", lang) for lang in reversed(LANGUAGES))
