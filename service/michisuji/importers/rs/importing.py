"""The import itself: files → one graph per fiscal year, its provenance, and a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from michisuji.errors import BadInput
from michisuji.importers import control_characters, dataset_names
from michisuji.importers.common import (
    Batch,
    DatasetDescription,
    ImportReport,
    Output,
    Progress,
    RowCounts,
    SourceFile,
    describe_counts,
    describe_dataset,
    describe_files,
    describe_import,
)
from michisuji.importers.report import Columns
from michisuji.importers.rs.budget import Budget
from michisuji.importers.rs.checking import Row, TableFiles, check, splitter
from michisuji.importers.rs.elements import Elements
from michisuji.importers.rs.finding import find_sources
from michisuji.importers.rs.indicators import Indicators
from michisuji.importers.rs.organization import organization_row
from michisuji.importers.rs.outline import outline_row
from michisuji.importers.rs.pathway import Pathway
from michisuji.importers.rs.policy import policy_row
from michisuji.importers.rs.reader import RawRow, RowReader, YearTable
from michisuji.importers.rs.related import Related
from michisuji.importers.rs.review import Review
from michisuji.importers.rs.sheet import Fate, RowRefused, Sheets
from michisuji.spreadsheets import unguarded

FIRST_YEAR = 2024
LICENCE = "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"
PAGE = "https://rssystem.go.jp/"


def describe(dataset: str) -> DatasetDescription:
    """Return what the national review's data declares: publisher, licence, page."""
    return DatasetDescription(
        name=dataset,
        title={
            "ja": "行政事業レビュー(RSシステム)",
            "en": "Administrative Project Review (RS System)",
        },
        description={
            "ja": "国の行政事業レビューシートのロジックモデル、予算、点検・評価。"
            "出典: 行政事業レビュー見える化サイト(加工して作成。氏名は取り込んでいない)",
            "en": "Logic models, budgets and reviews of the national government's projects. "
            "Source: the public site of the Administrative Project Review "
            "(processed; personal names are not imported)",
        },
        publisher={
            "ja": "内閣官房行政改革推進本部事務局",
            "en": "Administrative Reform Promotion Headquarters, Cabinet Secretariat, Japan",
        },
        licence=LICENCE,
        page=PAGE,
        profile="rs",
    )


class YearImport:
    """The import of one fiscal year; ``read`` is called with its files in table order."""

    def __init__(self, output: Output, year: int, report: ImportReport) -> None:
        self.sheets = Sheets(output, year, report)
        self.elements = Elements(self.sheets)
        self.related = Related(self.sheets)
        self.budget = Budget(self.sheets)
        self.indicators = Indicators(self.sheets, self.elements)
        self.review = Review(self.sheets)
        self.files: list[SourceFile] = []
        self.rows: list[RowCounts] = []
        pathway = Pathway(self.sheets, self.elements)
        self._handlers: dict[str, Callable[[Row], Fate]] = {
            "1-1": lambda row: organization_row(self.sheets, row),
            "1-2": lambda row: outline_row(self.sheets, row),
            "1-3": lambda row: policy_row(self.sheets, row),
            "1-5": self.related.row,
            "2-1": self.budget.row,
            "3-2": pathway.row,
            "4-1": self.review.row,
        }

    def read(self, source: YearTable, parts: TableFiles, tell: Callable[[int], None]) -> None:
        """Read one file; a row that cannot be used is refused and the rest continues.

        Raises BadInput for rows that another of the table's ``parts`` has too.
        """
        table, layout = source.layout.table, source.layout
        report = self.sheets.report
        if table.id == "1-1" and "person" in layout.index:
            self._learn_names(source)
        counts = RowCounts()
        totals = report.rows(table.id)
        report.columns.setdefault(table.id, Columns()).add(layout.missing, layout.unread)
        before = totals.refused
        self.sheets.begin(table, source.name, layout.names)
        reader = RowReader(source, tell)
        use = self._user(source)
        for raw in map(self._clean, reader):
            self.sheets.row = raw.number
            counts.read += 1
            try:
                check(raw, layout.width)
                if any(raw.fields):
                    parts.check(raw.fields, raw.fields[layout.index["id"]], source.name)
                    fate = use(raw)
                else:
                    fate = Fate.EMPTY
            except RowRefused as refused:
                counts.swallowed += refused.swallowed
                self.sheets.refuse_row(refused.key, refused.value, refused.reason)
                continue
            setattr(counts, fate.value, getattr(counts, fate.value) + 1)
        counts.refused = totals.refused - before
        for key in ("read", "used", "empty", "duplicate", "swallowed"):
            setattr(totals, key, getattr(totals, key) + getattr(counts, key))
        self.rows.append(counts)
        self.files.append(
            SourceFile(source.name, reader.sha256, reader.size, reader.rows, table.id, source.year)
        )

    def _clean(self, raw: RawRow) -> RawRow:
        """Remove control characters, and the apostrophes that guard formulas in our own CSVs."""
        removed = 0
        for n, field in enumerate(raw.fields):
            if not field.isprintable():
                raw.fields[n], count = control_characters.without_control(field)
                removed += count
            if field[:1] == "'":
                raw.fields[n] = unguarded(raw.fields[n])
        if removed:
            control_characters.note(
                self.sheets.report, f"{self.sheets.file}#row={raw.number}", removed
            )
        return raw

    def _user(self, source: YearTable) -> Callable[[RawRow], Fate]:
        """Return the function that uses a row: its cells by key, yearly cells by year."""
        table, layout = source.layout.table, source.layout
        split = splitter(layout, self.sheets.year)
        if not table.years:
            handler = self._handlers[table.id]
            return lambda raw: handler(split(raw.fields))
        positions = sorted(layout.years.items())

        def with_years(raw: RawRow) -> Fate:
            values = {year: raw.fields[at].strip() for year, at in positions}
            return self.indicators.row(split(raw.fields), values)

        return with_years

    def _learn_names(self, source: YearTable) -> None:
        """Read 作成責任者 first, so that no text in any row lets such a name through."""
        position = source.layout.index["person"]
        for raw in RowReader(source, lambda _: None):
            if len(raw.fields) == source.layout.width:
                self.sheets.names.learn(raw.fields[position])

    def finish(self) -> None:
        """Write what can only be known from the whole year."""
        self.elements.finish()
        self.indicators.finish()
        self.related.finish()
        self.budget.finish()
        self.review.finish()


