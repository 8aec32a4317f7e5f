"""The service's description of itself (SPARQL 1.1 Service Description), on a bare GET."""

from __future__ import annotations

from flask import Response
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from michisuji import __version__, questions
from michisuji.languages import Text
from michisuji.messages import text
from michisuji.settings import Settings
from michisuji.store.updates import is_own
from michisuji.vocabulary import PREFIXES
from michisuji.web.context import current_settings
from michisuji.web.editing import roles
from michisuji.web.http import caching, limits
from michisuji.web.http.negotiation import with_charset
from michisuji.web.http.serialize import serialize

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
SCHEMA = Namespace(PREFIXES["schema"])
DCTERMS = Namespace(PREFIXES["dcterms"])
_RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def answer(media_type: str) -> Response:
    """Send the description of what the current request may reach, in a media type."""

    def make() -> Response:
        body = serialize(description(current_settings(), is_editor=is_editor), media_type)
        return Response(body, content_type=with_charset(media_type))

    is_editor = roles.reaches_drafts()
    if is_editor:
        return make()
    return caching.conditional(make, media_type, vary=("Accept", "Authorization"), dated=True)


def description(settings: Settings, *, is_editor: bool = False) -> Graph:
    """Return the description, without blank nodes.

    It lists endpoint, languages, formats, features, graphs and limits.
    """
    graph = Graph(bind_namespaces="none")
    graph.bind("sd", SD)
    graph.bind("schema", SCHEMA)
    graph.bind("dcterms", DCTERMS)
    base = f"{settings.base_iri}/sparql"
    service = URIRef(f"{base}#service")
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, URIRef(base)))
    _tell(graph, service, DCTERMS.title, text("sparql.service"))
    graph.add((service, SCHEMA.softwareVersion, Literal(__version__)))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    if is_editor:
        graph.add((service, SD.supportedLanguage, SD.SPARQL11Update))
    for name in _RESULTS:
        graph.add((service, SD.resultFormat, FORMATS[name]))
    if settings.services.split():
        graph.add((service, SD.feature, SD.BasicFederatedQuery))
    _dataset(graph, service, base)
    _limits(graph, service, base)
    return graph


def _tell(graph: Graph, node: URIRef, what: URIRef, told: Text) -> None:
    for lang, value in told.items():
        graph.add((node, what, Literal(value, lang=lang)))


def _dataset(graph: Graph, service: URIRef, base: str) -> None:
    """Describe the default graph, and each named graph that a query may name."""
    dataset, default = URIRef(f"{base}#dataset"), URIRef(f"{base}#default-graph")
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((service, SD.availableGraphs, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, RDF.type, SD.GraphCollection))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    _tell(graph, default, DCTERMS.description, text("sparql.default_graph"))
    for number, name in enumerate(named_graphs()):
        node = URIRef(f"{base}#graph-{number}")
        graph.add((dataset, SD.namedGraph, node))
        graph.add((node, RDF.type, SD.NamedGraph))
        graph.add((node, SD.name, URIRef(name)))
        graph.add((node, SD.graph, URIRef(f"{base}#graph-{number}-content")))
        graph.add((URIRef(f"{base}#graph-{number}-content"), RDF.type, SD.Graph))


def named_graphs() -> list[str]:
    """Return the named graphs that the current request may read, without the store's own."""
    store = roles.gateway().store
    found = questions.run(store, "graphs", {}, base_iri=current_settings().base_iri)
    names = sorted(str(row[0]) for row in found.rows)
    return [name for name in names if not is_own(name)]


def _limits(graph: Graph, service: URIRef, base: str) -> None:
    for limit in limits.current():
        node = URIRef(f"{base}#limit-{limit.name}")
        graph.add((service, SCHEMA.additionalProperty, node))
        graph.add((node, RDF.type, SCHEMA.PropertyValue))
        graph.add((node, SCHEMA.propertyID, Literal(limit.name)))
        graph.add((node, SCHEMA.maxValue, Literal(limit.value, datatype=XSD.integer)))
        if limit.unit:
            graph.add((node, SCHEMA.unitText, Literal(limit.unit)))
        for lang, told in limit.text.items():
            graph.add((node, SCHEMA.name, Literal(told, lang=lang)))
