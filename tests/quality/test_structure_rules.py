"""STR: what the ontology states of datatypes, classes, single values and signs is asked of data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.quality.check.command import check_files
from michisuji.quality.rulebook import structure_lists
from michisuji.settings import Settings
from michisuji.vocabulary import LM
from rdflib import OWL

from tests.quality import mutate_rules, structure_cases

FAMILY = tuple(f"STR-0{n}" for n in range(1, 9))


def test_the_lists_are_those_of_the_ontology(capsys: pytest.CaptureFixture[str]) -> None:
    assert structure_lists.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_list_is_told_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = structure_lists.paths()[0].read_text("utf-8")
    stale = tmp_path / "structure.ttl"
    lines = [line for line in whole.split("\n") if "$this lm:carriedOver ?value" not in line]
    stale.write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(structure_lists, "paths", lambda: [stale])
    assert structure_lists.main(["--check"]) == 1
    assert "structure_lists" in capsys.readouterr().err
    assert structure_lists.main([]) == 0
    assert stale.read_text("utf-8") == whole


@pytest.mark.parametrize("rule", ["STR-01", "STR-02", "STR-03", "STR-04"])
def test_right_and_odd_values_of_every_property(rule: str) -> None:
    odd = {case.node for case in structure_cases.cases(rule) if case.odd}
    right = {case.node for case in structure_cases.cases(rule) if not case.odd}
    assert len(odd) > 10
    assert len(right) > 10
    found = mutate_rules.found(mutate_rules.subset_of(rule), rule, "made")
    assert found == mutate_rules.expected(rule, "made")
    assert {line.split(" ")[0] for line in found} == odd


def test_every_property_has_its_cases() -> None:
    """A property of a range that nobody thought of would be asked for by no rule."""
    text = structure_lists.paths()[0].read_text("utf-8")
    for term in structure_cases.ours(OWL.DatatypeProperty):
        name = "lm:" + str(term).removeprefix(LM)
        assert f"{{ $this {name} ?value . BIND ({name} AS ?path) }}" in text, name


def test_a_finding_names_value_and_property(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        structure_cases.HEAD + '<id/money/t> a lm:BudgetYear ; rdfs:label "予算"@ja ;\n'
        '  lm:plannedAmount "約20"@ja , "1,000" .\n',
        "utf-8",
    )
    report = check_files([path], Settings())
    found = [f for f in report.findings if f.rule == "STR-01"]
    assert {f.value for f in found} == {"約20", "1,000"}
    assert {f.path for f in found} == {LM + "plannedAmount"}
    assert all(f.severity == "violation" and f.place and f.place.row for f in found)
    assert all(str(f.value) in f.message[lang] for f in found for lang in ("ja", "en"))
    assert [f.path for f in report.findings if f.rule == "STR-03"] == [LM + "plannedAmount"]


@pytest.mark.parametrize(
    ("rule", "ja", "en"),
    [
        ("STR-01", "「予算」の「年度」(lm:fiscalYear)の値", "The 'fiscal year' (lm:fiscalYear) of"),
        ("STR-02", "「属する」(lm:partOf)で指して", "by 'part of' (lm:partOf) to"),
        ("STR-03", "一つしか書けない「値」(lm:value)", "more than one 'value' (lm:value)"),
    ],
)
def test_messages_name_terms_by_their_labels(rule: str, ja: str, en: str) -> None:
    path = resources.folder("shapes") / "examples" / rule / "fail.ttl"
    found = [f for f in check_files([path], Settings()).findings if f.rule == rule]
    assert any(ja in f.message["ja"] for f in found)
    assert any(en in f.message["en"] for f in found)
    for finding in found:
        for text in finding.message.values():
            terms = re.findall(r"lm:\w+", text)
            assert all(f"({term})" in text for term in terms), text
