"""見本市 uses the ontology's terms and codes, but for those that are listed here with a reason."""

from __future__ import annotations

import pytest
from michisuji import resources
from michisuji.importers.city.toml import import_toml
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import CODE, LM
from ontology_lint import Ontology, load, short

BASE = "http://127.0.0.1:8000"
#: Terms that no city states in its files → the reason.
UNUSED_TERMS = {
    "of rules, checks and imports": """
        Consequence LadderLevel Profile Rule RuleSetting appliesWith causeRule checkedWith family
        givenRule inProfile inRdf inToml leavesOut nodeRelation ofRule onLevel remedy rowsRead
        rowsRefused rowsUsed ruleId severity stepsMilder symptomRule waivedBy waivedResult
    """,
    "former names": "direction legalBasis profile vision",
    "classes whose subclasses are used": "Element Goal Input Policy",
    "of the national review": """
        AccountLine accountCategory basis breakdownOf carriedForward effectEvaluation
        executionRate reserve subAccount valueText
    """,
    "of the facts about Nagareyama": "CountStatement countOf referencePage statedCount states",
    "of other cities: no program of 見本市 ends or names another": "endYear relatedProgram",
}
UNUSED_CODES = {
    "of rules": """
        node-relation/downstream node-relation/element node-relation/program-of-measure
        node-relation/same-circle node-relation/same-node node-relation/same-program
    """,
    "of the national review": """
        method/contribution method/grant method/other unit-kind/government unit-kind/ministry
        unit-kind/office value-kind/forecast
    """,
    "of surveys that 見本市 does not make": """
        cycle/decennial cycle/quadrennial cycle/quinquennial cycle/triennial
    """,
    "of ends to which no program of 見本市 has come": """
        budget-direction/zero goal-result/not-achieved result/complete result/end result/postpone
        result/suspend result/transfer
    """,
    "of evaluations that are not published, and of what stays in the city hall": """
        visibility/internal workflow-status/confirmed workflow-status/draft
    """,
}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("mihon")
    store = MemoryStore(BASE)
    store.replace(import_toml(resources.folder("data") / "mihon", base_iri=BASE, out_dir=out)[0])
    found: set[str] = set()
    for pattern in ("?s ?t ?o", "?s a ?t", "?s ?p ?t"):
        rows = store.select(f"SELECT DISTINCT ?t WHERE {{ GRAPH ?g {{ {pattern} }} }}").rows
        found |= {str(term) for (term,) in rows}
    return {term for term in found if term.startswith((LM, CODE))}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load(resources.folder("ontology"))


def listed(reasons: dict[str, str], prefix: str) -> set[str]:
    return {prefix + name for names in reasons.values() for name in names.split()}


def test_every_term_is_used_or_has_its_reason(ontology: Ontology, used: set[str]) -> None:
    unused = {short(term) for term in ontology.declared() if str(term) not in used}
    assert unused == listed(UNUSED_TERMS, "lm:")


def test_every_code_is_used_or_has_its_reason(ontology: Ontology, used: set[str]) -> None:
    codes = {code for code in ontology.declared_codes() if "/" in short(code)}
    unused = {short(code) for code in codes if str(code) not in used}
    assert unused == listed(UNUSED_CODES, "code:")
