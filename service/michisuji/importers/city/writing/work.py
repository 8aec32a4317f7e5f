"""Work of the units (業務), and what a year's staff cost."""

from __future__ import annotations

from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.organization import WHOLE
from michisuji.importers.city.writing.writer import Writer


def write_work(writer: Writer) -> None:
    """Write work.toml: what each unit does again and again."""
    graph = writer.timeless
    for work in writer.city.tables("work.toml", "work"):
        subject = writer.ref("work", work["id"])
        writer.typed(graph, subject, "lm:Work", work)
        writer.label(graph, subject, work["name"], work.get("name_en", ""))
        writer.refer(subject, "lm:performedBy", "unit", work.get("unit"))
        writer.code(graph, subject, "lm:workKind", "work", work.get("kind"))
        writer.number(graph, subject, "lm:hoursPerYear", work.get("hours"))
        writer.code(graph, subject, "lm:procedure", "procedure", work.get("procedure"))
        writer.flag(graph, subject, "lm:automationCandidate", work.get("automation"))
        for program in texts(work, "programs"):
            writer.refer(subject, "lm:workFor", "program", program)


def write_staff_costs(writer: Writer) -> None:
    """Write what one full-time equivalent costs in each year that dataset.toml names."""
    graph, dataset = writer.timeless, writer.city.dataset
    for year, yen in dataset.get("staff_unit_cost", {}).items():
        subject = writer.ref("staff-unit-cost", year)
        writer.typed(graph, subject, "lm:StaffUnitCost", dataset)
        writer.label(
            graph,
            subject,
            f"職員1人あたりの人件費({year}年度)",
            f"Cost of one full-time equivalent of staff, FY{year}",
        )
        writer.fiscal_year(graph, subject, "lm:fiscalYear", int(year))
        writer.number(graph, subject, "lm:yenPerFte", yen)
        for unit in writer.city.tables("organization.toml", "unit"):
            if unit["kind"] in WHOLE:
                writer.refer(subject, "lm:staffCostOf", "unit", unit["id"])
