"""The SPARQL that stores need for themselves (a named exception to "queries live in queries/").

Each text is standard SPARQL 1.1, so that it runs on any engine. Graph names are inserted unchanged;
they come from :mod:`michisuji.vocabulary` and hold no character that an IRI may not hold.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping

from michisuji.sparql_tokens import SparqlText
from michisuji.vocabulary import LM, PREFIXES, former_money

#: The import records: a digest and the number of triples of each graph.
BOOKS = "urn:michisuji:store"
#: What the import records say of the database as a whole (:mod:`michisuji.editing.sparql`).
MARK = "urn:michisuji:edits"
#: Graphs under load: named by GRAPH only, never part of the default graph, gone after the load.
STAGING = "urn:michisuji:staging:"
#: Every graph of the store's own has such a name.
OWN = "urn:michisuji:"
DIGEST = "https://w3id.org/michisuji/ns#sha256"
TRIPLES = "http://rdfs.org/ns/void#triples"
GUARD = "urn:michisuji:term:guard"

_SPO = "?s ?p ?o"

#: Named graphs of the store. Engines that do not list graphs this way need the slow query.
GRAPHS = "SELECT ?g { GRAPH ?g {} }"
GRAPHS_BY_SCAN = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {_SPO} }} }}"

#: The content of the import records: graph, digest, triples.
READ_BOOKS = (
    f"SELECT ?g ?digest ?n {{ GRAPH <{BOOKS}> {{ ?g <{DIGEST}> ?digest ; <{TRIPLES}> ?n }} }}"
)

#: Sent before an update from outside: what it may change no longer matches the import records. A
#: separate request, because Oxigraph accepts no PREFIX after the first operation of a request.
FORGET_DIGESTS = (
    f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ ?g <{DIGEST}> ?digest }} }} ;\n"
    f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ ?g <{GUARD}> ?guard }} }}"
)


def is_own(graph: str) -> bool:
    """Return True if a named graph is the store's own: bookkeeping, history, or under load."""
    return graph.startswith(OWN)


def with_new_state(update: str) -> str:
    """Return an update from outside that leaves a new state of the whole in the import records.

    It is the last operation of the same request, so that no guarded update of another state
    (:mod:`michisuji.editing.sparql`) passes once the first has been carried out.
    """
    state = secrets.token_hex(16)
    told = [*book_triples({MARK: (state, 0)}), f'<{MARK}> <{GUARD}> "{state}" .']
    last = update.rstrip()
    is_plain = last.endswith("}") and "#" not in last.rpartition("\n")[2]
    end = "}" if is_plain else (code[-1].text if (code := SparqlText(last).code) else ";")
    joined = "\n" if end == ";" else " ;\n" if is_plain else "\n;\n"
    return f"{last}{joined}{insert_data(BOOKS, ' '.join(told))}"


def construct(graph: str | None) -> str:
    """Return a query for the triples of a named graph, or of the default graph."""
    place = f"GRAPH <{graph}> {{ {_SPO} }}" if graph else _SPO
    return f"CONSTRUCT {{ {_SPO} }} WHERE {{ {place} }}"


def insert_data(graph: str | None, triples: str) -> str:
    """Return an update that adds N-Triples lines to a graph (None: the default graph)."""
    return f"INSERT DATA {{ {_in(graph, triples)} }}"


def delete_data(graph: str | None, triples: str) -> str:
    """Return an update that removes N-Triples lines (without blank nodes) from a graph."""
    return f"DELETE DATA {{ {_in(graph, triples)} }}"


def remove_unless(triples: str, graphs: Iterable[str]) -> str:
    """Return an update that removes lines from the default graph unless ``graphs`` hold them."""
    rows = "\n".join(
        f"({line.rstrip().removesuffix('.')})" for line in triples.split("\n") if line.strip()
    )
    return (
        f"DELETE {{ {_SPO} }} WHERE {{ VALUES (?s ?p ?o) {{\n{rows}\n}} {_SPO} {_unless(graphs)} }}"
    )


