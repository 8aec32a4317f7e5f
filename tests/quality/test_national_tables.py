"""The script that makes the tables of shapes/national-review.md."""

from __future__ import annotations

from michisuji.quality.rulebook.rules import catalogue, ruleset

from tests.national_tables import PAGE, tables


def row(rule: str, department: str, program: str, cause: str) -> dict[str, str]:
    return {
        "rule": rule,
        "rule_name": f"name of {rule}",
        "severity": ruleset("rs").severities[rule],
        "department": department,
        "program_iri": program,
        "cause": cause,
    }


def test_findings_programs_and_causes_are_counted() -> None:
    rows = [
        row("CHAIN-03", "A省", "p1", "c1"),
        row("CHAIN-03", "A省", "p1", "c2"),
        row("CHAIN-01", "B省", "p2", "c3"),
        row("TEXT-03", "B省", "p2", "c4"),
    ]
    lines = tables(rows).splitlines()
    assert "| CHAIN-03 | name of CHAIN-03 | violation | 2 | 1 |" in lines
    assert "| TEXT-03 | name of TEXT-03 | info | 1 | 1 |" in lines
    assert any(line.startswith("4件の指摘、4件の原因") for line in lines)
    assert "| 府省庁 ministry | 違反 violations | CHAIN-01 | CHAIN-03 |" in lines
    assert lines.index("| A省 | 2 |  | 2 |") < lines.index("| B省 | 1 | 1 |  |")


def test_the_page_names_rules_of_the_profile_with_their_severities() -> None:
    told = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    rules = {cells[0].strip("| "): cells for cells in told if cells[0].strip("| ") in catalogue()}
    assert len(rules) > 8
    for rule, cells in rules.items():
        assert cells[1] == catalogue()[rule].name["ja"]
        assert cells[2] == ruleset("rs").severities[rule]
