"""The files of one data set's dumps."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from michisuji.fiscal_years import full_texts
from michisuji.languages import Text
from michisuji.messages import text
from michisuji.publication.dumps.framed import write_framed
from michisuji.publication.dumps.graphs import DumpGraph, current, graph_file, sorted_file
from michisuji.publication.manifest import Distribution, entry
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store import Store

_NQ, _TRIG = "application/n-quads", "application/trig"
_TURTLE, _JSONLD = "text/turtle", "application/ld+json"
_GZIP = "application/gzip"
#: Half the time of gzip's usual level for a tenth more bytes.
_LEVEL = 4


def write_dataset(
    store: Store, folder: Path, work: Path, name: str, parts: Sequence[DumpGraph]
) -> list[Distribution]:
    """Write one data set's files below ``folder/dumps``; ``work`` is for temporary files."""
    place = folder / "dumps"
    held: dict[DumpGraph, Path] = {}
    for number, part in enumerate(parts):
        held[part] = graph_file(store, part.graph, work).rename(work / f"{number}.nt")
    found = [
        _quads(folder, place / f"{name}.nq.gz", held, name, None, _titles(name, "all")),
        _trig(folder, place / f"{name}.trig.gz", held, name),
    ]
    for year in sorted({part.year for part in parts if part.year is not None}):
        own = {part: path for part, path in held.items() if part.year == year}
        title = _titles(name, str(year))
        found.append(_quads(folder, place / f"{name}-{year}.nq.gz", own, name, year, title))
        state = [path for part, path in own.items() if not part.provenance]
        if state:
            file = place / f"{name}-{year}.ttl.gz"
            found.append(_turtle(folder, file, state[0], name, year, title))
    found += _current(folder, place, work, name, [held[part] for part in current(parts)])
    for path in held.values():
        path.unlink()
    return found


def write_all(folder: Path, wholes: Sequence[Distribution]) -> Distribution:
    """Write all data sets to one file: concatenated gzip files form a gzip file."""
    path = folder / "dumps" / "all.nq.gz"
    with path.open("wb") as out:
        for whole in wholes:
            with (folder / whole.path).open("rb") as file:
                shutil.copyfileobj(file, out)
    title = text("dumps.all_datasets")
    return entry(folder, path, media_type=_NQ, packed=_GZIP, title=title)


def _current(
    folder: Path, place: Path, work: Path, name: str, paths: Sequence[Path]
) -> list[Distribution]:
    if not paths:
        return []
    whole = sorted_file(_all_lines(paths), work / "current.nt")
    title = _titles(name, "current")
    found = [_turtle(folder, place / f"{name}-current.ttl.gz", whole, name, None, title)]
    file = place / f"{name}-current.jsonld.gz"
    with packed(file) as out:
        write_framed(whole, out, work)
    found.append(entry(folder, file, media_type=_JSONLD, packed=_GZIP, title=title, dataset=name))
    whole.unlink()
    return found


def _all_lines(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as lines:
            yield from lines


def _quads(
    folder: Path,
    file: Path,
    held: dict[DumpGraph, Path],
    name: str,
    year: int | None,
    title: Text,
) -> Distribution:
    with packed(file) as out:
        for part, path in held.items():
            end = f" <{part.graph}> .\n".encode()
            with path.open("rb") as lines:
                out.writelines(line[:-3] + end for line in lines)
    return entry(
        folder,
        file,
        media_type=_NQ,
        packed=_GZIP,
        title=title,
        dataset=name,
        year=year,
    )


def _trig(folder: Path, file: Path, held: dict[DumpGraph, Path], name: str) -> Distribution:
    import pyoxigraph as ox

    def quads() -> Iterator[ox.Quad]:
        for part, path in held.items():
            graph = ox.NamedNode(part.graph)
            for triple in _triples(path):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    with packed(file) as out:
        ox.serialize(quads(), out, format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))
    title = _titles(name, "all")
    return entry(folder, file, media_type=_TRIG, packed=_GZIP, title=title, dataset=name)


def _turtle(
    folder: Path, file: Path, path: Path, name: str, year: int | None, title: Text
) -> Distribution:
    import pyoxigraph as ox

    with packed(file) as out:
        ox.serialize(_triples(path), out, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    return entry(
        folder,
        file,
        media_type=_TURTLE,
        packed=_GZIP,
        title=title,
        dataset=name,
        year=year,
    )


def _triples(path: Path) -> Iterator[ox.Triple]:
    import pyoxigraph as ox

    for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
        yield quad.triple


@contextmanager
def packed(path: Path) -> Iterator[IO[bytes]]:
    """Open a gzip file without name and time in it, so that its bytes depend on data alone."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as out,
    ):
        yield cast("IO[bytes]", out)  # GzipFile is one, and is not typed as one


def _titles(name: str, what: str) -> Text:
    if what in ("all", "current"):
        return text(f"dumps.{what}", name=name)
    return {lang: f"{name}: {told}" for lang, told in full_texts(int(what)).items()}
