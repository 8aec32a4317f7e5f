"""Counts of what a city's files hold, for the checker's last lines."""

from __future__ import annotations

from michisuji.importers.city.content import City
from michisuji.importers.city.index import PLAN_TABLES, links, tables


def count(city: City) -> dict[str, int]:
    """Count the tables of each kind in the files, links and yearly values included."""
    out = {table: len(city.tables("plan.toml", table)) for table in PLAN_TABLES}
    out["unit"] = len(city.tables("organization.toml", "unit"))
    out["goal"] = len(city.tables("organization.toml", "goal"))
    measures = city.measures()
    programs = [program for _, _, found in measures for program in found]
    elements = [e for program in programs for e in tables(program, "element")]
    conditions = [c for _, measure, _ in measures for c in tables(measure, "town_condition")]
    indicators = [i for item in (*elements, *conditions) for i in tables(item, "indicator")]
    budgets = [p["budget"] for p in programs if isinstance(p.get("budget"), dict)]
    owners = [*(measure for _, measure, _ in measures), *programs]
    out.update(
        {
            "measure": len(measures),
            "town_condition": len(conditions),
            "program": len(programs),
            "element": len(elements),
            "link": sum(len(links(item)) for item in (*elements, *budgets)),
            "indicator": len(indicators),
            "value": sum(
                len(i[k])
                for i in indicators
                for k in ("baseline", "target", "actual", "forecast")
                if isinstance(i.get(k), dict)
            ),
            "priority": sum(len(tables(measure, "priority")) for _, measure, _ in measures),
            "evaluation": sum(len(tables(owner, "evaluation")) for owner in owners),
            "earlier_year": len(city.earlier),
            "practice": len(city.tables("kaizen.toml", "practice")),
            "work": len(city.tables("work.toml", "work")),
            "waiver": len(city.tables("waivers.toml", "waiver")),
        }
    )
    return out
