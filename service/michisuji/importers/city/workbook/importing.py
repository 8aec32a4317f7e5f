"""Imports a city from workbooks: everything understood is taken, the rest reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from michisuji.errors import BadInput, NotFound
from michisuji.importers.city.books import Book, read_books
from michisuji.importers.city.content import City
from michisuji.importers.city.earlier_years import EarlierYears
from michisuji.importers.city.scope import CityScope, within
from michisuji.importers.city.workbook.reading.extracting import BookRows, extract
from michisuji.importers.city.workbook.reading.merging import (
    SectionCopy,
    conflicts,
    lay_over,
    rows_of_city,
    scope_of,
)
from michisuji.importers.city.workbook.reading.noticing import notice
from michisuji.importers.city.workbook.reading.references import Definitions
from michisuji.importers.city.workbook.reading.resolving import Resolver, read_yearly
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.settling import Settling
from michisuji.importers.city.workbook.reading.telling import Teller
from michisuji.importers.common import Batch, ImportReport, SourceFile
from michisuji.importers.problems import ImportProblem, SourceProblems

#: Returns the stored city of a data set's name; raises NotFound if there is none.
StoredCity = Callable[[str], City]
#: Kinds of rows that define what others belong to, in the order in which their owners are known.
_STAGES = (
    ("plan", "unit", "goal", "practice", "work", "tree", "indicator"),
    ("program", "town_condition"),
    ("element", "budget", "earlier"),
)
#: What a row of an evaluation says before anybody fills it in.
_PREPARED = {"of", "year", "by"}


@dataclass
class WorkbookImport:
    """Workbooks read together as one city; ``report`` states what is not in it."""

    report: ImportReport
    city: City = field(default_factory=City)
    #: What could not be read, and may stand in a returned book: see ``report.refusals``.
    rows: list[SheetRow] = field(default_factory=list)


def read_workbooks(
    paths: Sequence[Path], *, dataset: str = "", stored: StoredCity | None = None
) -> WorkbookImport:
    """Read workbooks as one city; sections' copies are laid over the ``stored`` one.

    ``dataset`` names the data set if the books do not. Raises BadInput for files that cannot be
    read or that keep nothing, SourceProblems for what no row can be left out for.
    """
    books = read_books(paths)
    report = ImportReport(dataset, files=[book.source for book in books])
    reader = _Reader(report, Teller(report), stored)
    return reader.read(books, dataset)


def import_workbooks(
    paths: Sequence[Path],
    *,
    base_iri: str,
    out_dir: Path,
    dataset: str = "",
    stored: StoredCity | None = None,
) -> tuple[Batch, ImportReport]:
    """Write the graphs of workbooks to ``out_dir``.

    Raises BadInput as :func:`read_workbooks`.
    """
    from michisuji.importers.city.writing.city_graphs import write_city

    found = read_workbooks(paths, dataset=dataset, stored=stored)
    report = found.report
    batch, written = write_city(found.city, base_iri=base_iri, out_dir=out_dir)
    report.graphs, report.made = written.graphs, written.made
    return batch, report


def refusal(paths: Sequence[Path], report: ImportReport) -> SourceProblems:
    """Return the error for books of which something could not be used, with each sheet and cell."""
    problems = [
        ImportProblem(one.file, f"{one.sheet}!{one.cell or one.row}", **one.reason)
        for one in report.refusals
    ]
    return SourceProblems(
        "、".join(path.name for path in paths),
        problems,
        hint_ja="--strict を付けなければ、読めるところだけを取り込みます",
        hint_en="without --strict, what can be read is imported",
    )


@dataclass
class _Reader:
    """Reads books together, as references go from one to the other."""

    report: ImportReport
    tell: Teller
    stored: StoredCity | None

    def read(self, books: Sequence[Book], dataset: str) -> WorkbookImport:
        found = [extract(book, self.tell) for book in books]
        name = dataset or next((str(n) for one in found if (n := one.about.get("name"))), "")
        scopes = [scope_of(one.about.get("scope")) for one in found]
        copies = [
            SectionCopy(one.rows, set(one.sheets), scope)
            for one, scope in zip(found, scopes, strict=True)
            if scope is not None
        ]
        whole = [r for one, s in zip(found, scopes, strict=True) if s is None for r in one.rows]
        base_city = self._base(name) if copies and not whole else None
        base = [] if base_city is None else rows_of_city(base_city)
        if base_city is not None:
            self._compare(base_city, found, scopes)
        rows = [row for one in found for row in one.rows]
        self._read_values(rows, base)
        settling = Settling(rows, self.tell)
        self._pass_over(settling)
        settling.require()
        kept = set(map(id, settling.rows))
        settling.rows = conflicts([row for row in whole if id(row) in kept], self.tell)
        if copies:
            if base_city is None:
                base_city = settling.settle().city
                base = settling.rows
            laid = lay_over(copies, kept, base, base_city, self.tell)
            settling.rows = laid
        self._name(settling.rows, name)
        built = settling.settle()
        notice(settling.rows, self.tell)
        if base_city is not None:
            EarlierYears(base_city).keep(built.city, _changed_past(base, settling.rows))
            built.city.origins = base_city.origins
            built.city.known_sources = base_city.known_sources
        return self._finished(built.city, settling.rows, [book.source for book in books])

    def _compare(
        self, city: City, books: Sequence[BookRows], scopes: Sequence[CityScope | None]
    ) -> None:
        """Tell of sections' copies that were made before the stored data last changed."""
        for one, scope in zip(books, scopes, strict=True):
            made_from = str(one.about.get("made_from") or "")
            try:
                if scope is None or not made_from or within(city, scope).version() == made_from:
                    continue
            except NotFound:  # its unit or measure is gone: the data have changed
                pass
            self.tell.note("made-from-older", one.book.name)

    def _base(self, name: str) -> City:
        """Return the stored city that a section's copy belongs to.

        Raises BadInput without one.
        """
        if self.stored is None or not name:
            raise BadInput(
                "課のブックを重ねる相手のデータセットがありません",
                "there is no data set for a section's book to be laid over",
                hint_ja="先に市全体のデータを取り込んでください",
                hint_en="import the whole city's data first",
            )
        return self.stored(name)

    def _read_values(self, rows: list[SheetRow], base: list[SheetRow]) -> None:
        """Resolve references and read what depends on other rows."""
        _restore_zeros(rows, base, self.tell)
        known = Definitions()
        resolver = Resolver(known, self.tell)
        for stage in _STAGES:
            of_stage = [row for row in rows if row.sheet.rows in stage]
            resolver.owners(row for row in of_stage if row.sheet.rows != "indicator")
            known.add(of_stage)
            known.add(row for row in base if row.sheet.rows in stage)
        staged = {kind for stage in _STAGES for kind in stage if kind != "indicator"}
        resolver.owners(row for row in rows if row.sheet.rows not in staged)
        resolver.all(rows)
        read_yearly(rows, known.ids.get("indicator", {}), self.tell)

    def _pass_over(self, settling: Settling) -> None:
        """Take out rows of evaluations that were prepared, but that nobody has filled in."""
        for row in [row for row in settling.rows if row.sheet.rows == "evaluation"]:
            if {*row.values, *row.raw} <= _PREPARED:
                settling.rows.remove(row)
                self.report.rows(row.sheet.name).empty += 1
                self.tell.note("not-evaluated", row.where())

    def _name(self, rows: list[SheetRow], name: str) -> None:
        """Name the data set.

        Raises BadInput for books that do not say what they belong to.
        """
        about = next((row for row in rows if row.sheet.upright), None)
        if about is None:
            raise BadInput(
                "「00 はじめに」のシートがないので、何のデータか分かりません",
                "there is no sheet “00 はじめに”, so it is not known what the data are",
                hint_ja="ひな形のブックに写すか、00 のシートを元に戻してください",
                hint_en="copy the data into the template, or put sheet 00 back",
            )
        if name:
            about.values["name"] = name
        if all(row.sheet.upright for row in rows):
            raise BadInput(
                "使える行が1つもないので、取り込みませんでした",
                "no row could be used, so nothing was imported",
                hint_ja="ひな形のシート名と見出しに合わせてください",
                hint_en="use the names of sheets and headers of the template",
            )

    def _finished(
        self, city: City, rows: list[SheetRow], sources: list[SourceFile]
    ) -> WorkbookImport:
        self.report.dataset = str(city.dataset["name"])
        for row in rows:
            if row.place is not None and not row.sheet.upright:
                self.report.rows(row.sheet.name).used += 1
        city.sources = sources
        return WorkbookImport(self.report, city, rows)


