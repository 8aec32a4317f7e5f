"""RDF terms as plain Python values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdflib.term import Node


def plain_term(term: Node | None) -> Any:
    """An rdflib term as a Python value: IRIs and texts as str, gYear as int, numbers as Decimal."""
    from rdflib import Literal

    if term is None:
        return None
    if not isinstance(term, Literal):
        return str(term)
    kind = str(term.datatype or "").rpartition("#")[2]
    text = str(term)
    if kind == "gYear" and text[:4].isdigit():
        return int(text[:4])
    if kind == "boolean":
        return text in {"true", "1"}
    if kind in {"decimal", "integer", "double", "float"}:
        try:
            return Decimal(text)
        except ArithmeticError:
            return text
    return text
