"""Causes: every active finding in exactly one, one break one cause, whatever the graph."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from cause_samples import RULE, around, finding, report
from hypothesis import given
from hypothesis import strategies as st
from michisuji.quality.reading.causes import Cause, group
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.reading.neighbours import Neighbours
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.consequences import RELATIONS, consequences
from michisuji.quality.rulebook.rules import catalogue, shapes_graph
from rdflib import URIRef

from tests.growth import growth

pytestmark = pytest.mark.slow


def told(causes: tuple[Cause, ...]) -> list[tuple[str, str, list[str]]]:
    """Rule and node of each root, and the rules of its symptoms."""
    return [(c.root.rule, c.root.focus_node, [f.rule for f in c.symptoms]) for c in causes]


def test_a_chain_broken_in_one_place_is_one_cause() -> None:
    found = report(
        finding("CHAIN-01", "program"),
        finding("CHAIN-02", "m1"),
        finding("CHAIN-03", "p1", part="output"),
    )
    near = around(leads_to={"a1": {"p1"}, "m1": {"m2"}}, indicates={"i1": {"m1"}, "i2": {"a1"}})
    (cause,) = group(found, near)
    assert (cause.root.rule, cause.root.focus_node) == ("CHAIN-03", "p1")
    assert {f.rule for f in cause.symptoms} == {"CHAIN-01", "CHAIN-02"}
    assert (cause.hanging, cause.hanging_nodes) == (2, ("m1", "m2"))
    assert (cause.indicators, cause.programs, cause.measures) == (1, 1, 1)
    assert cause.edits == 1
    assert "2個の要素" in cause.sentence["ja"]
    assert "2 element" in cause.sentence["en"]


def test_breaks_in_two_programs_are_two_causes() -> None:
    found = report(
        finding("CHAIN-03", "p1", part="output", program="x"),
        finding("CHAIN-01", "x", program="x"),
        finding("CHAIN-03", "q1", part="output", program="y"),
        finding("CHAIN-01", "y", program="y"),
    )
    assert told(group(found)) == [
        ("CHAIN-03", "p1", ["CHAIN-01"]),
        ("CHAIN-03", "q1", ["CHAIN-01"]),
    ]


def test_dead_ends_are_one_cause_only_where_no_path_gets_through() -> None:
    ends = [finding("CHAIN-03", f"p{n}", part="output") for n in range(4)]
    assert len(group(report(*ends))) == 4
    (cause,) = group(report(*ends, finding("CHAIN-01", "program")))
    assert cause.edits == 4
    assert cause.hanging == 0, "what must be mended itself does not hang"
    activities = [finding("CHAIN-03", f"a{n}", part="activity") for n in range(2)]
    both = group(report(*ends, *activities, finding("CHAIN-01", "program")))
    assert sorted(len(c.findings) for c in both) == [3, 4], "one a gap; the program hangs on one"


def test_what_leads_only_to_a_dead_end_hangs_on_it() -> None:
    found = report(*(finding("CHAIN-03", node, part="output") for node in ("p1", "p2", "p3")))
    near = around(leads_to={"p1": {"p2"}, "p2": {"p3"}})
    assert told(group(found, near)) == [("CHAIN-03", "p3", ["CHAIN-03", "CHAIN-03"])]


def test_a_circle_is_one_cause_and_two_circles_are_two() -> None:
    near = around(
        leads_to={"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "x": {"y"}, "y": {"x"}, "z": {"z"}},
        ends={
            "ab": ("a", "b"), "bc": ("b", "c"), "ca": ("c", "a"), "cd": ("c", "d"),
            "xy": ("x", "y"), "yx": ("y", "x"), "zz": ("z", "z"),
        },
    )  # fmt: skip
    links = [finding("CHAIN-07", link) for link in ("ab", "bc", "ca", "xy", "yx", "zz")]
    causes = group(report(*links, finding("CHAIN-09", "cd", "warning")), near)
    assert sorted((c.root.focus_node, len(c.symptoms)) for c in causes) == [
        ("ab", 2), ("cd", 0), ("xy", 1), ("zz", 0),
    ]  # fmt: skip
    backwards = finding("CHAIN-08", "ca", part="order")
    (root, *_) = group(report(*links[:3], backwards), near)
    assert (root.root, len(root.symptoms)) == (backwards, 3)


def test_a_link_of_which_nothing_is_said_is_one_cause() -> None:
    found = report(
        finding("CHAIN-10", "l", "info", part="evidence"),
        finding("CHAIN-09", "l", "warning"),
        finding("CHAIN-06", "l", "warning"),
        finding("CHAIN-06", "k", "warning"),
    )
    near = around(leads_to={"m1": {"m2"}, "m2": {"t"}}, ends={"l": ("m1", "m2")})
    assert told(group(found, near)) == [
        ("CHAIN-06", "l", ["CHAIN-09", "CHAIN-10"]),
        ("CHAIN-06", "k", []),
    ]
    assert group(found, near)[0].hanging == 2


def test_a_measure_that_no_program_reaches_hangs_on_the_broken_program() -> None:
    found = report(
        finding("CHAIN-12", "measure", part="program", program="measure"),
        finding("CHAIN-02", "t1", program="measure"),
        finding("CHAIN-01", "program"),
    )
    (cause,) = group(found)
    assert cause.root.rule == "CHAIN-01"
    assert (cause.programs, cause.measures) == (1, 1)


def test_the_worst_comes_first_then_that_on_which_most_hangs() -> None:
    found = report(
        finding("CHAIN-04", "a1", "warning"),
        finding("CHAIN-02", "m3"),
        finding("CHAIN-02", "m1"),
    )
    near = around(leads_to={"m1": {"m2"}, "a1": {"m1"}})
    assert [c.root.focus_node for c in group(found, near)] == ["m1", "m3", "a1"]
    milder = replace(found.findings[0], severity="info")
    symptom = finding("CHAIN-03", "a1", part="activity")
    (cause,) = group(report(milder, symptom))
    assert (cause.root, cause.severity) == (milder, "violation")


def test_waived_findings_are_in_no_cause() -> None:
    waived = replace(finding("CHAIN-03", "p1", part="output"), waived_until=date(2099, 1, 1))
    (cause,) = group(report(waived, finding("CHAIN-01", "program")))
    assert cause.findings == (finding("CHAIN-01", "program"),)


def test_values_of_one_thing_wrong_in_one_place_are_one_cause() -> None:
    pair = [replace(finding("IND-10", "i"), value=v, value_n3=f'"{v}"') for v in ("件", "%")]
    (cause,) = group(report(*pair))
    assert len(cause.findings) == 2
    targets = [
        replace(finding("CHAIN-04", "a"), value=v, value_is_iri=True) for v in ("urn:m", "urn:n")
    ]
    assert len(group(report(*targets))) == 2, "two links jump: two mends"


def test_a_report_of_nothing_has_no_causes() -> None:
    assert group(Report("municipal")) == ()


NODES = [f"n{number}" for number in range(6)]
EDGES = st.dictionaries(st.sampled_from(NODES), st.sets(st.sampled_from(NODES)))
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["CHAIN-01", "CHAIN-02", "CHAIN-03", "CHAIN-04", "CHAIN-07", "CHAIN-12"]),
        st.sampled_from(NODES),
        st.sampled_from(["violation", "warning", "info"]),
        part=st.sampled_from(["", "output", "activity", "program"]),
        program=st.sampled_from(["x", "y", "measure"]),
    ),
    max_size=25,
)


@given(found=FINDINGS, edges=EDGES, seed=st.randoms(use_true_random=False))
def test_whatever_is_found_causes_are_a_partition_in_one_order(
    found: list[Finding], edges: dict[str, set[str]], seed: random.Random
) -> None:
    near = Neighbours(edges, {"i": {"n1", "n2"}}, {"n5": ("n1", "n2")})
    causes = group(report(*found), near)
    assert Counter(f for c in causes for f in c.findings) == Counter(found)
    assert len({c.id for c in causes}) == len(causes)
    shuffled = list(found)
    seed.shuffle(shuffled)
    again = {node: sorted(edges[node], reverse=True) for node in reversed(list(edges))}
    assert group(report(*shuffled), replace(near, leads_to=again)) == causes
    regrouped = group(report(*(f for c in causes for f in c.findings)), near)
    assert regrouped == causes
    for cause in causes:
        reached = _walk(edges, cause, near)
        assert cause.hanging == len(reached)
        assert set(cause.hanging_nodes) <= reached
        assert len(cause.hanging_nodes) == min(5, len(reached))


def _walk(edges: dict[str, set[str]], cause: Cause, near: Neighbours) -> set[str]:
    """What hangs on a cause, found by walking."""
    own = {f.focus_node for f in cause.findings}
    starts = {n for n in own if n in near.elements} | ({"n2"} if "n5" in own else set())
    seen, waiting = set(starts), list(starts)
    while waiting:
        for node in edges.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen - {f.focus_node for f in cause.findings if f.rule == cause.root.rule}


@pytest.mark.parametrize("rule", ["CHAIN-03", "CHAIN-09"])
def test_a_chain_of_ten_thousand_elements_takes_as_much_longer_as_it_is_longer(rule: str) -> None:
    size = 10_000

    def chain(size: int) -> tuple[list[str], Report, Neighbours]:
        nodes = [f"n{number:05}" for number in range(size)]
        near = Neighbours({a: {b} for a, b in pairwise(nodes)})
        return nodes, report(*(finding(rule, node, part="output") for node in nodes)), near

    nodes, found, near = chain(size)
    _, few, nearer = chain(size // 20)
    causes = group(found, near)
    assert growth(lambda: group(few, nearer), lambda: group(found, near)) < 100
    if rule == "CHAIN-03":
        assert [(c.root.focus_node, len(c.symptoms)) for c in causes] == [(nodes[-1], size - 1)]
    else:
        assert [c.hanging for c in causes] == list(range(size - 1, -1, -1))


def test_a_circle_of_ten_thousand_links_is_one_cause() -> None:
    size = 10_000
    ends = {f"l{n}": (f"n{n}", f"n{(n + 1) % size}") for n in range(size)}
    near = Neighbours({a: {b} for a, b in ends.values()}, ends=ends)
    (cause,) = group(report(*(finding("CHAIN-07", link) for link in ends)), near)
    assert len(cause.findings) == cause.hanging == size


def test_fingerprints_tell_places_apart_but_not_literal_values() -> None:
    one = finding("CHAIN-11", "m")
    assert fingerprint(replace(one, value="7")) == fingerprint(replace(one, value="8"))
    others = [
        one,
        replace(one, focus_node="n"),
        replace(one, rule="CHAIN-12"),
        replace(one, path="urn:p"),
        replace(one, value="urn:v", value_is_iri=True),
        replace(one, source_shape=RULE + "x"),
    ]
    assert len({fingerprint(f) for f in others}) == len(others)


def test_consequences_name_rules_and_parts_that_there_are() -> None:
    assert consequences()
    subjects = {str(node) for node in shapes_graph().subjects()}
    ids = {rule.shape for rule in catalogue().values()}
    for consequence in consequences():
        assert consequence.relation in RELATIONS
        assert {consequence.symptom, consequence.cause} <= subjects, consequence
        assert consequence.given is None or consequence.given in ids


def test_consequences_are_no_shapes() -> None:
    from michisuji.quality.rulebook.rules import ruleset

    shapes = ruleset("municipal").shapes
    prefix = "https://w3id.org/michisuji/consequence/"
    assert any(str(s).startswith(prefix) for s in shapes_graph().subjects())
    assert not any(str(s).startswith(prefix) for s in shapes.subjects())
    assert (URIRef(RULE + "CHAIN-01"), None, None) in shapes
