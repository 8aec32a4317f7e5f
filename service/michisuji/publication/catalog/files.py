"""The catalog as files of a bundle, and in the formats that clients request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Graph, URIRef

from michisuji.messages import text
from michisuji.publication.catalog import whole
from michisuji.publication.catalog.feed import atom
from michisuji.publication.catalog.jsonld import frame
from michisuji.publication.catalog.vocabularies import CATALOG_PREFIXES
from michisuji.publication.manifest import Distribution, entry
from michisuji.store.rdf_terms import in_order
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from michisuji.publication.catalog.whole import Catalog
    from michisuji.quality.history.saved import Saved
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Extension → media type.
FORMATS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
_DCAT_AP = "https://semiceu.github.io/DCAT-AP/releases/3.0.0"


def serialize(graph: Graph, media_type: str, base_iri: str) -> bytes:
    """Serialize the catalog's graph in one of :data:`FORMATS`; equal graphs give equal bytes."""
    prefixes = {**PREFIXES, **CATALOG_PREFIXES}
    if media_type == FORMATS["jsonld"]:
        roots = [f"{base_iri}/catalog", f"{base_iri}/void"]
        return frame(graph, map(URIRef, roots), prefixes)
    triples = in_order(graph.serialize(format="nt").encode())
    if media_type == FORMATS["nt"]:
        return triples
    import pyoxigraph as ox

    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(f"not a format of catalogs: {media_type}")
    parsed = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    return bytes(ox.serialize(parsed, format=form, prefixes=prefixes) or b"")


def write(
    store: Store,
    settings: Settings,
    folder: Path,
    *,
    entries: Sequence[Distribution],
    made: str,
    quality: Saved | None = None,
    known: Catalog | None = None,
) -> list[Distribution]:
    """Write catalog, statistics and change feed into a bundle's folder; return their entries.

    Arguments are those of :func:`michisuji.publication.catalog.whole.build`. ``.well-known/void``
    is a copy of ``void.ttl``. Raises the store's errors and OSError.
    """
    base = settings.base_iri
    known = known or whole.read(store, settings)
    graph = whole.build(store, settings, entries=entries, made=made, quality=quality, known=known)
    written = []
    for extension, kind in FORMATS.items():
        data = serialize(graph, kind, base)
        written.append(_file(folder, f"catalog.{extension}", data, kind, "catalog", _DCAT_AP))
    void = serialize(whole.statistics_only(known, base, entries), "text/turtle", base)
    for path in ("void.ttl", ".well-known/void"):
        written.append(_file(folder, path, void, "text/turtle", "void"))
    feed = atom(known.datasets, base, made=made)
    written.append(_file(folder, "feed.atom", feed, "application/atom+xml", "feed"))
    return written


def _file(
    folder: Path, name: str, data: bytes, kind: str, what: str, conforms_to: str = ""
) -> Distribution:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return entry(
        folder, path, media_type=kind, title=text(f"dcat.files.{what}"), conforms_to=conforms_to
    )
