"""Literals whose text does not fit their datatype (``"abc"^^xsd:integer``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from michisuji.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_DIGITS = "[+-]?[0-9]+"
_DECIMAL = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
_FLOAT = f"{_DECIMAL}([eE][+-]?[0-9]+)?"
_DAY = "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
#: Texts that are certainly valid; Python decides on the others. None: every text is valid.
_SURE: dict[str, str | None] = {
    "string": None,
    "anyURI": None,
    "integer": _DIGITS,
    "decimal": _DECIMAL,
    "double": _FLOAT,
    "float": _FLOAT,
    "boolean": "true|false|0|1",
    "date": _DAY,
    "dateTime": f"{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?",
    "gYear": "[1-9][0-9]{3}",
}


def doubtful(variable: str, datatype: str) -> str:
    """Return a SPARQL expression that is true for a possibly ill-typed literal.

    The literal is known to be of ``datatype``.
    """
    if not datatype.startswith(_XSD):
        return "false"
    sure = _SURE.get(datatype.removeprefix(_XSD), "(?!)")
    if sure is None:
        return "false"
    return "true" if sure == "(?!)" else f'!REGEX(STR({variable}), "^({sure})$")'


@cache
def is_ill_typed(text: str, datatype: str) -> bool:
    """Return True if ``text`` is outside the lexical space of ``datatype`` in rdflib."""
    from rdflib import Literal, URIRef

    if datatype == _XSD + "boolean":  # rdflib takes any other text for false
        return text not in ("true", "false", "0", "1")
    return Literal(text, datatype=URIRef(datatype)).ill_typed is True


def is_ill_typed_literal(term: Any) -> bool:
    """Return True if a term is an ill-typed literal."""
    datatype = getattr(term, "datatype", None)
    return datatype is not None and is_ill_typed(str(term), str(datatype))
