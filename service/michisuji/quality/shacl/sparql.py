"""sh:sparql constraints: the same query for all focus nodes at once.

SHACL runs a constraint's SELECT once per focus node, with ``$this`` bound beforehand. Run once with
the targets' pattern as the first thing inside its WHERE it finds the same, as long as each scope
that reads ``$this`` binds it; where one does not, the constraint is left to pySHACL.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl.model import ShapesError, sh

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_WORDS = re.compile(
    r"""(?P<skip>"{3}.*?"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*)"""
    r"""|(?P<variable>[?$]\w+)|(?P<word>\w+)|(?P<sign>.)""",
    re.DOTALL,
)
_FORBIDDEN = {
    "MinusGraphPattern": "MINUS",
    "InlineData": "VALUES",
    "ServiceGraphPattern": "SERVICE",
}
_AGGREGATES = re.compile(r"\b(COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\(", re.IGNORECASE)
_GROUP_BY = re.compile(r"\bGROUP\s+BY\b", re.IGNORECASE)
#: Focus nodes named one by one (see nodes.py), and the start of a subselect that hands out $this.
_NAMED = re.compile(r"VALUES \?this \{[^{}]*\}")
_SUBSELECT = re.compile(r"\{\s*SELECT\s+(?:[?$]\w+\s+)*?[?$]this\s+(?:[?$]\w+\s+)*WHERE\s*\{")
# rdflib's SPARQL parser is not safe to use from several threads.
_parsing = threading.Lock()


class Unsupported(ValueError):
    """What this engine leaves to pySHACL; the message names it."""


@dataclass(frozen=True)
class Select:
    """A SELECT cut in two where the targets go in: ``head`` ends with the WHERE's brace."""

    head: str
    tail: str
    variables: tuple[str, ...]
    prefixes: str
    #: Whether it counts, so that each focus node may be there once only.
    groups: bool = False
    #: Whether its WHERE is one subselect, which finds the nodes whatever the targets are.
    whole: bool = False
    parsed: list[Any] = field(default_factory=list, compare=False, repr=False)

    def query(self, targets: str) -> str:
        """The query for the focus nodes that the pattern ``targets`` binds to ``?this``.

        Nodes named one by one are named in subselects too, which would read everything otherwise.
        Where a subselect is all there is, only what it finds is looked up among the targets.
        """
        named, tail = _NAMED.match(targets), self.tail
        if named:
            tail = _SUBSELECT.sub(lambda start: f"{start[0]} {named[0]}", tail)
        elif self.whole and targets and "SELECT" not in targets and "VALUES" not in targets:
            return f"{self.prefixes}{self.head} {tail[:-1]} FILTER EXISTS {{ {targets} }} }}"
        return f"{self.prefixes}{self.head} {targets} {tail}"


def parse_algebra(select: Select) -> Any:
    """The constraint's query as rdflib's algebra."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    with _parsing:
        # Translating spoils what it is made from: once only, of what was parsed already.
        parsed = select.parsed.pop() if select.parsed else parseQuery(select.query(""))
        return translateQuery(parsed).algebra


def read_select(graph: Graph, node: Node, path: str | None) -> Select | None:
    """The SELECT of a constraint; None when it is deactivated.

    ``path`` is the property shape's path for ``$PATH``. Raises ShapesError for a query that SHACL
    forbids, Unsupported for one that cannot be asked of all focus nodes at once.
    """
    if str(graph.value(node, sh("deactivated"))).lower() in ("true", "1"):
        return None
    text = graph.value(node, sh("select"))
    if text is None:
        raise ShapesError(f"a SPARQL constraint without sh:select: {node}")
    query = str(text)
    if path is not None:
        query = re.sub(r"[$?]PATH\b", lambda _: path, query)
    prefixes = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in sorted(_prefixes(graph, node)))
    variables, parsed = _inspect(prefixes + query)
    return replace(select_of(query, variables, prefixes), parsed=[parsed])


def select_of(query: str, variables: tuple[str, ...], prefixes: str) -> Select:
    """A query that gives these variables, taken as it is."""
    head, tail = _cut(query)
    tail = tail.strip()
    whole = _is_subselect(tail)
    groups = not whole and bool(_AGGREGATES.search(query) or _GROUP_BY.search(query))
    return Select(head, tail, variables, prefixes, groups, whole)


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


def _cut(query: str) -> tuple[str, str]:
    """Before and after the brace that opens the outermost WHERE."""
    depth = 0
    for match in _WORDS.finditer(query):
        sign = match["sign"]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "{" and depth == 0:
            return query[: match.end()], query[match.end() :]
    raise ShapesError("a SELECT without WHERE")


def _is_subselect(tail: str) -> bool:
    """Whether nothing but one subselect that hands out $this stands before the last brace."""
    if not _SUBSELECT.match(tail):
        return False
    depth = 0
    for match in _WORDS.finditer(tail):
        depth += (match["sign"] == "{") - (match["sign"] == "}")
        if match["sign"] == "}" and depth == 0:
            return tail[match.end() :].strip() == "}"
    return False


def _inspect(query: str) -> tuple[tuple[str, ...], Any]:
    """The variables that the query gives and its parse, after looking at what SHACL demands."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    with _parsing:
        try:
            parsed = parseQuery(query)
            select = parsed[1]
            if select.projection:
                variables = tuple(str(p.var or p.evar) for p in select.projection)
            else:  # SELECT *; the algebra spoils what it is made from
                variables = tuple(str(v) for v in translateQuery(parseQuery(query)).algebra.PV)
        except Exception as error:  # rdflib raises what pyparsing and its own algebra raise
            raise ShapesError(f"not a SPARQL SELECT: {error}") from error
    if select.name != "SelectQuery":
        raise ShapesError("not a SELECT")
    _refuse_words(query)
    _look_at_select(select, query, outermost=True)
    return variables, parsed


