"""A small city of two departments, three sections and their programs, in memory stores."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from michisuji.accounts.permissions import Actor, Grant, Role
from michisuji.editing import Edit, Editing, Quad
from michisuji.editing.workflow import Workflow, after_edit
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import Batch
from rdflib import Literal, URIRef

BASE = "http://127.0.0.1:8000"
ID = f"{BASE}/id/"
LM = "https://w3id.org/michisuji/ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
ORG = "http://www.w3.org/ns/org#"
TIMELESS, NOW, LAST = f"{BASE}/graph/t", f"{BASE}/graph/t/2026", f"{BASE}/graph/t/2025"

PREFIXES = f"""@base <{BASE}/> . @prefix lm: <{LM}> . @prefix rdfs: <{RDFS}> .
@prefix org: <{ORG}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CITY = """
<id/unit/t-city> a org:FormalOrganization ; rdfs:label "市"@ja .
<id/unit/t-d1> a org:OrganizationalUnit ; org:unitOf <id/unit/t-city> ; rdfs:label "一部"@ja .
<id/unit/t-d2> a org:OrganizationalUnit ; org:unitOf <id/unit/t-city> ; rdfs:label "二部"@ja .
<id/unit/t-s1> a org:OrganizationalUnit ; org:unitOf <id/unit/t-d1> ; rdfs:label "一課"@ja .
<id/unit/t-s2> a org:OrganizationalUnit ; org:unitOf <id/unit/t-d1> ; rdfs:label "二課"@ja .
<id/unit/t-s3> a org:OrganizationalUnit ; org:unitOf <id/unit/t-d2> ; rdfs:label "三課"@ja .
<id/measure/t-1> a lm:Measure ; rdfs:label "施策"@ja .
<id/goal/t-g1> a lm:Mission ; rdfs:label "使命"@ja ; lm:goalOf <id/unit/t-s1> .
""" + "".join(
    f"""
<id/program/t-{n}> a lm:Program ; rdfs:label "事業{n}"@ja ; lm:partOf <id/measure/t-1> .
<id/money/t-{n}> a lm:BudgetYear ; lm:budgetOf <id/program/t-{n}> ; lm:plannedAmount 100 ;
  lm:fiscalYear "2026"^^xsd:gYear ; rdfs:label "予算"@ja .
<id/evaluation/t-{n}-2025> a lm:Evaluation ; lm:evaluates <id/program/t-{n}> ;
  lm:fiscalYear "2025"^^xsd:gYear ; lm:evaluatedBy <id/unit/t-s{n}> ; rdfs:label "評価"@ja .
<id/indicator/t-{n}> a lm:Indicator ; rdfs:label "指標"@ja .
"""
    for n in (1, 2, 3)
)
YEAR = """
<id/measure/t-1> lm:leadUnit <id/unit/t-d1> .
""" + "".join(
    f"""
<id/program/t-{n}> lm:leadUnit <id/unit/t-s{n}> .
<id/model/t-{n}-YEAR> a lm:LogicModel ; lm:modelOf <id/program/t-{n}> ;
  lm:fiscalYear "YEAR"^^xsd:gYear ; rdfs:label "モデル"@ja .
<id/activity/t-{n}-a> a lm:Activity ; lm:inModel <id/model/t-{n}-YEAR> ; rdfs:label "活動"@ja ;
  lm:leadsTo <id/output/t-{n}-p> .
<id/output/t-{n}-p> a lm:Output ; lm:inModel <id/model/t-{n}-YEAR> ; rdfs:label "結果"@ja .
<id/link/t-{n}-ap> a lm:CausalLink ; lm:inModel <id/model/t-{n}-YEAR> ;
  lm:from <id/activity/t-{n}-a> ; lm:to <id/output/t-{n}-p> .
<id/indicator/t-{n}> lm:indicates <id/output/t-{n}-p> .
"""
    for n in (1, 2, 3)
)


def city_batch(folder: Path) -> Batch:
    """The city as an import puts it into a store; files are made in ``folder``."""
    texts = {
        TIMELESS: CITY,
        LAST: YEAR.replace("YEAR", "2025"),
        NOW: YEAR.replace("YEAR", "2026"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for n, (graph, text) in enumerate(texts.items()):
        quads = ox.parse((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
        files[graph] = folder / f"{n}.nt"
        files[graph].write_text("".join(f"{quad.triple} .\n" for quad in quads), "utf-8")
    return Batch("t", files)


def public_city(folder: Path) -> MemoryStore:
    """The city as readers have it."""
    store = MemoryStore(BASE)
    store.replace(city_batch(folder))
    return store


def copied(store: MemoryStore) -> MemoryStore:
    """The same database once more."""
    other = MemoryStore(BASE)
    other._store.extend(store._store)
    return other


class City:
    """The two databases, with what edits and moves them."""

    def __init__(self, public: MemoryStore, work: MemoryStore | None = None) -> None:
        self.public, self.work = public, work or copied(public)
        self.settings = Settings(base_iri=BASE)
        self.editing = Editing(
            self.work, self.public, self.settings, following=after_edit(self.work, BASE)
        )
        self.workflow = Workflow(self.editing, self.work, self.settings)

    def state(self, name: str, year: int | None = None) -> str:
        """The state of a part, by the end of its IRI."""
        return self.workflow.state_of(ID + name, year).state

    def set(
        self, name: str, predicate: str, value: str, graph: str = TIMELESS, who: str = "e1"
    ) -> None:
        """Give a resource one value of a property, as an edit does."""
        found = self.editing.description(ID + name)
        old = {q for q in found.quads if str(q.predicate) == predicate and q.graph == graph}
        new = {Quad(URIRef(ID + name), URIRef(predicate), Literal(value, lang="ja"), graph)}
        if new == old:
            return
        edit = Edit(frozenset(new - old), frozenset(old - new), {ID + name: found.version}, "直す")
        self.editing.apply(edit, who)


def actor(name: str, *grants: tuple[Role, str | None]) -> Actor:
    """A person with roles, each for a unit (the end of its IRI) or the whole city."""
    return Actor(name, name, tuple(Grant(r, f"{ID}unit/{u}" if u else None) for r, u in grants))


EDITOR = actor("e1", (Role.EDITOR, "t-s1"))
OTHER = actor("e2", (Role.EDITOR, "t-s2"))
HEAD = actor("h1", (Role.APPROVER, "t-s1"))
DIRECTOR = actor("d1", (Role.APPROVER, "t-d1"))
OUTSIDER = actor("d2", (Role.APPROVER, "t-d2"))
PLANNER = actor("p1", (Role.PLANNER, None))
SECOND = actor("p2", (Role.PLANNER, None))
ADMINISTRATOR = actor("a1", (Role.ADMINISTRATOR, None))
BOTH = actor("b1", (Role.EDITOR, "t-s1"), (Role.APPROVER, "t-d1"))
EVERYONE = (EDITOR, OTHER, HEAD, DIRECTOR, OUTSIDER, PLANNER, SECOND, ADMINISTRATOR, BOTH)
