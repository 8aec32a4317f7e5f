"""``/catalog``, ``/void`` and ``/feed.atom``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, redirect, url_for

from michisuji.errors import NotFound
from michisuji.publication import catalog as publication
from michisuji.publication.catalog import Catalog, DataSet
from michisuji.publication.manifest import Distribution, Manifest
from michisuji.quality.history import last_check
from michisuji.quality.report import SEVERITIES
from michisuji.vocabulary import PREFIXES
from michisuji.web.catalog import counting_thread
from michisuji.web.catalog.blueprint import blueprint
from michisuji.web.context import current_lang, current_settings, current_store, render
from michisuji.web.http.caching import conditional, marker
from michisuji.web.http.negotiation import HTML, RDF_FORMATS, choose
from michisuji.web.http.page_cache import kept
from michisuji.web.page_table import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from michisuji.quality.history.saved import Saved

#: Classes that a data set's card counts: the most frequent ones.
SHOWN_CLASSES = 8
#: Classes that describe a data set, not its content.
_DESCRIBING = {
    PREFIXES["dcat"] + "Dataset",
    PREFIXES["qb"] + "DataSet",
    PREFIXES["void"] + "Dataset",
}


@blueprint.get("/catalog")
@blueprint.get("/catalog.<extension>")
@page(kept=False)
def catalog(extension: str = "") -> Any:
    """Send all data sets: a page for people, DCAT for programs."""
    chosen = _chosen(extension, html=True)
    if chosen == HTML:
        # A page without counts must not be cached: it changes when they become available.
        counts = counting_thread.counted()
        parts = (*counting_thread.parts(), counts is not None)
        response = kept(lambda: _page(counts), chosen, *parts, arguments=("format",))
    else:
        response = conditional(lambda: _rdf("catalog", chosen), chosen, *counting_thread.parts())
    for name, kind in RDF_FORMATS.items():
        address = url_for("catalog.catalog", extension=name)
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{kind}"')
    return response


@blueprint.get("/void")
@blueprint.get("/void.<extension>")
def void(extension: str = "") -> Any:
    """Send the counts alone, as VoID."""
    chosen = _chosen(extension, html=False)
    return conditional(lambda: _rdf("void", chosen), chosen, *counting_thread.parts())


@blueprint.get("/.well-known/void")
def well_known() -> BaseResponse:
    """Redirect from where programs look for a description of the data (VoID, section 7)."""
    return redirect(url_for("catalog.void", extension="ttl"), 303)


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Send the feed of changes, newest first."""

    def make() -> Response:
        files = counting_thread.bundle()
        found = publication.read(current_store(), current_settings(), count=False)
        body = publication.atom(
            found.datasets,
            current_settings().base_iri,
            made=files.made if files else "",
            lang=current_lang(),
        )
        return Response(body, content_type="application/atom+xml; charset=utf-8")

    return conditional(make, counting_thread.stamp(), vary=())


def _chosen(extension: str, *, html: bool) -> str:
    if extension and extension not in {*RDF_FORMATS, *(["html"] if html else [])}:
        raise NotFound("このアドレスのページはありません", "there is no page at this address")
    if extension == "html":
        return HTML
    return RDF_FORMATS.get(extension) or choose(RDF_FORMATS, html=html)


def _rdf(what: str, media_type: str) -> Response:
    own = counting_thread.graph()
    key = f"{what} {media_type}"
    if key not in own.bodies:
        base = current_settings().base_iri
        graph = own.graph
        if what == "void" and own.catalog is not None:
            files = counting_thread.bundle()
            entries = files.entries if files else ()
            graph = publication.statistics_only(own.catalog, base, entries)
        assert graph is not None  # known.graph() waits for it
        own.bodies[key] = publication.serialize(graph, media_type, base)
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(own.bodies[key], content_type=media_type + charset)


@dataclass(frozen=True)
class Card:
    """A data set as the page shows it."""

    dataset: DataSet
    files: tuple[Distribution, ...]
    counts: Any
    classes: tuple[tuple[str, int], ...]
    more_classes: int
    findings: Mapping[str, int] | None


def _page(counts: Catalog | None) -> Response:
    found = counts or publication.read(current_store(), current_settings(), count=False)
    files, saved = counting_thread.bundle(), last_check.last(current_settings())
    entries = files.entries if files else ()
    names = {dataset.name for dataset in found.datasets}
    page = render(
        "catalog.html",
        cards=[_card(dataset, found, entries, saved) for dataset in found.datasets],
        whole=[entry for entry in entries if entry.dataset not in names],
        counting=counts is None,
        checked_at=saved.at if saved else None,
        stale=_is_stale(files),
        bundle=files,
        formats=RDF_FORMATS,
        licence_names=publication.licences(),
    )
    return make_response(page)


def _card(
    dataset: DataSet, found: Catalog, entries: tuple[Distribution, ...], saved: Saved | None
) -> Card:
    counts = found.counts.datasets.get(dataset.name)
    held = counts.classes.items() if counts else ()
    own = [(kind, n) for kind, n in held if kind not in _DESCRIBING]
    classes = sorted(own, key=lambda item: (-item[1], item[0]))
    findings = None
    if saved is not None and dataset.name in saved.report.profiles:
        active = saved.report.active
        seen = Counter(f.severity for f in active if f.context.dataset == dataset.name)
        findings = {str(severity): seen[severity] for severity in SEVERITIES}
    return Card(
        dataset,
        tuple(sorted((e for e in entries if e.dataset == dataset.name), key=_order)),
        counts,
        tuple(classes[:SHOWN_CLASSES]),
        max(0, len(classes) - SHOWN_CLASSES),
        findings,
    )


def _order(entry: Distribution) -> tuple[int, str]:
    return -(entry.year or 9999), entry.path


def _is_stale(files: Manifest | None) -> bool:
    """Return True if the data changed after the files were made."""
    return files is not None and bool(files.marker) and files.marker != marker()
