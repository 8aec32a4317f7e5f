"""Money of 0.2.0, budget and box of a model at once, becomes two resources: in stores and files."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from michisuji.importers.rdf import import_rdf
from michisuji.publication import loading
from michisuji.publication.dumps import FOLDER
from michisuji.quality.check.command import check_files
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.memory import MemoryStore
from michisuji.store.upgrading import upgrade
from michisuji.vocabulary import LM
from michisuji.vocabulary.former_money import OF_BOX, TO_BOX, box

BASE = "http://127.0.0.1:8000"
GRAPH = f"{BASE}/graph/x/2026"
MONEY, BOX = f"{BASE}/id/money/x-1-2026", f"{BASE}/id/model-money/x-1-2026"
ACT, MODEL, LINK = (f"{BASE}/id/{n}" for n in ("activity/x-1-a", "model/x-1-2026", "link/x-1-m-a"))
#: The money of a program as 0.2.0 has it, and that of another year, which is in no model.
OLD = f"""
<{MONEY}> a <{LM}Money> ; <http://www.w3.org/2000/01/rdf-schema#label> "予算"@ja , "Budget"@en ;
  <{LM}budgetOf> <{BASE}/id/program/x-1> ; <{LM}plannedAmount> 5 ; <{LM}order> 0 ;
  <{LM}inModel> <{MODEL}> ; <{LM}leadsTo> <{ACT}> .
<{LINK}> <{LM}from> <{MONEY}> ; <{LM}to> <{ACT}> .
<{BASE}/id/money/x-1-2025> a <{LM}Money> ; <{LM}budgetOf> <{BASE}/id/program/x-1> .
<{BASE}/id/evaluation/x-1> <{LM}reflectedIn> <{MONEY}> .
"""


def _said(store: MemoryStore) -> set[str]:
    """Return the statements without the origins of boxes: earlier years' boxes have none."""
    return {
        str(q)
        for q in store.data
        if not str(q.graph_name).startswith("<urn:")
        and not (
            "/model-money/" in str(q.subject) and q.predicate.value.endswith("#wasDerivedFrom")
        )
    }


def _aged(store: MemoryStore) -> MemoryStore:
    """Return a copy of a store's named graphs, with the money as 0.2.0 had it."""
    import pyoxigraph as ox

    boxes = {q.subject: q.object for q in store.data if q.predicate.value == f"{LM}budgetRecord"}
    moved = {*OF_BOX, f"{LM}inModel"}
    old = MemoryStore(store.base_iri)
    for quad in store.data:
        subject, predicate, target = quad.subject, quad.predicate, quad.object
        if subject in boxes:
            if predicate.value not in moved:
                continue
            subject = boxes[subject]
        if predicate.value in TO_BOX and target in boxes:
            target = boxes[target]
        typed = predicate.value.endswith("#type")
        if typed and getattr(target, "value", "") == f"{LM}BudgetYear":
            target = ox.NamedNode(f"{LM}Money")
        old.data.add(ox.Quad(subject, predicate, target, quad.graph_name))
    return old


def test_an_upgraded_city_is_the_city_imported_today(small_store: MemoryStore) -> None:
    old = _aged(small_store)
    assert _said(old) != _said(small_store)
    done = upgrade(old)
    assert set(done) == {f"{LM}Money"}
    assert done[f"{LM}Money"] > 2
    assert _said(old) == _said(small_store)
    assert upgrade(old) == {}


def test_an_upgrade_that_stopped_halfway_is_finished_by_the_next() -> None:
    def made() -> MemoryStore:
        store = MemoryStore(BASE)
        store.update(f"INSERT DATA {{ {OLD} GRAPH <{GRAPH}> {{ {OLD} }} }}")
        return store

    whole = made()
    upgrade(whole)
    assert whole.ask(f"ASK {{ <{BOX}> a <{LM}Money> ; <{LM}budgetRecord> <{MONEY}> }}")
    assert not whole.ask(f"ASK {{ <{MONEY}> a <{LM}Money> }}")
    steps = updates.split_money().split(" ;\n")
    for done in range(1, len(steps)):
        halted = made()
        halted.update(" ;\n".join(steps[:done]))
        upgrade(halted)
        assert _said(halted) == _said(whole), steps[done]


def _holds(data: Any) -> None:
    """Assert that statements hold today's form of the money."""
    text = data if isinstance(data, str) else "\n".join(data)
    for subject, predicate, target in (
        (MONEY, "plannedAmount", ""),
        (BOX, "budgetRecord", MONEY),
        (BOX, "inModel", MODEL),
        (BOX, "leadsTo", ACT),
        (LINK, "from", BOX),
        (f"{BASE}/id/evaluation/x-1", "reflectedIn", MONEY),
    ):
        assert f"<{subject}> <{LM}{predicate}> {f'<{target}>' if target else ''}" in text
    for predicate in ("inModel", "leadsTo", "order"):
        assert f"<{MONEY}> <{LM}{predicate}>" not in text
    [typed] = {line for line in text.splitlines() if f"#type> <{LM}Money> " in line}
    assert typed.startswith(f"<{BOX}> ")


def test_files_of_0_2_0_are_imported_and_checked_as_of_today(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(OLD, encoding="utf-8")
    batch, report = import_rdf(
        [tmp_path / "a.ttl"], dataset="x", base_iri=BASE, out_dir=tmp_path / "out"
    )
    _holds("".join(path.read_text("utf-8") for path in batch.graphs.values()))
    assert report.notes["renamed-lm:Money"].count == 2
    assert "lm:BudgetYear" in report.notes["renamed-lm:Money"].text["en"]
    found = check_files([tmp_path / "a.ttl"], Settings(base_iri=BASE), profile="municipal")
    told = [note.message["en"] for note in found.notes]
    assert any("lm:Money" in one and "lm:BudgetYear" in one for one in told)


def test_a_bundle_of_0_2_0_is_read_as_of_today(tmp_path: Path) -> None:
    old = MemoryStore(BASE)
    old.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {OLD} }} }}")
    (tmp_path / FOLDER).mkdir()
    with gzip.open(tmp_path / FOLDER / "all.nq.gz", "wt", encoding="utf-8") as file:
        file.write("".join(f"{quad} .\n" for quad in old.data))
    store = loading.into_memory(tmp_path, BASE, 100)
    assert store is not None
    _holds([f"{quad} ." for quad in store.data if str(quad.graph_name) == f"<{GRAPH}>"])


def test_the_box_of_a_budget_of_another_form_of_iri_has_one_of_its_own() -> None:
    assert box("http://x/budget-1") == "http://x/budget-1-in-model"
    store = MemoryStore(BASE)
    store.update(
        f"INSERT DATA {{ <urn:m> a <{LM}Money> ; <{LM}budgetOf> <urn:p> ; <{LM}inModel> <urn:o> }}"
    )
    upgrade(store)
    assert store.ask(f"ASK {{ <urn:m-in-model> a <{LM}Money> ; <{LM}budgetRecord> <urn:m> }}")
