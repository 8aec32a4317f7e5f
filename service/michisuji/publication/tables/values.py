"""The stored form of a statement's value: its text, and a tag for its kind.

The tag is empty for an IRI, ``@ja`` for a text in a language, ``^decimal`` for a literal of an XML
Schema datatype (``^string`` without any), ``^^IRI`` for one of another datatype. A literal whose
text is invalid for its datatype (``"約20"^^xsd:decimal``) is stored as a text: in a column of
numbers it would make the table invalid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.literals import fits
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

IRI = ""
XSD = PREFIXES["xsd"]
TYPE = PREFIXES["rdf"] + "type"


def expand(prefixed: str) -> str:
    """Expand a prefixed name, such as ``lm:Program``, to its IRI."""
    prefix, _, local = prefixed.partition(":")
    return PREFIXES[prefix] + local


def split(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> tuple[str, str] | None:
    """Return (tag, text) of an object; None for a blank node, nameless outside its file."""
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return IRI, term.value
    if not isinstance(term, ox.Literal):
        return None
    if term.language:
        return f"@{term.language.lower()}", term.value
    datatype = term.datatype.value
    if not fits(term.value, datatype):
        return "^string", term.value
    if datatype.startswith(XSD):
        return f"^{datatype[len(XSD) :]}", term.value
    return f"^^{datatype}", term.value


def language_of(tag: str) -> str | None:
    """Return the language of a text's tag, '' for a text without one; None for other values."""
    return tag[1:] if tag.startswith("@") else "" if tag == "^string" else None


def datatype_of(tag: str) -> str:
    """Return the datatype IRI of a literal's tag; empty for an IRI or a text in a language."""
    if tag.startswith("^^"):
        return tag[2:]
    return XSD + tag[1:] if tag.startswith("^") else ""
