"""Work of the units (業務), and what a year's staff cost."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.writing.organization import WHOLE
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name


def write_work(writer: Writer) -> None:
    """Write work.toml: what each unit does again and again."""
    for work in writer.city.tables("work.toml", "work"):
        subject = writer.ref("work", work["id"])
        writer.typed(writer.timeless, subject, "lm:Work", work)
        writer.stated(writer.timeless, subject, work, properties.WORK)


def write_staff_costs(writer: Writer) -> None:
    """Write what one full-time equivalent costs in each year that dataset.toml names."""
    graph, dataset = writer.timeless, writer.city.dataset
    units = writer.city.tables("organization.toml", "unit")
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
        for unit in units:
            if unit["kind"] in WHOLE:
                graph.add(subject, name("lm:staffCostOf"), writer.ref("unit", unit["id"]))
