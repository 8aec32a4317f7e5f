"""SHACL Core: each constraint as a query for the (focus node, value) pairs that violate it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl import paths
from michisuji.quality.shacl.literals import doubtful, is_ill_typed_literal
from michisuji.quality.shacl.nodes import Classes, NodeSet

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.shacl.model import Constraint, Shape
    from michisuji.quality.shacl.source import Source

#: (focus node, value or None, path that replaces the shape's, or None)
Broken = tuple["Node", "Node | None", "str | None"]
# Features of Python's regular expressions that a SPARQL engine may lack.
_BEYOND_SPARQL = re.compile(r"\(\?(?![ims:])|\\[1-9]|\\[AZz]|[*+?}]\+")
_NODE_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "!isLiteral({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
    "IRIOrLiteral": "!isBlank({0})",
}


@dataclass(frozen=True)
class Ask:
    """One shape applied to one set of focus nodes."""

    source: Source
    classes: Classes
    shape: Shape
    nodes: NodeSet

    @property
    def value(self) -> str:
        """The variable of the value nodes; for a node shape, of the focus node itself."""
        return "?value" if self.shape.path else "?this"

    def pairs(self, condition: str = "", more: str = "") -> Iterator[tuple[Node, Node]]:
        """Yield (focus node, value node) where the expression ``condition`` holds."""
        step = f"?this {self.shape.path.sparql()} ?value ." if self.shape.path else ""
        test = f"FILTER ({condition})" if condition else ""
        both = "?this ?value" if self.shape.path else "?this"
        body = f"{self.nodes.pattern} {step} {more} {test}"
        for row in self.rows(f"SELECT DISTINCT {both} WHERE {{ {body} }}"):
            yield row[0], row[-1] if self.shape.path else row[0]

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query whose first column is the focus node."""
        own = self.nodes.literal
        for row in self.source.rows(query):
            if row and row[0] is not None:
                yield row if own is None else (own, *row[1:])

    def nodes_where(self, pattern: str) -> Iterator[Node]:
        """Yield the focus nodes for which the pattern has a solution."""
        body = f"{self.nodes.pattern} {pattern}"
        return (row[0] for row in self.rows(f"SELECT DISTINCT ?this WHERE {{ {body} }}"))

    def counted(self, comparison: str) -> Iterator[Node]:
        """Yield the focus nodes whose number of value nodes satisfies ``comparison`` (`> 2`)."""
        assert self.shape.path is not None
        step = f"OPTIONAL {{ ?this {self.shape.path.sparql()} ?value }}"
        query = (
            f"SELECT ?this WHERE {{ {self.nodes.distinct().pattern} {step} }} "
            f"GROUP BY ?this HAVING (COUNT(DISTINCT ?value) {comparison})"
        )
        return (row[0] for row in self.rows(query))


def broken(ask: Ask, constraint: Constraint) -> Iterator[Broken]:
    """Yield the violations of a constraint that needs no other shape."""
    return _CHECKS[constraint.component](ask, constraint.value)


def _values(condition: Callable[[Ask, Any], str]) -> Callable[[Ask, Any], Iterator[Broken]]:
    """Make a check of single value nodes; ``condition`` gives the expression for a violation."""

    def check(ask: Ask, parameter: Any) -> Iterator[Broken]:
        return ((focus, value, None) for focus, value in ask.pairs(condition(ask, parameter)))

    return check


def _class(ask: Ask, class_: Node) -> Iterator[Broken]:
    typed = ask.classes.typed(ask.value, class_.n3(), "?valueClass")
    test = f"FILTER NOT EXISTS {{ {typed} }}"
    return ((focus, value, None) for focus, value in ask.pairs(more=test))


def _datatype(ask: Ask, datatype: Node) -> Iterator[Broken]:
    wrong = f"!isLiteral({ask.value}) || DATATYPE({ask.value}) != {datatype.n3()}"
    doubt = doubtful(ask.value, str(datatype))
    for focus, value in ask.pairs(f"{wrong} || {doubt}"):
        same = getattr(value, "datatype", None) == datatype
        if not same or is_ill_typed_literal(value):
            yield focus, value, None


