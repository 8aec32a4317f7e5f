"""``michisuji check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from michisuji.cli import second_opinion
from michisuji.cli.common import Terminal, opened, settings

if TYPE_CHECKING:
    from michisuji.quality.history.last_check import Since
    from michisuji.quality.report import Problem, Report
    from michisuji.settings import Settings
    from michisuji.store import Store


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle", "sarif", "junit", "csv", "xlsx", "dqv"]),
    default="text",
    show_default=True,
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."
)
@click.option(
    "--profile", help="Which rules, how severe. Default: each data set's own; municipal for FILES."
)
@click.option(
    "--shapes",
    "added",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Ask these SHACL shapes, too: a file, a folder of them, or one like $MICHISUJI_OWN.",
)
@click.option(
    "--engine",
    type=click.Choice(["set-based", "pyshacl"]),
    default="set-based",
    show_default=True,
    help="pyshacl: the judge's second opinion, slow; tells what it differs in, and both times.",
)
@click.option("--program", metavar="IRI", help="With --engine pyshacl: this program alone.")
@click.option("--dataset", metavar="NAME", help="With --engine pyshacl: this data set alone.")
@click.option("--work", is_flag=True, help="Check the database of drafts, not the public one.")
@click.option("--as-of", type=int, metavar="YEAR", help="Check the state of a fiscal year.")
@click.option(
    "--since",
    "when",
    metavar="WHEN",
    help="Report what is new and what is mended since the check before WHEN: an ISO date or time, "
    "or 'last'. As text or json.",
)
@click.pass_obj
def check(context: Terminal, /, **options: Any) -> int:
    """Find broken chains in FILES, or in the store when no file is given.

    A check of the public store is saved: the last one in full, and a record of each for --since;
    not so one with --shapes or of another engine.

    Exit code: 0 no violation, 1 at least one violation, 2 could not be checked. With --since: 0 no
    new violation, 1 at least one new violation, 2 could not be checked or no check to compare with.
    """
    from michisuji.cli.output import hand_out, refuse_terminal
    from michisuji.quality.report import exit_code

    asked = _Asked(**options)
    _refuse_mixtures(asked)
    refuse_terminal(asked.form, asked.output)
    report, about, changed = _checked(context, asked)
    _tell(context, report.problems)
    if changed is not None:
        return _hand_out_changes(changed, report, asked, context.lang)
    hand_out(report, asked.form, asked.output, context.lang, about)
    return exit_code(report)


@dataclass(frozen=True)
class _Asked:
    """The arguments and options of the command, as it names them."""

    files: tuple[Path, ...]
    form: str
    output: Path | None
    profile: str | None
    added: tuple[Path, ...]
    engine: str
    program: str | None
    dataset: str | None
    work: bool
    as_of: int | None
    when: str | None

    def settings(self, current: Settings) -> Settings:
        """Return the settings with the shapes that are asked besides."""
        own = os.pathsep.join(filter(None, (current.own, *map(str, self.added))))
        return replace(current, own=own)


def _refuse_mixtures(asked: _Asked) -> None:
    public = not (asked.files or asked.work)
    judge = asked.engine == "pyshacl"
    if asked.when is not None and not (public and asked.as_of is None and not judge):
        raise click.UsageError("--since goes with the public store alone")
    if asked.when is not None and asked.form not in ("text", "json"):
        raise click.UsageError("--since tells as text or json")
    if asked.as_of is not None and not (public and not judge):
        raise click.UsageError("--as-of goes with the public store alone, and not with pyshacl")
    if (asked.program or asked.dataset) and (asked.files or not judge):
        raise click.UsageError("--program and --dataset go with --engine pyshacl, and no files")
    if asked.program and asked.dataset:
        raise click.UsageError("--program and --dataset exclude each other")


_Checked = tuple["Report", dict[str, Any], "Since | None"]


def _checked(context: Terminal, asked: _Asked) -> _Checked:
    from michisuji.quality.check.command import check_files
    from michisuji.quality.formats import report_context

    if asked.files:
        current = asked.settings(settings())
        profile = asked.profile or "municipal"
        if asked.engine == "pyshacl":
            report = second_opinion.of_files(context, asked.files, current, profile)
        else:
            report = check_files(asked.files, current, profile=profile, lang=context.lang)
        return report, report_context.of_files([str(f) for f in asked.files], report, current), None
    with opened("work" if asked.work else "public") as (plain, store):
        current = asked.settings(plain)
        if asked.engine == "pyshacl":
            report = second_opinion.of_store(
                context, store, current, asked.profile, program=asked.program, dataset=asked.dataset
            )
            return report, report_context.of_store(store, report, current, asked.form), None
        if asked.as_of is not None:
            return *_check_year(context, store, current, asked), None
        if asked.work:
            report = _check_store(store, current, asked)
            return report, report_context.of_store(store, report, current, asked.form), None
        return _check_public(context, store, current, asked)


def _check_store(store: Store, current: Settings, asked: _Asked) -> Report:
    from michisuji.quality.check.command import check_store

    return check_store(store, current, profile=asked.profile)


def _check_public(context: Terminal, store: Store, current: Settings, asked: _Asked) -> _Checked:
    from michisuji.quality.formats import report_context
    from michisuji.quality.history import last_check

    report, changed = _check_store(store, current, asked), None
    if asked.when is not None:
        # Before this check is remembered, which would be the last one.
        earlier = last_check.earlier(current, asked.when, report=report)
        _tell(context, earlier.problems)
        changed = last_check.since(report, earlier)
    if asked.added:
        return report, report_context.of_store(store, report, current, asked.form), changed
    causes = None
    with _kept(context):
        causes = last_check.keep(report, store, current).causes
    about = report_context.of_store(store, report, current, asked.form, causes=causes)
    return report, about, changed


def _check_year(
    context: Terminal, store: Store, current: Settings, asked: _Asked
) -> tuple[Report, dict[str, Any]]:
    from michisuji.quality.check import years
    from michisuji.quality.formats import report_context

    year = asked.as_of
    assert year is not None  # the caller has looked
    report = years.check_year(store, current, year, asked.profile)
    causes = years.causes_of_year(store, current, year, report)
    if not asked.added:
        with _kept(context):
            years.keep_year(report, year, current, causes=causes)
    # The shares of DQV describe the current state: a year's measurements have none.
    return report, report_context.of_store(store, report, current, "", causes=causes)


@contextmanager
def _kept(context: Terminal) -> Iterator[None]:
    """Tell that a check could not be kept, and go on."""
    try:
        yield
    except OSError as error:
        context.say("cli.not_kept", error=error)


def _hand_out_changes(changed: Since, report: Report, asked: _Asked, lang: str) -> int:
    from michisuji.cli.output import write_whole
    from michisuji.quality.formats.since import render_since
    from michisuji.quality.rulebook.rules import rulebook

    book = rulebook(asked.settings(settings()).own)
    text = render_since(changed, report, asked.form, lang, book)
    if asked.output is None:
        sys.stdout.write(text)
    else:
        write_whole(asked.output, text.encode())
    if report.problems:
        return 2
    return 1 if any(f.severity == "violation" for f in changed.new) else 0


def _tell(context: Terminal, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(problem.message[context.lang], err=True)
