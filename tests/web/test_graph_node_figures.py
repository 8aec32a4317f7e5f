"""What the explorer's nodes are coloured by: the figures, their steps, and the legend."""

from __future__ import annotations

from datetime import date

from michisuji.analysis.state import State
from michisuji.quality.report import Finding, Report
from michisuji.settings import Settings
from michisuji.web import create_app
from michisuji.web.graph.node_figures import figures, scales

from tests.web.graph_city import BASE, city, iri

_CODE = "https://w3id.org/michisuji/code"


def _indicator(name: str, element: str, direction: str, target: str, actual: str) -> str:
    values = "".join(
        rf":observation\/x-{name}-{kind} lm:ofIndicator :indicator\/x-{name} ; lm:value {value} ;"
        rf' lm:valueKind <{_CODE}/value-kind/{kind}> ; lm:fiscalYear "2025"^^xsd:gYear .'
        for kind, value in (("target", target), ("actual", actual))
    )
    return (
        rf":indicator\/x-{name} a lm:Indicator ; lm:indicates {element} ;"
        rf" lm:desiredDirection <{_CODE}/direction/{direction}> . {values}"
    )


TARGETS = (
    r':money\/x-1-2026 lm:fiscalYear "2026"^^xsd:gYear .'
    + _indicator("k", r":output\/x-1-o", "up", "100", "90.0")
    + _indicator("z", r":outcome\/x-1-c", "down", "0", "0")
    + _indicator("m", r":outcome\/x-1-u", "up", "100", "20")
    + _indicator("q", r":outcome\/x-1-u", "sideways", "100", "20")
)


def _finding(node: str, *, waived: bool = False) -> Finding:
    until = date(2999, 1, 1) if waived else None
    return Finding(
        "CHAIN-01", "violation", iri(node), {}, {}, "", "", program=iri("program/x-1"),
        waived_until=until,
    )  # fmt: skip


def told(report: Report | None = None) -> dict[str, dict[str, tuple[str, str]]]:
    names = ("program/x-1", "measure/x-01", "model-money/x-1-2026", "output/x-1-o", "unit/x-s")
    names += ("outcome/x-1-u", *(f"indicator/x-{one}" for one in "kzmq"))
    found = figures(State(city(2, TARGETS), BASE), map(iri, names), report)
    return {
        node.removeprefix(f"{BASE}/id/"): {
            key: (step, words["ja"]) for key, (step, words) in own.items()
        }
        for node, own in found.items()
    }


def test_achievement_is_by_the_one_rule_and_of_several_the_worst_colours() -> None:
    shown = {node: own.get("achievement") for node, own in told().items()}
    assert shown["indicator/x-k"] == ("close", "△ 90%")
    assert shown["indicator/x-z"] == ("met", "○"), "a target of zero has no share"
    assert "indicator/x-q" not in shown, "no direction that can be judged"
    assert shown["output/x-1-o"] == ("close", "△1")
    assert shown["outcome/x-1-u"] == ("missed", "×1")
    assert shown["program/x-1"] == shown["measure/x-01"] == ("missed", "○1 △1 ×1")


def test_budget_is_the_programs_and_of_a_measure_their_sum() -> None:
    shown = {node: own.get("budget") for node, own in told().items()}
    amount = ("y4", "122億1,500万円")
    assert shown["program/x-1"] == shown["measure/x-01"] == shown["model-money/x-1-2026"] == amount
    assert shown["output/x-1-o"] is None


def test_findings_are_counted_without_waived_ones_and_only_from_a_check() -> None:
    assert all("findings" not in own for own in told().values())
    report = Report("p", tuple(map(_finding, ("output/x-1-o", "output/x-1-o", "program/x-1"))))
    shown = {node: own.get("findings") for node, own in told(report).items()}
    assert shown["output/x-1-o"] == ("c1", "! 2")
    assert shown["program/x-1"] == shown["measure/x-01"] == ("c2", "! 3")
    assert shown["indicator/x-k"] == ("c0", "! 0")
    assert "unit/x-s" not in shown, "no rule of a model is about it"
    waived = Report("p", (_finding("output/x-1-o", waived=True),))
    assert told(waived)["output/x-1-o"]["findings"] == ("c0", "! 0")


def test_every_step_has_a_name_and_a_look_in_the_legend() -> None:
    for lang in ("ja", "en"):
        for one in scales(lang):
            assert one["name"]
            assert one["note"]
            names = [step["name"] for step in one["steps"]]
            assert len({*names}) == len(names) > 3
            assert len({step["fill"] for step in one["steps"]}) == len(names)


def test_the_service_tells_a_node_and_its_neighbours() -> None:
    client = create_app(Settings(base_iri=BASE), city(2, TARGETS)).test_client()
    answer = client.get("/graph/expand/figures?node=program/x-1&lang=en").get_json()
    assert answer[iri("program/x-1")]["budget"] == ["y4", "¥12.22 billion"]
    assert answer[iri("measure/x-01")]["achievement"] == ["missed", "○1 △1 ×1"]
    assert client.get("/graph/expand/figures?node=program/none").status_code == 404
    assert client.get("/graph/expand/figures?node=%00").status_code < 500
