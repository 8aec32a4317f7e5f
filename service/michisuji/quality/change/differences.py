"""The differences that new graphs make in a data set, by resource and value by value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from michisuji.store.engine.difference import Difference, difference
from michisuji.store.rdf_terms import oxigraph_converter
from michisuji.vocabulary import LABELS, LM, PREFIXES, parse_graph_iri

if TYPE_CHECKING:
    from rdflib.term import Node

ChangeKind = Literal["added", "removed", "changed"]
KINDS: tuple[ChangeKind, ...] = ("added", "changed", "removed")
#: Resources of each kind that are described; all are counted.
LISTED = 1_000
#: Of a resource without a label: what it is about.
_ABOUT = ("from", "to", "ofIndicator", "budgetOf", "accountLineOf", "evaluates")
_TYPE = PREFIXES["rdf"] + "type"


@dataclass(frozen=True)
class ValueChange:
    """Old and new values of one property of a resource, in one year's state (None: timeless)."""

    predicate: str
    year: int | None
    old: tuple[Node, ...] = ()
    new: tuple[Node, ...] = ()


@dataclass(frozen=True)
class ResourceChange:
    """One resource that differs; ``values`` are those of a changed one.

    ``type`` is the IRI of its class, '' if it has none.
    """

    iri: str
    kind: ChangeKind
    type: str
    values: tuple[ValueChange, ...] = ()


@dataclass
class Differences:
    """The differences between two states of a data set.

    ``resources`` describes the first :data:`LISTED` of each kind, ``counts`` counts all of them by
    kind and class. ``names`` has the labels of everything they name: IRI → language → label.
    ``about`` says what a resource without a label of its own is about (a link: from, to).
    ``statements`` counts what differs in each graph (added, removed), provenance included.
    ``owners`` are the programs and measures whose logic model differs.
    """

    resources: list[ResourceChange] = field(default_factory=list)
    counts: Counter[tuple[ChangeKind, str]] = field(default_factory=Counter)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    statements: dict[str, tuple[int, int]] = field(default_factory=dict)
    owners: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if both states hold the same statements."""
        return not self.statements

    def total(self, kind: ChangeKind) -> int:
        """Return the number of resources of a kind."""
        return sum(count for (own, _), count in self.counts.items() if own == kind)

    def of_kind(self, kind: ChangeKind) -> list[ResourceChange]:
        """Return the described resources of a kind."""
        return [change for change in self.resources if change.kind == kind]


def between(
    before: Mapping[str, Path], after: Mapping[str, Path], base_iri: str, folder: Path
) -> Differences:
    """Compare two states of a data set, each graph → its file of N-Triples.

    Files are made in ``folder``. Statements about blank nodes are counted, but are no resource's.
    """
    found = Differences()
    touched: dict[str, list[tuple[int | None, int, Path]]] = {}
    for n, graph in enumerate(sorted({*before, *after})):
        name = parse_graph_iri(base_iri, graph)
        diff = compare([before.get(graph)], [after.get(graph)], folder / f"graph{n}")
        if diff.n_added or diff.n_removed:
            found.statements[graph] = diff.n_added, diff.n_removed
            if name is None or not name.provenance:
                year = name.year if name else None
                touched[graph] = [(year, -1, diff.removed), (year, 1, diff.added)]
    changes = _changes(chain.from_iterable(touched.values()))
    old, new = _data(before, base_iri), _data(after, base_iri)
    _describe(found, changes, old, new)
    models = _objects([*old, *new], changes, LM + "inModel")
    owners = _objects([*old, *new], {*models, *changes}, LM + "modelOf")
    found.owners = tuple(sorted(owners))
    return found


def compare(old: Iterable[Path | None], new: Iterable[Path | None], folder: Path) -> Difference:
    """Compare the statements of several files with those of several others; None is no file."""
    with ExitStack() as files:
        olds, news = (
            [files.enter_context(path.open("rb")) for path in paths if path is not None]
            for paths in (old, new)
        )
        return difference(chain.from_iterable(olds), chain.from_iterable(news), folder)


def triples_of(path: Path) -> Iterator[tuple[Node, Node, Node]]:
    """Yield the triples of an N-Triples file as rdflib's terms."""
    import pyoxigraph as ox

    term = oxigraph_converter()
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES, lenient=True):
        s, p, o = term(quad.subject), term(quad.predicate), term(quad.object)
        if s is not None and p is not None and o is not None:
            yield s, p, o


Key = tuple[str, int | None]


