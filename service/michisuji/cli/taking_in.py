"""The parts that all imports share: options, a progress bar, taking a batch into the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.errors import NotFound
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.importers.city.content import City
    from michisuji.importers.report import ImportReport
    from michisuji.quality.report import Finding
    from michisuji.settings import Settings
    from michisuji.store import Batch, Store

as_json = click.option("--json", "as_json", is_flag=True, help="The report as JSON, for programs.")
draft = click.option("--draft", is_flag=True, help="Import into the database of drafts.")
strict = click.option(
    "--strict", is_flag=True, help="Import nothing when a value or link breaks a rule of structure."
)
dry_run = click.option("--dry-run", is_flag=True, help="Report, but change nothing.")
#: Findings that are printed; the JSON has all of them.
_TOLD = 20


def take_in(
    context: Terminal,
    store: Store,
    settings: Settings,
    batch: Batch,
    report: ImportReport,
    as_json: bool,
    strict: bool,
    files: tuple[Path, ...] = (),
    dry_run: bool = False,
) -> None:
    """Store a batch and report on it, including what breaks the rules of structure.

    With ``strict``, such findings raise SourceProblems, and nothing changes; in a ``dry_run``,
    nothing changes either.
    """
    from michisuji.quality.check import structure

    found = structure.of_batch(batch, settings.base_iri, files)
    _tell(context, found)
    if strict and found:
        raise structure.refusal(batch.dataset, found)
    changed = not dry_run and _replaced(store, settings, batch)
    if as_json:
        from michisuji.quality.formats.documents import finding_as_dict

        told = report.to_json() | {"changed": changed}
        told["findings"] = [finding_as_dict(finding) for finding in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from michisuji.importers.report_text import render

    click.echo(render(report, context.lang))
    outcome = "done" if changed else "same"
    context.say(f"cli.import.{'dry-run' if dry_run else outcome}", err=False)


def _replaced(store: Store, settings: Settings, batch: Batch) -> bool:
    """Store a batch with the states that its parts have; return False if that changes nothing."""
    from michisuji.editing.imported import keep_states
    from michisuji.scratch import scratch

    with scratch() as folder:
        keep_states(store, settings.base_iri, batch, folder)
        return store.replace(batch).changed


def _tell(context: Terminal, found: list[Finding]) -> None:
    """Print what breaks the rules of structure, line by line, on stderr."""
    from michisuji.quality.check import structure

    if not found:
        return
    context.say("cli.import.malformed", count=len(found))
    for finding in found[:_TOLD]:
        click.echo(f"  {structure.problem(finding).line(context.lang)}", err=True)
    if len(found) > _TOLD:
        context.say("cli.more", count=len(found) - _TOLD)


def base_city(store: Store, settings: Settings, dataset: str, draft: bool) -> City:
    """Return the stored city that an import changes; a first draft begins with the public one.

    Raises NotFound without such a data set.
    """
    from michisuji.importers.city.stored import stored_city

    try:
        return stored_city(store, dataset, settings.base_iri)
    except NotFound:
        if not draft:
            raise
    with opened("public") as (_, public):
        return stored_city(public, dataset, settings.base_iri)


def database(draft: bool) -> str:
    """Return the name of the database that an import goes into."""
    return "work" if draft else "public"


@contextmanager
def progress_bar(context: Terminal) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a progress bar on a terminal; nothing when stderr goes to a file."""
    if not sys.stderr.isatty():
        yield None
        return
    title = message("cli.import.reading", context.lang)
    with click.progressbar(length=100, label=title, file=sys.stderr) as bar:

        def show(done: int, total: int, label: str) -> None:
            bar.label = f"{title} {label}"
            bar.update(int(100 * done / max(total, 1)) - bar.pos)

        yield show
