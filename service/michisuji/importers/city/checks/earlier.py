"""Models of earlier fiscal years: each year's differences, applied to the following year.

``years/2025/0101.toml`` names only differences, so a year is derived from the one after it,
backwards from the year of the measure files. The result has the form of a measure file and is
written like one.
"""

from __future__ import annotations

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.checks.overlay import Overlay
from michisuji.importers.city.content import City, Document, Measures, year_of
from michisuji.importers.city.index import ReferenceIndex, tables
from michisuji.importers.problems import Problems


def lay_earlier_years(city: City, index: ReferenceIndex) -> None:
    """Fill ``city.earlier``, and report references in the years' files to missing things."""
    current = city.dataset.get("fiscal_year")
    following = city.measures()
    ids = {str(measure.get("id")) for _, measure, _ in following}
    indicators = _indicators(following)
    years = {year for file in city.files if (year := year_of(file)) is not None}
    _check_files(city, index.problems, ids)
    for year in sorted(years, reverse=True):
        if not isinstance(current, int) or year >= current:
            continue
        following = [
            _measure(city, index, year, indicators, measure, programs)
            for _, measure, programs in following
        ]
        city.earlier[year] = following


def _check_files(city: City, problems: Problems, ids: set[str]) -> None:
    current = city.dataset.get("fiscal_year")
    for file in sorted(city.files):
        year = year_of(file)
        if year is None:
            continue
        if isinstance(current, int) and year >= current:
            problems.add(
                file,
                "",
                f"{year}年度は、モデルの年度({current})より前ではありません",
                f"{year} is not before the models' year ({current})",
            )
        name = file.rsplit("/", 1)[1].removesuffix(".toml")
        measure = city.files[file].get("measure")
        if isinstance(measure, dict) and measure.get("id", name) != name:
            problems.add(
                file,
                "measure.id",
                "ファイル名と施策の番号が違います",
                "the file must be named after the measure's id",
            )
        if name not in ids and f"measures/{name}.toml" not in problems.unreadable:
            problems.add(
                file,
                "measure.id",
                f"measures/{name}.toml がありません",
                f"there is no measures/{name}.toml",
            )


def _indicators(measures: Measures) -> dict[str, Document]:
    """Return every indicator by its id; those that only earlier years have are added later."""
    return {
        str(indicator.get("id")): indicator
        for _, measure, programs in measures
        for owner, key in ((measure, "town_condition"), *((p, "element") for p in programs))
        for item in tables(owner, key)
        for indicator in tables(item, "indicator")
    }


def _measure(
    city: City,
    index: ReferenceIndex,
    year: int,
    indicators: dict[str, Document],
    measure: Document,
    programs: list[Document],
) -> tuple[str, Document, list[Document]]:
    file = f"years/{year}/{measure.get('id')}.toml"
    document = city.files.get(file, {})
    overlay = Overlay(city, index, file, indicators)
    about = document.get("measure")
    of_year = overlay.measure(measure, about if isinstance(about, dict) else {})
    changes = _by_id(index.problems, file, programs, document, year)
    found = [
        overlay.program(program, *changes.get(str(program.get("id")), ("", {})), year)
        for program in programs
        if _had_started(program, year)
    ]
    return file, *overlay.settled(of_year, found)


def _had_started(program: Document, year: int) -> bool:
    start = program.get("start")
    return not isinstance(start, int) or start <= year


def _by_id(
    problems: Problems, file: str, programs: list[Document], document: Document, year: int
) -> dict[str, tuple[str, Document]]:
    """Return the changes of programs: id → path and table."""
    out: dict[str, tuple[str, Document]] = {}
    known = {str(program.get("id")): program for program in programs}
    for number, change in enumerate(tables(document, "program"), 1):
        path, name = item_path("program", change, number), str(change.get("id"))
        if name in out:
            problems.add(file, path, "同じ事業が2回あります", "the program is named twice")
        elif name not in known:
            problems.add(
                file,
                f"{path}.id",
                f"参照先「{name}」がありません",
                f"refers to '{name}', which does not exist",
            )
        elif not _had_started(known[name], year):
            start = known[name]["start"]
            problems.add(
                file,
                f"{path}.id",
                f"この事業は{start}年度に始まっています",
                f"the program started in {start} only",
            )
        out[name] = (path, change)
    return out
