"""The reference engine: pySHACL over the shapes of a profile.

pySHACL decides what is correct, and does what the set-based engine does not; it is slow and loses
language tags of SPARQL constraints' messages, so it is given Oxigraph-backed data, and messages are
taken from the shapes (see :mod:`michisuji.quality.rulebook.rules`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from michisuji.quality.check import data as checked_data
from michisuji.quality.check.groups import Found, Group, not_evaluated
from michisuji.quality.check.pyshacl_patches import (
    oxigraph_data,
    rdflib_data,
    remember_query_checks,
)
from michisuji.quality.report import Problem
from michisuji.quality.shacl import Result, Source
from michisuji.quality.shacl.paths import parse_path
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.term import Node


_SH = PREFIXES["sh"]
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
# pySHACL sets rdflib's global literal options while it reads shapes: one check at a time.
_lock = threading.Lock()


def pyshacl_results(
    source: Source,
    group: Group,
    applicable: frozenset[str],
    focus: Sequence[Node] | None = None,
    *,
    exact: bool = False,
) -> Found:
    """Return the results of all rules together; if that fails, one by one.

    This way one bad node costs only one rule. ``exact``: see :func:`validate`; needed for what the
    set-based engine hands over.
    """
    book = group.rules.book
    data = checked_data.from_source(source, group.rules.predicates(), book.own)
    rules = {key: rule for key, rule in group.rules.rules.items() if key in applicable}
    keep, left_out = _keeper(group, focus), group.rules.left_out
    with _lock:
        try:
            return [
                r for r in validate(data, book.subset(rules, left_out), exact=exact) if keep(r)
            ], []
        except Exception:  # pySHACL raises TypeError and others on ill-typed data
            results: list[Result] = []
            problems: list[Problem] = []
            for key, rule in rules.items():
                try:
                    one = validate(data, book.subset({key: rule}, left_out), exact=exact)
                    results += [r for r in one if keep(r)]
                except Exception as error:
                    problems.append(not_evaluated(key, error))
            return results, problems


def validate(data: ox.Store, shapes: Graph, *, exact: bool = False) -> Iterator[Result]:
    """Yield pySHACL's results; raises what it raises.

    ``exact`` binds variables in SPARQL as SHACL requires, even if a query does not project them;
    slower (see :mod:`michisuji.quality.check.pyshacl_patches`).
    """
    from pyshacl import validate as run
    from rdflib import Graph, URIRef

    remember_query_checks()
    graph = rdflib_data(data) if exact else oxigraph_data(data)
    _, report, text = run(graph, shacl_graph=shapes, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(text)

    def one(node: Node, name: str) -> Any:
        return _plain(report.value(node, URIRef(_SH + name)))

    # Not every sh:ValidationResult: those below sh:detail are only the reasons of another.
    for node in report.objects(None, URIRef(_SH + "result")):
        path = one(node, "resultPath")
        yield Result(
            focus_node=_plain(one(node, "focusNode")),
            component=one(node, "sourceConstraintComponent"),
            source_shape=one(node, "sourceShape"),
            constraint=one(node, "sourceConstraint"),
            path=None if path is None else str(parse_path(report, path)),
            value=_plain(one(node, "value")),
            severity=one(node, "resultSeverity"),
        )


def validate_some(
    data: ox.Store, shapes: Graph, roots: Collection[Node], focus: Sequence[Node] | None = None
) -> list[Result]:
    """Return pySHACL's results of some shapes with targets, at some focus nodes (None: all).

    Only ``roots`` keep their targets; whatever they refer to stays as it is. One check at a time.
    Raises what pySHACL raises.
    """
    wanted = None if focus is None else set(focus)
    with _lock:
        found = list(validate(data, with_targets(shapes, roots), exact=True))
    return [r for r in found if wanted is None or r.focus_node in wanted]


def with_targets(shapes: Graph, roots: Collection[Node]) -> Graph:
    """Return the shapes graph in which only ``roots`` have targets."""
    from rdflib import OWL, RDF, RDFS, Graph, URIRef

    targets = {URIRef(_SH + name) for name in _TARGETS}
    implied = {(RDF.type, RDFS.Class), (RDF.type, OWL.Class)}
    kept = Graph(bind_namespaces="none")
    for s, p, o in shapes:
        if s in roots or not (p in targets or (p, o) in implied):
            kept.add((s, p, o))
    return kept


def _plain(term: Any) -> Any:
    """Drop ``xsd:string``: RDF 1.1 equates ``"x"`` and ``"x"^^xsd:string``, rdflib does not."""
    from rdflib import XSD, Literal

    return Literal(str(term)) if getattr(term, "datatype", None) == XSD.string else term


def _keeper(group: Group, focus: Sequence[Node] | None) -> Callable[[Result], bool]:
    """Return a filter of results by the group's data sets and by focus nodes.

    pySHACL has no groups of data sets, and few focus nodes cost it as much as all of them.
    """
    wanted = None if focus is None else set(focus)

    def keep(result: Result) -> bool:
        node = result.focus_node
        return (wanted is None or node in wanted) and group.scope.holds(str(node))

    return keep
