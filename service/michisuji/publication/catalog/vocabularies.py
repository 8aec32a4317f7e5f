"""The words of a catalog: external vocabularies, authority codes, and IRIs of its own things.

What the catalog names besides data sets (files, publishers, periods) are parts of the catalog's own
document, ``{base}/catalog#…``: they can be looked up, and there are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from michisuji.fiscal_years import first_day, last_day
from michisuji.languages import Text, pick
from michisuji.messages import text
from michisuji.vocabulary import PREFIXES

DCAT = Namespace(PREFIXES["dcat"])
DCTERMS = Namespace(PREFIXES["dcterms"])
DQV = Namespace(PREFIXES["dqv"])
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
LM = Namespace(PREFIXES["lm"])
PROV = Namespace(PREFIXES["prov"])
SKOS = Namespace(PREFIXES["skos"])
SPDX = Namespace("http://spdx.org/rdf/terms#")
VOID = Namespace(PREFIXES["void"])
#: Prefixes of catalogs, in addition to those used everywhere.
CATALOG_PREFIXES = {"foaf": str(FOAF), "spdx": str(SPDX)}

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
#: Authority codes of the EU's Publications Office, which DCAT-AP requires.
LANGUAGES = {"ja": URIRef(f"{_AUTHORITY}language/JPN"), "en": URIRef(f"{_AUTHORITY}language/ENG")}
PUBLIC = URIRef(f"{_AUTHORITY}access-right/PUBLIC")
THEMES = URIRef(f"{_AUTHORITY}data-theme")
GOVERNMENT = URIRef(f"{_AUTHORITY}data-theme/GOVE")
_IANA = "https://www.iana.org/assignments/media-types/"
SHA256 = SPDX.checksumAlgorithm_sha256

#: Licences that people know by a name; any other licence is named by its address.
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "cc-by",
    "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0": "pdl",
    "https://spdx.org/licenses/Apache-2.0": "apache",
}
#: Standards that files and services follow: address → name.
SPARQL_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
GRAPH_STORE_PROTOCOL = "https://www.w3.org/TR/sparql11-http-rdf-update/"


def licences() -> Mapping[str, Text]:
    """Return the licences with a well-known name, by their addresses."""
    return {iri: text(f"dcat.licences.{key}") for iri, key in _LICENCES.items()}


class Words:
    """Adds statements to a graph, and descriptions of the things they name, each once."""

    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.base = base
        self.catalog = URIRef(f"{base}/catalog")

    def own(self, name: str) -> URIRef:
        """Return ``{base}/catalog#{name}``."""
        return URIRef(f"{self.base}/catalog#{quote(name, safe='-._~/')}")

    def add(self, subject: URIRef, predicate: URIRef, *values: URIRef | Literal) -> None:
        """Add one statement per value."""
        for value in values:
            self.graph.add((subject, predicate, value))

    def texts(self, subject: URIRef, predicate: URIRef, told: Text) -> None:
        """Add one literal per language; empty texts are left out."""
        for lang, value in told.items():
            if value:
                self.graph.add((subject, predicate, Literal(value, lang=lang)))

    def date(self, subject: URIRef, predicate: URIRef, day: str) -> None:
        """Add an ISO date, if there is one."""
        if day:
            self.graph.add((subject, predicate, Literal(day, datatype=XSD.date)))

    def typed(self, node: URIRef, *classes: URIRef) -> URIRef:
        """State the node's classes, which shapes of DCAT-AP require, and return the node."""
        self.add(node, RDF.type, *classes)
        return node

    def agent(self, names: Text) -> URIRef:
        """Return the publisher with these names; the same names give the same publisher."""
        key = pick(names, "en")
        node = self.typed(self.own(f"agent-{key}"), FOAF.Agent)
        self.texts(node, FOAF.name, names)
        return node

    def licence(self, iri: str) -> URIRef:
        """Describe a licence by its common name."""
        node = self.typed(URIRef(iri), DCTERMS.LicenseDocument)
        self.texts(node, RDFS.label, licences().get(iri, {}))
        return node

    def language(self, lang: str) -> URIRef:
        """Describe and return the authority code of a language."""
        return self.typed(LANGUAGES[lang], DCTERMS.LinguisticSystem)

    def media_type(self, name: str) -> URIRef:
        """Describe and return IANA's IRI of a media type, without parameters."""
        return self.typed(URIRef(_IANA + name.partition(";")[0].strip()), DCTERMS.MediaType)

    def standard(self, iri: str) -> URIRef:
        """Describe and return a standard that something conforms to."""
        return self.typed(URIRef(iri), DCTERMS.Standard)

    def document(self, iri: str) -> URIRef:
        """Describe and return a web page."""
        return self.typed(URIRef(iri), FOAF.Document)

    def public(self) -> URIRef:
        """Describe and return the access right "public"."""
        return self.typed(PUBLIC, DCTERMS.RightsStatement)

    def theme(self) -> URIRef:
        """Describe and return the theme of all data here: government and public sector."""
        self.typed(THEMES, SKOS.ConceptScheme)
        self.texts(THEMES, DCTERMS.title, text("dcat.theme"))
        node = self.typed(GOVERNMENT, SKOS.Concept)
        self.texts(node, SKOS.prefLabel, text("dcat.government"))
        self.add(node, SKOS.inScheme, THEMES)
        return node

    def years(self, first: int, last: int) -> URIRef:
        """Describe the Japanese fiscal years, 1 April to 31 March, from ``first`` to ``last``."""
        name = f"year-{first}" if first == last else f"years-{first}-{last}"
        node = self.typed(self.own(name), DCTERMS.PeriodOfTime)
        self.date(node, DCAT.startDate, first_day(first).isoformat())
        self.date(node, DCAT.endDate, last_day(last).isoformat())
        return node
