"""A resource's documents in RDF and CSV for the static site: five forms of one description.

They equal the service's (``linked_data.forms.written``), without a request for each.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji.errors import MichisujiError
from michisuji.publication.site import Fetched
from michisuji.publication.site.jsonld import reduced
from michisuji.web.http.serialize import JSON_LD, as_document
from michisuji.web.linked_data import forms
from michisuji.web.linked_data.blueprint import DOC_FORMATS, content_type
from michisuji.web.linked_data.resource import describe, find, of_address

if TYPE_CHECKING:
    from flask import Flask
    from rdflib import Graph


class Documents:
    """Answers ``/doc/KIND/REFERENCE.EXTENSION`` in Japanese, while nobody changes the data."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        # The forms of a resource are requested one after the other.
        self._described = lru_cache(maxsize=8)(_described)

    def get(self, path: str) -> Fetched | None:
        """Return the document; None if the service must be asked: no document, or an error."""
        head, _, rest = path.lstrip("/").partition("/")
        kind, _, last = rest.partition("/")
        name, _, extension = last.rpartition(".")
        if head != "doc" or extension not in DOC_FORMATS or not kind or not name:
            return None
        media_type = DOC_FORMATS[extension]
        with self._app.app_context():
            try:
                iri, graph = self._described(unquote(kind), unquote(name))
                body = _written(graph, iri, media_type)
            except MichisujiError:
                return None
        return Fetched(200, content_type(media_type), body=body)


def _described(kind: str, name: str) -> tuple[str, Graph]:
    iri = of_address(kind, name)
    return iri, describe(iri, find(iri).graphs)


def _written(graph: Graph, iri: str, media_type: str) -> bytes:
    if media_type == JSON_LD:
        return reduced(as_document(graph))
    return forms.written(graph, iri, media_type)
