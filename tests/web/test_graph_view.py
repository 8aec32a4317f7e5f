"""What the explorer shows: state in the address, neighbours, pyvis's nodes and edges."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st
from michisuji.vocabulary import LM
from michisuji.web.graph import collect
from michisuji.web.graph.address import (
    MAX_OPENED,
    PAGE,
    Opened,
    OpenedRelation,
    address,
    grown,
    parse,
    serialise,
)
from michisuji.web.graph.kinds import KINDS, kind_of
from michisuji.web.graph.network import network
from michisuji.web.graph.payload import payload, rows

from tests.web.graph_city import BASE, PAYLOAD, city, iri


def view(*references: str, programs: int = 0, lang: str = "ja") -> collect.View:
    opened = parse(references[0], references[1:], BASE)
    shown = collect.view(city(programs), opened, BASE, lang)
    assert shown is not None
    return shown


def test_the_address_names_what_is_open_and_reads_back() -> None:
    opened = parse("program/x-1", ["measure/x-01:3", iri("unit/x-s"), "id/unit/x-city"], BASE)
    assert opened == [
        Opened(iri("program/x-1")),
        Opened(iri("measure/x-01"), 3),
        Opened(iri("unit/x-s")),
        Opened(iri("unit/x-city")),
    ]
    others = [value for one in opened[1:] for value in serialise(one, BASE)]
    assert parse("program/x-1", others, BASE) == opened
    assert "node=program/x-1&open=measure/x-01:3" in address("/graph", opened, BASE, "ja")
    assert address("/graph", opened, BASE, "en").endswith("lang=en")


def test_one_relation_all_of_it_or_its_first_ones_stand_in_the_address() -> None:
    values = ["measure/x-01~-partOf:20n", "program/x-1~-indicates", "program/x-1~leadUnit:1"]
    opened = parse("program/x-1", values, BASE)
    indicators, unit = OpenedRelation("-indicates"), OpenedRelation("leadUnit", 1)
    assert opened == [
        Opened(iri("program/x-1"), 0, (indicators, unit)),
        Opened(iri("measure/x-01"), 0, (OpenedRelation("-partOf", 20, by_name=True),)),
    ]
    where = address("/graph", opened, BASE, "ja")
    asked = parse_qs(where.partition("?")[2])
    assert parse(asked["node"][0], asked["open"], BASE) == opened
    assert parse("program/x-1", ["program/x-1:0"], BASE) == [Opened(iri("program/x-1"), 0)]


def test_several_pages_of_the_start_stand_in_its_address() -> None:
    where = address("/graph", [Opened(iri("measure/x-01"), 2)], BASE, "ja")
    assert where == "/graph?node=measure/x-01&open=measure/x-01:2"
    assert parse("measure/x-01", ["measure/x-01:2"], BASE) == [Opened(iri("measure/x-01"), 2)]


@given(st.lists(st.text(max_size=30), max_size=60))
def test_any_address_is_read(values: list[str]) -> None:
    opened = parse("program/x-1", values, BASE)
    assert opened[0].iri == iri("program/x-1")
    assert len(opened) <= MAX_OPENED


def test_a_program_shows_its_chain_measure_and_unit() -> None:
    shown = view("program/x-1")
    kinds = {node.iri: node.kind.key for node in shown.nodes.values()}
    assert kinds[iri("measure/x-01")] == "measure"
    assert kinds[iri("unit/x-s")] == "unit"
    assert kinds[iri("outcome/x-1-c")] == "outcome"
    assert (iri("output/x-1-o"), f"{LM}leadsTo", iri("outcome/x-1-c")) in shown.links
    belongs = [k[0] for k in shown.links if k[1] == f"{LM}inModel"]
    assert iri("outcome/x-1-u") in belongs, "nothing leads there: joined to the program itself"
    assert iri("output/x-1-o") not in belongs, "the chain leads there already"
    assert all({link.source, link.target} <= shown.nodes.keys() for link in shown.links.values())


def test_many_neighbours_come_in_pages_and_the_rest_is_told() -> None:
    shown = view("measure/x-01", programs=40)
    opening = shown.openings[iri("measure/x-01")]
    assert opening.shown == PAGE
    assert opening.total == 44  # the plan, its own town condition, 2 + 40 programs
    told = payload(shown, BASE, str, "ja")
    assert len({other for other, _, _ in told["steps"][iri("measure/x-01")]}) == 44
    assert {node["id"] for node in told["nodes"]} > shown.nodes.keys()
    assert opening.left == 44 - PAGE
    everything = view("measure/x-01", "measure/x-01:3", programs=40)
    assert everything.openings[iri("measure/x-01")].left == 0


def test_a_relation_opens_alone_or_by_its_first_names() -> None:
    shown = view("measure/x-01", "measure/x-01~-partOf:3n", programs=40)
    assert sorted(shown.nodes) == sorted(
        [iri("measure/x-01"), *(iri(f"program/y-{i:03}") for i in range(3))]
    )
    assert {link.property for link in shown.links.values()} == {f"{LM}partOf"}


def test_the_indicators_of_a_program_are_those_of_its_elements() -> None:
    shown = view("program/x-1", "program/x-1~-indicates")
    assert set(shown.nodes) == {iri("program/x-1"), iri("indicator/x-k")}
    assert set(shown.links) == {(iri("indicator/x-k"), f"{LM}indicates", iri("program/x-1"))}
    both = view("program/x-1", "program/x-1:3")
    assert iri("indicator/x-k") in both.nodes
    opened = view("program/x-1", "program/x-1:3", "output/x-1-o")
    ends = [k[2] for k in opened.links if k[0] == iri("indicator/x-k")]
    assert ends == [iri("output/x-1-o")], "its element is shown: no line to the program"


def test_a_chain_reaches_what_is_opened_after_it() -> None:
    """The browser keeps what each answer says: one answer alone has the link to the measure's."""
    program = payload(view("program/x-1"), BASE, str, "ja")
    ends = (iri("outcome/x-1-c"), iri("town-condition/x-01-t"))
    assert ends[1] not in {node["id"] for node in program["nodes"]}
    (link,) = [edge for edge in program["edges"] if (edge["from"], edge["to"]) == ends]
    both = payload(view("program/x-1", "measure/x-01"), BASE, str, "ja")
    assert link in both["edges"]
    assert len({edge["id"] for edge in both["edges"]}) == len(both["edges"])


