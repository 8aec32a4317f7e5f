"""The reference engine: pySHACL over the shapes of a profile, as a report.

pySHACL is right but slow and loses language tags of SPARQL constraints' messages, so it is given
Oxigraph-backed data, and messages are taken from the shapes (see :mod:`michisuji.quality.rules`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.quality import data as checked_data
from michisuji.quality.findings import PREDICATES, FindingMaker
from michisuji.quality.report import Problem, Report, sort_key
from michisuji.quality.rules import DEFAULT_PROFILE, RuleSet, ruleset, subset
from michisuji.quality.speed import remember_query_checks
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.store import Store

_SH = PREFIXES["sh"]
# pySHACL sets rdflib's global literal options while it reads shapes: one check at a time.
_lock = threading.Lock()


@dataclass(frozen=True)
class Result:
    """One sh:ValidationResult, as terms."""

    focus_node: Node
    component: Node
    source_shape: Node
    constraint: Node | None
    path: Node | None
    value: Node | None


def check_graph(
    data: Store | Graph | ox.Store, profile: str = DEFAULT_PROFILE, *, today: date | None = None
) -> Report:
    """Check all of ``data``: a store's current state, an rdflib graph or an Oxigraph store.

    ``today`` decides which waivers are in force. Raises NotFound for an unknown profile and the
    store's errors; what a rule cannot cope with becomes a Problem of the report.
    """
    rules = ruleset(profile)
    return _check(_loaded(data, rules), rules, today or date.today())


def check_program(
    store: Store,
    program_iri: str,
    profile: str = DEFAULT_PROFILE,
    *,
    today: date | None = None,
) -> Report:
    """Check one program's current model alone: what a page shows beside the diagram.

    Only findings that belong to the program are given; what lies around it is context.
    """
    graph = questions.run_graph(store, "program-facts", {"program": program_iri}, base_iri="")
    report = _check(checked_data.from_graph(graph), ruleset(profile), today or date.today())
    own = tuple(f for f in report.findings if f.program == program_iri)
    return replace(report, findings=own)


def _loaded(data: Any, rules: RuleSet) -> ox.Store:
    import pyoxigraph as ox
    from rdflib import Graph

    if isinstance(data, ox.Store):
        checked_data.add_subclasses(data)
        return data
    if isinstance(data, Graph):
        return checked_data.from_graph(data)
    return checked_data.from_store(data, rules.predicates() | PREDICATES)


def _check(data: ox.Store, rules: RuleSet, today: date) -> Report:
    results, problems = _results(data, rules)
    maker = FindingMaker(data, rules, today)
    findings = {
        maker.make(r.focus_node, r.component, r.constraint or r.source_shape, r.path, r.value)
        for r in results
    }
    return Report(
        profile=rules.profile,
        findings=tuple(sorted(findings, key=sort_key)),
        focus_nodes=checked_data.count_focus_nodes(data, rules.targets),
        problems=tuple(problems),
        notes=maker.waivers.notes,
    )


def _results(data: ox.Store, rules: RuleSet) -> tuple[list[Result], list[Problem]]:
    """All at once; when that fails, rule by rule, so that one bad node costs one rule only."""
    with _lock:
        try:
            return list(_validate(data, rules.shapes)), []
        except Exception:  # pySHACL raises TypeError and others on ill-typed data
            results: list[Result] = []
            problems: list[Problem] = []
            for key, rule in rules.rules.items():
                try:
                    results += _validate(data, subset({key: rule}))
                except Exception as error:
                    problems.append(_not_evaluated(key, error))
            return results, problems


def _validate(data: ox.Store, shapes: Graph) -> Iterable[Result]:
    from pyshacl import validate
    from rdflib import RDF, Graph, URIRef

    remember_query_checks()
    _, report, text = validate(_data_graph(data), shacl_graph=shapes, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(text)

    def one(node: Node, name: str) -> Any:
        return report.value(node, URIRef(_SH + name))

    for node in report.subjects(RDF.type, URIRef(_SH + "ValidationResult")):
        yield Result(
            focus_node=one(node, "focusNode"),
            component=one(node, "sourceConstraintComponent"),
            source_shape=one(node, "sourceShape"),
            constraint=one(node, "sourceConstraint"),
            path=one(node, "resultPath"),
            value=one(node, "value"),
        )


def _data_graph(data: ox.Store) -> Any:
    from pyshacl.graph_abstraction import OxigraphDataGraph

    class CheckedGraph(OxigraphDataGraph):  # type: ignore[misc, unused-ignore]
        """Always true: pySHACL asks ``if graph`` often, and counting all triples is the default."""

        def __bool__(self) -> bool:
            return True

    return CheckedGraph(data)


def _not_evaluated(rule: str, error: Exception) -> Problem:
    kind = type(error).__name__
    return Problem(
        {
            "ja": f"規則 {rule} を評価できませんでした({kind}: {error})",
            "en": f"rule {rule} could not be evaluated ({kind}: {error})",
        }
    )