def _changed_past(base: list[SheetRow], rows: list[SheetRow]) -> set[str]:
    """Return the measures and programs of whose earlier years the book says something else."""
    before, after = (
        {row.identity: row.values for row in some if row.values.get("year") and _is_past(row)}
        for some in (base, rows)
    )
    changed = {**before, **after}
    return {
        str(values.get("of") or values.get("from")).rpartition(":")[2].partition("/")[0]
        for name, values in changed.items()
        if before.get(name) != after.get(name)
    }


def _is_past(row: SheetRow) -> bool:
    return row.sheet.rows in ("earlier", "link")


def _restore_zeros(rows: list[SheetRow], base: list[SheetRow], tell: Teller) -> None:
    """Put back leading zeros of ids that a spreadsheet dropped, where what is stored has them."""
    ids = {(row.sheet.rows, str(row.values.get("id"))) for row in base}
    full: dict[tuple[str, str], list[str]] = {}
    for kind, name in ids:
        full.setdefault((kind, name.lstrip("0")), []).append(name)
    for row in rows:
        name = str(row.values.get("id"))
        found = full.get((row.sheet.rows, name), [])
        if (row.sheet.rows, name) not in ids and len(found) == 1:
            row.values["id"] = found[0]
            tell.note("zeros-added", row.where("id"))
