"""The check as of a fiscal year: that year's models, with the timeless data around them.

Data sets that have yearly graphs but none of that year are left out entirely: their programs would
have no models. The record of each year's last check is kept in ``{home}/reports/years/``, for the
trend over years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.errors import NotFound
from michisuji.quality.check import source_places
from michisuji.quality.check.compiled import check
from michisuji.quality.check.data import source_of
from michisuji.quality.history import records
from michisuji.quality.history.records import DAMAGED, CheckRecord, damaged
from michisuji.quality.reading.causes import Cause, group, named
from michisuji.quality.reading.neighbours import neighbours
from michisuji.quality.report import Problem, Report
from michisuji.quality.rulebook.rules import rulebook
from michisuji.vocabulary import RULE, GraphName, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store


def years(store: Store, base_iri: str) -> tuple[int, ...]:
    """Return the fiscal years that some data set has a state of, oldest first."""
    named_ = _graphs(store, base_iri).values()
    return tuple(sorted({name.year for name in named_ if name.year is not None}))


def graphs_of(store: Store, base_iri: str, year: int) -> tuple[str, ...]:
    """Return the graphs that make up a year's state.

    Raises NotFound, listing the available years.
    """
    known = _graphs(store, base_iri)
    own = {name.dataset for name in known.values() if name.year == year}
    if not own:
        listed = ", ".join(map(str, years(store, base_iri))) or "-"
        raise NotFound(
            f"{year}年度の状態はありません",
            f"there is no state of fiscal year {year}",
            hint_ja=f"ある年度: {listed}",
            hint_en=f"available years:  {listed}",
        )
    yearly = {name.dataset for name in known.values() if name.year is not None}
    return tuple(
        graph
        for graph, name in known.items()
        if name.year == year or (name.year is None and name.dataset in own | _others(known, yearly))
    )


def check_year(
    store: Store,
    settings: Settings,
    year: int,
    profile: str | None = None,
    *,
    today: date | None = None,
) -> Report:
    """Check the state of a fiscal year; arguments and errors as for ``check_store``.

    Raises NotFound, listing the available years, when no data set has a state of that year.
    """
    graphs = graphs_of(store, settings.base_iri, year)
    source = source_of(store, whole=True, graphs=graphs)
    book = rulebook(settings.own)
    report = check(source, settings.base_iri, profile, today=today or settings.today(), book=book)
    if year < max(years(store, settings.base_iri)):
        # Values are not kept by year: seen from then, a later measurement is not an error.
        later = RULE + "IND-06-future"
        kept = tuple(f for f in report.findings if f.constraint != later)
        report = replace(report, findings=kept)
    # Provenance is in separate graphs, which the question names.
    return source_places.placed(report, source_places.from_provenance(source_of(store), report))


def causes_of_year(
    store: Store, settings: Settings, year: int, report: Report
) -> tuple[Cause, ...]:
    """Return the causes of a year's findings, with labels of that year."""
    base_iri = settings.base_iri
    graphs = graphs_of(store, base_iri, year)
    found = neighbours(store, report, base_iri=base_iri, default_graphs=graphs)
    return named(group(report, found), store, base_iri=base_iri, default_graphs=graphs)


def keep_year(
    report: Report,
    year: int,
    settings: Settings,
    *,
    causes: Sequence[Cause] = (),
    now: datetime | None = None,
) -> CheckRecord:
    """Save the record of a year's check, replacing an earlier one.

    Raises OSError.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC)
    record = records.make(report, causes, at, str(year))
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    records.write_record(folder, record)
    return record


def kept_years(settings: Settings) -> tuple[Mapping[int, CheckRecord], tuple[Problem, ...]]:
    """Return fiscal year → the record of its last check, oldest first; and damaged files."""
    found: dict[int, CheckRecord] = {}
    problems: list[Problem] = []
    for path in sorted(_folder(settings).glob("[0-9]*.json")):
        try:
            found[int(path.stem)] = records.read_record(path)
        except DAMAGED as error:
            problems.append(damaged(path, error))
    return found, tuple(problems)


def _graphs(store: Store, base_iri: str) -> dict[str, GraphName]:
    """Return every data graph (not provenance) with its parsed name."""
    found: dict[str, GraphName] = {}
    for (graph,) in questions.run(store, "graphs", base_iri=base_iri).rows:
        name = parse_graph_iri(base_iri, str(graph))
        if name is not None and not name.provenance:
            found[str(graph)] = name
    return found


def _others(known: Mapping[str, GraphName], yearly: set[str]) -> set[str]:
    """Return the data sets without yearly graphs, such as the vocabulary."""
    return {name.dataset for name in known.values()} - yearly


def _folder(settings: Settings) -> Path:
    return settings.home / "reports" / "years"
