"""A very small city for the tests of the explorer and of logic models."""

from __future__ import annotations

import tempfile
from pathlib import Path

from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import Batch
from michisuji.vocabulary import graph_iri
from rdflib import Graph

BASE = "http://127.0.0.1:8000"
PAYLOAD = "<img src=x onerror=alert(1)> href javascript:alert(2)"

_PREFIXES = r"""
PREFIX lm: <https://w3id.org/michisuji/ns#>
PREFIX code: <https://w3id.org/michisuji/code/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <http://127.0.0.1:8000/id/>
"""

_CITY = r"""
:plan\/x a lm:Plan ; rdfs:label "総合計画"@ja , "Plan"@en .
:measure\/x-01 a lm:Measure ; rdfs:label "防災・減災"@ja ; lm:partOf :plan\/x .
:unit\/x-city a org:OrganizationalUnit ; rdfs:label "見本市"@ja .
:unit\/x-s a org:OrganizationalUnit ; rdfs:label "防災課"@ja ; org:unitOf :unit\/x-city .
:program\/x-1 a lm:Program ; rdfs:label "訓練事業"@ja , "Drill program"@en ;
  lm:partOf :measure\/x-01 ; lm:leadUnit :unit\/x-s .
:model\/x-1-2026 a lm:LogicModel ; lm:modelOf :program\/x-1 ; lm:fiscalYear "2026"^^xsd:gYear .
:model\/x-01-2026 a lm:LogicModel ; lm:modelOf :measure\/x-01 ; lm:fiscalYear "2026"^^xsd:gYear .
:money\/x-1-2026 a lm:BudgetYear ; lm:budgetOf :program\/x-1 ;
  lm:plannedAmount 12215000000 ; lm:executedAmount 3400000.5 .
:model-money\/x-1-2026 a lm:Money ; lm:inModel :model\/x-1-2026 ;
  lm:budgetRecord :money\/x-1-2026 ; lm:leadsTo :activity\/x-1-a .
:staff\/x-1-s a lm:Staff ; rdfs:label "職員"@ja ; lm:inModel :model\/x-1-2026 ; lm:plannedFte 1.5 ;
  lm:leadsTo :activity\/x-1-a .
:activity\/x-1-a a lm:Activity ; rdfs:label "訓練を行う"@ja , "Hold drills"@en ;
  lm:inModel :model\/x-1-2026 ; lm:order 1 ; lm:leadsTo :output\/x-1-o .
:output\/x-1-o a lm:Output ; rdfs:label "訓練の回数"@ja ; lm:inModel :model\/x-1-2026 ; lm:order 2 ;
  lm:leadsTo :outcome\/x-1-c .
:outcome\/x-1-c a lm:Outcome ; rdfs:label "備えが進む"@ja ;
  lm:stage <https://w3id.org/michisuji/code/stage/mid> ;
  lm:inModel :model\/x-1-2026 ; lm:order 3 ; lm:leadsTo :town-condition\/x-01-t .
:outcome\/x-1-u a lm:Outcome ; rdfs:label "段階のない成果"@ja ;
  lm:inModel :model\/x-1-2026 ; lm:order 4 .
:town-condition\/x-01-t a lm:TownCondition , lm:Outcome ; rdfs:label "災害に強いまち"@ja ;
  lm:inModel :model\/x-01-2026 .
:link\/x-1 a lm:CausalLink ; lm:inModel :model\/x-1-2026 ; lm:from :activity\/x-1-a ;
  lm:to :output\/x-1-o ; lm:rationale "訓練すれば回数が増える"@ja , "Drills add up"@en ;
  lm:confidence 0.7 .
:link\/x-2 a lm:CausalLink ; lm:inModel :model\/x-1-2026 ; lm:from :outcome\/x-1-c ;
  lm:to :activity\/x-1-a ; lm:feedback true .
:outcome\/x-1-c lm:leadsTo :activity\/x-1-a .
:indicator\/x-k a lm:Indicator ; rdfs:label "訓練参加率"@ja ; lm:indicates :output\/x-1-o .
:program\/x-evil a lm:Program ; rdfs:label "%s"@ja ; lm:partOf :measure\/x-01 .
"""


def city(programs: int = 0, turtle: str = "") -> MemoryStore:
    """The city; ``programs`` more belong to its measure, ``turtle`` is added."""
    more = "".join(
        rf':program\/y-{i:03} a lm:Program ; rdfs:label "{i:03}"@ja ; lm:partOf :measure\/x-01 .'
        for i in range(programs)
    )
    graph = Graph().parse(data=_PREFIXES + _CITY % PAYLOAD + more + turtle, format="turtle")
    store = MemoryStore(BASE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.nt"
        graph.serialize(path, format="nt", encoding="utf-8")
        store.replace(Batch("x", {graph_iri(BASE, "x"): path}))
    return store


def iri(reference: str) -> str:
    """``program/x-1`` → its IRI."""
    return f"{BASE}/id/{reference}"
