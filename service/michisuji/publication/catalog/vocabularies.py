"""The words of a catalog: outside vocabularies, authority codes, and IRIs of its own things.

What the catalog names beside data sets (files, publishers, periods) are parts of the catalog's own
document, ``{base}/catalog#…``: they can be looked up, and there are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from michisuji.fiscal_years import first_day, last_day
from michisuji.languages import Text, pick
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
#: Prefixes of catalogs, beside those that everything of ours uses.
CATALOG_PREFIXES = {"foaf": str(FOAF), "spdx": str(SPDX)}

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
#: Authority codes of the EU's Publications Office, which DCAT-AP asks for.
LANGUAGES = {"ja": URIRef(f"{_AUTHORITY}language/JPN"), "en": URIRef(f"{_AUTHORITY}language/ENG")}
PUBLIC = URIRef(f"{_AUTHORITY}access-right/PUBLIC")
THEMES = URIRef(f"{_AUTHORITY}data-theme")
GOVERNMENT = URIRef(f"{_AUTHORITY}data-theme/GOVE")
_IANA = "https://www.iana.org/assignments/media-types/"
SHA256 = SPDX.checksumAlgorithm_sha256

#: Licences by the names that people know them by; another licence is named by its address.
LICENCES: Mapping[str, Text] = {
    "https://creativecommons.org/licenses/by/4.0/": {
        "ja": "クリエイティブ・コモンズ 表示 4.0 国際 (CC BY 4.0)",
        "en": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
    },
    "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0": {
        "ja": "公共データ利用規約(第1.0版)",
        "en": "Public Data License (Version 1.0)",
    },
    "https://spdx.org/licenses/Apache-2.0": {
        "ja": "Apache License 2.0",
        "en": "Apache License 2.0",
    },
}
#: Standards that files and services follow: address → name.
SPARQL_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
GRAPH_STORE_PROTOCOL = "https://www.w3.org/TR/sparql11-http-rdf-update/"

CATALOG_TITLE: Text = {
    "ja": "道筋 公開データのカタログ",
    "en": "Michisuji: catalog of the published data",
}
CATALOG_TEXT: Text = {
    "ja": "このサービスが公開しているデータセットの一覧です。年度ごとの中身、利用条件、"
    "ダウンロードできるファイル、件数、品質を示します。",
    "en": "The data sets that this service publishes: what each fiscal year holds, licences, files "
    "to download, counts and quality.",
}
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "ja": ("ロジックモデル", "政策評価"),
    "en": ("logic model", "policy evaluation"),
}


class Words:
    """Adds statements to a graph, and the descriptions of what they name, each once."""

    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.base = base
        self.catalog = URIRef(f"{base}/catalog")

    def own(self, name: str) -> URIRef:
        """``{base}/catalog#{name}``."""
        return URIRef(f"{self.base}/catalog#{quote(name, safe='-._~/')}")

    def add(self, subject: URIRef, predicate: URIRef, *values: URIRef | Literal) -> None:
        """One statement a value."""
        for value in values:
            self.graph.add((subject, predicate, value))

    def texts(self, subject: URIRef, predicate: URIRef, text: Text) -> None:
        """A literal a language; empty texts are left out."""
        for lang, value in text.items():
            if value:
                self.graph.add((subject, predicate, Literal(value, lang=lang)))

    def date(self, subject: URIRef, predicate: URIRef, day: str) -> None:
        """An ISO date, when there is one."""
        if day:
            self.graph.add((subject, predicate, Literal(day, datatype=XSD.date)))

    def typed(self, node: URIRef, *classes: URIRef) -> URIRef:
        """The node itself, with its classes stated: shapes of DCAT-AP ask for them."""
        self.add(node, RDF.type, *classes)
        return node

    def agent(self, names: Text) -> URIRef:
        """A publisher by its names; the same names are the same publisher."""
        key = pick(names, "en")
        node = self.typed(self.own(f"agent-{key}"), FOAF.Agent)
        self.texts(node, FOAF.name, names)
        return node

    def licence(self, iri: str) -> URIRef:
        """A licence, with the name that people know it by."""
        node = self.typed(URIRef(iri), DCTERMS.LicenseDocument)
        self.texts(node, RDFS.label, LICENCES.get(iri, {}))
        return node

    def language(self, lang: str) -> URIRef:
        """An authority code of a language."""
        return self.typed(LANGUAGES[lang], DCTERMS.LinguisticSystem)

    def media_type(self, name: str) -> URIRef:
        """IANA's IRI of a media type, without parameters."""
        return self.typed(URIRef(_IANA + name.partition(";")[0].strip()), DCTERMS.MediaType)

    def standard(self, iri: str) -> URIRef:
        """A standard that something follows."""
        return self.typed(URIRef(iri), DCTERMS.Standard)

    def document(self, iri: str) -> URIRef:
        """A page."""
        return self.typed(URIRef(iri), FOAF.Document)

    def public(self) -> URIRef:
        """Access rights of what anyone may read."""
        return self.typed(PUBLIC, DCTERMS.RightsStatement)

    def theme(self) -> URIRef:
        """Government and public sector: what all data of this service are about."""
        self.typed(THEMES, SKOS.ConceptScheme)
        self.texts(THEMES, DCTERMS.title, {"ja": "データの分野", "en": "Data theme"})
        node = self.typed(GOVERNMENT, SKOS.Concept)
        names = {"ja": "行政・公共部門", "en": "Government and public sector"}
        self.texts(node, SKOS.prefLabel, names)
        self.add(node, SKOS.inScheme, THEMES)
        return node

    def years(self, first: int, last: int) -> URIRef:
        """Japanese fiscal years, 1 April to 31 March, from ``first`` to ``last``."""
        name = f"year-{first}" if first == last else f"years-{first}-{last}"
        node = self.typed(self.own(name), DCTERMS.PeriodOfTime)
        self.date(node, DCAT.startDate, first_day(first).isoformat())
        self.date(node, DCAT.endDate, last_day(last).isoformat())
        return node
