"""Linked data: ``/id/…`` → 303 → ``/doc/…`` in HTML, RDF or CSV; ontology and codes at ``/ns``."""

from michisuji.web.linked_data import identity, ontology
from michisuji.web.linked_data.blueprint import blueprint
from michisuji.web.linked_data.page import ELEMENTS, generic_page
from michisuji.web.linked_data.resource import INCOMING, describe

__all__ = [
    "ELEMENTS",
    "INCOMING",
    "blueprint",
    "describe",
    "generic_page",
    "identity",
    "ontology",
]
