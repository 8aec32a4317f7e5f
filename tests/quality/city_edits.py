"""A small city of most of our terms, and random edits of it."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import strategies as st
from michisuji.quality.shacl import SnapshotSource
from michisuji.quality.shacl.change.walk import Change
from michisuji.settings import Settings
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

BASE = Settings().base_iri
LM = "https://w3id.org/michisuji/ns#"
ORG = "http://www.w3.org/ns/org#"
CODE = "https://w3id.org/michisuji/code/"
Triple = tuple[Node, Node, Node]


def lm(name: str) -> URIRef:
    return URIRef(LM + name)


def _terms(names: str) -> list[URIRef]:
    return [lm(name) for name in names.split()]


def node(name: str) -> URIRef:
    return URIRef(f"{BASE}/id/thing/t-{name}")


def year(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.gYear, normalize=False)


def decimal(text: str) -> Literal:
    return Literal(text, datatype=XSD.decimal, normalize=False)


#: What stands in a city: node → its class.
THINGS = {
    "measure": "Measure",
    "program": "Program",
    "program2": "Program",
    "model": "LogicModel",
    "model2": "LogicModel",
    "townmodel": "LogicModel",
    "money": "BudgetYear",
    "old-money": "BudgetYear",
    "box": "Money",
    "staff": "Staff",
    "act": "Activity",
    "out": "Output",
    "change": "Outcome",
    "later": "Outcome",
    "town": "TownCondition",
    "link1": "CausalLink",
    "link2": "CausalLink",
    "link3": "CausalLink",
    "indicator": "Indicator",
    "seen": None,
    "aim": None,
    "review": "Evaluation",
    "kaizen": "KaizenPractice",
    "goal": "Mission",
    "waiver": "Waiver",
    "unit": None,
    "city": None,
}
NODES = [node(name) for name in THINGS]
CLASSES = [
    *sorted({lm(c) for c in THINGS.values() if c}),
    URIRef(ORG + "OrganizationalUnit"),
    URIRef("http://purl.org/linked-data/cube#Observation"),
    lm("Input"),
]
LINKS = [
    *_terms("leadsTo inModel modelOf partOf from to budgetOf indicates ofIndicator leadUnit"),
    *_terms("relatedUnit evaluates improves goalOf serves practicedBy evaluatedBy realizes"),
    *_terms("breakdownOf budgetRecord"),
    URIRef(ORG + "unitOf"),
]
CODES = [
    URIRef(CODE + c)
    for c in (
        "stage/short",
        "stage/long",
        "value-kind/target",
        "value-kind/actual",
        "evaluation-kind/self",
        "result/shrink",
        "unit-kind/section",
        "unit-kind/department",
        "status/adopted",
        "indicator-kind/ratio",
    )
]
CODED = _terms("stage valueKind evaluationKind result unitKind status direction")
TEXTS = _terms("rationale assumption evidence purpose reflection definition")
NUMBERS = _terms("plannedAmount executedAmount confidence contributionShare value effectYen")


def city() -> set[Triple]:
    """A small city in which most rules have something to look at."""
    triples: set[Triple] = {(node(n), RDF.type, lm(c)) for n, c in THINGS.items() if c}
    triples |= {(node(n), RDFS.label, Literal(f"市民の{n}が増える", lang="ja")) for n in THINGS}
    triples |= {(node(n), RDF.type, URIRef(ORG + "OrganizationalUnit")) for n in ("unit", "city")}
    joined = """program partOf measure; program2 partOf measure; model modelOf program
        model2 modelOf program2; townmodel modelOf measure; money budgetOf program
        old-money budgetOf program; box inModel model; box budgetRecord money
        staff inModel model; act inModel model
        out inModel model; change inModel model; later inModel model2; town inModel townmodel
        box leadsTo act; staff leadsTo act; act leadsTo out; out leadsTo change
        change leadsTo town; link1 from act; link1 to out; link1 inModel model; link2 from out
        link2 to change; link2 inModel model; link3 from change; link3 to town; link3 inModel model
        indicator indicates change; seen ofIndicator indicator; aim ofIndicator indicator
        review evaluates program; kaizen improves program; kaizen practicedBy unit
        goal goalOf unit; program leadUnit unit; measure leadUnit city; waiver focusNode link2
        """
    for part in joined.replace("\n", ";").split(";"):
        if part.strip():
            s, p, o = part.split()
            triples.add((node(s), lm(p), node(o)))
    triples.add((node("unit"), URIRef(ORG + "unitOf"), node("city")))
    for name in ("model", "model2", "townmodel", "money", "seen", "aim"):
        triples.add((node(name), lm("fiscalYear"), year(2026)))
    triples |= {(node(n), lm("fiscalYear"), year(2025)) for n in ("old-money", "review")}
    triples.add((node("old-money"), lm("plannedAmount"), decimal("12")))
    triples.add((node("waiver"), lm("waives"), URIRef("https://w3id.org/michisuji/rule/CHAIN-06")))
    triples.add((node("waiver"), lm("reason"), Literal("様式にないため", lang="ja")))
    triples.add((node("waiver"), lm("responsibleRole"), Literal("企画政策課長", lang="ja")))
    triples.add((node("waiver"), lm("expires"), Literal("2027-03-31", datatype=XSD.date)))
    return triples


things = st.sampled_from(NODES)
labels = st.sampled_from(
    [
        Literal("件数", lang="ja"),
        Literal("未定", lang="ja"),
        Literal("people are safe", lang="en"),
        Literal("市民が安心して暮らせる", lang="ja"),
        Literal("no language"),
    ]
)
numbers = st.sampled_from([decimal(t) for t in ("0", "0.5", "12", "70", "150", "-3")])
triples = st.one_of(
    st.tuples(things, st.sampled_from(LINKS), things),
    st.tuples(things, st.just(RDF.type), st.sampled_from(CLASSES)),
    st.tuples(things, st.just(RDFS.label), labels),
    st.tuples(things, st.sampled_from(NUMBERS), numbers),
    st.tuples(things, st.sampled_from(TEXTS), labels),
    st.tuples(things, st.sampled_from(CODED), st.sampled_from(CODES)),
    st.tuples(
        things, st.just(lm("fiscalYear")), st.sampled_from([year(y) for y in (2024, 2025, 2026)])
    ),
    st.tuples(
        things,
        st.just(lm("feedback")),
        st.just(Literal("true", datatype=XSD.boolean, normalize=False)),
    ),
    st.tuples(things, st.just(lm("focusNode")), things),
)


@st.composite
def edits(draw: st.DrawFn, start: set[Triple]) -> list[Change]:
    """Some changes, one after the other, each exact for the state that it finds."""
    state = set(start)
    found = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["add", "remove", "retarget", "delete"]))
        added: set[Triple] = set()
        removed: set[Triple] = set()
        ordered = sorted(state, key=str)
        if kind == "add":
            added = set(draw(st.lists(triples, min_size=1, max_size=3)))
        elif kind == "delete":
            gone = draw(things)
            removed = {t for t in state if gone in (t[0], t[2])}
        else:
            for s, p, o in draw(st.lists(st.sampled_from(ordered), min_size=1, max_size=2)):
                removed.add((s, p, o))
                if kind == "retarget" and isinstance(o, URIRef) and o in NODES:
                    added.add((s, p, draw(things)))
                elif kind == "retarget" and p == RDF.type:
                    added.add((s, p, draw(st.sampled_from(CLASSES))))
        change = Change(frozenset(added - state), frozenset(removed & state - added))
        state = (state - change.removed) | change.added
        found.append(change)
    return found


def load(triples: set[Triple] | frozenset[Triple]) -> list[ox.Quad]:
    text = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in triples)
    return [
        ox.Quad(q.subject, q.predicate, q.object)
        for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    ]


def source_of(triples: set[Triple]) -> SnapshotSource:
    data = ox.Store()
    data.extend(load(triples))
    return SnapshotSource(data)


def put(source: SnapshotSource, change: Change) -> None:
    for quad in load(change.removed):
        source.data.remove(quad)
    source.data.extend(load(change.added))
