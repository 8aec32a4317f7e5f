"""Readable JSON-LD: whatever belongs to a resource is nested in it, under plain names.

The context is derived from the graph itself: a property whose values are all IRIs, or all of one
datatype, or all in a language, needs no ``@id``, ``@type`` or ``@value`` at its values.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import RDF, XSD, Graph, Literal, URIRef

from michisuji.vocabulary import PREFIXES

#: Properties whose values are written next to a resource, not inside it.
_BESIDE = {
    URIRef(PREFIXES[prefix] + name)
    for prefix, names in (
        ("dcat", ("first", "inSeries", "last", "prev", "servesDataset")),
        ("dcterms", ("hasPart",)),
        ("dqv", ("computedOn", "inDimension", "isMeasurementOf")),
        ("qb", ("dataSet",)),
        ("void", ("objectsTarget", "subjectsTarget")),
    )
    for name in names
}
_PLAIN = {XSD.integer: int, XSD.nonNegativeInteger: int, XSD.boolean: bool}


def frame(graph: Graph, roots: Iterable[URIRef], prefixes: Mapping[str, str]) -> bytes:
    """Serialize a graph without blank nodes as JSON-LD, the roots first.

    A node is nested in the one that first names it when read from the roots; a node that no other
    names is written at the top level. Each node is written once. Keys and values are sorted.
    """
    return _Framer(graph, prefixes).write(roots)


class _Framer:
    def __init__(self, graph: Graph, prefixes: Mapping[str, str]) -> None:
        self.nodes: dict[URIRef, dict[URIRef, list[URIRef | Literal]]] = {}
        for subject, predicate, value in sorted(graph):
            # rdflib types a triple's parts as any node; the catalog has IRIs and literals only.
            own = self.nodes.setdefault(subject, {})  # type: ignore[arg-type]  # an IRI
            own.setdefault(predicate, []).append(value)  # type: ignore[arg-type]  # IRI or literal
        self.prefixes = prefixes
        self.names = self._names()
        self.kinds = {p: self._kind(p) for p in self.names}
        self.written: set[URIRef] = set()

    def _names(self) -> dict[URIRef, str]:
        """Map each property to its local name, with its prefix if two share one."""
        used = sorted({p for own in self.nodes.values() for p in own if p != RDF.type})
        short = {p: self._short(p) for p in used}
        local = {p: n.partition(":")[2] for p, n in short.items() if n != str(p)}
        shared = {name for name, n in Counter(local.values()).items() if n > 1}
        return {p: n if local.get(p, n) in shared else local.get(p, n) for p, n in short.items()}

    def _short(self, iri: URIRef) -> str:
        for prefix, space in self.prefixes.items():
            rest = iri[len(space) :]
            if iri.startswith(space) and rest and "/" not in rest and ":" not in rest:
                return f"{prefix}:{rest}"
        return str(iri)

    def _kind(self, predicate: URIRef) -> tuple[str, str]:
        """Return how all values of a property are written: (key of the context, its value)."""
        if self.names[predicate] == str(predicate):
            return "", ""  # an IRI as it is: the context does not define it
        values = [v for own in self.nodes.values() for v in own.get(predicate, ())]
        if all(isinstance(v, URIRef) for v in values):
            return "@type", "@id"
        literals = [v for v in values if isinstance(v, Literal)]
        if len(literals) == len(values):
            if all(v.language for v in literals):
                return "@container", "@language"
            kinds = {v.datatype for v in literals}
            if len(kinds) == 1 and not any(v.language for v in literals):
                datatype = kinds.pop()
                if datatype and datatype not in (XSD.integer, XSD.boolean):
                    return "@type", self._short(datatype)
        return "", ""

    def context(self) -> dict[str, Any]:
        """Return the prefixes in use and the names of properties."""
        found: dict[str, Any] = dict(sorted(self.prefixes.items()))
        named = {p: name for p, name in self.names.items() if name != str(p)}
        for predicate, name in sorted(named.items(), key=lambda item: item[1]):
            key, value = self.kinds[predicate]
            found[name] = {"@id": self._short(predicate)} | ({key: value} if key else {})
        return found

    def write(self, roots: Iterable[URIRef]) -> bytes:
        first = [root for root in roots if root in self.nodes]
        shown = [self._node(root) for root in first if root not in self.written]
        shown += [self._node(node) for node in self.nodes if node not in self.written]
        body = {"@context": self.context(), "@graph": shown}
        return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()

    def _node(self, node: URIRef) -> dict[str, Any]:
        self.written.add(node)
        own = self.nodes[node]
        shown: dict[str, Any] = {"@id": str(node)}
        if RDF.type in own:
            shown["@type"] = _one([self._short(URIRef(c)) for c in own[RDF.type]])
        for predicate in sorted(own, key=lambda p: (self._is_tree(own[p]), p)):
            if predicate != RDF.type:
                shown[self.names[predicate]] = self._values(predicate, own[predicate])
        return shown

    def _is_tree(self, values: list[URIRef | Literal]) -> bool:
        return any(isinstance(v, URIRef) and v in self.nodes for v in values)

    def _values(self, predicate: URIRef, values: list[URIRef | Literal]) -> Any:
        if self.kinds[predicate] == ("@container", "@language"):
            by_language: dict[str, list[str]] = {}
            for value in values:
                by_language.setdefault(str(getattr(value, "language", "")), []).append(str(value))
            return {lang: _one(texts) for lang, texts in sorted(by_language.items(), reverse=True)}
        return _one([self._value(predicate, value) for value in values])

    def _value(self, predicate: URIRef, value: URIRef | Literal) -> Any:
        key, _ = self.kinds[predicate]
        if isinstance(value, URIRef):
            if value in self.nodes and value not in self.written and predicate not in _BESIDE:
                return self._node(value)
            return str(value) if key else {"@id": str(value)}
        if value.language:
            return {"@language": value.language, "@value": str(value)}
        if value.datatype in (XSD.integer, XSD.boolean) or (key and value.datatype in _PLAIN):
            # A number in the lexical form that JSON would give it: "007" stays a string.
            native = json.loads(str(value)) if _is_json(str(value)) else None
            if native is not None:
                return native
        if key or value.datatype in (None, XSD.string):
            return str(value)
        return {"@type": self._short(URIRef(str(value.datatype))), "@value": str(value)}


def _is_json(text: str) -> bool:
    if text in ("true", "false"):
        return True
    # Readers of JSON keep whole numbers of up to 15 digits exactly.
    return len(text) <= 15 and text.isdecimal() and str(int(text)) == text


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
