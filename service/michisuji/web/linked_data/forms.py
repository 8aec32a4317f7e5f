"""The formats that a document about a resource is offered in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import current_app, g

from michisuji.errors import NotAcceptable
from michisuji.web.context import state
from michisuji.web.linked_data.blueprint import CSV, DOC_FORMATS
from michisuji.web.linked_data.resource import Known, describe
from michisuji.web.linked_data.statements import as_csv
from michisuji.web.serialize import serialize

if TYPE_CHECKING:
    from rdflib import Graph

_FITS = "linked_data.fits_xml"


def written(graph: Graph, iri: str, media_type: str) -> bytes:
    """The description of a resource in one of the formats. Raises NotAcceptable."""
    if media_type == CSV:
        return as_csv(graph, iri).encode()
    return serialize(graph, media_type)


def forms(known: Known) -> Mapping[str, str]:
    """Extension → media type. A static site links to no RDF/XML where XML cannot hold what is said;
    the service tells so when it is asked (406), and its pages need not try."""
    if not current_app.config.get("MICHISUJI_STATIC") or _fits_xml(known):
        return DOC_FORMATS
    return {name: kind for name, kind in DOC_FORMATS.items() if name != "rdf"}


def of_page() -> Mapping[str, str]:
    """The same for the page under way."""
    known: Known | None = g.get("document")
    return DOC_FORMATS if known is None else forms(known)


def _fits_xml(known: Known) -> bool:
    """Asked for each form on a page, and for the page in another language next."""
    cache = state().cache
    if cache.get(_FITS, (None,))[0] != known:
        try:
            serialize(describe(known.iri, known.graphs), DOC_FORMATS["rdf"])
            cache[_FITS] = (known, True)
        except NotAcceptable:
            cache[_FITS] = (known, False)
    return bool(cache[_FITS][1])
