"""The words of differences: names of resources and terms, and values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from michisuji import own
from michisuji.languages import pick
from michisuji.quality.check.data import term_labels

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.change.differences import Differences

#: Characters of a long text that a summary shows.
SHOWN = 120


class Wording:
    """Names in one language, of the resources of a comparison and of the ontology's terms.

    ``added`` is the setting of a city's own folders.
    """

    def __init__(self, found: Differences, lang: str, added: str) -> None:
        self._names, self._about, self._lang = found.names, found.about, lang
        self._terms = term_labels(own.read(added))

    def name(self, iri: str) -> str:
        """Return the name of a resource, or of what it is about; its IRI if there is none."""
        about = " → ".join(self._label(self._names, one) or one for one in self._about.get(iri, ()))
        return self._label(self._names, iri) or about or iri

    def term(self, iri: str) -> str:
        """Return the label of a class, property or code; for an unknown one the end of its IRI."""
        return self._label(self._terms, iri) or iri.replace("#", "/").rstrip("/").rpartition("/")[2]

    def value(self, value: Node) -> str:
        """Return a value as text: names instead of IRIs, long texts cut."""
        from rdflib import URIRef

        told = str(value)
        if isinstance(value, URIRef):
            named = self._label(self._names, told) or self._label(self._terms, told)
            return named or told
        told = " ".join(told.split())
        return told if len(told) <= SHOWN else told[: SHOWN - 1] + "…"

    def _label(self, labels: Mapping[str, Mapping[str, str]], iri: str) -> str:
        found = labels.get(iri)
        return pick(found, self._lang) if found else ""
