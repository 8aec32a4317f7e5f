"""The workbook that a section gets: empty with examples, or prefilled with its part of a city."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from michisuji import resources
from michisuji.errors import BadInput
from michisuji.importers.city.content import City
from michisuji.importers.city.scope import CityScope, within
from michisuji.importers.city.toml.reading import read_folder
from michisuji.importers.problems import Problems
from michisuji.publication.workbook.book import write_workbook
from michisuji.publication.workbook.filling import PHASES, Filling

_YEARS = range(1950, 2101)


def empty_book(phase: str, year: int, at: datetime | None = None) -> bytes:
    """Return a workbook without data; each sheet shows an example."""
    city = City({"dataset.toml": {"dataset": {"fiscal_year": year}}})
    return write_workbook(city, filling=_filling(phase, year), examples=example_city(), at=at)


def section_book(
    city: City, scope: CityScope, phase: str, year: int | None = None, at: datetime | None = None
) -> bytes:
    """Return the workbook of a part of a city, with what is to be filled in marked.

    ``year`` is that of the models for the phase ``plan``, and the one before for ``evaluate``.
    Raises NotFound for a unit or measure that the city does not have, BadInput for a year that
    cannot be or a text that no cell can hold.
    """
    current = int(city.dataset["fiscal_year"])
    asked = year if year is not None else current - (phase == "evaluate")
    part = within(city, scope)
    return write_workbook(
        part,
        whole=city,
        filling=_filling(phase, asked),
        examples=example_city(),
        made_from=part.version(),
        at=at,
    )


def example_city() -> City:
    """Return the city that comes along, whose rows show how others are written."""
    return read_folder(Path(resources.folder("data")) / "mihon", Problems())


def _filling(phase: str, year: int) -> Filling:
    if phase not in PHASES:
        raise BadInput(
            f"記入の段階「{phase}」はありません",
            f"there is no phase '{phase}'",
            hint_ja="plan(計画)か evaluate(評価)を指定してください",
            hint_en="give plan or evaluate",
        )
    if year not in _YEARS:
        raise BadInput(
            f"年度{year}の記入用ブックは作れません",
            f"there is no workbook for the year {year}",
            hint_ja=f"西暦{_YEARS[0]}~{_YEARS[-1]}の年度を指定してください",
            hint_en=f"give a fiscal year from {_YEARS[0]} to {_YEARS[-1]}",
        )
    return Filling(phase, year)
