"""``/id/…`` → 303 → ``/doc/…`` in HTML or RDF; the ontology at ``/ns``."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flask import Blueprint, Response, make_response, redirect, url_for
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from michisuji import questions
from michisuji.errors import NotFound
from michisuji.vocabulary import LM, PREFIXES, resource_iri
from michisuji.web import terms
from michisuji.web.context import (
    VIEWS,
    current_lang,
    current_settings,
    current_store,
    render,
)
from michisuji.web.i18n import fiscal_year, label, source_place
from michisuji.web.negotiation import HTML, RDF_FORMATS, choose
from michisuji.web.serialize import serialize

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("linked_data", __name__)
_KIND = re.compile(r"[a-z][a-z0-9-]*")
_LONGEST = 500
#: How many statements that refer to a resource queries/browse/describe-resource.rq gives.
INCOMING = 1000
#: Elements of logic models: what feeds them, and what they lead to, can be traced.
_INPUTS = ("Input", "Money", "Staff", "Goods")
_RESULTS = ("Activity", "Output", "Outcome", "TownCondition")
ELEMENTS = {LM + name for name in (*_INPUTS, *_RESULTS)}
#: Kinds whose class has another name than the kind.
CLASS_OF_KIND = {
    "dataset": PREFIXES["dcat"] + "Dataset",
    "goal": LM + "ImprovementGoal",
    "kaizen": LM + "KaizenPractice",
    "law": LM + "LegalBasis",
    "link": LM + "CausalLink",
    "model": LM + "LogicModel",
    "observation": PREFIXES["qb"] + "Observation",
    "unit": PREFIXES["org"] + "OrganizationalUnit",
}


@blueprint.get("/id/<kind>/<path:reference>")
def identity(kind: str, reference: str) -> BaseResponse:
    """The thing itself cannot be sent: see the document about it."""
    response = redirect(url_for("linked_data.doc", kind=kind, reference=reference), 303)
    response.vary.add("Accept")
    return response


@blueprint.get("/doc/<kind>/<path:reference>")
def doc(kind: str, reference: str) -> Any:
    """The document about a thing: its page, or its description in RDF."""
    name, media_type = _extension(reference)
    if not _KIND.fullmatch(kind) or len(name) > _LONGEST:
        raise _nothing(f"{kind}/{name}"[:200])
    iri = resource_iri(current_settings().base_iri, kind, name)
    media_type = media_type or choose(RDF_FORMATS, html=True)
    if media_type != HTML:
        graph = describe(iri)
        response = make_response(serialize(graph, media_type))
        response.content_type = media_type + ("; charset=utf-8" if media_type[:4] == "text" else "")
        response.headers["X-Michisuji-Limits"] = f"incoming={INCOMING}"
    else:
        response = make_response(_page(iri))
    response.headers.add("Link", f'<{iri}>; rel="describes"')
    for extension, kind_ in RDF_FORMATS.items():
        address = url_for("linked_data.doc", kind=kind, reference=f"{name}.{extension}")
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{kind_}"')
    response.vary.add("Accept")
    return response


def _extension(reference: str) -> tuple[str, str | None]:
    name, dot, extension = reference.rpartition(".")
    if dot and extension in RDF_FORMATS:
        return name, RDF_FORMATS[extension]
    if dot and extension == "html":
        return name, HTML
    return reference, None


def describe(iri: str) -> Graph:
    """What is stated of a resource, and what refers to it (at most 1,000 such statements).

    Raises NotFound.
    """
    graph = questions.run_graph(
        current_store(),
        "describe-resource",
        {"node": iri},
        base_iri=current_settings().base_iri,
    )
    if (URIRef(iri), None, None) not in graph:
        raise _nothing(iri)
    return graph


def _nothing(what: str) -> NotFound:
    return NotFound(
        f"この資源はありません: {what}",
        f"there is no such resource: {what}",
        hint_ja="検索してください",
        hint_en="try the search",
    )


def _page(iri: str) -> Any:
    kinds = questions.run(
        current_store(), "classes-of", {"node": iri}, base_iri=current_settings().base_iri
    )
    classes = [str(row[0]) for row in kinds.rows]
    for kind in classes:
        if kind in VIEWS:
            return VIEWS[kind](iri)
    return generic_page(iri)


def generic_page(iri: str) -> str:
    """Any resource: what is stated of it, and what refers to it, with names."""
    graph = describe(iri)
    node = URIRef(iri)
    stated: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for prop, value in sorted(graph.predicate_objects(node), key=str):
        if isinstance(value, Literal) and value.language not in {None, current_lang(), "ja"}:
            continue
        stated[str(prop)].append(_shown(graph, value))
    incoming: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, prop in graph.subject_predicates(node):
        incoming[str(prop)].append(_shown(graph, subject))
    kinds = [str(k) for k in graph.objects(node, RDF.type)]
    return render(
        "doc.html",
        iri=iri,
        name=_name(graph, node),
        kinds=kinds,
        is_element=any(kind in ELEMENTS for kind in kinds),
        stated=sorted(stated.items(), key=lambda item: label(item[0])),
        incoming=sorted((p, sorted(v, key=lambda x: x[1])) for p, v in incoming.items()),
        most=INCOMING if sum(map(len, incoming.values())) >= INCOMING else None,
        query=questions.get("describe-resource").bind(
            current_settings().base_iri, {"node": iri}, current_lang()
        ),
    )


def _shown(graph: Graph, value: Any) -> tuple[str, str]:
    """(IRI or '', text)."""
    if isinstance(value, URIRef):
        return str(value), _name(graph, value)
    return "", str(value)


def _name(graph: Graph, node: URIRef) -> str:
    """A node's label; of what has none what it joins or values, else its class and reference."""
    names = [
        o
        for p in (RDFS.label, SKOS.prefLabel, URIRef("http://purl.org/dc/terms/title"))
        for o in graph.objects(node, p)
        if isinstance(o, Literal)
    ]
    for lang in (current_lang(), "ja", "en", None):
        for name in names:
            if name.language == lang:
                return str(name)
    return _made_name(graph, node)