def _node_kind(ask: Ask, kind: Node) -> str:
    return f"!({_NODE_KINDS[str(kind).rsplit('#', 1)[-1]].format(ask.value)})"


def _min_count(ask: Ask, count: int) -> Iterator[Broken]:
    assert ask.shape.path is not None
    if count == 1:
        there = paths.exists(ask.shape.path, "?this", "?value")
        nodes = ask.nodes_where(f"FILTER NOT EXISTS {{ {there} }}")
    else:
        nodes = ask.counted(f"< {count}")
    return ((node, None, None) for node in nodes if count > 0)


def _max_count(ask: Ask, count: int) -> Iterator[Broken]:
    assert ask.shape.path is not None
    if count == 0:
        nodes = ask.nodes_where(f"?this {ask.shape.path.sparql()} ?value")
    elif count == 1:
        step = ask.shape.path.sparql()
        other = f"?this {step} ?value . ?this {step} ?other . FILTER (!sameTerm(?value, ?other))"
        nodes = ask.nodes_where(other)
    else:
        nodes = ask.counted(f"> {count}")
    return ((node, None, None) for node in nodes)


def _compared(sign: str) -> Callable[[Ask, Any], Iterator[Broken]]:
    # Values that cannot be compared are an error in SPARQL and a violation in SHACL.
    return _values(lambda ask, bound: f"!COALESCE({ask.value} {sign} {term_text(bound)}, false)")


def _length(sign: str) -> Callable[[Ask, Any], Iterator[Broken]]:
    return _values(lambda ask, n: f"isBlank({ask.value}) || !(STRLEN(STR({ask.value})) {sign} {n})")


def _pattern(ask: Ask, parameter: tuple[str, str]) -> Iterator[Broken]:
    pattern, flags = parameter
    if _BEYOND_SPARQL.search(pattern) or set(flags) - set("imsx"):
        yield from _pattern_here(ask, pattern, flags)
        return
    texts = ", ".join(term_text(text) for text in (pattern, flags) if text or text is pattern)
    test = f"isBlank({ask.value}) || !REGEX(STR({ask.value}), {texts})"
    for focus, value in ask.pairs(test):
        yield focus, value, None


def _pattern_here(ask: Ask, pattern: str, flags: str) -> Iterator[Broken]:
    from rdflib import BNode

    known = {"i": re.I, "m": re.M, "s": re.S, "x": re.X}
    compiled = re.compile(pattern, sum(known.get(flag, 0) for flag in set(flags)))
    for focus, value in ask.pairs():
        if isinstance(value, BNode) or not compiled.search(str(value)):
            yield focus, value, None


def _language_in(ask: Ask, languages: tuple[Node, ...]) -> str:
    tag = f"LANG({ask.value})"
    matches = [f"LANGMATCHES({tag}, {term_text(str(language))})" for language in languages] or [
        "false"
    ]
    return f'!isLiteral({ask.value}) || {tag} = "" || !({" || ".join(matches)})'


def _unique_lang(ask: Ask, _: object) -> Iterator[Broken]:
    assert ask.shape.path is not None
    step = f"?this {ask.shape.path.sparql()} ?value . BIND (LCASE(LANG(?value)) AS ?tag)"
    query = (
        f"SELECT ?this ?tag WHERE {{ {ask.nodes.distinct().pattern} {step} "
        f'FILTER (?tag != "") }} GROUP BY ?this ?tag HAVING (COUNT(DISTINCT ?value) > 1)'
    )
    return ((row[0], None, None) for row in ask.rows(query))


def _in(ask: Ask, members: tuple[Node, ...]) -> str:
    from rdflib import URIRef

    # IN compares values ("1" with "01"), SHACL terms.
    if all(isinstance(member, URIRef) for member in members):
        return f"{ask.value} NOT IN ({', '.join(m.n3() for m in members)})"
    same = (f"sameTerm({ask.value}, {term_text(member)})" for member in members)
    return f"!({' || '.join(same)})"


