"""The reference engine: pySHACL over the shapes of a profile.

pySHACL is the judge of what is right, and does what the set-based engine does not; it is slow and
loses language tags of SPARQL constraints' messages, so it is given Oxigraph-backed data, and
messages are taken from the shapes (see :mod:`michisuji.quality.rules`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from michisuji.quality import compiled
from michisuji.quality import data as checked_data
from michisuji.quality.report import Problem, Report
from michisuji.quality.rules import DEFAULT_PROFILE, subset
from michisuji.quality.shacl import Result, Source
from michisuji.quality.shacl.paths import parse_path
from michisuji.quality.speed import remember_query_checks
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.quality.compiled import Found, Group
    from michisuji.store import Store

_SH = PREFIXES["sh"]
# pySHACL sets rdflib's global literal options while it reads shapes: one check at a time.
_lock = threading.Lock()


def check_graph(
    data: Store | Graph | ox.Store,
    profile: str | None = DEFAULT_PROFILE,
    *,
    base_iri: str = "",
    today: date | None = None,
) -> Report:
    """Check all of ``data`` with pySHACL: a store's current state, an rdflib graph, an ox.Store.

    See :func:`michisuji.quality.compiled.check`, which finds the same.
    """
    return compiled.check(
        checked_data.source_of(data), base_iri, profile, today=today, engine=pyshacl_results
    )


def pyshacl_results(
    source: Source, group: Group, applicable: frozenset[str], focus: Sequence[Node] | None = None
) -> Found:
    """All rules at once; when that fails one by one, so that one bad node costs one rule only."""
    data = checked_data.from_source(source, group.rules.predicates())
    rules = {key: rule for key, rule in group.rules.rules.items() if key in applicable}
    keep = _keeper(group, focus)
    with _lock:
        try:
            return [r for r in validate(data, subset(rules)) if keep(r)], []
        except Exception:  # pySHACL raises TypeError and others on ill-typed data
            results: list[Result] = []
            problems: list[Problem] = []
            for key, rule in rules.items():
                try:
                    results += [r for r in validate(data, subset({key: rule})) if keep(r)]
                except Exception as error:
                    problems.append(compiled.not_evaluated(key, error))
            return results, problems


def validate(data: ox.Store, shapes: Graph) -> Iterator[Result]:
    """pySHACL's results. Raises what it raises."""
    from pyshacl import validate as run
    from rdflib import RDF, Graph, URIRef

    remember_query_checks()
    _, report, text = run(_data_graph(data), shacl_graph=shapes, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(text)

    def one(node: Node, name: str) -> Any:
        return report.value(node, URIRef(_SH + name))

    for node in report.subjects(RDF.type, URIRef(_SH + "ValidationResult")):
        path = one(node, "resultPath")
        yield Result(
            focus_node=one(node, "focusNode"),
            component=one(node, "sourceConstraintComponent"),
            source_shape=one(node, "sourceShape"),
            constraint=one(node, "sourceConstraint"),
            path=None if path is None else str(parse_path(report, path)),
            value=one(node, "value"),
            severity=one(node, "resultSeverity"),
        )


def _keeper(group: Group, focus: Sequence[Node] | None) -> Callable[[Result], bool]:
    """pySHACL knows no groups of data sets, and few focus nodes cost it as much as all of them."""
    wanted = None if focus is None else set(focus)

    def keep(result: Result) -> bool:
        node = result.focus_node
        return (wanted is None or node in wanted) and group.scope.holds(str(node))

    return keep


def _data_graph(data: ox.Store) -> Any:
    from pyshacl.graph_abstraction import OxigraphDataGraph

    class CheckedGraph(OxigraphDataGraph):  # type: ignore[misc, unused-ignore]
        """Always true: pySHACL asks ``if graph`` often, and counting all triples is the default."""

        def __bool__(self) -> bool:
            return True

    return CheckedGraph(data)
