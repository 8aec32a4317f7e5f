"""``michisuji import rs | rdf | toml | sample``: from files to the store, with a report."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.messages import message
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from michisuji.importers.report import ImportReport
    from michisuji.quality.report import Finding
    from michisuji.settings import Settings
    from michisuji.store import Batch, Store

_PATHS = click.Path(path_type=Path)

as_json = click.option("--json", "as_json", is_flag=True, help="The report as JSON, for programs.")
draft = click.option("--draft", is_flag=True, help="Import into the database of drafts.")
strict = click.option(
    "--strict", is_flag=True, help="Import nothing when a value or link breaks a rule of structure."
)
#: Findings that are printed; the JSON has all of them.
_TOLD = 20


@click.group(name="import")
def import_() -> None:
    """Load data; the same input again changes nothing, an import replaces its dataset."""


@import_.command()
@click.argument("paths", nargs=-1, required=True, type=_PATHS)
@click.option("--dataset", default="rs", show_default=True, help="Name of the dataset.")
@as_json
@draft
@strict
@click.pass_obj
def rs(
    context: Terminal,
    paths: tuple[Path, ...],
    dataset: str,
    as_json: bool,
    draft: bool,
    strict: bool,
) -> None:
    """Import the national review (RS System): a folder, zips, CSVs or workbooks of its tables.

    Give all tables of a fiscal year together: a year is replaced as a whole.
    """
    from michisuji.importers.rs import import_rs

    with scratch() as folder, opened(_database(draft)) as (settings, store):
        with _progress(context) as progress:
            batch, report = import_rs(
                paths,
                dataset=dataset,
                base_iri=settings.base_iri,
                out_dir=folder,
                progress=progress,
            )
        _take_in(context, store, settings, batch, report, as_json, strict)


@import_.command()
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--dataset", required=True, help="Name of the dataset.")
@as_json
@draft
@strict
@click.pass_obj
def rdf(
    context: Terminal,
    files: tuple[Path, ...],
    dataset: str,
    as_json: bool,
    draft: bool,
    strict: bool,
) -> None:
    """Import RDF files: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML."""
    from michisuji.importers.rdf import import_rdf

    with scratch() as folder, opened(_database(draft)) as (settings, store):
        batch, report = import_rdf(
            files, dataset=dataset, base_iri=settings.base_iri, out_dir=folder
        )
        _take_in(context, store, settings, batch, report, as_json, strict, files)


@import_.command()
@click.argument("folder", type=_PATHS)
@as_json
@draft
@strict
@click.pass_obj
def toml(context: Terminal, folder: Path, as_json: bool, draft: bool, strict: bool) -> None:
    """Import a city's folder of TOML files (see data/README.md).

    Its dataset.toml names the dataset.
    """
    from michisuji.importers.city.toml import import_toml

    with scratch() as out_dir, opened(_database(draft)) as (settings, store):
        batch, report = import_toml(folder, base_iri=settings.base_iri, out_dir=out_dir)
        _take_in(context, store, settings, batch, report, as_json, strict)


@import_.command()
@as_json
@click.pass_obj
def sample(context: Terminal, as_json: bool) -> None:
    """Import the bundled data: Nagareyama's page and the fictional city 見本市."""
    from michisuji.importers.sample import import_sample

    with opened() as (settings, store):
        imported = import_sample(store, settings)
    if as_json:
        click.echo(json.dumps([r.to_json() for r in imported], ensure_ascii=False, indent=2))
        return
    for report in imported:
        context.say("cli.import.dataset", name=report.dataset, count=report.triples)


def _take_in(
    context: Terminal,
    store: Store,
    settings: Settings,
    batch: Batch,
    report: ImportReport,
    as_json: bool,
    strict: bool,
    files: tuple[Path, ...] = (),
) -> None:
    """Store a batch and report on it, including what breaks the rules of structure.

    With ``strict``, such findings raise SourceProblems, and nothing changes.
    """
    from michisuji.quality.check import structure

    found = structure.of_batch(batch, settings.base_iri, files)
    _tell(context, found)
    if strict and found:
        raise structure.refusal(batch.dataset, found)
    changed = store.replace(batch).changed
    if as_json:
        from michisuji.quality.formats.documents import finding_as_dict

        told = report.to_json() | {"changed": changed}
        told["findings"] = [finding_as_dict(finding) for finding in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from michisuji.importers.report_text import render

    click.echo(render(report, context.lang))
    context.say("cli.import.done" if changed else "cli.import.same", err=False)


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


def _database(draft: bool) -> str:
    return "work" if draft else "public"


@contextmanager
def _progress(context: Terminal) -> Iterator[Callable[[int, int, str], None] | None]:
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
