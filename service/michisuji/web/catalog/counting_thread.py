"""The catalog of the current data: counted once, in the background.

Counting the nation takes some seconds. A thread does it when the catalog is first requested after
an import; meanwhile a page shows what is known, and a program is asked to retry.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from flask import current_app

from michisuji.errors import BadInput, StoreUnavailable
from michisuji.languages import Text
from michisuji.publication import catalog, manifest
from michisuji.publication.manifest import Manifest
from michisuji.quality.history import last_check
from michisuji.web.context import current_settings, current_store, state
from michisuji.web.http.caching import marker

if TYPE_CHECKING:
    from rdflib import Graph

    from michisuji.settings import Settings
    from michisuji.store import Store

#: Seconds for which a request waits for a running count.
WAIT_S = 2.0
_LOCK = threading.Lock()
log = logging.getLogger("michisuji.web")


class Counting(StoreUnavailable):
    """Raised while a new state of the data has not been counted yet."""

    code = "counting"
    title: ClassVar[Text] = {"ja": "件数を数えています", "en": "Counting is under way"}


@dataclass
class Counted:
    """The catalog of one state of the data, of the bundle and of the last check.

    ``ready`` is set when ``catalog`` is available, ``done`` when ``graph`` is.
    """

    key: tuple[str, str, str]
    ready: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    catalog: catalog.Catalog | None = None
    graph: Graph | None = None
    error: Exception | None = None
    bodies: dict[str, bytes] = field(default_factory=dict)


@dataclass
class _CountedBundle:
    """An application's memory: its bundle by its stamp, and the latest counts."""

    bundle: tuple[str, Manifest | None] | None = None
    counted: Counted | None = None


def bundle() -> Manifest | None:
    """Return the bundle whose files this service offers; None if there is none.

    The writer of a bundle's pages puts its manifest into the application's configuration.
    """
    given: Manifest | None = current_app.config.get("MICHISUJI_MANIFEST")
    if given is not None:
        return given
    folder, seen, own = current_settings().home / "bundle", stamp(), state().own(_CountedBundle)
    if own.bundle is None or own.bundle[0] != seen:
        own.bundle = seen, _read(folder) if seen else None
    return own.bundle[1]


def _read(folder: Path) -> Manifest | None:
    try:
        return manifest.read(folder)
    except BadInput as error:
        log.warning("bundle: %s", error.message["en"])
        return None


def stamp() -> str:
    """Return a mark that changes with the bundle; '' without one."""
    if current_app.config.get("MICHISUJI_MANIFEST") is not None:
        return "given"
    path = current_settings().home / "bundle" / manifest.NAME
    try:
        seen = path.stat()
    except OSError:
        return ""
    return f"{seen.st_mtime_ns} {seen.st_size} {seen.st_ino}"


def parts() -> tuple[str, str]:
    """Return what answers depend on besides the data: the bundle and the last check."""
    return stamp(), last_check.stamp(current_settings())


def counted() -> catalog.Catalog | None:
    """Return the data sets with their counts; None if counting takes longer than a reader waits.

    Raises the error that stopped the counting; the next request then starts again.
    """
    own = _begun()
    return own.catalog if _wait(own, own.ready) else None


def graph() -> Counted:
    """Return the counted catalog with its graph.

    Raises Counting until it is available.
    """
    own = _begun()
    if not _wait(own, own.done) or own.graph is None:
        raise Counting(
            "データが新しくなったので、件数を数えています",
            "the data are new, and are being counted",
            hint_ja="数秒後にもう一度開いてください",
            hint_en="try again in a few seconds",
        )
    return own


def _begun() -> Counted:
    """Return the catalog of the current state; starts a thread for it if necessary."""
    key = (marker(), *parts())
    known = state().own(_CountedBundle)
    with _LOCK:
        own = known.counted
        if own is None or own.key != key:
            known.counted = own = Counted(key)
            work = (own, current_store(), current_settings(), bundle())
            threading.Thread(target=_count, args=work, daemon=True).start()
    return own


def _wait(own: Counted, event: threading.Event) -> bool:
    """Return True if the event came in time.

    A page that is written to a file waits as long as needed: nobody could retry it.
    """
    static = current_app.config.get("MICHISUJI_STATIC")
    came = event.wait(None if static else WAIT_S)
    if own.error is not None:
        with _LOCK:
            known = state().own(_CountedBundle)
            if known.counted is own:
                known.counted = None
        raise own.error
    return came


def describe(iri: str) -> Graph | None:
    """Return the catalog's description of a part of a data set, or None.

    The part is ``…/id/dataset/NAME-YEAR``. Counts are left out: a document about one thing must not
    wait for all to be counted.
    """
    from rdflib import Graph, URIRef

    settings, store = current_settings(), current_store()
    if not iri.startswith(f"{settings.base_iri}/id/dataset/"):
        return None
    known = catalog.read(store, settings, count=False)
    if iri not in {part.iri for dataset in known.datasets for part in dataset.parts}:
        return None
    files = bundle()
    entries = files.entries if files else ()
    whole = catalog.build(store, settings, entries=entries, made="", known=known)
    found, node = Graph(bind_namespaces="none"), URIRef(iri)
    for triple in (*whole.triples((node, None, None)), *whole.triples((None, None, node))):
        found.add(triple)
    for other in {n for triple in found for n in triple if isinstance(n, URIRef)} - {node}:
        for name in _NAMES:
            for triple in whole.triples((other, URIRef(name), None)):
                found.add(triple)
    return found


_NAMES = (
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://xmlns.com/foaf/0.1/name",
)


def _count(own: Counted, store: Store, settings: Settings, files: Manifest | None) -> None:
    try:
        own.catalog = catalog.read(store, settings)
        own.ready.set()
        own.graph = catalog.build(
            store,
            settings,
            entries=files.entries if files else (),
            made=files.made if files else catalog.newest(own.catalog.datasets),
            quality=last_check.last(settings),
            known=own.catalog,
        )
    except Exception as error:  # raised again to whoever asks: a thread has no caller
        own.error = error
    finally:
        own.ready.set()
        own.done.set()