def count(graph: str) -> str:
    """Return a query that counts the triples in a named graph (?n)."""
    return f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ {_SPO} }} }}"


def ask_difference(left: str, right: str) -> str:
    """Return a query that is true if ``left`` holds a triple that ``right`` does not."""
    return f"ASK {{ GRAPH <{left}> {{ {_SPO} }} {_unless([right])} }}"


def ask_graph(graph: str) -> str:
    """Return a query that is true if a named graph holds anything."""
    return f"ASK {{ GRAPH <{graph}> {{ {_SPO} }} }}"


def ask_triple(graph: str, triple: str) -> str:
    """Return a query that is true if a named graph holds a triple (N-Triples, without its end)."""
    return f"ASK {{ GRAPH <{graph}> {{ {triple} }} }}"


def put(graph: str | None, triples: str) -> str:
    """Return one request that makes a graph hold exactly the N-Triples lines."""
    gone = f"DROP SILENT GRAPH <{graph}>" if graph else "DROP DEFAULT"
    return f"{gone} ;\n{insert_data(graph, triples)}" if triples.strip() else gone


def drop(graphs: Iterable[str]) -> str:
    """Return an update that drops graphs, existing or not."""
    return " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs)


def leave_default(graph: str, *, unless_in: Iterable[str]) -> str:
    """Return an update that removes a graph's triples from the default graph, unless shared."""
    return f"DELETE {{ {_SPO} }} WHERE {{ GRAPH <{graph}> {{ {_SPO} }} {_unless(unless_in)} }}"


def enter_default(graph: str) -> str:
    """Return an update that adds the triples of a graph to the default graph."""
    return (
        f"INSERT {{ {_SPO} }} WHERE {{ GRAPH <{graph}> {{ {_SPO} }} "
        f"FILTER NOT EXISTS {{ {_SPO} }} }}"
    )


def make_equal(target: str, source: str) -> list[str]:
    """Return two updates that make ``target`` equal to ``source``, moving only differences."""
    return [
        f"DELETE {{ GRAPH <{target}> {{ {_SPO} }} }} "
        f"WHERE {{ GRAPH <{target}> {{ {_SPO} }} {_unless([source])} }}",
        f"INSERT {{ GRAPH <{target}> {{ {_SPO} }} }} "
        f"WHERE {{ GRAPH <{source}> {{ {_SPO} }} {_unless([target])} }}",
    ]


def count_statements(predicate: str) -> str:
    """Return a query that counts the statements with a predicate, in any graph (?n)."""
    one = f"?s <{predicate}> ?o"
    return f"SELECT (COUNT(*) AS ?n) {{ {{ {one} }} UNION {{ GRAPH ?g {{ {one} }} }} }}"


def rename(predicate: str, new: str) -> str:
    """Return one request that replaces a predicate by another, in every graph."""
    old, now = f"{{ ?s <{predicate}> ?o }}", f"{{ ?s <{new}> ?o }}"
    return (
        f"DELETE {old} INSERT {now} WHERE {old} ;\n"
        f"DELETE {{ GRAPH ?g {old} }} INSERT {{ GRAPH ?g {now} }} WHERE {{ GRAPH ?g {old} }}"
    )


#: Counts the money of earlier versions, budget and box of a model at once, in any graph (?n).
COUNT_FORMER_MONEY = (
    f"SELECT (COUNT(DISTINCT ?m) AS ?n) {{ {{ ?m a <{LM}Money> ; <{LM}budgetOf> ?p }} UNION "
    f"{{ GRAPH ?g {{ ?m a <{LM}Money> ; <{LM}budgetOf> ?p }} }} }}"
)


