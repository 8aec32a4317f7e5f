"""``michisuji check``."""

from __future__ import annotations

from pathlib import Path

import click

from michisuji.cli.common import Context, opened, settings


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
@click.pass_context
def check(
    command: click.Context,
    files: tuple[Path, ...],
    form: str,
    output: Path | None,
    profile: str | None,
    work: bool,
) -> int:
    """Find broken chains in FILES, or in the store when no file is given.

    Exit code: 0 no violation, 1 at least one violation, 2 could not be checked.
    """
    from michisuji.cli.handing import hand_out, refuse_terminal
    from michisuji.quality import handout
    from michisuji.quality.command import check_files, check_store
    from michisuji.quality.last import save_report
    from michisuji.quality.report import exit_code

    context: Context = command.obj
    refuse_terminal(form, output)
    if files:
        report = check_files(files, settings(), profile=profile or "municipal", lang=context.lang)
        about = handout.of_files([str(file) for file in files], report, settings())
    else:
        with opened("work" if work else "public") as (current, store):
            report = check_store(store, current, profile=profile)
            if not work:
                save_report(report, current)
            about = handout.of_store(store, report, current, form)
    hand_out(report, form, output, context.lang, about)
    for problem in report.problems:
        context.say(problem.message["ja"], problem.message["en"])
    return exit_code(report)