def test_opening_grows_and_unknown_ones_are_left_out() -> None:
    opened = grown([Opened("a")], "b")
    assert opened == [Opened("a"), Opened("b")]
    assert grown(opened, "b") == [Opened("a"), Opened("b", 2)]
    shown = view("program/x-1", "unit/none")
    assert shown.lost == 1
    assert collect.view(city(), [Opened(iri("unit/none"))], BASE, "ja") is None


def test_pyvis_builds_it_without_physics_or_html() -> None:
    drawn = network(view("measure/x-01"), "ja")
    assert drawn["options"]["physics"] == {"enabled": False}
    assert drawn["options"]["nodes"]["font"]["multi"] is False
    assert all({"label", "group", "shape"} <= node.keys() for node in drawn["nodes"])
    looks = drawn["options"]["groups"]
    assert all({"color", "shapeProperties"} <= looks[n["group"]].keys() for n in drawn["nodes"])
    upward = {edge["name"]: edge["upward"] for edge in drawn["edges"]}
    assert upward["上位"], "a measure is part of a plan"
    assert not upward["事業・施策"]
    assert not any("title" in item for item in [*drawn["nodes"], *drawn["edges"]])
    (evil,) = [n for n in drawn["nodes"] if n["id"] == iri("program/x-evil")]
    assert evil["name"] == PAYLOAD
    assert evil["label"].startswith("■ 事業\n<img")
    json.dumps(drawn)


def test_a_kind_is_told_by_sign_and_border_not_by_colour_alone() -> None:
    assert len({k.sign for k in KINDS.values()}) == len(KINDS)
    assert len({k.column for k in KINDS.values()}) > 8
    assert kind_of([f"{LM}Outcome", f"{LM}TownCondition"]).key == "town"
    assert kind_of(["urn:unknown"]).key == "other"
    assert KINDS["unit"].name("en") == "Unit"


def test_the_table_has_every_node_and_link_and_plain_addresses_to_open_more() -> None:
    shown = view("program/x-1")
    table = rows(shown, BASE, "ja", lambda i: "/doc/" + i.rpartition("/id/")[2], "/graph")
    assert {row["iri"] for row in table} == shown.nodes.keys()
    assert sum(len(row["links"]) for row in table) == len(shown.links)
    unit = next(row for row in table if row["iri"] == iri("unit/x-s"))
    assert unit["expand"] == "/graph?node=program/x-1&open=unit/x-s"
    start = next(row for row in table if row["iri"] == iri("program/x-1"))
    assert start["expand"] == ""
    assert "すべて" in start["action"]
    lead = {"relation": "主管", "label": "防災課", "href": "/doc/unit/x-s"}
    assert lead in start["links"]
    english = rows(view("program/x-1", lang="en"), BASE, "en", str, "/graph")
    assert "Drill program" in {row["label"] for row in english}
