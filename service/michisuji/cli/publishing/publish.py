"""``michisuji publish``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from michisuji.cli.common import Terminal, opened

_STEPS = ("check", "dumps", "tables", "quality", "catalog", "site")


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the bundle.")
@click.option("--diff", is_flag=True, help="Only show what would change since the last bundle.")
@click.option(
    "--accept-findings", is_flag=True, help="Publish despite quality violations, and list them."
)
@click.option("--site/--no-site", default=None, help="With or without the static site.")
@click.option("--live", default="", help="Address of a live service that the site may refer to.")
@click.pass_obj
def publish(
    context: Terminal,
    output: Path | None,
    diff: bool,
    accept_findings: bool,
    site: bool | None,
    live: str,
) -> int:
    """Make the bundle of open data: dumps, tables, catalog, quality report, static site.

    Only the public database is read. Nothing is written if anything personal, internal or broken
    would be published; such findings are listed. The folder is $MICHISUJI_HOME/bundle unless -o
    names another; it is replaced as a whole, when the new bundle is complete.
    """
    from michisuji.web.running.publishing import publish as run

    with opened() as (settings, store):
        target = output or settings.home / "bundle"
        if diff:
            from michisuji.cli.publishing.publish_diff import show

            return show(context, store, settings, target)

        def step(name: str) -> None:
            if name in _STEPS:
                context.say(f"cli.publish.step.{name}")

        made = run(
            store,
            settings,
            target,
            accept_findings=accept_findings,
            with_site=site,
            live=live,
            step=step,
            progress=_progress(),
        )
    count, size = len(made.manifest.files), made.size / 1_000_000
    context.say("cli.publish.made", folder=made.folder, count=count, size=size)
    _notices(context, settings.base_iri, made.folder)
    return 0


def _notices(context: Terminal, base_iri: str, folder: Path) -> None:
    if base_iri.startswith(("http://127.", "http://localhost")):
        context.say("cli.publish.local", base=base_iri)
    start = folder / "index.html"
    way = "open_site" if start.exists() else "open"
    context.say(f"cli.publish.{way}", start=start, folder=folder)


def _progress() -> Callable[[int, int], None] | None:
    """Return a function that prints a counter, or None unless stderr is a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, known: int) -> None:
        if done % 100 == 0 or done == known:
            click.echo(f"\r  {done:,} / {known:,}", nl=done == known, err=True)

    return show
