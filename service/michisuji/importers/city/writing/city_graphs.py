"""From a checked city to graphs: timeless statements, each year's state, provenance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from michisuji.importers.city import properties
from michisuji.importers.city.content import City, Measures
from michisuji.importers.city.counts import count
from michisuji.importers.city.writing.evaluations import write_evaluations, write_priorities
from michisuji.importers.city.writing.kaizen import write_practices
from michisuji.importers.city.writing.model import (
    write_measure_model,
    write_money,
    write_program_model,
)
from michisuji.importers.city.writing.organization import write_organization
from michisuji.importers.city.writing.plan import (
    write_measure,
    write_plans,
    write_program,
    write_units,
)
from michisuji.importers.city.writing.waivers import write_waivers
from michisuji.importers.city.writing.work import write_staff_costs, write_work
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import (
    Batch,
    DatasetDescription,
    ImportReport,
    Output,
    SourceFile,
    describe_counts,
    describe_dataset,
    describe_files,
    describe_import,
    source_iri,
)
from michisuji.importers.control_characters import note


def write_city(city: City, *, base_iri: str, out_dir: Path) -> tuple[Batch, ImportReport]:
    """Write the graphs of a city without problems; the same files give the same bytes."""
    report = ImportReport(city.dataset["name"], files=sorted(city.sources, key=lambda s: s.name))
    for file, removed in city.removed.items():
        if removed:
            note(report, file, removed)
    for table, number in count(city).items():
        rows = report.rows(table)
        rows.read = rows.used = number
    with Output(base_iri, report.dataset, out_dir) as output:
        writer = Writer(city, output)
        describe_dataset(writer.timeless, base_iri, description(city.dataset))
        write_plans(writer)
        write_organization(writer)
        write_staff_costs(writer)
        for _, measure, programs in city.measures():
            subject = write_measure(writer, measure)
            write_measure_model(writer, measure, subject)
            write_evaluations(writer, measure, subject)
            write_priorities(writer, measure, subject, programs)
            for program in programs:
                term = write_program(writer, program, subject)
                write_money(writer, program, term)
                write_program_model(writer, program, term, measure)
                write_evaluations(writer, program, term)
        for year, measures in city.earlier.items():
            _write_earlier(writer.at(year), measures)
        write_practices(writer)
        write_work(writer)
        write_waivers(writer)
        _describe(writer, output, report)
        report.graphs = output.triples()
        return output.batch(), report


def _write_earlier(writer: Writer, measures: Measures) -> None:
    """Write an earlier year's models and lead units; all else is dated or does not change."""
    for _, measure, programs in measures:
        subject = writer.ref("measure", measure["id"])
        write_units(writer, subject, measure, properties.MEASURE_OF_YEAR)
        write_measure_model(writer, measure, subject)
        for program in programs:
            term = writer.ref("program", program["id"])
            write_units(writer, term, program, properties.PROGRAM_OF_YEAR)
            write_program_model(writer, program, term, measure)


def _describe(writer: Writer, output: Output, report: ImportReport) -> None:
    classes = output.class_counts(None, writer.year)
    base, dataset, graph = writer.base, writer.dataset, writer.provenance
    describe_files(graph, base, dataset, None, [*report.files, *_still_known(writer, report)])
    describe_import(graph, base, dataset, None, report.files, [])
    # Without a model there is no graph of the year: nothing else would say which it is.
    writer.fiscal_year(graph, writer.dataset_term, "lm:fiscalYear", writer.year)
    writer.timeless.flush()
    writer.state.flush()
    describe_counts(graph, base, dataset, writer.timeless.triples + writer.state.triples, classes)
    for term, number in sorted(classes.items()):
        report.made[term.strip("<>").replace("#", "/").rsplit("/", 1)[-1]] = number


def _still_known(writer: Writer, report: ImportReport) -> list[SourceFile]:
    """Return the files that a store knew and that something still comes from."""
    new = {file.name for file in report.files}
    found = []
    for file in writer.city.known_sources:
        source = source_iri(writer.base, writer.dataset, None, file.name)
        used = (origin.removeprefix(source) for origin in writer.used_origins)
        if file.name not in new and any(rest[:1] in ("", "#", "%") for rest in used):
            found.append(file)
    return found


def description(table: dict[str, Any]) -> DatasetDescription:
    """Return the ``[dataset]`` table as the description that all importers use."""

    def both(key: str) -> dict[str, str]:
        return {
            language: table[key + suffix]
            for language, suffix in (("ja", ""), ("en", "_en"))
            if key + suffix in table
        }

    return DatasetDescription(
        name=table["name"],
        title=both("title"),
        description=both("description"),
        publisher=both("publisher"),
        licence=table["licence"],
        page=table.get("page", ""),
        issued=table["issued"].isoformat(),
        fictional=table["fictional"],
    )