def _has_value(ask: Ask, value: Node) -> Iterator[Broken]:
    if ask.shape.path is None:
        test = f"!sameTerm(?this, {term_text(value)})"
        return ((focus, None, None) for focus, _ in ask.pairs(test))
    there = paths.exists(ask.shape.path, "?this", term_text(value))
    nodes = ask.nodes_where(f"FILTER NOT EXISTS {{ {there} }}")
    return ((node, None, None) for node in nodes)


def _equals(ask: Ask, predicate: Node) -> Iterator[Broken]:
    missing = f"FILTER NOT EXISTS {{ ?this {predicate.n3()} {ask.value} }}"
    for focus, value in ask.pairs(more=missing):
        yield focus, value, None
    there = (
        paths.exists(ask.shape.path, "?this", "?value")
        if ask.shape.path
        else "FILTER (sameTerm(?this, ?value))"
    )
    absent = (
        f"FILTER NOT EXISTS {{ {there} }}"
        if ask.shape.path
        else "FILTER (!sameTerm(?this, ?value))"
    )
    body = f"{ask.nodes.pattern} ?this {predicate.n3()} ?value . {absent}"
    for row in ask.rows(f"SELECT DISTINCT ?this ?value WHERE {{ {body} }}"):
        yield row[0], row[1], None


def _disjoint(ask: Ask, predicate: Node) -> Iterator[Broken]:
    both = f"FILTER EXISTS {{ ?this {predicate.n3()} {ask.value} }}"
    return ((focus, value, None) for focus, value in ask.pairs(more=both))


def _less(sign: str) -> Callable[[Ask, Any], Iterator[Broken]]:
    def check(ask: Ask, predicate: Node) -> Iterator[Broken]:
        other = f"?this {predicate.n3()} ?other ."
        test = f"!COALESCE({ask.value} {sign} ?other, false)"
        return ((focus, value, None) for focus, value in ask.pairs(test, more=other))

    return check


def _closed(ask: Ask, allowed: tuple[Node, ...]) -> Iterator[Broken]:
    subject = ask.value
    step = f"?this {ask.shape.path.sparql()} ?value ." if ask.shape.path else ""
    names = ", ".join(predicate.n3() for predicate in allowed)
    test = f"FILTER (?predicate NOT IN ({names}))"
    body = f"{ask.nodes.pattern} {step} {subject} ?predicate ?object . {test}"
    query = f"SELECT DISTINCT ?this ?object ?predicate WHERE {{ {body} }}"
    return ((row[0], row[1], str(row[2])) for row in ask.rows(query))


def term_text(term: Any) -> str:
    """Return a term, or a plain text, in SPARQL syntax."""
    from rdflib import Literal

    if hasattr(term, "n3") and not isinstance(term, Literal):
        text: str = term.n3()
        return text
    quoted = f'"{str(term).translate(_ESCAPES)}"'
    if getattr(term, "language", None):
        return f"{quoted}@{term.language}"
    datatype = getattr(term, "datatype", None)
    return quoted if datatype is None else f"{quoted}^^<{datatype}>"


_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", 10: "\\n", 13: "\\r"}
_CHECKS: dict[str, Callable[[Ask, Any], Iterator[Broken]]] = {
    "Class": _class,
    "Datatype": _datatype,
    "NodeKind": _values(_node_kind),
    "MinCount": _min_count,
    "MaxCount": _max_count,
    "MinExclusive": _compared(">"),
    "MinInclusive": _compared(">="),
    "MaxExclusive": _compared("<"),
    "MaxInclusive": _compared("<="),
    "MinLength": _length(">="),
    "MaxLength": _length("<="),
    "Pattern": _pattern,
    "LanguageIn": _values(_language_in),
    "UniqueLang": _unique_lang,
    "In": _values(_in),
    "HasValue": _has_value,
    "Equals": _equals,
    "Disjoint": _disjoint,
    "LessThan": _less("<"),
    "LessThanOrEquals": _less("<="),
    "Closed": _closed,
}
