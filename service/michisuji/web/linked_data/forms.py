"""The formats that a document about a resource is offered in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, g

from michisuji.errors import NotAcceptable
from michisuji.web.linked_data.blueprint import DOC_FORMATS
from michisuji.web.linked_data.resource import Known, describe
from michisuji.web.serialize import serialize


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
    if "fits_xml" not in g:
        try:
            serialize(describe(known.iri, known.graphs), DOC_FORMATS["rdf"])
            g.fits_xml = True
        except NotAcceptable:
            g.fits_xml = False
    return bool(g.fits_xml)
