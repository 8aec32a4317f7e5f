"""Data that no importer would write: findings, never an exception nor an endless run.

All are checked one after the other in a process of its own, which is killed when it takes far
longer than checks of ordinary data of that size may.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from michisuji.quality.check.command import check_files
from michisuji.settings import Settings

pytestmark = pytest.mark.slow

BASE = Settings().base_iri
#: Endless would be forever; together they take half a minute on a busy machine.
PATIENCE_S = 600
#: Steps in a chain, more than Python may recurse; CHAIN-07 takes their square.
CHAIN, WHOLE_CHAIN = 2_000, 10_000
MEGABYTE = "住民の健康を守る。" * 40_000
ODD = (
    f"{BASE}/id/outcome/見守り-1",
    f"{BASE}/id/outcome/a'b",
    f"{BASE}/id/outcome/a$this?value(b)*+",
    f"{BASE}/id/outcome/%E3%81%82;x=1&y=2#part",
    "urn:x:0",
    "mailto:a@example.org",
)
HEAD = """@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CASES = {
    "cycles": """
        <id/model/m-1> a lm:LogicModel ; lm:modelOf <id/program/p-1> .
        <id/activity/a-1> a lm:Activity ; lm:inModel <id/model/m-1> ; lm:leadsTo <id/activity/a-1> .
        <id/outcome/x-1> a lm:Outcome ; lm:inModel <id/model/m-1> ; lm:leadsTo <id/outcome/x-2> .
        <id/outcome/x-2> a lm:Outcome ; lm:inModel <id/model/m-1> ; lm:leadsTo <id/outcome/x-1> .
        <id/link/l-0> a lm:CausalLink ; lm:from <id/activity/a-1> ; lm:to <id/activity/a-1> .
        <id/link/l-1> a lm:CausalLink ; lm:from <id/outcome/x-1> ; lm:to <id/outcome/x-2> .
        <id/link/l-2> a lm:CausalLink ; lm:from <id/outcome/x-2> ; lm:to <id/outcome/x-1> .""",
    "owners": """
        <id/program/p-1> a lm:Program ; lm:partOf <id/measure/m-1> .
        <id/measure/m-1> a lm:Measure ; lm:partOf <id/program/p-1> .
        <id/model/m-1> a lm:LogicModel ; lm:modelOf <id/model/m-1> ; lm:inModel <id/model/m-1> .
        <id/outcome/x-1> a lm:Outcome ; lm:inModel <id/outcome/x-1> ; lm:partOf <id/outcome/x-1> .
        """,
    "literals": """
        <id/program/p-1> a lm:Program ; rdfs:label "事業"@ja ; lm:leadUnit "高齢者支援課"@ja ;
          lm:partOf 3 .
        <id/model/m-1> a lm:LogicModel ; lm:modelOf "p-1" ; lm:fiscalYear "令和6年度"@ja .
        <id/activity/a-1> a lm:Activity ; lm:leadsTo "成果が出る"@ja ; lm:inModel 5 .
        <id/link/l-1> a lm:CausalLink ; lm:from "a" ; lm:to true .
        <id/indicator/i-1> a lm:Indicator ; lm:indicates "x" ; lm:unit <id/unit/u-1> .""",
    "untyped": """
        <id/program/p-1> a lm:Program ; rdfs:label "一つ目"@ja , "二つ目"@ja , "three" .
        <id/model/m-1> lm:modelOf <id/program/p-1> .
        <id/activity/a-1> lm:inModel <id/model/m-1> ; lm:leadsTo <id/output/o-1> .
        <id/output/o-1> lm:leadsTo <id/outcome/x-1> .
        <id/outcome/x-1> a lm:Outcome , lm:Activity ; lm:inModel <id/model/m-1> .""",
    "huge": f"""
        <id/program/p-1> a lm:Program ; rdfs:label "{MEGABYTE}"@ja ; lm:purpose "{MEGABYTE}"@ja .
        <id/outcome/x-1> a lm:Outcome ; rdfs:label "{MEGABYTE}"@ja ; lm:inModel <id/model/m-1> .
        <id/indicator/i-1> a lm:Indicator ; rdfs:label "{MEGABYTE}"@ja ;
          lm:definition "{MEGABYTE}"@ja .""",
    "ill-typed": """
        <id/link/l-1> a lm:CausalLink ; lm:confidence "high"^^xsd:decimal ;
          lm:contributionShare "半分"@ja ; lm:evidence "調査"@ja .
        <id/link/l-2> a lm:CausalLink ; lm:evidence "調査"@ja ;
          lm:confidence "NaN"^^xsd:double , "2026-13-45"^^xsd:date .
        <id/model/m-1> a lm:LogicModel ; lm:modelOf <id/program/p-1> ;
          lm:fiscalYear "abc"^^xsd:gYear , "2026"^^xsd:integer .
        <id/money/m-1> a lm:BudgetYear ; lm:plannedAmount "1,000"^^xsd:decimal .
        <id/model-money/m-1> a lm:Money ; lm:inModel <id/model/m-1> ;
          lm:budgetRecord <id/money/m-1> .
        <id/observation/o-1> a qb:Observation ;
          lm:value "∞"^^xsd:decimal ; lm:fiscalYear "9999999999"^^xsd:gYear .
        <id/staff/s-1> a lm:Staff ; lm:inModel <id/model/m-1> .""",
    "blank": """
        [] a lm:Program ; lm:leadUnit [ ] .
        _:x a lm:Outcome ; lm:leadsTo _:x ; lm:inModel _:m .
        _:m a lm:LogicModel ; lm:modelOf _:p .
        _:l a lm:CausalLink ; lm:from _:x ; lm:to _:x .""",
    "odd": "\n".join(f"<{iri}> a lm:Outcome ." for iri in ODD),
}
_RUN = """
import json, sys
from pathlib import Path
from michisuji.quality.check.command import check_files
from michisuji.settings import Settings
for name in sys.argv[1:]:
    report = check_files([Path(name)], Settings())
    print(json.dumps({
        "found": sorted({(f.focus_node, f.rule) for f in report.findings}),
        "problems": [problem.message["en"] for problem in report.problems],
        "untold": [f.rule for f in report.findings if not all(f.message.values())],
    }), flush=True)
"""


