"""Checks of what indicators refer to, and of the parts that their values break down into."""

from __future__ import annotations

from collections.abc import Iterator

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.content import City, Document, year_of
from michisuji.importers.city.index import ReferenceIndex, tables


def check_indicators(city: City, index: ReferenceIndex) -> None:
    """Report references to nothing, and parts of one key.

    Call it once the index knows the indicators of earlier years too.
    """
    for file, path, indicator in _indicators(city):
        index.refer(file, f"{path}.reporting_unit", indicator.get("reporting_unit"), "unit")
        other = indicator.get("replaces_indicator")
        index.refer(file, f"{path}.replaces_indicator", other, "indicator")
        if other is not None and other == indicator.get("id"):
            index.problems.add(
                file,
                f"{path}.replaces_indicator",
                "自分自身に代わることはできません",
                "replaces itself",
            )
        seen: set[str] = set()
        for number, part in enumerate(tables(indicator, "breakdown"), 1):
            key = str(part.get("key"))
            if key in seen:
                index.problems.add(
                    file,
                    f"{item_path(f'{path}.breakdown', part, number)}.key",
                    f"同じ名前「{key}」が2つあります",
                    f"the key '{key}' is used twice",
                )
            seen.add(key)


def _indicators(city: City) -> Iterator[tuple[str, str, Document]]:
    """Yield every indicator with its file and path, those that only earlier years have too."""
    for file in sorted(city.files):
        if not file.startswith("measures/") and year_of(file) is None:
            continue
        measure = city.files[file].get("measure")
        conditions = tables(measure, "town_condition") if isinstance(measure, dict) else []
        owners = [("measure.town_condition", conditions)]
        for number, program in enumerate(city.tables(file, "program"), 1):
            path = f"{item_path('program', program, number)}.element"
            owners.append((path, tables(program, "element")))
        for path, items in owners:
            for number, item in enumerate(items, 1):
                place = f"{item_path(path, item, number)}.indicator"
                for count, indicator in enumerate(tables(item, "indicator"), 1):
                    yield file, item_path(place, indicator, count), indicator