def _changes(
    parts: Iterable[tuple[int | None, int, Path]],
) -> dict[str, dict[Key, tuple[list[Node], list[Node]]]]:
    """Return resource → (property, year) → its old and its new values."""
    from rdflib import URIRef

    found: dict[str, dict[Key, tuple[list[Node], list[Node]]]] = defaultdict(dict)
    for year, sign, path in parts:
        for s, p, o in triples_of(path):
            if isinstance(s, URIRef):
                both = found[str(s)].setdefault((str(p), year), ([], []))
                both[sign > 0].append(o)
    return found


def _describe(
    found: Differences,
    changes: Mapping[str, Mapping[Key, tuple[list[Node], list[Node]]]],
    before: list[Path],
    after: list[Path],
) -> None:
    old, new = _types(before, changes), _types(after, changes)
    listed = Counter[ChangeKind]()
    for iri in sorted(changes):
        kind: ChangeKind = "changed"
        if iri not in old or iri not in new:
            kind = "added" if iri in new else "removed"
        class_ = new.get(iri) or old.get(iri) or ""
        found.counts[kind, class_] += 1
        listed[kind] += 1
        if listed[kind] <= LISTED:
            values = _values(changes[iri]) if kind == "changed" else ()
            found.resources.append(ResourceChange(iri, kind, class_, values))
    files, wanted = [*before, *after], _named(found.resources)
    found.names = _names(files, wanted)
    found.about = _about(files, wanted - found.names.keys())
    found.names |= _names(files, {iri for own in found.about.values() for iri in own})


def _values(parts: Mapping[Key, tuple[list[Node], list[Node]]]) -> tuple[ValueChange, ...]:
    ordered = sorted(parts.items(), key=lambda part: (part[0][0], part[0][1] or 0))
    return tuple(
        ValueChange(predicate, year, tuple(sorted(old, key=str)), tuple(sorted(new, key=str)))
        for (predicate, year), (old, new) in ordered
    )


def _named(resources: Iterable[ResourceChange]) -> set[str]:
    from rdflib import URIRef

    values = (v for r in resources for change in r.values for v in (*change.old, *change.new))
    return {r.iri for r in resources} | {str(v) for v in values if isinstance(v, URIRef)}


def _data(graphs: Mapping[str, Path], base_iri: str) -> list[Path]:
    """Return the files that are not provenance, the latest year last."""
    names = {graph: parse_graph_iri(base_iri, graph) for graph in sorted(graphs)}
    return [graphs[g] for g, name in names.items() if name is None or not name.provenance]


def _types(files: Iterable[Path], wanted: Mapping[str, object]) -> dict[str, str]:
    """Return resource → its class, '' without one, for those of ``wanted`` that the files have."""
    found: dict[str, str] = {}
    for subject, rest in _lines(files, wanted):
        found.setdefault(subject, "")
        if rest.startswith(f"<{_TYPE}> <".encode()):
            found[subject] = rest.split(b" ", 1)[1].rstrip(b" .\r\n")[1:-1].decode()
    return found


def _names(files: Iterable[Path], wanted: set[str]) -> dict[str, dict[str, str]]:
    import pyoxigraph as ox

    predicates = tuple(f"<{label}> ".encode() for label in LABELS)
    found: dict[str, dict[str, str]] = {}
    for subject, rest in _lines(files, wanted):
        if rest.startswith(predicates):
            line = b"<" + subject.encode() + b"> " + rest
            (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES, lenient=True)
            if isinstance(quad.object, ox.Literal):
                found.setdefault(subject, {})[quad.object.language or ""] = quad.object.value
    return found


def _about(files: Iterable[Path], wanted: set[str]) -> dict[str, tuple[str, ...]]:
    """Return resource → what it is about, in the order of :data:`_ABOUT`."""
    found: dict[str, dict[int, str]] = {}
    for subject, rest in _lines(files, wanted):
        for place, predicate in enumerate(_ABOUT):
            if rest.startswith(f"<{LM}{predicate}> <".encode()):
                value = rest.split(b" ", 1)[1].rstrip(b" .\r\n")[1:-1].decode()
                found.setdefault(subject, {})[place] = value
    return {iri: tuple(own[place] for place in sorted(own)) for iri, own in found.items()}


def _objects(
    files: Iterable[Path], subjects: Mapping[str, object] | set[str], predicate: str
) -> set[str]:
    """Return the IRIs that some resources lead to by a property."""
    start = f"<{predicate}> <".encode()
    return {
        rest[len(start) :].partition(b">")[0].decode()
        for _, rest in _lines(files, subjects)
        if rest.startswith(start)
    }


def _lines(
    files: Iterable[Path], wanted: Mapping[str, object] | set[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield (subject, rest of the line) of statements about ``wanted`` resources."""
    known = {f"<{iri}>".encode(): iri for iri in wanted}
    for path in files:
        with path.open("rb") as lines:
            for line in lines:
                subject, _, rest = line.partition(b" ")
                if subject in known:
                    yield known[subject], rest.lstrip()
