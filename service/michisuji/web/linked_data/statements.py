"""A description as a table: one row per statement, for people who want a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import Literal, URIRef

from michisuji.spreadsheets import csv_text
from michisuji.store.rdf_terms import n3
from michisuji.web.i18n import label, translate
from michisuji.web.linked_data.page import name_of

if TYPE_CHECKING:
    from rdflib import Graph


def as_csv(graph: Graph, iri: str) -> str:
    """Return the statements of a resource and those that refer to it, in a stable order.

    The header row is in the reader's language.
    """
    node = URIRef(iri)
    own = [(node, p, o) for p, o in graph.predicate_objects(node)]
    referring = [(s, p, node) for s, p in graph.subject_predicates(node) if s != node]
    statements = (one for part in (own, referring) for one in sorted(part, key=_order))
    return csv_text(_headings(), (_row(graph, *statement) for statement in statements))


def _headings() -> list[str]:
    return [
        translate("statements.subject"),
        translate("statements.property"),
        translate("statements.property_label"),
        translate("statements.value"),
        translate("statements.value_label"),
        translate("statements.datatype"),
        translate("statements.language"),
    ]


def _order(statement: tuple[Any, Any, Any]) -> tuple[str, ...]:
    return tuple(map(n3, statement))


def _row(graph: Graph, subject: Any, prop: Any, value: Any) -> list[str]:
    row = [str(subject), str(prop), label(str(prop)), str(value)]
    if isinstance(value, Literal):
        return [*row, "", str(value.datatype or ""), value.language or ""]
    return [*row, name_of(graph, value) if isinstance(value, URIRef) else "", "", ""]
