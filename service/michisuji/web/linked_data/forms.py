"""The formats that a document about a resource is offered in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, g

from michisuji.errors import NotAcceptable
from michisuji.web.context import state
from michisuji.web.http.serialize import serialize
from michisuji.web.linked_data.blueprint import CSV, DOC_FORMATS
from michisuji.web.linked_data.resource import Known, describe
from michisuji.web.linked_data.statements import as_csv

if TYPE_CHECKING:
    from rdflib import Graph


def written(graph: Graph, iri: str, media_type: str) -> bytes:
    """Return the description of a resource in one of the formats.

    Raises NotAcceptable.
    """
    if media_type == CSV:
        return as_csv(graph, iri).encode()
    return serialize(graph, media_type)


def forms(known: Known) -> Mapping[str, str]:
    """Return extension → media type of a resource's forms.

    A static site links to no RDF/XML for descriptions that XML cannot hold; the service answers 406
    when it is requested, and its pages need not try.
    """
    if not current_app.config.get("MICHISUJI_STATIC") or _fits_xml(known):
        return DOC_FORMATS
    return {name: kind for name, kind in DOC_FORMATS.items() if name != "rdf"}


def of_page() -> Mapping[str, str]:
    """Return the forms of the current page."""
    known: Known | None = g.get("document")
    return DOC_FORMATS if known is None else forms(known)


@dataclass
class _Fits:
    """The last resource asked about, and True if XML can hold its description."""

    known: Known | None = None
    fits: bool = True


def _fits_xml(known: Known) -> bool:
    """Return True if XML can hold the description; cached for the next form or language."""
    last = state().own(_Fits)
    if last.known != known:
        try:
            serialize(describe(known.iri, known.graphs), DOC_FORMATS["rdf"])
            last.known, last.fits = known, True
        except NotAcceptable:
            last.known, last.fits = known, False
    return last.fits
