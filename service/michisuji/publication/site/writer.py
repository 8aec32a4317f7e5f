"""Writes the static site: requests each page, rewrites it, follows its links."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from michisuji.errors import BadInput, StoreConflict
from michisuji.languages import LANGUAGES
from michisuji.publication.site import explorer, extras, search
from michisuji.publication.site.check import Done, check
from michisuji.publication.site.fetched import Fetch, Fetched
from michisuji.publication.site.file_names import FORMS, RDF, SiteFile, place
from michisuji.publication.site.rewrite import ids, rewrite
from michisuji.settings import Settings

#: Called with the number of files written, and of those known so far.
Progress = Callable[[int, int], None]
_BATCH = 40


@dataclass
class _WriterWork:
    """The context of every worker; in a module's variable so that a fork inherits it."""

    fetch: Fetch
    base_iri: str
    folder: Path
    beside: frozenset[str]


_work: _WriterWork | None = None


def write(
    fetch: Fetch,
    settings: Settings,
    folder: Path,
    *,
    addresses: Iterable[str],
    workers: int = 1,
    progress: Progress | None = None,
) -> list[str]:
    """Write the site into a folder; return the paths written, sorted, ``/`` between folders.

    ``addresses`` are pages of the service (``/plan``, ``/doc/program/x`` …), each written in both
    languages, those about resources and the ontology in RDF too; pages they link to follow.
    Existing files in the folder (dumps, tables, catalog) may be linked to and are not changed.
    ``workers`` is the number of forked processes; 1 unless ``fetch`` answers from this process's
    memory.

    Raises BadInput with a list (page → address) when a link is broken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    assets = _assets(folder)
    beside = frozenset(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    found: dict[str, Done] = {}
    todo = {p.file: p for address in addresses for p in _forms(address)}
    with _writers(_WriterWork(fetch, settings.base_iri, folder, beside), workers) as written:
        while todo:
            for done in written([todo[file] for file in sorted(todo, key=_together)]):
                found[done.file] = done
                if progress:
                    progress(len(found), len(found.keys() | todo.keys()))
            linked = [to for file in todo for to in found[file].links]
            todo = {p.file: p for p in linked if p.file not in found and p.file not in beside}
    check(found, folder, beside)
    made = [
        *search.write(folder, _named(found)),
        *explorer.write(folder, fetch("/site-data/graph", "ja")),
        *extras.write(folder, fetch, settings.base_iri, found, beside),
    ]
    written_files = (file for file, done in found.items() if not done.left_out)
    return sorted({*written_files, *assets, *made})


def _together(file: str) -> tuple[str, str]:
    """Sort files about the same resource together: they need the same data."""
    shared = file.removeprefix("en/")
    return shared.rpartition(".")[0], file


def _forms(address: str) -> Iterator[SiteFile]:
    """Yield a page in every language, and in RDF if it is about a resource."""
    joint = "&" if "?" in address else "?"
    for lang in LANGUAGES:
        one = place(f"{address}{joint}lang={lang}")
        if one is None:
            raise BadInput(
                f"静的サイトに書き出せないアドレスです: {address}",
                f"a static site has no file for {address}",
            )
        yield one
    if address.startswith("/doc/") or address in ("/ns", "/code"):
        extensions = FORMS if address.startswith("/doc/") else RDF
        found = (place(f"{address.removesuffix('.html')}.{name}") for name in extensions)
        yield from (one for one in found if one is not None)


@contextmanager
def _writers(
    work: _WriterWork, workers: int
) -> Iterator[Callable[[list[SiteFile]], Iterator[Done]]]:
    """Yield a function that writes places, in this process or in several."""
    global _work
    _work = work
    try:
        if workers <= 1 or not hasattr(os, "fork"):
            yield lambda places: map(_write, places)
            return
        from multiprocessing import get_context

        with get_context("fork").Pool(workers) as pool:
            yield lambda places: pool.imap_unordered(_write, places, _BATCH)
    finally:
        _work = None


def _write(own: SiteFile) -> Done:
    if _work is None:
        raise StoreConflict("書き出しの準備ができていません", "the site's writer is not ready")
    answer = _work.fetch(own.ask, own.lang or "ja") if own.ask else None
    if answer is not None and answer.status == 406 and own.file.endswith(".rdf"):
        return Done(own.file, left_out=True)
    if answer is None or answer.status != 200:
        return Done(own.file, wrong=f"{own.ask or own.file} ({answer.status if answer else 404})")
    done, body = _made(own, answer, _work)
    path = _work.folder / own.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return done


def _made(own: SiteFile, answer: Fetched, work: _WriterWork) -> tuple[Done, bytes]:
    if not own.file.endswith(".html"):
        return Done(own.file), answer.body
    page = rewrite(answer.body.decode(), own, base_iri=work.base_iri, bundle=work.beside)
    lost = {f"#{name}" for name in page.parts - ids(page.text) if "=" not in name}
    done = Done(own.file, page.places, page.unknown | lost, page.kind, page.name)
    return done, page.text.encode()


def _named(found: Mapping[str, Done]) -> list[search.NamedPage]:
    """Return the resources, with kinds and names as shown on their pages."""
    named = []
    for file in sorted(f for f in found if f.startswith("doc/") and f.endswith(".html")):
        own, other = found[file], found.get(f"en/{file}", found[file])
        named.append(search.NamedPage(file, (own.kind, other.kind), (own.name, other.name)))
    return named


def _assets(folder: Path) -> list[str]:
    """Write the scripts that only the site has."""
    made = []
    (folder / "assets").mkdir(exist_ok=True)
    for source in sorted((files(__package__) / "assets").iterdir(), key=lambda s: s.name):
        if source.name.endswith((".js", ".css")):
            (folder / "assets" / source.name).write_bytes(source.read_bytes())
            made.append(f"assets/{source.name}")
    return made
