"""Tables of the open data: a CSV per class, a Data Cube of indicators, the review's layout.

:func:`write` makes them all from the public store. See :mod:`.flat`, :mod:`.cube`, :mod:`.rs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.analysis.words import year_text
from michisuji.errors import NotFound
from michisuji.messages import text
from michisuji.publication.manifest import Distribution, entry

if TYPE_CHECKING:
    from michisuji.publication.tables.about import DeclaredDataset
    from michisuji.publication.tables.statement_db import Spool
    from michisuji.settings import Settings
    from michisuji.store import Store


def write(
    store: Store, settings: Settings, folder: Path, *, datasets: Sequence[str] | None = None
) -> list[Distribution]:
    """Write ``folder/tables/{dataset}/…`` and return the downloads, sorted by path.

    ``datasets`` are short names, None: all but the vocabulary. The same data give the same bytes.
    Raises NotFound for a data set that is not in the store, and the store's errors.
    """
    from michisuji.publication.tables.about import about_of
    from michisuji.publication.tables.classes import LEFT_OUT_DATASETS
    from michisuji.publication.tables.statement_db import Spool

    folder.mkdir(parents=True, exist_ok=True)
    found: list[Distribution] = []
    with Spool(folder) as spool:
        spool.load(store, settings.base_iri)
        names = sorted(set(spool.years) - set(LEFT_OUT_DATASETS) if datasets is None else datasets)
        _known(names, spool)
        described = about_of(store, settings.base_iri, names)
        for name in names:
            found += _of_dataset(spool, described[name], settings.base_iri, folder)
    return sorted(found, key=lambda one: one.path)


def _known(names: Sequence[str], spool: Spool) -> None:
    unknown = [name for name in names if name not in spool.years]
    if unknown:
        known = ", ".join(sorted(spool.years))
        raise NotFound(
            f"データセット「{unknown[0]}」はありません",
            f"there is no data set '{unknown[0]}'",
            hint_ja=f"あるもの: {known}",
            hint_en=f"data sets: {known}",
        )


def _of_dataset(
    spool: Spool, about: DeclaredDataset, base_iri: str, folder: Path
) -> Iterator[Distribution]:
    from michisuji.publication.tables import csvw, cube
    from michisuji.publication.tables.flat import write_flat

    place = folder / "tables" / about.name
    made = write_flat(spool, about.name, place)
    if not made:
        return
    *files, group = csvw.write_metadata(spool, about, made)
    for table, metadata in zip(made, files, strict=True):
        yield entry(
            folder,
            table.path,
            media_type="text/csv",
            title=text("tables.csv", title=table.place.title),
            dataset=about.name,
            conforms_to=csvw.STANDARD,
            described_by=metadata.relative_to(folder).as_posix(),
        )
    yield entry(
        folder,
        group,
        media_type=csvw.MEDIA_TYPE,
        title=text("tables.metadata"),
        dataset=about.name,
        conforms_to=csvw.STANDARD,
    )
    if cube.write_cube(spool, about, place / "cube.ttl") is not None:
        yield entry(
            folder,
            place / "cube.ttl",
            media_type="text/turtle",
            title=text("tables.cube"),
            dataset=about.name,
            conforms_to=cube.STANDARD,
        )
    yield from _rs(spool, about, base_iri, folder)


def _rs(
    spool: Spool, about: DeclaredDataset, base_iri: str, folder: Path
) -> Iterator[Distribution]:
    from michisuji.publication.tables.rs import write_rs

    for sheet in write_rs(spool, about, base_iri, folder / "tables" / about.name / "rs"):
        table = sheet.table
        yield entry(
            folder,
            sheet.path,
            media_type="text/csv",
            packed="application/zip",
            title=text("tables.rs", table=table.id, title=table.title, year=year_text(sheet.year)),
            dataset=about.name,
            year=sheet.year,
        )
