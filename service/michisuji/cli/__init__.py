"""The command line: `michisuji serve | import | check | export | release | publish | …`.

Errors go to stderr as one line and a hint, with exit code 2; ``--debug`` shows the traceback. Heavy
libraries are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from michisuji import __version__
from michisuji.cli.common import Terminal, language_of
from michisuji.cli.lazy import LazyGroup
from michisuji.errors import MichisujiError
from michisuji.languages import LANGUAGES
from michisuji.messages import message

#: Command → its module and function; ``cli.help`` in messages/ says what it does.
COMMANDS = {
    "serve": "michisuji.cli.serve:serve",
    "import": "michisuji.cli.imports:import_",
    "forms": "michisuji.cli.city.learning:forms",
    "remove": "michisuji.cli.remove:remove",
    "query": "michisuji.cli.ask:query",
    "questions": "michisuji.cli.ask:questions",
    "analyze": "michisuji.cli.analyze:analyze",
    "check": "michisuji.cli.check:check",
    "rules": "michisuji.cli.rules:rules",
    "release": "michisuji.cli.publishing.release:release",
    "publish": "michisuji.cli.publishing.publish:publish",
    "export": "michisuji.cli.export:export",
    "template": "michisuji.cli.template:template",
    "user": "michisuji.cli.accounts.users:user",
    "token": "michisuji.cli.accounts.tokens:token",
    "audit": "michisuji.cli.accounts.auditing:audit",
}
#: Problems of files that are printed, the first in the error itself.
_TOLD = 20


@click.group(cls=LazyGroup, commands_by_name=COMMANDS, context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name="michisuji")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
@click.pass_context
def cli(context: click.Context, lang: str | None) -> None:
    """Michisuji (道筋): logic models of public policy as linked data.

    The data directory is $MICHISUJI_HOME (./var); $MICHISUJI_STORE names a SPARQL endpoint to use
    instead of the local engine. If the service already runs there, its engine is used.
    """
    context.obj = Terminal(lang=language_of(lang))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the console script.

    Exit codes: 0 done, 1 findings (check), 2 could not be done.
    """
    # Exit as on Ctrl-C: whatever is running cleans up after itself.
    signal.signal(signal.SIGTERM, _end)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    debug = "--debug" in arguments  # anywhere on the line: people add it after a command has failed
    words = [word for word in arguments if word != "--debug"]
    try:
        outcome = cli.main(args=words, prog_name="michisuji", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.ClickException as error:
        if debug:
            raise
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("", err=True)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing is left to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MichisujiError as error:
        if debug:
            raise
        return _tell(error, language_of(_lang_option(arguments)))
    except Exception as error:
        if debug:
            raise
        from michisuji.store.failures import damage

        if damaged := damage(error):  # found by a query in this process
            return _tell(damaged, language_of(_lang_option(arguments)))
        # A fault of ours, or of the machine: still reported in one line.
        click.echo(f"error: {type(error).__name__}: {error}", err=True)
        click.echo("  → --debug shows where it happened", err=True)
        return 2


def _tell(error: MichisujiError, lang: str) -> int:
    click.echo(message("cli.error", lang, message=error.message), err=True)
    problems = getattr(error, "problems", [])
    for problem in problems[1:_TOLD]:
        click.echo(f"  {problem.line(lang)}", err=True)
    if len(problems) > _TOLD:
        click.echo(message("cli.more", lang, count=len(problems) - _TOLD), err=True)
    if error.hint[lang]:
        click.echo(f"  → {error.hint[lang]}", err=True)
    return 2


def _lang_option(arguments: Sequence[str]) -> str | None:
    for here, word in enumerate(arguments):
        if word == "--lang" and here + 1 < len(arguments):
            return arguments[here + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None
