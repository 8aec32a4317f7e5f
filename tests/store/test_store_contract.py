"""What every kind of store does alike."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.errors import BadInput, NotAcceptable, QuerySyntaxError
from michisuji.store import Batch, Store, updates
from michisuji.vocabulary import graph_iri
from rdflib import XSD, Literal, URIRef

BASE = "http://127.0.0.1:8000"
Write = Callable[..., Path]


def g(dataset: str, year: int | None = None, *, provenance: bool = False) -> str:
    return graph_iri(BASE, dataset, year, provenance=provenance)


def default(store: Store) -> str:
    """The names in the default graph, in order: "a b c"."""
    rows = store.select("SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s").rows
    return " ".join(str(row[0]).removeprefix("urn:") for row in rows)


def named(store: Store, graph: str) -> str:
    rows = store.select(f"SELECT ?s {{ GRAPH <{graph}> {{ ?s <urn:p> ?o }} }} ORDER BY ?s").rows
    return " ".join(str(row[0]).removeprefix("urn:") for row in rows)


def test_select_gives_terms_as_stored(store: Store) -> None:
    store.update(
        'INSERT DATA { <urn:a> <urn:p> "あ"@ja, "x", "7"^^<http://www.w3.org/2001/XMLSchema#integer>,'
        ' "2024"^^<http://www.w3.org/2001/XMLSchema#gYear>, <urn:b> }'
    )
    found = store.select("SELECT ?o ?none { <urn:a> <urn:p> ?o OPTIONAL { ?o <urn:q> ?none } }")
    assert found.variables == ("o", "none")
    assert {row[0] for row in found.rows} == {
        Literal("あ", lang="ja"),
        Literal("x"),
        Literal("7", datatype=XSD.integer, normalize=False),
        Literal("2024", datatype=XSD.gYear, normalize=False),
        URIRef("urn:b"),
    }
    assert {str(row[0]) for row in found.rows} >= {"7", "2024"}
    assert all(row[1] is None for row in found.rows)
    assert all(set(row) == {"o"} for row in found.dicts())


def test_ask_and_construct(store: Store) -> None:
    store.update("INSERT DATA { <urn:a> <urn:p> <urn:b> . <urn:b> <urn:p> 'x\\ny' }")
    assert store.ask("ASK { <urn:a> ?p ?o }")
    assert not store.ask("ASK { <urn:z> ?p ?o }")
    graph = store.construct("CONSTRUCT { ?o <urn:q> ?s } WHERE { ?s <urn:p> ?o FILTER isIRI(?o) }")
    assert set(graph) == {(URIRef("urn:b"), URIRef("urn:q"), URIRef("urn:a"))}
    assert len(store.construct("DESCRIBE <urn:b>")) == 1


def test_default_graphs_replace_the_default_graph(store: Store, write: Write) -> None:
    store.replace(Batch("rs", {g("rs", 2023): write("old"), g("rs", 2024): write("new")}))
    query = "SELECT ?s { ?s <urn:p> ?o }"
    rows = store.select(query, default_graphs=[g("rs", 2023)]).rows
    assert rows == [(URIRef("urn:old"),)]
    graph = store.construct("CONSTRUCT WHERE { ?s ?p ?o }", default_graphs=[g("rs", 2023)])
    assert set(graph.subjects()) == {URIRef("urn:old")}
    # As the SPARQL Protocol says, named graphs that are not given are not there.
    everywhere = "SELECT ?s { GRAPH ?g { ?s <urn:p> ?o } }"
    assert store.select(everywhere, default_graphs=[g("rs", 2023)]).rows == []


def test_raw_gives_the_asked_for_type(store: Store) -> None:
    store.update("INSERT DATA { <urn:a> <urn:p> 'x' }")
    csv = store.raw("SELECT * { <urn:a> <urn:p> ?o }", "text/csv")
    assert csv.content_type.startswith("text/csv")
    assert b"".join(csv.chunks).split() == [b"o", b"x"]
    turtle = store.raw("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")
    assert turtle.content_type.startswith("text/turtle")
    assert b"<urn:a>" in b"".join(turtle.chunks)
    unread = store.raw("SELECT * { ?s ?p ?o }", "text/csv")
    unread.close()


def test_raw_refuses_an_unknown_type(store: Store) -> None:
    with pytest.raises(NotAcceptable):
        store.raw("ASK {}", "image/png")


def test_raw_named_graphs(store: Store, write: Write) -> None:
    store.replace(Batch("rs", {g("rs"): write("a"), g("rs", 2024): write("b")}))
    answer = store.raw(
        "SELECT ?s { GRAPH ?g { ?s <urn:p> ?o } }", "text/csv", named_graphs=[g("rs", 2024)]
    )
    assert b"".join(answer.chunks).split() == [b"s", b"urn:b"]


@pytest.mark.parametrize("text", ["SELCT * {}", "SELECT * { ?s ?p }", "SELECT * { ?s ex:p ?o }"])
def test_syntax_errors_say_where(store: Store, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.select(text)
    assert caught.value.place is not None
    line, column = caught.value.place
    assert line == 1
    assert 6 < column < 22
    assert caught.value.message["ja"].startswith(f"1行{column}列: ")
    assert caught.value.message["en"].startswith(f"line 1, column {column}: ")


def test_update_syntax_error(store: Store) -> None:
    with pytest.raises(QuerySyntaxError):
        store.update("INSERT { nonsense")


def test_update_with_prologue_and_several_operations_is_atomic(store: Store) -> None:
    store.update("PREFIX u: <urn:> INSERT DATA { u:a u:p 1 } ; DELETE DATA { u:z u:p 1 } ;")
    assert default(store) == "a"
    with pytest.raises(QuerySyntaxError):
        store.update("INSERT DATA { <urn:b> <urn:p> 1 } ; INSERT BROKEN")
    assert default(store) == "a"


def test_replace_keeps_the_default_graph_at_the_latest_year(store: Store, write: Write) -> None:
    batch = Batch(
        "rs",
        {
            g("rs"): write("timeless"),
            g("rs", 2023): write("y23", "both"),
            g("rs", 2024): write("y24", "both"),
            g("rs", 2024, provenance=True): write("prov24"),
            g("rs", provenance=True): write("prov"),
        },
    )
    result = store.replace(batch)
    assert result.changed
    assert result.triples == {
        graph: len(path.read_text().splitlines()) for graph, path in batch.graphs.items()
    }
    assert default(store) == "both timeless y24"
    assert named(store, g("rs", 2023)) == "both y23"
    assert named(store, g("rs", provenance=True)) == "prov"


def test_a_new_year_supersedes_the_last(store: Store, write: Write) -> None:
    store.replace(Batch("rs", {g("rs", 2024): write("a", "b")}, "graphs"))
    store.replace(Batch("rs", {g("rs", 2025): write("b", "c")}, "graphs"))
    assert default(store) == "b c"
    assert named(store, g("rs", 2024)) == "a b"
    # An older year that comes later changes nothing of the current state.
    store.replace(Batch("rs", {g("rs", 2023): write("z")}, "graphs"))
    assert default(store) == "b c"
    assert named(store, g("rs", 2023)) == "z"


def test_scope_dataset_drops_what_the_batch_does_not_hold(store: Store, write: Write) -> None:
    store.replace(
        Batch("m", {g("m"): write("a"), g("m", 2025): write("b"), g("m", 2026): write("c")})
    )
    store.replace(Batch("other", {g("other"): write("o")}))
    result = store.replace(Batch("m", {g("m"): write("a"), g("m", 2025): write("b")}))
    assert result.changed
    assert default(store) == "a b o"
    assert named(store, g("m", 2026)) == ""
    assert named(store, g("other")) == "o"


def test_a_shared_statement_stays_until_both_drop_it(store: Store, write: Write) -> None:
    store.replace(Batch("one", {g("one"): write("shared", "a")}))
    store.replace(Batch("two", {g("two", 2024): write("shared", "b")}))
    store.replace(Batch("one", {g("one"): write("a")}))
    assert default(store) == "a b shared"
    store.replace(Batch("two", {g("two", 2024): write("b")}))
    assert default(store) == "a b"


def test_a_statement_of_an_old_year_of_another_dataset_does_not_stay(
    store: Store, write: Write
) -> None:
    store.replace(Batch("two", {g("two", 2023): write("x"), g("two", 2024): write("y")}))
    store.replace(Batch("one", {g("one"): write("x", "a")}))
    store.replace(Batch("one", {g("one"): write("a")}))
    assert default(store) == "a y"


def test_a_statement_that_moves_between_graphs_of_a_dataset_stays(
    store: Store, write: Write
) -> None:
    store.replace(Batch("m", {g("m"): write("a", "x"), g("m", 2026): write("b")}))
    store.replace(Batch("m", {g("m"): write("a"), g("m", 2026): write("b", "x")}))
    assert default(store) == "a b x"


def test_the_same_again_changes_nothing(store: Store, write: Write) -> None:
    batch = Batch(
        "m", {g("m"): write("a", "b"), g("m", 2026): write("c"), g("m", provenance=True): write()}
    )
    first = store.replace(batch)
    again = store.replace(batch)
    assert (first.changed, again.changed) == (True, False)
    assert (
        again.triples == first.triples == {g("m"): 2, g("m", 2026): 1, g("m", provenance=True): 0}
    )
    reordered = Batch("m", dict(batch.graphs) | {g("m"): write("b", "a")})
    assert not store.replace(reordered).changed
    assert default(store) == "a b c"


def test_the_same_after_an_edit_is_put_back(store: Store, write: Write) -> None:
    batch = Batch("m", {g("m"): write("a", "b")})
    store.replace(batch)
    # The number of statements is the same as before: only the books tell that something happened.
    for place in (f"WITH <{g('m')}> ", ""):
        store.update(
            place + "DELETE { <urn:a> <urn:p> ?o } INSERT { <urn:edited> <urn:p> ?o } "
            "WHERE { <urn:a> <urn:p> ?o }"
        )
    assert default(store) == "b edited"
    assert store.replace(batch).changed
    assert named(store, g("m")) == "a b"
    assert default(store) == "a b"


def test_spelling_of_a_statement_does_not_matter(store: Store, tmp_path: Path) -> None:
    one, two = tmp_path / "one.nt", tmp_path / "two.nt"
    one.write_text('<urn:a> <urn:p> "é" .\n<urn:b> <urn:p> "b" .\n', encoding="utf-8")
    two.write_text(
        '<urn:a>  <urn:p>  "\\u00E9" .\n\n# note\n<urn:b> <urn:p> "b" .\n<urn:b> <urn:p> "b" .\n'
    )
    assert store.replace(Batch("m", {g("m"): one})).changed
    result = store.replace(Batch("m", {g("m"): two}))
    assert (result.changed, result.triples) == (False, {g("m"): 2})
    assert default(store) == "a b"


def test_a_graph_of_another_dataset_is_refused(store: Store, write: Write) -> None:
    with pytest.raises(BadInput, match="not a graph of dataset m"):
        store.replace(Batch("m", {g("other"): write("a")}))
    assert default(store) == ""


def test_a_bad_file_changes_nothing(store: Store, write: Write, tmp_path: Path) -> None:
    store.replace(Batch("m", {g("m"): write("a")}))
    bad = tmp_path / "bad.nt"
    bad.write_text("<urn:c> <urn:p> <urn:o> .\nthis is not N-Triples\n")
    with pytest.raises(BadInput):
        store.replace(Batch("m", {g("m"): bad, g("m", 2026): write("b")}))
    assert default(store) == "a"
    assert named(store, g("m", 2026)) == ""
    assert store.replace(Batch("m", {g("m"): write("a", "b")})).changed
    assert default(store) == "a b"


def test_no_staging_graph_stays(store: Store, write: Write) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{updates.STAGING}0> {{ <urn:left> <urn:p> 1 }} }}")
    store.replace(Batch("m", {g("m"): write("a"), g("m", 2026): write("b")}))
    graphs = {
        str(row[0]) for row in store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    }
    assert graphs == {g("m"), g("m", 2026), updates.BOOKS}


@pytest.mark.parametrize("media_type", ["application/n-quads", "application/trig"])
def test_dump_holds_everything_but_the_stores_own(
    store: Store, write: Write, media_type: str
) -> None:
    store.replace(
        Batch("m", {g("m"): write("a"), g("m", 2025): write("o"), g("m", 2026): write("b")})
    )
    store.update(f"INSERT DATA {{ GRAPH <{updates.STAGING}0> {{ <urn:left> <urn:p> 1 }} }}")
    body = b"".join(store.dump(media_type))
    quads = ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))
    found = sorted((getattr(q.graph_name, "value", ""), q.subject.value) for q in quads)
    assert found == [
        ("", "urn:a"),
        ("", "urn:b"),
        (g("m"), "urn:a"),
        (g("m", 2025), "urn:o"),
        (g("m", 2026), "urn:b"),
    ]


def test_dump_in_a_format_without_graphs_is_refused(store: Store) -> None:
    with pytest.raises(NotAcceptable):
        b"".join(store.dump("text/turtle"))


def test_many_threads(store: Store, write: Write) -> None:
    store.replace(Batch("m", {g("m"): write(*(f"n{i:03}" for i in range(50)))}))
    with ThreadPoolExecutor(8) as pool:
        counts = list(
            pool.map(lambda _: len(store.select("SELECT * { ?s <urn:p> ?o }").rows), range(80))
        )
    assert counts == [50] * 80
