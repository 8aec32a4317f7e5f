"""What the tests of workbooks share: cities, books as openpyxl sees them, and what is yellow."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import City
from michisuji.importers.city.toml.reading import read_folder
from michisuji.importers.city.workbook.importing import read_workbooks
from michisuji.importers.city.writing.city_graphs import write_city
from michisuji.importers.problems import Problems

_PART = re.compile(r'(LEFT\()?\$?([A-Z]+)\d+(?:,\d+\))?(=|<>)(?:"([^"]*)"|(\d+))')


def city_of(folder: Path) -> City:
    problems = Problems()
    city = read_folder(folder, problems)
    check_city(city, problems)
    assert not problems.found
    return city


def one_measure(mihon: City, name: str) -> City:
    """The city with one measure, without what refers to others."""
    files = {file: deepcopy(mihon.files[file]) for file in ("dataset.toml", "plan.toml")}
    files["organization.toml"] = {"unit": mihon.tables("organization.toml", "unit")}
    files[f"measures/{name}.toml"] = found = deepcopy(mihon.files[f"measures/{name}.toml"])
    for owner in (found["measure"], *found["program"]):
        owner["evaluation"] = []
        owner.pop("related_programs", None)
    return City(files)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def statements(city: City, folder: Path) -> dict[str, set[str]]:
    """Graph → statements, without provenance: it tells files and lines."""
    problems = Problems()
    check_city(city, problems)
    assert not problems.found
    batch, _ = write_city(city, base_iri="http://x", out_dir=folder)
    graphs = batch.graphs.items()
    return {g: set(p.read_text("utf-8").splitlines()) for g, p in graphs if "prov" not in g}


def read_back(content: bytes, folder: Path, whole: City | None = None) -> City:
    """What the importer makes of a workbook; it has nothing to object to."""
    path = folder / "book.xlsx"
    path.write_bytes(content)
    found = read_workbooks([path], stored=None if whole is None else lambda _: whole)
    assert not [one.to_text() for one in found.report.refusals]
    return found.city


def columns(sheet: Any) -> dict[str, str]:
    """Hidden key → letter."""
    return {cell.value: cell.column_letter for cell in sheet[3] if cell.value}


def is_yellow(sheet: Any, place: str) -> bool:
    """Whether a rule of the sheet makes a cell yellow, worked out as a spreadsheet does."""
    row = sheet[place].row
    for area in sheet.conditional_formatting:
        if place in area:
            first = min(one.min_row for one in area.sqref.ranges)
            assert first <= row
            for rule in area.rules:
                if all(_holds(sheet, part, row) for part in _PART.finditer(rule.formula[0])):
                    return True
    return False


def _holds(sheet: Any, part: re.Match[str], row: int) -> bool:
    left, letter, sign, text, number = part.groups()
    value = sheet[f"{letter}{row}"].value
    if number is not None:
        return bool(value == int(number))
    shown = "" if value is None else str(value)
    shown = shown[: len(text)] if left else shown
    return (shown == text) is (sign == "=")
