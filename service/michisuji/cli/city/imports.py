"""``michisuji import forms | accounts``: from what a city has, by a mapping file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.cli.taking_in import (
    as_json,
    base_city,
    database,
    draft,
    dry_run,
    progress_bar,
    take_in,
)
from michisuji.errors import BadInput
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from michisuji.importers.report import ImportReport

_PATHS = click.Path(path_type=Path)
_STRICT = click.option(
    "--strict", is_flag=True, help="Import nothing when any cell or row could not be used."
)
_DATASET = click.option("--dataset", required=True, help="Name of the dataset to complete.")


@click.command()
@click.argument("mapping", type=_PATHS)
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@_DATASET
@click.option(
    "--returned", type=_PATHS, help="Write the xlsx files with their troubles marked to a folder."
)
@dry_run
@_STRICT
@draft
@as_json
@click.pass_obj
def forms(
    context: Terminal,
    mapping: Path,
    files: tuple[Path, ...],
    dataset: str,
    returned: Path | None,
    dry_run: bool,
    strict: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Import form-shaped sheets, one program each, by a MAPPING file.

    A folder stands for its workbooks. What cannot be read is reported with its cell, and the rest
    is taken; with --strict, nothing is. `michisuji forms learn` proposes a mapping.
    """
    from michisuji.importers.city.forms.importing import form_files, import_forms, refusal
    from michisuji.importers.city.forms.mapping.reading import read_mapping

    read = read_mapping(mapping)
    with scratch() as folder, opened(database(draft)) as (settings, store):
        city = base_city(store, settings, dataset, draft)
        with progress_bar(context) as progress:
            batch, report = import_forms(
                files,
                read,
                city,
                base_iri=settings.base_iri,
                out_dir=folder,
                progress=progress,
            )
        if returned is not None:
            _write_returned(form_files(files), returned, report, context.lang)
        if strict and report.refusals:
            raise refusal(read, report)
        take_in(context, store, settings, batch, report, as_json, strict, dry_run=dry_run)


def _write_returned(files: Iterable[Path], folder: Path, report: ImportReport, lang: str) -> None:
    """Write the workbooks that have troubles to a folder, marked in their cells."""
    from michisuji.publication.workbook.remarks import of_refusals
    from michisuji.publication.workbook.returned import returned_book

    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        remarks = of_refusals(r for r in report.refusals if r.file == path.name and r.sheet)
        if not remarks or path.suffix.lower() != ".xlsx":
            continue
        try:
            with (folder / path.name).open("xb") as out:
                out.write(returned_book(path.read_bytes(), remarks, lang))
        except FileExistsError as error:
            raise BadInput(
                f"{folder / path.name} は既にあります",
                f"{folder / path.name} exists already",
                hint_ja="上書きしません。空のフォルダーを指定してください",
                hint_en="it is not overwritten: give an empty folder",
            ) from error


@click.command()
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--mapping", required=True, type=_PATHS, help="What the file's columns are.")
@_DATASET
@dry_run
@_STRICT
@draft
@as_json
@click.pass_obj
def accounts(
    context: Terminal,
    files: tuple[Path, ...],
    mapping: Path,
    dataset: str,
    dry_run: bool,
    strict: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Import the money of programs from the accounts system's CSV, by their budget codes.

    The file's own totals must agree to the yen, or nothing is imported.
    """
    from michisuji.importers.city.accounts.importing import import_accounts
    from michisuji.importers.city.accounts.mapping import read_mapping

    read = read_mapping(mapping)
    with scratch() as folder, opened(database(draft)) as (settings, store):
        city = base_city(store, settings, dataset, draft)
        batch, report = import_accounts(
            files, read, city, base_iri=settings.base_iri, out_dir=folder, strict=strict
        )
        take_in(context, store, settings, batch, report, as_json, strict, dry_run=dry_run)
