"""Readable JSON-LD: a program contains its models, a model its elements and links.

The frame is :data:`OWNERS`: a resource is nested in the one it belongs to, under a reverse term of
the context, and everything else is at the top level, sorted by IRI. The context is written out, so
that a reader fetches nothing. Statements are taken root by root, so memory holds one program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from michisuji import resources
from michisuji.errors import NotAcceptable
from michisuji.publication.dumps.graphs import sorted_file
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

#: Property → the reverse term under which its subjects are nested in its object. The first that a
#: resource has, with a single value, decides where it belongs.
OWNERS = {
    LM + "inModel": "elements",
    LM + "modelOf": "models",
    LM + "ofIndicator": "values",
    LM + "evaluates": "evaluations",
    LM + "budgetOf": "budgets",
}
_RDF_TYPE = PREFIXES["rdf"] + "type"
_LANG_STRING = PREFIXES["rdf"] + "langString"
_STRING = PREFIXES["xsd"] + "string"
Node = dict[str, Any]
Value = Any  # an IRI, a blank node or a literal of pyoxigraph, which is imported when needed


def write_framed(path: Path, out: IO[bytes], work: Path) -> None:
    """Write a file of sorted N-Triples as one framed JSON-LD document, one root per line."""
    context = FramedContext()
    owners = _owners(path)
    spread = sorted_file(_by_root(path, owners), work / "roots.tsv")
    out.write(b'{"@context": ')
    out.write(json.dumps(context.body, ensure_ascii=False).encode())
    out.write(b',\n"@graph": [')
    first = True
    with spread.open("rb") as lines:
        for root, own in groupby(lines, key=lambda line: line.partition(b"\t")[0]):
            node = _tree(root.decode()[1:-1], own, owners, context)
            out.write(b"\n" if first else b",\n")
            out.write(json.dumps(node, ensure_ascii=False).encode())
            first = False
    out.write(b"\n]}\n")
    spread.unlink()


def _owners(path: Path) -> dict[bytes, tuple[str, bytes]]:
    """Return subject → (property, owner), as N-Triples terms, for resources with an owner."""
    ranks = {f"<{iri}>".encode(): (rank, iri) for rank, iri in enumerate(OWNERS)}
    found: dict[bytes, list[tuple[int, str, bytes]]] = {}
    described = set[bytes]()
    for subject, predicate, rest in _split(path):
        described.add(subject)
        if predicate in ranks:
            found.setdefault(subject, []).append((*ranks[predicate], rest))
    kept = {}
    for subject, claims in found.items():
        for rank in sorted({rank for rank, _, _ in claims}):
            own = [(prop, owner) for r, prop, owner in claims if r == rank]
            if len(own) == 1 and own[0][1] in described and own[0][1] != subject:
                kept[subject] = own[0]
                break
    return kept


def _split(path: Path) -> Iterator[tuple[bytes, bytes, bytes]]:
    with path.open("rb") as lines:
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            yield subject, predicate, rest[:-3]


def _by_root(path: Path, owners: dict[bytes, tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield each line, prefixed with its root and a tab."""
    roots: dict[bytes, bytes] = {}
    with path.open("rb") as lines:
        for line in lines:
            subject = line.partition(b" ")[0]
            if subject not in roots:
                roots[subject] = _root(subject, owners)
            yield roots[subject] + b"\t" + line


def _root(subject: bytes, owners: dict[bytes, tuple[str, bytes]]) -> bytes:
    seen, at = {subject}, subject
    while at in owners:
        at = owners[at][1]
        if at in seen:  # a cycle has no owner: each of its nodes would wait for another
            owners.pop(subject)
            return subject
        seen.add(at)
    return at


