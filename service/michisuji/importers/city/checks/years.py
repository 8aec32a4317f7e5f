"""Checks for impossible years: a plan that ends before it starts, an actual of a future year."""

from __future__ import annotations

from datetime import date
from typing import Any

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.content import City, Document, year_of
from michisuji.importers.city.index import tables
from michisuji.importers.problems import Problems


def check_years(city: City, problems: Problems) -> None:
    """Report every year that contradicts another year in the files."""
    current = city.dataset.get("fiscal_year")
    for number, plan in enumerate(city.tables("plan.toml", "plan"), 1):
        _check_period(problems, "plan.toml", item_path("plan", plan, number), plan)
    for number, unit in enumerate(city.tables("organization.toml", "unit"), 1):
        path = item_path("unit", unit, number)
        _check_period(problems, "organization.toml", path, unit, ("valid_from", "valid_to"))
    for file, measure, programs in city.measures():
        _check_owner(problems, file, "measure", measure, current)
        _check_indicators(
            problems, file, "measure.town_condition", tables(measure, "town_condition"), current
        )
        for number, program in enumerate(programs, 1):
            path = item_path("program", program, number)
            _check_period(problems, file, path, program)
            _check_owner(problems, file, path, program, current)
            _check_indicators(
                problems, file, f"{path}.element", tables(program, "element"), current
            )
            budget = program.get("budget")
            if isinstance(budget, dict):
                _not_later(problems, file, f"{path}.budget.executed", budget, current)
    for file in sorted(city.files):
        if year_of(file) is not None:
            _check_earlier(city, problems, file, current)


def _check_earlier(city: City, problems: Problems, file: str, current: Any) -> None:
    """Check the values of indicators that only an earlier year has."""
    measure = city.files[file].get("measure")
    if isinstance(measure, dict):
        conditions = tables(measure, "town_condition")
        _check_indicators(problems, file, "measure.town_condition", conditions, current)
    for number, program in enumerate(city.tables(file, "program"), 1):
        path = f"{item_path('program', program, number)}.element"
        _check_indicators(problems, file, path, tables(program, "element"), current)


def _check_period(
    problems: Problems,
    file: str,
    path: str,
    table: Document,
    keys: tuple[str, str] = ("start", "end"),
) -> None:
    # As texts: Python does not compare a date with a date and time.
    values = [table.get(key) for key in keys]
    start, end = (str(v) if isinstance(v, int | date) else "" for v in values)
    if start and end and end < start:
        problems.add(
            file,
            f"{path}.{keys[1]}",
            f"終わり({end})が始まり({start})より前です",
            f"ends ({end}) before it starts ({start})",
        )


def _check_owner(problems: Problems, file: str, path: str, owner: Document, current: Any) -> None:
    for number, evaluation in enumerate(tables(owner, "evaluation"), 1):
        year = evaluation.get("year")
        if isinstance(year, int) and isinstance(current, int) and year > current:
            place = item_path(f"{path}.evaluation", evaluation, number)
            _too_late(problems, file, f"{place}.year", year, current)


def _check_indicators(
    problems: Problems, file: str, path: str, items: list[Document], current: Any
) -> None:
    for number, item in enumerate(items, 1):
        place = item_path(path, item, number)
        for count, indicator in enumerate(tables(item, "indicator"), 1):
            inner = item_path(f"{place}.indicator", indicator, count)
            parts = (
                (item_path(f"{inner}.breakdown", part, n), part)
                for n, part in enumerate(tables(indicator, "breakdown"), 1)
            )
            for of, values in ((inner, indicator), *parts):
                for key in ("baseline", "actual"):
                    _not_later(problems, file, f"{of}.{key}", values, current)


def _not_later(problems: Problems, file: str, path: str, table: Document, current: Any) -> None:
    values = table.get(path.rpartition(".")[2])
    if not isinstance(values, dict) or not isinstance(current, int):
        return
    for year in values:
        if len(year) == 4 and year.isdecimal() and int(year) > current:
            _too_late(problems, file, f"{path}.{year}", int(year), current)


def _too_late(problems: Problems, file: str, path: str, year: int, current: int) -> None:
    problems.add(
        file,
        path,
        f"{year}年度の値ですが、モデルの年度({current})より後です",
        f"is of {year}, which is after the model's year ({current})",
    )
