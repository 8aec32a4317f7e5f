"""Units as the path 府省庁 … 係, and table 1-1: the unit in charge and those that take part."""

from __future__ import annotations

from michisuji.importers.rs.units import AGENCIES
from michisuji.publication.tables.rs.view import Row, YearView

_COLUMNS = ("ministry", "bureau", "division", "section", "office", "team", "subsection")
#: Kinds of unit → their columns; any other kind takes the next free column.
_PLACES = {
    "ministry": ("ministry",),
    "city": ("ministry",),
    "department": ("bureau", "division"),
    "section": ("section",),
    "office": ("office",),
    "team": ("team",),
    "subsection": ("subsection",),
}
#: A cell of 府省庁 may name two levels when the upper one ends so (importers/rs/units.py).
_TWO_LEVELS = ("省", "府", "庁", "院")


def path(view: YearView, unit: str) -> list[tuple[str, str]]:
    """Return (kind, name) of a unit and those above it, top down, without the government."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    while unit and unit not in seen:
        seen.add(unit)
        kind = view.code(unit, "lm:unitKind")
        if kind != "government":
            found.append((kind, view.label(unit)))
        unit = next(iter(view.iris(unit, "org:unitOf")), "")
    return found[::-1]


def unit_columns(view: YearView, unit: str) -> Row:
    """Return the cells of a unit's path.

    ``jurisdiction`` is the ministry (or city) at its top.
    """
    steps = path(view, unit)
    row: Row = {}
    if steps and steps[0][0] in ("ministry", "city"):
        row["jurisdiction"] = steps[0][1]
    departments = [at for at, (kind, _) in enumerate(steps) if kind == "department"]
    if len(departments) > 2 and departments[0] == 1:
        top, below = steps[0][1], steps[1][1]
        two = f"{top}　{below}" if top.endswith(_TWO_LEVELS) else below
        steps = [(steps[0][0], two), *steps[2:]]
    last = -1
    for kind, label in steps:
        free = list(range(last + 1, len(_COLUMNS)))
        own = [at for at in free if _COLUMNS[at] in _PLACES.get(kind, _COLUMNS)]
        if own or free:
            last = (own or free)[0]
            row[_COLUMNS[last]] = label
        else:
            row[_COLUMNS[last]] = f"{row[_COLUMNS[last]]} {label}"
    return row


def ministry_names(view: YearView, unit: str) -> list[str]:
    """Return the names that the sheet may use for a policy's ministry, likeliest first."""
    labels = [label for _, label in path(view, unit)]
    if len(labels) < 2:
        return labels
    top, below = labels[0], labels[1]
    both = f"{top} {below}"
    return [below, both] if below in AGENCIES else [both, below]


def organization_rows(view: YearView, program: str) -> list[Row]:
    """Return table 1-1: a row for each unit that takes part, or one without any."""
    rows = []
    for unit in view.iris(program, "lm:relatedUnit"):
        columns = unit_columns(view, unit)
        columns.pop("jurisdiction", None)
        rows.append({f"other_{key}": label for key, label in columns.items()})
    return rows or [{}]
