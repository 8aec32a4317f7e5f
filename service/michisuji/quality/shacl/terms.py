"""SHACL's own terms, and the error of an invalid shapes graph.

Short because all modules that read shapes begin here, so that their imports are not circular.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import URIRef

SH = PREFIXES["sh"]


class ShapesError(ValueError):
    """Raised for an ill-formed shapes graph: SHACL calls this a failure."""


def sh(name: str) -> URIRef:
    """Return a term of SHACL."""
    from rdflib import URIRef

    return URIRef(SH + name)