def _made_name(graph: Graph, node: URIRef) -> str:
    def of(term: str) -> str:
        found = graph.value(node, URIRef(LM + term))
        return _name(graph, found) if isinstance(found, URIRef) else str(found or "")

    prefix = current_settings().base_iri + "/id/"
    if not node.startswith(prefix):
        return label(str(node)) if "/source/" not in node else source_place(str(node))
    kind, _, reference = node[len(prefix) :].partition("/")
    called = label(CLASS_OF_KIND.get(kind, LM + "".join(map(str.capitalize, kind.split("-")))))
    if of("from") and of("to"):
        return f"{called}: {of('from')} → {of('to')}"
    if of("ofIndicator"):
        parts = (of("ofIndicator"), fiscal_year(of("fiscalYear") or None), of("valueKind"))
        return f"{called}: {' '.join(filter(None, parts))}"
    return f"{called} {unquote(reference)}"


@blueprint.get("/ns")
@blueprint.get("/ns.<extension>")
def ontology(extension: str = "") -> Any:
    """The ontology and its codes, in HTML or RDF."""
    if extension and extension not in {*RDF_FORMATS, "html"}:
        raise NotFound("このアドレスのページはありません", "there is no page at this address")
    media_type = RDF_FORMATS.get(extension) or (
        HTML if extension == "html" else choose(RDF_FORMATS, html=True)
    )
    if media_type == HTML:
        response = make_response(render("ontology.html", groups=_terms(current_lang())))
    else:
        response = Response(serialize(terms.ontology(), media_type), content_type=media_type)
    response.vary.add("Accept")
    return response


@cache
def _terms(lang: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """(group, terms): classes, properties, codes, each with names, definition and example."""
    from rdflib import OWL

    graph = terms.ontology()

    def text(node: Any, prop: URIRef, language: str) -> str:
        found = [o for o in graph.objects(node, prop) if isinstance(o, Literal)]
        own = [o for o in found if o.language == language] or found
        return str(own[0]) if own else ""

    groups = (
        ("classes", [OWL.Class]),
        ("properties", [OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty]),
        ("codes", [SKOS.Concept]),
    )
    shown = []
    for name, kinds in groups:
        nodes = {s for k in kinds for s in graph.subjects(RDF.type, k)}
        own = sorted(str(n) for n in nodes if str(n).startswith("https://w3id.org/michisuji/"))
        prop = SKOS.prefLabel if name == "codes" else RDFS.label
        shown.append(
            (
                name,
                [
                    {
                        "iri": iri,
                        "anchor": iri.rpartition("#")[2].rpartition("/")[2]
                        if iri.startswith(LM)
                        else iri.removeprefix("https://w3id.org/michisuji/code/"),
                        "ja": text(URIRef(iri), prop, "ja"),
                        "en": text(URIRef(iri), prop, "en"),
                        "definition": text(URIRef(iri), SKOS.definition, lang),
                        "example": text(URIRef(iri), SKOS.example, lang),
                        "domain": [str(o) for o in graph.objects(URIRef(iri), RDFS.domain)],
                        "range": [str(o) for o in graph.objects(URIRef(iri), RDFS.range)],
                    }
                    for iri in own
                ],
            )
        )
    return shown
