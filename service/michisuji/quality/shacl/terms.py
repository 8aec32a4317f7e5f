"""SHACL's own terms, and the error of a shapes graph that is none.

Short because all modules that read shapes begin here, so that their imports run in no circle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import URIRef

SH = PREFIXES["sh"]


class ShapesError(ValueError):
    """The shapes graph is not one: SHACL calls this a failure."""


def sh(name: str) -> URIRef:
    """A term of SHACL."""
    from rdflib import URIRef

    return URIRef(SH + name)
