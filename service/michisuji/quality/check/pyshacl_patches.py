"""pySHACL without the work it repeats for every focus node; its answers stay the same.

Before each run of a SPARQL constraint pySHACL searches the query for forbidden clauses with regular
expressions, half of the time of a check, and rdflib parses the query, nine tenths of the time on
its own graphs; the text is the same for every focus node, so both are cached.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from michisuji.rdflib_parser import parsing

if TYPE_CHECKING:
    import pyoxigraph as ox


@cache
def remember_query_checks() -> None:
    """Patch ``SPARQLQueryHelper.check_invalid_sparql`` once in this process."""
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper

    helper: Any = SPARQLQueryHelper
    original = helper.check_invalid_sparql
    passed: set[tuple[str, bool, frozenset[str]]] = set()

    def check(self: Any, sparql_text: str, valuenode: object = None, extravars: Any = None) -> bool:
        key = (sparql_text, valuenode is not None, frozenset(extravars or ()))
        if key not in passed:
            original(self, sparql_text, valuenode=valuenode, extravars=extravars)
            passed.add(key)
        return True

    helper.check_invalid_sparql = check


def oxigraph_data(data: ox.Store) -> Any:
    """Return the data for pySHACL, queried in place.

    Oxigraph binds only projected variables, so this is for queries that project all they use of
    $this and $value, as our own rules do.
    """
    from pyshacl.graph_abstraction import OxigraphDataGraph

    keep_literals()

    # pySHACL comes without types, so whether its class is Any for mypy depends on its version.
    class CheckedGraph(OxigraphDataGraph):  # type: ignore[misc, unused-ignore]  # untyped in some versions
        """A graph that is always true: ``if graph`` in pySHACL would count all triples."""

        def __bool__(self) -> bool:
            return True

    return CheckedGraph(data)


@cache
def keep_literals() -> None:
    """Patch, once, how pySHACL reads terms from Oxigraph: as stored, strings without datatype.

    Unpatched, it turns ``"A"``, which sh:in and sh:hasValue expect, into ``"A"^^xsd:string``, and
    an ill-typed ``"2011-01-01"^^xsd:dateTime`` into ``2011-01-01T00:00:00``.
    """
    from pyshacl import graph_abstraction

    from michisuji.store.rdf_terms import literal

    module: Any = graph_abstraction
    original = module.to_rdf

    def to_rdf(term: Any) -> Any:
        if isinstance(term, module.ox_Literal):
            return literal(term.value, term.language, term.datatype.value)
        return original(term)

    def convert_quad(quad: Any) -> tuple[Any, ...]:
        return tuple(to_rdf(term) for term in quad)

    module.to_rdf, module.convert_quad_to_rdflib = to_rdf, convert_quad


def rdflib_data(data: ox.Store) -> Any:
    """Return the data for pySHACL as an rdflib graph, which binds variables as SHACL requires.

    Slower to load and twice the memory of an Oxigraph store, but right for any query.
    """
    from pyshacl.graph_abstraction import RdfLibDataGraph
    from rdflib import Graph

    from michisuji.store.rdf_terms import graph_of

    base: Any = RdfLibDataGraph

    # pySHACL comes without types, so whether its class is Any for mypy depends on its version.
    class CheckedGraph(base):  # type: ignore[misc, unused-ignore]  # untyped in some versions
        """A graph that parses each query once."""

        def __bool__(self) -> bool:
            return True

        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
            """Run a query, as in rdflib."""
            if isinstance(query_object, str) and kwargs.get("initNs"):
                with parsing:
                    return super().query(query_object, *args, **kwargs)
            if isinstance(query_object, str):
                query_object = _parsed(query_object)
            return super().query(query_object, *args, **kwargs)

    graph = graph_of(data, Graph(bind_namespaces="none"))
    return CheckedGraph(graph.store, graph)


@lru_cache(maxsize=256)
def _parsed(query: str) -> Any:
    with parsing:
        from rdflib.plugins.sparql import prepareQuery

        return prepareQuery(query)
