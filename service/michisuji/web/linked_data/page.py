"""The page of a resource: its class's own, or a generic one with its statements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from flask import g
from rdflib import RDF, Literal, URIRef

from michisuji import questions
from michisuji.literals import read
from michisuji.publication.catalog.vocabularies import licences
from michisuji.questions.as_of import with_graphs
from michisuji.store.rdf_terms import label_in
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.context import VIEWS, current_lang, current_settings, name_parts, render
from michisuji.web.i18n import fiscal_year, label, source_place, translate
from michisuji.web.linked_data.resource import INCOMING, Known, describe

if TYPE_CHECKING:
    from rdflib import Graph

#: Elements of logic models: what feeds them, and what they lead to, can be traced.
_INPUTS = ("Input", "Money", "Staff", "Goods")
_RESULTS = ("Activity", "Output", "Outcome", "TownCondition")
ELEMENTS = {LM + name for name in (*_INPUTS, *_RESULTS)}
#: Kinds whose class has a name different from the kind.
CLASS_OF_KIND = {
    "dataset": PREFIXES["dcat"] + "Dataset",
    "goal": LM + "ImprovementGoal",
    "kaizen": LM + "KaizenPractice",
    "law": LM + "LegalBasis",
    "link": LM + "CausalLink",
    "model": LM + "LogicModel",
    "model-money": LM + "Money",
    "money": LM + "BudgetYear",
    "rating": LM + "CriterionRating",
    "observation": PREFIXES["qb"] + "Observation",
    "unit": PREFIXES["org"] + "OrganizationalUnit",
}


def page(known: Known) -> Any:
    """Render the page of a resource; pages of classes show only the current state."""
    g.document = known
    if known.year is None:
        for kind in known.classes:
            if kind in VIEWS:
                return VIEWS[kind](known.iri)
    return generic_page(known)


def generic_page(known: Known) -> str:
    """Render any resource: its statements, and those that refer to it, with names."""
    iri, graph = known.iri, describe(known.iri, known.graphs)
    node = URIRef(iri)
    kinds = [str(k) for k in graph.objects(node, RDF.type)]
    incoming: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, prop in graph.subject_predicates(node):
        incoming[str(prop)].append(shown(graph, subject))
    query = questions.get("describe-resource").bind(
        current_settings().base_iri, {"node": iri}, current_lang()
    )
    return render(
        "doc.html",
        iri=iri,
        base_iri=current_settings().base_iri,
        name=name_of(graph, node),
        kinds=kinds,
        known=known,
        is_element=any(kind in ELEMENTS for kind in kinds),
        stated=stated(graph, node),
        incoming=sorted((p, sorted(v, key=lambda x: x[1])) for p, v in incoming.items()),
        most=INCOMING if sum(map(len, incoming.values())) >= INCOMING else None,
        query=with_graphs(query, known.graphs),
    )


def stated(graph: Graph, node: URIRef) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (property, values) of a resource, sorted by the properties' labels.

    Texts are limited to the reader's language and Japanese.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for prop, value in sorted(graph.predicate_objects(node), key=str):
        if isinstance(value, Literal) and value.language not in {None, current_lang(), "ja"}:
            continue
        found[str(prop)].append(shown(graph, value))
    return sorted(found.items(), key=lambda item: label(item[0]))


def shown(graph: Graph, value: Any) -> tuple[str, str]:
    """Return (IRI or '', readable text).

    Own IRIs that are not resources, such as sources, have no page.
    """
    if isinstance(value, URIRef):
        base = current_settings().base_iri
        paged = str(value).startswith(base + "/id/") or not str(value).startswith(base + "/")
        return str(value) if paged else "", name_of(graph, value)
    flag = read(value, "flag")
    return "", str(value) if flag is None else translate("yes" if flag else "no")


def name_of(graph: Graph, node: URIRef) -> str:
    """Return a node's label; without one, a name made from its links, or class and reference."""
    return label_in(graph, node, current_lang()) or _made_name(graph, node)


def _made_name(graph: Graph, node: URIRef) -> str:
    def of(term: str) -> str:
        found = graph.value(node, URIRef(LM + term))
        return name_of(graph, found) if isinstance(found, URIRef) else str(found or "")

    prefix = current_settings().base_iri + "/id/"
    if not node.startswith(prefix):
        if known := licences().get(str(node)):
            return known[current_lang()]
        return label(str(node)) if "/source/" not in node else source_place(str(node))
    kind, reference = name_parts(node[len(prefix) :])
    called = label(CLASS_OF_KIND.get(kind, LM + "".join(map(str.capitalize, kind.split("-")))))
    if of("from") and of("to"):
        return f"{called}: {of('from')} → {of('to')}"
    if of("ofIndicator"):
        parts = (of("ofIndicator"), fiscal_year(of("fiscalYear") or None), of("valueKind"))
        return f"{called}: {' '.join(filter(None, parts))}"
    return f"{called} {reference or node[len(prefix) :]}"
