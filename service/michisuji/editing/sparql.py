"""The SPARQL of edits: one guarded update each, and their history.

:data:`MARK` in the import records has a *guard*, which every write replaces, so that an update made
for one state never meets another, and a counter, which numbers the edits. The digests of edited
graphs are replaced, too: no import takes an edited graph for its own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from michisuji.store.replacement import mark_of
from michisuji.store.updates import BOOKS, DIGEST, GUARD, MARK, TRIPLES

#: A graph of the changes of each data set.
HISTORY = "urn:michisuji:history:"
#: Changes, and the accounts of those who made them.
CHANGE, ACCOUNT = "urn:michisuji:change:", "urn:michisuji:account:"
_TERM = "urn:michisuji:term:"
_COUNTER = f"{_TERM}edits"
_PROV = "http://www.w3.org/ns/prov#"
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
#: Property of a change → its name in the answers of :func:`changes`; each has one value.
FIELDS = {
    f"{_TERM}number": "number",
    f"{_TERM}kind": "kind",
    f"{_PROV}wasAssociatedWith": "author",
    f"{_PROV}endedAtTime": "at",
    "http://purl.org/dc/terms/description": "reason",
    f"{_PROV}wasInformedBy": "about",
    f"{_TERM}added": "added",
    f"{_TERM}removed": "removed",
    f"{_TERM}versions": "versions",
}
USED = f"{_PROV}used"

#: Everything in the import records.
READ_ALL_BOOKS = f"SELECT ?g ?p ?o {{ GRAPH <{BOOKS}> {{ ?g ?p ?o }} }}"


def statements_of(resources: Iterable[str]) -> str:
    """Return a query for the statements about resources, with their named graphs."""
    iris = " ".join(f"<{iri}>" for iri in resources)
    return f"SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {iris} }} GRAPH ?g {{ ?s ?p ?o }} }}"


def references_to(resources: Iterable[str]) -> str:
    """Return a query for the statements of named graphs that refer to resources."""
    iris = " ".join(f"<{iri}>" for iri in resources)
    return f"SELECT ?s ?p ?o ?g {{ VALUES ?o {{ {iris} }} GRAPH ?g {{ ?s ?p ?o }} }}"


@dataclass(frozen=True)
class Books:
    """The import records as read: the guard of the whole, the number of edits, digests by graph."""

    guard: str = ""
    edits: int = 0
    digests: Mapping[str, str] = field(default_factory=dict)
    #: Triples by graph, as an import has counted them.
    counts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Books:
        """Return what the rows of :data:`READ_ALL_BOOKS` say."""
        known: dict[str, dict[str, str]] = {}
        for graph, predicate, value in rows:
            known.setdefault(predicate, {})[graph] = value
        return cls(
            known.get(GUARD, {}).get(MARK, ""),
            int(known.get(_COUNTER, {}).get(MARK, 0)),
            known.get(DIGEST, {}),
            known.get(TRIPLES, {}),
        )

    @property
    def mark(self) -> str:
        """What :func:`michisuji.store.replacement.marker` returns for these records."""
        return mark_of(
            (g, digest, self.counts[g]) for g, digest in self.digests.items() if g in self.counts
        )

    def edited(self, graphs: Iterable[str], stamp: str) -> Books:
        """Return the records after a guarded update of some graphs."""
        own = dict.fromkeys(graphs, stamp)
        counts = dict.fromkeys(own, "0") | dict(self.counts)
        return Books(stamp, self.edits + 1, {**self.digests, **own}, counts)


def guarded(
    books: Books,
    removed: Mapping[str, Sequence[str]],
    added: Mapping[str, Sequence[str]],
    edited: Iterable[str],
    stamp: str,
) -> str:
    """Return one operation that is carried out only while nothing else has been written.

    ``books`` is what was read; ``stamp`` becomes the guard, and the digest of the ``edited``
    graphs. ``removed`` and ``added`` hold triples in N-Triples without their ends, by graph ('':
    the default graph).
    """
    gone = [_count(books.edits)]
    new = [_count(books.edits + 1), _guard(stamp)]
    for graph in sorted(edited):
        new.append(f'<{graph}> <{DIGEST}> "{stamp}"')
        if graph in books.digests:
            gone.append(f'<{graph}> <{DIGEST}> "{books.digests[graph]}"')
        if graph not in books.counts:
            new.append(f'<{graph}> <{TRIPLES}> "0"^^<{_INTEGER}>')
    condition = f"FILTER NOT EXISTS {{ GRAPH <{BOOKS}> {{ <{MARK}> <{GUARD}> ?any }} }}"
    if books.guard:
        gone.append(_guard(books.guard))
        condition = f"GRAPH <{BOOKS}> {{ {_guard(books.guard)} }}"
    return (
        f"DELETE {{\n{_template({**removed, BOOKS: gone})}\n}}\n"
        f"INSERT {{\n{_template({**added, BOOKS: new})}\n}}\n"
        f"WHERE {{ {condition} }}"
    )


def insert(graph: str, triples: Iterable[str]) -> str:
    """Return an update that adds triples (without their ends) to a graph."""
    return f"INSERT DATA {{ {_template({graph: list(triples)})} }}"


def record(change: str, fields: Mapping[str, str], used: Iterable[str]) -> list[str]:
    """Return the triples of a change in the history; ``fields`` are terms by name."""
    term = {name: iri for iri, name in FIELDS.items()}
    about = [f"<{change}> a <{_PROV}Activity>"]
    about += [f"<{change}> <{term[name]}> {value}" for name, value in fields.items()]
    return about + [f"<{change}> <{USED}> <{iri}>" for iri in used]


def changes(dataset: str, used: Iterable[str] = (), *, one: str = "", most: int = 1000) -> str:
    """Return a query for changes, the latest first: all, those of resources, or one."""
    wanted = f"VALUES ?change {{ <{one}> }}" if one else ""
    iris = " ".join(f"<{iri}>" for iri in used)
    if iris:
        wanted = (
            f"{{ SELECT DISTINCT ?change {{ VALUES ?used {{ {iris} }} ?change <{USED}> ?used }} }}"
        )
    term = {name: iri for iri, name in FIELDS.items()}
    parts = [f"?change <{term['number']}> ?number ."]
    parts += [
        f"OPTIONAL {{ ?change <{iri}> ?{name} }}" for name, iri in term.items() if name != "number"
    ]
    return (
        f"SELECT ?change {' '.join(f'?{name}' for name in term)} "
        f"{{ GRAPH <{HISTORY}{dataset}> {{ {wanted} {' '.join(parts)} }} }} "
        f"ORDER BY DESC(?number) LIMIT {most}"
    )


def is_recorded(dataset: str, change: str) -> str:
    """Return a query that is true if a change stands in the history."""
    return f"ASK {{ GRAPH <{HISTORY}{dataset}> {{ <{change}> a <{_PROV}Activity> }} }}"


def histories(change: str) -> str:
    """Return a query for the graph that holds a change."""
    return f"SELECT ?g {{ GRAPH ?g {{ <{change}> a <{_PROV}Activity> }} }}"


def _count(number: int) -> str:
    return f'<{MARK}> <{_COUNTER}> "{number}"^^<{_INTEGER}>'


def _guard(state: str) -> str:
    return f'<{MARK}> <{GUARD}> "{state}"'


def _template(triples: Mapping[str, Sequence[str]]) -> str:
    parts = []
    for graph, lines in triples.items():
        told = " .\n".join(lines)
        parts.append(
            f"GRAPH <{graph}> {{\n{told} }}" if graph and told else f"{told} ." * bool(told)
        )
    return "\n".join(filter(None, parts))
