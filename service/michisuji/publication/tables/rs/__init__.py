"""Programs and their logic models in the CSV layout of the national review (RSシステム).

A city's models can thus be compared with the nation's by the same means, and be read by
:mod:`michisuji.importers.rs`. ``tables.rs_limits`` in messages/ lists what the layout cannot hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from michisuji.importers.rs.tables import TABLES, ReviewTable
from michisuji.publication.tables.about import DeclaredDataset
from michisuji.publication.tables.rs.files import ReviewSheet
from michisuji.publication.tables.rs.indicators import YEARS, indicator_rows
from michisuji.publication.tables.rs.limits import readme
from michisuji.publication.tables.rs.money import money_rows
from michisuji.publication.tables.rs.pathway import elements_of, models_of, pathway_rows
from michisuji.publication.tables.rs.programs import outline_rows, policy_rows, related_rows
from michisuji.publication.tables.rs.reviews import review_rows
from michisuji.publication.tables.rs.units import organization_rows, unit_columns
from michisuji.publication.tables.rs.view import Row, YearView
from michisuji.publication.tables.statement_db import Spool


@dataclass(frozen=True)
class Written:
    """A sheet that has been written: its table, fiscal year, and rows."""

    path: Path
    table: ReviewTable
    year: int
    rows: int


def write_rs(spool: Spool, about: DeclaredDataset, base_iri: str, folder: Path) -> list[Written]:
    """Write README.txt and the sheets of every fiscal year that the data set has a state of.

    Tables without rows are not written; nothing is written when no program has a usable ID.
    """
    written: list[Written] = []
    skipped = 0
    for year in spool.years[about.name]:
        made, left = _write_year(YearView(spool, about.name, base_iri, year), folder)
        written += made
        skipped = max(skipped, left)
    if written:
        (folder / "README.txt").write_text(readme(about, skipped), encoding="utf-8", newline="\n")
    return written


def _write_year(view: YearView, folder: Path) -> tuple[list[Written], int]:
    skipped = 0
    with ExitStack() as files:
        sheets = {
            table.id: files.enter_context(ReviewSheet(folder, table, view.year, YEARS))
            for table in TABLES
        }
        for program in view.instances("lm:Program"):
            reference = view.reference(program)
            name = view.label(program)
            if not reference or not name:
                skipped += 1
                continue
            unit = next(iter(view.iris(program, "lm:leadUnit")), "")
            common = {"year": str(view.year), "id": reference, "name": name}
            common.update(unit_columns(view, unit))
            for table, rows in _tables(view, program, reference):
                for row in rows:
                    sheets[table].write({**common, **row})
    made = [sheet for sheet in sheets.values() if sheet.rows]
    return [Written(one.path, one.table, view.year, one.rows) for one in made], skipped


def _tables(view: YearView, program: str, reference: str) -> Iterator[tuple[str, list[Row]]]:
    models = models_of(view, program)
    elements = elements_of(view, models)
    yield "1-1", organization_rows(view, program)
    yield "1-2", outline_rows(view, program)
    yield "1-3", policy_rows(view, program)
    yield "1-5", related_rows(view, program)
    yield "2-1", money_rows(view, program, reference)
    if models:
        yield "3-2", pathway_rows(view, models, elements)
    yield "3-1", indicator_rows(view, program, elements)
    yield "4-1", review_rows(view, program, reference)