def _refuse_words(query: str) -> None:
    """``AS $this`` is forbidden; shapes as variables are pySHACL's."""
    words = [m for m in _WORDS.finditer(query) if not m["skip"] and not m[0].isspace()]
    for before, after in itertools.pairwise(words):
        if before[0].upper() == "AS" and after[0] in ("$this", "?this"):
            raise ShapesError("a query that assigns $this")
    names = {m[0][1:] for m in words if m["variable"]}
    for name in ("shapesGraph", "currentShape"):
        if name in names:
            raise Unsupported(f"${name}")


def _look_at_select(select: Any, query: str, *, outermost: bool) -> None:
    if select.limitoffset:
        raise Unsupported("LIMIT or OFFSET, which would count over all focus nodes")
    if not outermost and not _projects_this(select):
        raise ShapesError("a subselect that does not give $this")
    group = select.groupby
    if group and "this" not in _variables(group):
        raise Unsupported("GROUP BY without $this")
    if not group and outermost and _AGGREGATES.search(query.split("{", 1)[0]):
        raise Unsupported("an aggregate without GROUP BY $this")
    _look_at_group(select.where, query, outermost=outermost)


def _projects_this(select: Any) -> bool:
    projection = select.projection
    if not projection:
        return True  # SELECT *
    return any(str(p.var or p.evar or "") == "this" for p in projection)


def _look_at_group(group: Any, query: str, *, outermost: bool) -> None:
    """Each scope that reads ``$this`` in a filter or a BIND has to bind it itself."""
    if getattr(group, "name", "") == "SubSelect":
        _look_at_select(group, query, outermost=False)
        return
    bound = outermost
    reads = False
    for part in group.part or ():
        name = getattr(part, "name", "")
        if name in _FORBIDDEN:
            raise ShapesError(f"{_FORBIDDEN[name]} in a SPARQL constraint")
        if name == "TriplesBlock":
            bound = bound or "this" in _variables(part)
        elif name in ("Filter", "Bind"):
            reads = reads or "this" in _variables(part)
            _look_into_filters(part, query)
        elif name == "OptionalGraphPattern":
            _look_at_group(part.graph, query, outermost=False)
        elif name == "GraphGraphPattern":
            raise Unsupported("GRAPH")
        elif name == "GroupOrUnionGraphPattern":
            for inner in part.graph:
                _look_at_group(inner, query, outermost=False)
        elif name == "SubSelect":
            _look_at_select(part, query, outermost=False)
    if reads and not bound:
        raise Unsupported("a nested group that reads $this without binding it")


def _look_into_filters(part: Any, query: str) -> None:
    """EXISTS sees the outer binding of ``$this``, a subselect or nested group within does not."""
    for node in _walk(part):
        if getattr(node, "name", "") in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            for inner in _walk(node.graph):
                name = getattr(inner, "name", "")
                if name in _FORBIDDEN:
                    raise ShapesError(f"{_FORBIDDEN[name]} in a SPARQL constraint")
                if name == "SubSelect" and "this" in _variables(inner):
                    raise Unsupported("a subselect on $this within EXISTS")


def _walk(node: Any) -> Iterator[Any]:
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _walk(value)
    elif not isinstance(node, str) and hasattr(node, "__iter__"):
        for value in node:
            yield from _walk(value)


def _variables(node: Any) -> set[str]:
    from rdflib import Variable
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, Variable):
        return {str(node)}
    if isinstance(node, CompValue):
        return set().union(*(_variables(v) for v in node.values()), set())
    if not isinstance(node, str) and hasattr(node, "__iter__"):
        return set().union(*(_variables(v) for v in node), set())
    return set()
