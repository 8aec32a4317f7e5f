"""``michisuji check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
@click.option("--work", is_flag=True, help="Check the database of drafts, not the public one.")
@click.option("--as-of", type=int, metavar="YEAR", help="Check the state of a fiscal year.")
@click.option(
    "--since",
    "when",
    metavar="WHEN",
    help="Report what is new and what is mended since the check before WHEN: an ISO date or time, "
    "or 'last'. As text or json.",
)
@click.pass_context
def check(
    command: click.Context,
    files: tuple[Path, ...],
    form: str,
    output: Path | None,
    profile: str | None,
    work: bool,
    as_of: int | None,
    when: str | None,
) -> int:
    """Find broken chains in FILES, or in the store when no file is given.

    A check of the public store is saved: the last one in full, and a record of each for --since.

    Exit code: 0 no violation, 1 at least one violation, 2 could not be checked. With --since: 0 no
    new violation, 1 at least one new violation, 2 could not be checked or no check to compare with.
    """
    from michisuji.cli.output import hand_out, refuse_terminal
    from michisuji.quality.check.command import check_files
    from michisuji.quality.formats import report_context
    from michisuji.quality.report import exit_code

    context: Terminal = command.obj
    _refuse_mixtures(files, form, work, as_of, when)
    refuse_terminal(form, output)
    changed: Since | None = None
    if files:
        report = check_files(files, settings(), profile=profile or "municipal", lang=context.lang)
        about = report_context.of_files([str(file) for file in files], report, settings())
    else:
        with opened("work" if work else "public") as (current, store):
            if as_of is not None:
                report, about = _check_year(context, store, current, as_of, profile)
            elif work:
                report, about = _check_work(store, current, profile, form)
            else:
                report, about, changed = _check_public(context, store, current, profile, form, when)
    _tell(context, report.problems)
    if changed is not None:
        return _hand_out_changes(changed, report, form, output, context.lang)
    hand_out(report, form, output, context.lang, about)
    return exit_code(report)


def _refuse_mixtures(
    files: tuple[Path, ...], form: str, work: bool, as_of: int | None, when: str | None
) -> None:
    if when is not None and (files or work or as_of is not None):
        raise click.UsageError("--since goes with the public store alone")
    if when is not None and form not in ("text", "json"):
        raise click.UsageError("--since tells as text or json")
    if as_of is not None and (files or work):
        raise click.UsageError("--as-of goes with the public store alone")


def _check_public(
    context: Terminal,
    store: Store,
    current: Settings,
    profile: str | None,
    form: str,
    when: str | None,
) -> tuple[Report, dict[str, Any], Since | None]:
    from michisuji.quality.check.command import check_store
    from michisuji.quality.formats import report_context
    from michisuji.quality.history import last_check

    report, changed = check_store(store, current, profile=profile), None
    if when is not None:
        # Before this check is saved, which would make it the last one.
        earlier = last_check.earlier(current, when, report=report)
        _tell(context, earlier.problems)
        changed = last_check.since(report, earlier)
    try:
        causes = last_check.keep(report, store, current).causes
    except OSError as error:
        context.say("cli.not_kept", error=error)
        return report, report_context.of_store(store, report, current, form), changed
    return report, report_context.of_store(store, report, current, form, causes=causes), changed


def _check_work(
    store: Store, current: Settings, profile: str | None, form: str
) -> tuple[Report, dict[str, Any]]:
    from michisuji.quality.check.command import check_store
    from michisuji.quality.formats import report_context

    report = check_store(store, current, profile=profile)
    return report, report_context.of_store(store, report, current, form)


def _check_year(
    context: Terminal, store: Store, current: Settings, year: int, profile: str | None
) -> tuple[Report, dict[str, Any]]:
    from michisuji.quality.check import years
    from michisuji.quality.formats import report_context

    report = years.check_year(store, current, year, profile)
    causes = years.causes_of_year(store, current, year, report)
    try:
        years.keep_year(report, year, current, causes=causes)
    except OSError as error:
        context.say("cli.not_kept", error=error)
    # The shares of DQV describe the current state: a year's measurements have none.
    return report, report_context.of_store(store, report, current, "", causes=causes)


def _hand_out_changes(
    changed: Since, report: Report, form: str, output: Path | None, lang: str
) -> int:
    from michisuji.cli.output import write_whole
    from michisuji.quality.formats.since import render_since

    text = render_since(changed, report, form, lang)
    if output is None:
        sys.stdout.write(text)
    else:
        write_whole(output, text.encode())
    if report.problems:
        return 2
    return 1 if any(f.severity == "violation" for f in changed.new) else 0


def _tell(context: Terminal, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(problem.message[context.lang], err=True)