def import_rs(
    paths: Sequence[Path],
    *,
    out_dir: Path,
    dataset: str = "rs",
    base_iri: str = "http://127.0.0.1:8000",
    progress: Progress | None = None,
) -> tuple[Batch, ImportReport]:
    """Read tables of the national review and write N-Triples files to ``out_dir``.

    ``paths`` are folders, zips, CSVs or workbooks with any of the tables of any years from 2024 on.
    Each fiscal year (事業年度) becomes graph ``{dataset}/{year}`` and its ``/provenance``, which
    replace those of an earlier import (Batch scope ``graphs``). ``progress(done, total, label)``
    receives bytes of CSV. The same content gives the same bytes, in any order and packaging. Raises
    BadInput for input that cannot be read at all; single unusable rows and cells are in the report.
    """
    dataset_names.check(dataset)
    report = ImportReport(dataset)
    sources = find_sources(paths, report)
    early = [source for source in sources if source.year < FIRST_YEAR]
    if early:
        raise BadInput(
            f"{early[0].name}: {FIRST_YEAR}年度より前の表は読めません({early[0].year}年度)",
            f"{early[0].name}: tables before FY{FIRST_YEAR} are not supported (FY{early[0].year})",
        )
    total = sum(source.size for source in sources)
    done = 0

    with Output(base_iri, dataset, out_dir) as output:
        for year in sorted({source.year for source in sources}):
            one = YearImport(output, year, report)
            describe_dataset(one.sheets.graph, base_iri, describe(dataset))
            own = [source for source in sources if source.year == year]
            files = Counter(source.layout.table.id for source in own)
            parts = {table: TableFiles(table, year, count) for table, count in files.items()}
            for source in own:

                def tell(read: int, label: str = source.name) -> None:
                    nonlocal done
                    done += read
                    if progress is not None:
                        progress(done, total, label)

                one.read(source, parts[source.layout.table.id], tell)
            one.finish()
            _refuse_nothing(one)
            _describe(output, one)
        report.graphs = output.triples()
        batch = output.batch(scope="graphs")
    return batch, report


def _refuse_nothing(one: YearImport) -> None:
    """Raise BadInput if no row of some table could be used.

    An import replaces a year, so it would empty that table.
    """
    kept: dict[str, list[int]] = {}
    for file, rows in zip(one.files, one.rows, strict=True):
        counts = kept.setdefault(file.table, [0, 0])
        counts[0] += rows.used + rows.duplicate
        counts[1] += rows.refused
    lost = [table for table, (used, refused) in kept.items() if refused and not used]
    if not lost and any(used for used, _ in kept.values()):
        return
    told, tables = one.sheets.year, "、".join(lost or kept)
    first = next((r for r in one.sheets.report.refusals if r.scope == "row"), None)
    raise BadInput(
        f"{told}年度の表 {tables} に使える行がないため、取り込みませんでした"
        + (f"。最初の行: {first.to_text('ja')}" if first else ""),
        f"no row of FY{told} could be used of table {tables}: nothing was imported"
        + (f"; the first: {first.to_text('en')}" if first else ""),
        hint_ja="前に取り込んだ年度は元のままです。RSシステムから取り直したCSVを使うか、"
        "その表を除いて指定してください",
        hint_en="what was imported before stays; use the CSV as downloaded from the review's site, "
        "or give the other tables only",
    )


def _describe(output: Output, one: YearImport) -> None:
    """Write provenance of the files and the import, class counts, and the report's counts."""
    sheets, report = one.sheets, one.sheets.report
    base, dataset, year = sheets.base, sheets.dataset, sheets.year
    graph = output.graph(year, provenance=True)
    describe_files(graph, base, dataset, year, one.files)
    describe_import(graph, base, dataset, year, one.files, one.rows)
    sheets.graph.flush()
    describe_counts(graph, base, dataset, sheets.graph.triples, sheets.graph.classes)
    report.files += one.files
    for class_term, count in sorted(sheets.graph.classes.items()):
        report.made[class_term.strip("<>").replace("#", "/").rsplit("/", 1)[-1]] += count
    report.made["leadsTo"] += one.elements.links