class Found:
    """What a check of one of the cases found."""

    def __init__(self, said: str) -> None:
        told = json.loads(said)
        self.problems: list[str] = told["problems"]
        self.untold: list[str] = told["untold"]
        self.pairs = {(node.removeprefix(f"{BASE}/id/"), rule) for node, rule in told["found"]}

    def of(self, node: str) -> set[str]:
        """The rules broken by a node (its IRI without …/id/)."""
        return {rule for name, rule in self.pairs if name == node}

    def by(self, rule: str) -> set[str]:
        """The nodes that break a rule."""
        return {name for name, broken in self.pairs if broken == rule}


def chain(length: int) -> str:
    """One outcome after the other."""
    return (
        "<id/model/m-1> a lm:LogicModel ; lm:modelOf <id/program/p-1> .\n"
        + "\n".join(
            f"<id/outcome/x-{n}> a lm:Outcome ; lm:inModel <id/model/m-1> ; "
            f"lm:leadsTo <id/outcome/x-{n + 1}> . <id/link/l-{n}> a lm:CausalLink ; "
            f"lm:from <id/outcome/x-{n}> ; lm:to <id/outcome/x-{n + 1}> ."
            for n in range(length)
        )
        + f"<id/outcome/x-{length}> a lm:Outcome ."
    )


@pytest.fixture(scope="module")
def length(whole: bool) -> int:
    """Of the chain."""
    return WHOLE_CHAIN if whole else CHAIN