def split_money() -> str:
    """Return one request that splits the money of earlier versions into budgets and boxes.

    It may stop anywhere and be run again: the class, by which it is found, changes last.
    """
    old, new = former_money.SEGMENTS
    label, derived = PREFIXES["rdfs"] + "label", PREFIXES["prov"] + "wasDerivedFrom"
    budgets = (
        f"{{ SELECT DISTINCT ?m {{ {{ ?m <{LM}budgetOf> ?p }} UNION "
        f"{{ GRAPH ?h {{ ?m <{LM}budgetOf> ?p }} }} }} }} BIND (IRI(IF(CONTAINS(STR(?m), "
        f'"{old}"), REPLACE(STR(?m), "{old}", "{new}"), CONCAT(STR(?m), "{former_money.SUFFIX}")))'
        " AS ?box)"
    )
    named = f"{{ {{ ?m <{label}> ?l }} UNION {{ GRAPH ?k {{ ?m <{label}> ?l }} }} }}"
    in_model = f"?m <{LM}inModel> ?o"
    boxed = f"?box a <{LM}Money> ; <{LM}inModel> ?o ; <{LM}budgetRecord> ?m"
    moves = [
        ("", f"?box <{label}> ?l", in_model, named),
        (
            "",
            f"?box <{derived}> ?l",
            f"?m <{derived}> ?l",
            f"{{ {{ {in_model} }} UNION {{ GRAPH ?k {{ {in_model} }} }} }}",
        ),
        *((f"?m <{p}> ?o", f"?box <{p}> ?o", "", "") for p in former_money.OF_BOX),
        *((f"?o <{p}> ?m", f"?o <{p}> ?box", "", "") for p in former_money.TO_BOX),
        (in_model, boxed, "", ""),
        (f"?m a <{LM}Money>", f"?m a <{LM}BudgetYear>", "", ""),
    ]
    texts = []
    for gone, made, where, more in moves:
        for graph in ("", "GRAPH ?g "):
            delete = f"DELETE {{ {graph}{{ {gone} }} }} " if graph else f"DELETE {{ {gone} }} "
            insert = f"INSERT {{ {graph}{{ {made} }} }} " if graph else f"INSERT {{ {made} }} "
            found = f"{graph}{{ {where or gone} }}"
            texts.append(f"{delete if gone else ''}{insert}WHERE {{ {found} {more} {budgets} }}")
    return " ;\n".join(texts)


def write_books(forget: Collection[str], entries: Mapping[str, tuple[str, int]]) -> list[str]:
    """Return updates that forget graphs and record ``{graph: (digest, triples)}``."""
    made = "".join(book_triples(entries)) + "".join(sorted(forget))
    state = hashlib.sha256(made.encode()).hexdigest()
    texts = [
        f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ <{MARK}> <{GUARD}> ?guard }} }}",
        f'INSERT DATA {{ GRAPH <{BOOKS}> {{ <{MARK}> <{GUARD}> "{state}" }} }}',
    ]
    texts += [
        f"DELETE WHERE {{ GRAPH <{BOOKS}> {{ <{graph}> ?p ?o }} }}"
        for graph in sorted({*forget, *entries})
    ]
    if entries:
        texts.append(f"INSERT DATA {{ GRAPH <{BOOKS}> {{ {' '.join(book_triples(entries))} }} }}")
    return texts


def book_triples(entries: Mapping[str, tuple[str, int]]) -> list[str]:
    """Return the triples of the import records, each in N-Triples."""
    lines = []
    for graph, (digest, n) in sorted(entries.items()):
        lines.append(f'<{graph}> <{DIGEST}> "{digest}" .')
        lines.append(f'<{graph}> <{TRIPLES}> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    return lines


def _in(graph: str | None, triples: str) -> str:
    return f"GRAPH <{graph}> {{\n{triples}}}" if graph else f"\n{triples}"


def _unless(graphs: Iterable[str]) -> str:
    return " ".join(f"FILTER NOT EXISTS {{ GRAPH <{g}> {{ {_SPO} }} }}" for g in graphs)
