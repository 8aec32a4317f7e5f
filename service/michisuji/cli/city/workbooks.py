"""``michisuji import xlsx``: a city's workbooks, whole or sections' copies, into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from michisuji.cli.common import Terminal, opened
from michisuji.cli.taking_in import as_json, base_city, database, draft, dry_run, take_in
from michisuji.errors import BadInput
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from michisuji.importers.common import Batch
    from michisuji.importers.report import ImportReport
    from michisuji.settings import Settings

_PATHS = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--dataset", default="", help="Name of the dataset, if the book is to have another.")
@click.option(
    "--strict", is_flag=True, help="Import nothing when any cell or row could not be used."
)
@click.option(
    "-o", "output", type=_PATHS, help="Write the workbook with its troubles marked in the cells."
)
@dry_run
@draft
@as_json
@click.pass_obj
def xlsx(
    context: Terminal,
    files: tuple[Path, ...],
    dataset: str,
    strict: bool,
    output: Path | None,
    dry_run: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Import a city's workbooks: xlsx, ods, xls, or CSVs named after the sheets.

    A whole book is the dataset; a section's copy is laid over what is stored. What cannot be read
    is reported with sheet and cell, and the rest is taken.
    """
    from michisuji.importers.city.workbook.importing import import_workbooks, refusal

    _check_output(files, output)
    with scratch() as folder, opened(database(draft)) as (settings, store):
        batch, report = import_workbooks(
            files,
            base_iri=settings.base_iri,
            out_dir=folder,
            dataset=dataset,
            stored=lambda name: base_city(store, settings, name, draft),
        )
        if output is not None:
            _write_returned(files[0], output, report, batch, settings)
        if strict and report.refusals:
            raise refusal(files, report)
        take_in(context, store, settings, batch, report, as_json, strict, dry_run=dry_run)


def _check_output(files: tuple[Path, ...], output: Path | None) -> None:
    if output is not None and (len(files) > 1 or files[0].suffix.lower() != ".xlsx"):
        raise BadInput(
            "-o で返せるのは、.xlsx のファイル1つのときだけです",
            "-o returns a single .xlsx file",
            hint_ja="ファイルを1つずつ指定してください",
            hint_en="give one file at a time",
        )


def _write_returned(
    file: Path, output: Path, report: ImportReport, batch: Batch, settings: Settings
) -> None:
    """Write the book with what could not be used, and what the rules find in its rows."""
    from michisuji.publication.workbook.findings import findings_of, of_findings
    from michisuji.publication.workbook.remarks import of_refusals
    from michisuji.publication.workbook.returned import returned_book

    found = of_findings(findings_of(batch, settings), file.name)
    remarks = [*of_refusals(report.refusals), *found]
    output.write_bytes(returned_book(file.read_bytes(), remarks))
