"""Neighbours: on made-up programs and the sample city."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.similar import SimilarNeighbours, index_of, similar
from michisuji.analysis.similar.documents import Document
from michisuji.analysis.similar.grams import count, normal
from michisuji.analysis.similar.index import SHAPE_WEIGHT, SimilarIndex
from michisuji.analysis.similar.reasons import shared_phrases
from michisuji.analysis.similar.words import sentence, tables
from michisuji.analysis.state import State
from michisuji.errors import BadInput, NotFound
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"
LM = "https://w3id.org/michisuji/ns#"
PROGRAM = f"{BASE}/id/program/mihon-030302"


def document(name: str, text: str, shape: tuple[int, ...] = (0,) * 8) -> Document:
    return Document(f"urn:{name}", "Program", ((4, name), (1, text)), shape)


def nearest(documents: list[Document], name: str) -> list[str]:
    found = SimilarIndex(documents).nearest(f"urn:{name}", 10, None)
    return [one.iri for one in found]


def test_what_shares_words_is_near() -> None:
    documents = [
        document("防災訓練", "自主防災組織の訓練を支援する"),
        document("防災備蓄", "自主防災組織の資機材を備蓄する"),
        document("給食", "学校給食の食材を調達する"),
        document("food", "ＡＩ"),
    ]
    assert nearest(documents, "防災訓練") == ["urn:防災備蓄"]
    assert nearest(documents, "給食") == []


def test_hiragana_and_numbers_say_nothing() -> None:
    texts = [(0, 1, normal("これはそのようにする 2024 １２３")), (1, 1, normal("ＡＩ活用"))]
    matrix = count(texts, 3)
    assert matrix.shape[0] == 3
    assert matrix[0].nnz == 0
    # Pairs ai, i活, 活用 and triples ai活, i活用.
    assert matrix[1].nnz == 5
    assert normal("ＡＩ") == normal("ai") == "ai"


def test_a_text_that_many_have_word_for_word_is_left_out() -> None:
    stock = "情報通信技術調達等適正効率化推進費"
    documents = [document(f"{letter}事業", stock) for letter in "甲乙丙丁戊己庚辛壬癸子丑寅"]
    documents += [document("道路台帳", stock), document("道路台帳更新", "道路台帳の更新")]
    index = SimilarIndex(documents)
    assert stock in index.common
    assert [n.iri for n in index.nearest("urn:道路台帳", 10, None)] == ["urn:道路台帳更新"]


def test_shape_lowers_the_score_by_its_weight_at_most() -> None:
    same, other = (2, 2, 0, 1, 0, 1, 0, 3), (1, 1, 0, 0, 0, 0, 0, 1)
    documents = [
        document("保育所整備", "保育所の整備を補助する", same),
        document("学校整備", "学校の整備を補助する", other),
        document("道路", "道路を舗装する", same),
    ]
    (lower,) = SimilarIndex(documents).nearest("urn:保育所整備", 9, None)
    assert lower.shape == pytest.approx(3 / 9)
    assert lower.score == pytest.approx(lower.text * (1 - SHAPE_WEIGHT * 6 / 9))
    documents[1] = document("学校整備", "学校の整備を補助する", same)
    (alike,) = SimilarIndex(documents).nearest("urn:保育所整備", 9, None)
    assert (alike.score, alike.shape) == (pytest.approx(alike.text), pytest.approx(1))


def test_what_says_nearly_the_same_is_told_as_one() -> None:
    texts = ((4, "保育所整備"), (1, "保育所の整備を補助する"))
    more = ((4, "保育所改修"), (1, "保育所の改修と増築の経費"))
    documents = [
        Document("urn:here", "Program", ((4, "保育所開設"), (1, "保育所の開設")), (0,) * 8),
        Document("urn:a", "Program", texts, (0,) * 8),
        Document("urn:b", "Program", texts, (0,) * 8),
        Document("urn:c", "Program", more, (0,) * 8),
    ]
    found = SimilarIndex(documents).nearest("urn:here", 10, None)
    assert [(n.iri, n.twins) for n in found] == [("urn:a", ("urn:b",)), ("urn:c", ())]
    assert all(n.shape is None and n.score == n.text for n in found)
    # Folded ones do not use up the number that is asked for.
    assert len(SimilarIndex(documents).nearest("urn:here", 2, None)) == 2


def test_reasons_are_whole_words_of_both() -> None:
    one = document("自主防災組織の育成", "資機材、ネットワークを支援する")
    other = document("自主防災組織への支援", "資機材、ネットの支援")
    assert shared_phrases(one, other, lambda _: 1.0, ()) == ("自主防災組織", "資機材", "支援")
    assert shared_phrases(one, other, lambda _: 0.0, ()) == ()


def test_the_sample_city(city: State) -> None:
    answer = similar(city, PROGRAM)
    assert isinstance(answer, SimilarNeighbours)
    programs = set(city.causal.plan.programs())
    assert answer.compared == len(programs) - 1
    assert answer.found
    scores = [one.score for one in answer.found]
    assert scores == sorted(scores, reverse=True)
    for one in answer.found:
        assert one.node.iri in programs - {PROGRAM}
        assert 0 < one.score <= one.text <= 1.0001
        assert one.phrases
        year, money = one.year, city.causal.plan.money(one.node.iri)
        assert (one.planned is None) == (year is None)
        assert year is None or one.planned == money[year].planned
        own = city.causal.elements_of(one.node.iri)
        assert {o.iri for o in one.outcomes} <= {city.causal.elements[n] for n in own}
    assert answer == similar(city, PROGRAM)
    assert [t.name for t in tables(answer)] == ["neighbours", "borrow", "shapes"]


@pytest.mark.parametrize(
    ("node", "kind"), [("measure/mihon-0101", "Measure"), ("indicator/mihon-0101-t02", "Indicator")]
)
def test_measures_and_indicators_have_neighbours_of_their_kind(
    city: State, node: str, kind: str
) -> None:
    answer = similar(city, f"{BASE}/id/{node}")
    assert answer.kind == kind
    assert all(f"/{kind.lower()}/" in one.node.iri for one in answer.found)
    assert "compared" in sentence(answer)["en"] or "Of " in sentence(answer)["en"]


def test_where_to_look(city: State) -> None:
    own, others = (similar(city, PROGRAM, within=where) for where in ("own", "others"))
    assert all("/mihon-" in one.node.iri for one in own.found)
    assert not any("/mihon-" in one.node.iri for one in others.found)
    assert own.compared + others.compared == similar(city, PROGRAM).compared


def test_the_query_behind_gives_the_texts_that_were_compared(city: State) -> None:
    answer = similar(city, PROGRAM, limit=3)
    rows = list(city.store.select(answer.behind[0].query).dicts())
    assert {str(r["node"]) for r in rows} == {PROGRAM, *(o.node.iri for o in answer.found)}
    here = index_of(city).get(PROGRAM)
    assert here is not None
    told = {text for _, text in here.texts}
    read = {normal(r["text"].value) for r in rows if str(r["node"]) == PROGRAM}
    assert len(read & told) >= 2


def test_an_edit_renews_what_it_touches() -> None:
    store = MemoryStore(BASE)
    import_sample(store, Settings())
    state = State(store, BASE, index=CausalIndex())
    before = similar(state, PROGRAM)
    far = next(
        iri
        for iri in sorted(state.causal.plan.programs())
        if iri not in {one.node.iri for one in before.found} and iri != PROGRAM
    )
    index = index_of(state)
    purpose = ox.NamedNode(LM + "purpose")
    texts = list(store.data.quads_for_pattern(ox.NamedNode(PROGRAM), purpose, None))
    for old in list(store.data.quads_for_pattern(ox.NamedNode(far), purpose, None)):
        store.data.remove(old)
    for quad in texts:
        store.data.add(ox.Quad(ox.NamedNode(far), purpose, quad.object, quad.graph_name))
    assert state.index is not None
    state.index.changed(store, BASE, [far])
    after = similar(State(store, BASE, index=state.index), PROGRAM)
    assert index_of(state) is index, "renewed, not built anew"
    near = {one.node.iri for one in after.found} | {t.iri for o in after.found for t in o.twins}
    assert far in near
    fresh = SimilarIndex(index.documents)
    assert [d.iri for d in fresh.documents] == sorted(d.iri for d in index.documents)
    assert fresh.documents == index.documents


def test_an_element_that_is_edited_renews_its_program(city: State) -> None:
    index, graph = index_of(city), city.causal
    element = graph.elements[graph.elements_of(PROGRAM, "activity")[0]]
    from michisuji.analysis.similar.documents import touched

    assert PROGRAM in touched(graph, [element])
    assert any(element in d.elements for d in index.documents if d.iri == PROGRAM)
    old = index.get(PROGRAM)
    index.refresh(graph, city.store, BASE, (), [element])
    assert index.get(PROGRAM) == old


def test_wrong_words_are_told(city: State) -> None:
    with pytest.raises(NotFound):
        similar(city, f"{BASE}/id/town-condition/mihon-0101-t1")
    with pytest.raises(BadInput, match="from 1 to 50"):
        similar(city, PROGRAM, limit=51)
    with pytest.raises(BadInput, match="within"):
        get("similar").answer(city, {"node": [PROGRAM], "within": ["there"]})


def test_a_store_without_programs_has_no_neighbours() -> None:
    assert index_of(State(MemoryStore(BASE), BASE)).documents == []
