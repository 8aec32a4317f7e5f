"""Whatever signs its texts hold, a data set can be loaded, changed and taken out again."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from michisuji.store import Batch, Store
from michisuji.vocabulary import graph_iri

from tests.odd_data import BASE, SIGNS, statements, texts

GRAPH = graph_iri(BASE, "odd")


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def labels(store: Store, where: str = "?s ?p ?o") -> list[str]:
    found = store.select(f"SELECT ?o {{ {where} FILTER(STRSTARTS(STR(?o), '前')) }}").rows
    return sorted(str(row[0]) for row in found)


def test_texts_of_any_signs_can_be_loaded_changed_and_removed(store: Store, tmp_path: Path) -> None:
    signs = sorted(f"前{sign}後" for sign in SIGNS)
    path = written(tmp_path / "1.nt", texts() + statements())
    assert store.replace(Batch("odd", {GRAPH: path})).changed
    assert not store.replace(Batch("odd", {GRAPH: path})).changed
    assert labels(store) == labels(store, f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == signs
    assert store.replace(Batch("odd", {GRAPH: written(tmp_path / "2.nt", texts("新"))})).changed
    assert labels(store) == sorted(f"前{sign}後新" for sign in SIGNS)
    # Another data set states the same and goes: what is shared stays, and then goes with the last.
    twin = written(tmp_path / "3.nt", texts("新").partition("\n")[0] + "\n")
    store.replace(Batch("twin", {graph_iri(BASE, "twin"): twin}))
    store.replace(Batch("odd", {}))
    assert labels(store) == [f"前{SIGNS[0]}後新"]
    store.replace(Batch("twin", {}))
    assert labels(store) == []


def test_a_dump_holds_texts_of_any_signs(store: Store, tmp_path: Path) -> None:
    store.replace(Batch("odd", {GRAPH: written(tmp_path / "1.nt", texts() + statements())}))
    for kind in ("application/n-quads", "application/trig"):
        body = b"".join(store.dump(kind))
        quads = list(ox.parse(body, format=ox.RdfFormat.from_media_type(kind)))
        held = {q.object.value for q in quads if isinstance(q.object, ox.Literal)}
        assert {f"前{sign}後" for sign in SIGNS} <= held