def _tree(
    root: str,
    lines: Iterable[bytes],
    owners: dict[bytes, tuple[str, bytes]],
    context: FramedContext,
) -> Node:
    import pyoxigraph as ox

    nodes: dict[str, Node] = {}
    text = b"".join(line.partition(b"\t")[2] for line in lines)
    for iri, quads in groupby(ox.parse(text, format=ox.RdfFormat.N_TRIPLES), _subject):
        within = owners.get(f"<{iri}>".encode())
        nodes[iri] = context.node(iri, quads, leave_out=within)
    for iri, node in nodes.items():
        within = owners.get(f"<{iri}>".encode())
        if within is not None and iri != root:
            owner = within[1].decode()[1:-1]
            nodes[owner].setdefault(OWNERS[within[0]], []).append(node)
    return nodes[root]


def _subject(quad: ox.Quad) -> str:
    return str(quad.subject)[1:-1] if str(quad.subject)[0] == "<" else str(quad.subject)


class FramedContext:
    """The ontology's JSON-LD context with the frame's reverse terms; compacts terms with it."""

    def __init__(self) -> None:
        own = json.loads((resources.folder("ontology") / "context.jsonld").read_text("utf-8"))
        terms = dict(own["@context"])
        for prop, name in OWNERS.items():
            terms[name] = {"@reverse": self._short_of(prop)}
        self.body = terms
        self._properties: dict[str, tuple[str, str, str]] = {}
        self._classes: dict[str, str] = {}
        for name, given in terms.items():
            if isinstance(given, dict) and "@id" in given:
                kind, holds = given.get("@type", ""), given.get("@container", "")
                self._properties[_whole(given["@id"])] = (name, _whole(kind), holds)
            elif isinstance(given, str) and name not in PREFIXES and given[0] != "@":
                self._classes[_whole(given)] = name

    def node(
        self, iri: str, quads: Iterable[ox.Quad], *, leave_out: tuple[str, bytes] | None
    ) -> Node:
        """Return a resource's statements, without the one given as ``leave_out``."""
        import pyoxigraph as ox

        node: Node = {"id": iri}
        types: list[str] = []
        for quad in quads:
            prop, value = quad.predicate.value, quad.object
            if isinstance(value, ox.Triple):
                raise NotAcceptable(
                    f"JSON-LDでは書き表せません: {iri}",
                    f"JSON-LD cannot express the statements about {iri}",
                )
            if prop == _RDF_TYPE:
                types.append(self._classes.get(value.value) or self._short_of(value.value))
            elif not leave_out or (prop, str(value).encode()) != leave_out:
                self._add(node, prop, value)
        if types:
            node = {"id": iri, "type": types if len(types) > 1 else types[0], **node}
        return node

    def _add(self, node: Node, prop: str, value: Value) -> None:
        import pyoxigraph as ox

        name, kind, holds = self._properties.get(prop, ("", "", ""))
        if isinstance(value, ox.Literal):
            if name and holds == "@language" and value.language and not value.direction:
                _put(node.setdefault(name, {}), value.language, value.value)
                return
            datatype = "" if value.language or holds else value.datatype.value
            plain = bool(name) and datatype == (kind or _STRING)
            told = value.value if plain else _written(value)
        else:
            iri = self._short_of(value.value if isinstance(value, ox.NamedNode) else str(value))
            plain = bool(name) and kind == "@id"
            told = iri if plain else {"@id": iri}
        # The context reads values of this name differently: the prefixed name is read as written.
        reads_all = bool(name) and not kind and not holds
        _put(node, name if plain or reads_all else self._short_of(prop), told)

    @staticmethod
    def _short_of(iri: str) -> str:
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                rest = iri[len(namespace) :]
                return iri if rest.startswith("//") else f"{prefix}:{rest}"
        return iri


def _put(into: Node, key: str, value: Any) -> None:
    """Add one more value to a key: a first value is stored alone, several as a list."""
    known = into.get(key)
    if known is None:
        into[key] = value
    else:
        into[key] = [*known, value] if isinstance(known, list) else [known, value]


def _written(value: ox.Literal) -> Node:
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == _STRING:
        return {"@value": value.value}
    return {"@value": value.value, "@type": FramedContext._short_of(value.datatype.value)}


def _whole(short: str) -> str:
    prefix, colon, rest = short.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else short
