"""Literals that are not what their datatype says (``"abc"^^xsd:integer``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from michisuji.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_DIGITS = "[+-]?[0-9]+"
_DECIMAL = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
_FLOAT = f"{_DECIMAL}([eE][+-]?[0-9]+)?"
_DAY = "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
#: Texts that are surely right; of the others Python decides. None: every text is right.
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
    """A SPARQL expression: the literal, known to be of ``datatype``, may be ill-typed."""
    if not datatype.startswith(_XSD):
        return "false"
    sure = _SURE.get(datatype.removeprefix(_XSD), "(?!)")
    if sure is None:
        return "false"
    return "true" if sure == "(?!)" else f'!REGEX(STR({variable}), "^({sure})$")'


@cache
def is_ill_typed(text: str, datatype: str) -> bool:
    """Whether ``text`` is outside the lexical space of ``datatype``, as rdflib knows it."""
    from rdflib import Literal, URIRef

    if datatype == _XSD + "boolean":  # rdflib takes any other text for false
        return text not in ("true", "false", "0", "1")
    return Literal(text, datatype=URIRef(datatype)).ill_typed is True


def is_ill_typed_literal(term: Any) -> bool:
    """The same of a term."""
    datatype = getattr(term, "datatype", None)
    return datatype is not None and is_ill_typed(str(term), str(datatype))