@pytest.fixture(scope="module")
def found(length: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    folder = tmp_path_factory.mktemp("malformed")
    paths = []
    for name, body in (CASES | {"chain": chain(length)}).items():
        paths.append(folder / f"{name}.ttl")
        paths[-1].write_text(HEAD + body, "utf-8")
    command = [sys.executable, "-c", _RUN, *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(zip((*CASES, "chain"), map(Found, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("case", [*CASES, "chain"])
def test_every_rule_was_evaluated_and_every_message_written(
    found: dict[str, Found], case: str
) -> None:
    assert found[case].pairs
    assert found[case].problems == []
    assert found[case].untold == []


def test_causal_cycles(found: dict[str, Found]) -> None:
    assert found["cycles"].by("CHAIN-07") == {"link/l-0", "link/l-1", "link/l-2"}
    assert found["cycles"].by("CHAIN-03") == {"activity/a-1"}
    assert not found["cycles"].by("CHAIN-02"), "each outcome has another before it"


def test_owners_that_contain_each_other(found: dict[str, Found]) -> None:
    assert found["owners"].by("CHAIN-01") == {"program/p-1"}
    assert found["owners"].by("CHAIN-02") == {"outcome/x-1"}


def test_a_long_chain(found: dict[str, Found], length: int) -> None:
    assert found["chain"].by("CHAIN-02") == {"outcome/x-0"}
    assert not found["chain"].by("CHAIN-07")
    assert len(found["chain"].by("CHAIN-06")) == length, "no link tells its rationale"


def test_literals_where_resources_belong(found: dict[str, Found]) -> None:
    assert "CHAIN-01" in found["literals"].of("program/p-1")
    assert "CHAIN-03" in found["literals"].of("activity/a-1")
    assert found["literals"].of("model/m-1")
    assert found["literals"].of("link/l-1")
    assert found["literals"].of("indicator/i-1")


def test_missing_types_and_several_labels(found: dict[str, Found]) -> None:
    assert {"CHAIN-01", "INT-04"} <= found["untyped"].of("program/p-1")
    assert "CHAIN-03" in found["untyped"].of("outcome/x-1"), "it is an activity, too"
    assert found["untyped"].of("output/o-1") <= {"STR-07"}, "what has no type is no output"


def test_texts_of_a_megabyte(found: dict[str, Found]) -> None:
    assert len(MEGABYTE.encode()) > 1_000_000
    assert "CHAIN-01" in found["huge"].of("program/p-1")
    assert "CHAIN-02" in found["huge"].of("outcome/x-1")
    assert found["huge"].of("indicator/i-1")


def test_values_that_are_not_of_their_type(found: dict[str, Found]) -> None:
    assert {"link/l-1", "link/l-2"} <= found["ill-typed"].by("CHAIN-10")
    assert "link/l-1" in found["ill-typed"].by("INT-03")
    assert "staff/s-1" in found["ill-typed"].by("CHAIN-13")
    assert {"link/l-1", "link/l-2", "money/m-1"} <= found["ill-typed"].by("STR-01")
    assert "money/m-1" not in found["ill-typed"].by("CHAIN-13"), "there is an amount, if a bad one"


def test_blank_nodes(found: dict[str, Found]) -> None:
    assert len(found["blank"].by("CHAIN-01")) == 1
    assert len(found["blank"].by("CHAIN-02")) == 1, "a link from itself does not count"
    assert len(found["blank"].by("INT-04")) == 4


def test_iris_with_odd_characters(found: dict[str, Found]) -> None:
    assert found["odd"].by("CHAIN-02") == {iri.removeprefix(f"{BASE}/id/") for iri in ODD}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing.ttl", ""),
        ("torn.ttl", "<id/program/p-1> a <"),
        ("bytes.ttl", "\ufffe\x00"),
        ("page.rdf", "<html><body>404</body>"),
    ],
)
def test_files_that_are_not_data(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    report = check_files([path], Settings())
    assert report.findings == ()
    assert report.problems
