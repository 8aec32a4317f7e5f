"""sh:sparql constraints: the same query for all focus nodes at once.

SHACL runs a constraint's SELECT once per focus node, with ``$this`` bound beforehand. Run once with
the targets' pattern as the first thing inside its WHERE it finds the same, as long as each scope
that reads ``$this`` binds it; if one does not, the constraint is left to pySHACL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl import scopes
from michisuji.quality.shacl.scopes import Unsupported
from michisuji.quality.shacl.terms import ShapesError, sh
from michisuji.rdflib_parser import parsing
from michisuji.sparql_tokens import SparqlText, Token, tokens

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: Focus nodes named one by one (see nodes.py), and the start of a subselect that returns $this.
_NAMED = re.compile(r"VALUES \?this \{[^{}]*\}")
_SUBSELECT = re.compile(r"\{\s*SELECT\s+(?:[?$]\w+\s+)*?[?$]this\s+(?:[?$]\w+\s+)*WHERE\s*\{")
#: Placeholders to try a query with before there are data.
_NO_IRI = "urn:x:none"
_NO_NODES = f"VALUES ?this {{ <{_NO_IRI}> }}"


@dataclass(frozen=True)
class Select:
    """A SELECT cut in two where the targets go in: ``head`` ends with the WHERE's brace."""

    head: str
    tail: str
    variables: tuple[str, ...]
    prefixes: str
    #: True if it counts, so that each focus node may occur only once.
    groups: bool = False
    #: True if its WHERE is one subselect, which finds the nodes whatever the targets are.
    whole: bool = False

    def query(self, targets: str) -> str:
        """Return the query for the focus nodes that the pattern ``targets`` binds to ``?this``.

        Nodes named one by one are named in subselects too, which would otherwise read everything.
        If a subselect is all there is, only its results are looked up among the targets.
        """
        named, tail = _NAMED.match(targets), self.tail
        if named:
            tail = _SUBSELECT.sub(lambda start: f"{start[0]} {named[0]}", tail)
        elif self.whole and targets and "SELECT" not in targets and "VALUES" not in targets:
            return f"{self.prefixes}{self.head} {tail[:-1]} FILTER EXISTS {{ {targets} }} }}"
        return f"{self.prefixes}{self.head} {targets} {tail}"


def parse_algebra(select: Select) -> Any:
    """Return the constraint's query as rdflib's algebra."""
    with parsing:
        from rdflib.plugins.sparql.algebra import translateQuery
        from rdflib.plugins.sparql.parser import parseQuery

        return translateQuery(parseQuery(select.query(""))).algebra


def read_select(graph: Graph, node: Node, path: str | None) -> Select | None:
    """Read the SELECT of a constraint; None when it is deactivated.

    ``path`` is the property shape's path for ``$PATH``. Raises ShapesError for a query that SHACL
    forbids, Unsupported for one that cannot be run for all focus nodes at once.
    """
    if str(graph.value(node, sh("deactivated"))).lower() in ("true", "1"):
        return None
    text = graph.value(node, sh("select"))
    if text is None:
        raise ShapesError(f"a SPARQL constraint without sh:select: {node}")
    prefixes = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in sorted(_prefixes(graph, node)))
    return _cut(str(text) if path is None else _with_path(str(text), path), prefixes)


@lru_cache(maxsize=512)
def _cut(text: str, prefixes: str) -> Select:
    """Split a query in two; cached for books of own rules, which repeat the bundled queries."""
    query = SparqlText(text)
    scopes.look_at(scopes.nested(query.code))
    select = select_of(query, (), prefixes)
    return replace(select, variables=_variables(select))


def _with_path(query: str, path: str) -> str:
    """Replace ``$PATH`` with the shape's path."""
    parts, at = list[str](), 0
    for token in tokens(query):
        if token.text in ("$PATH", "?PATH"):
            parts += [query[at : token.start], path]
            at = token.end
    return "".join([*parts, query[at:]])


def select_of(query: SparqlText, variables: tuple[str, ...], prefixes: str) -> Select:
    """Return a query that selects these variables, without checks."""
    where = _where(query).end
    tail = query.text[where:].strip()
    whole = _is_subselect(tail)
    groups = not whole and scopes.counts(scopes.nested(query.code))
    return Select(query.text[:where], tail, variables, prefixes, groups, whole)


def _prefixes(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    from rdflib import OWL

    waiting = list(graph.objects(node, sh("prefixes")))
    seen = set()
    while waiting:
        ontology = waiting.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        waiting += graph.objects(ontology, OWL.imports)
        for declaration in graph.objects(ontology, sh("declare")):
            prefix = graph.value(declaration, sh("prefix"))
            yield str(prefix), str(graph.value(declaration, sh("namespace")))


def _where(query: SparqlText) -> Token:
    """Return the brace that opens the outermost WHERE."""
    depth = 0
    for token in query.code:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{" and depth == 0:
            return token
    raise ShapesError("a SELECT without WHERE")


def _is_subselect(tail: str) -> bool:
    """Return True if the WHERE is a single subselect that returns $this."""
    if not _SUBSELECT.match(tail):
        return False
    depth = 0
    for token in tokens(tail):
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "}" and depth == 0:
            return tail[token.end :].strip() == "}"
    return False


def _variables(select: Select) -> tuple[str, ...]:
    """Return the variables that the query selects, by the engine's own parser."""
    import pyoxigraph as ox

    query = select.query(_NO_NODES)
    try:
        found = ox.Store().query(query, base_iri=_NO_IRI)
    except SyntaxError as error:
        raise ShapesError(f"not a SPARQL SELECT: {error}") from error
    except RuntimeError as error:
        raise Unsupported(str(error)) from error
    if not isinstance(found, ox.QuerySolutions):
        raise ShapesError("not a SELECT")
    return tuple(variable.value for variable in found.variables)
