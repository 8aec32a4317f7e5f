"""Where the explorer's nodes stand: graph_layout.js, for the service and the static site."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from michisuji.web.graph import collect
from michisuji.web.graph.address import Opened, parse
from michisuji.web.graph.kinds import KINDS
from michisuji.web.graph.network import network
from michisuji.web.graph.payload import kind_told

from tests.web.graph_city import BASE, city, iri

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

#: A box at most, and the room below it.
WIDTH, HEIGHT = 210, 92 + 18
Places = dict[str, tuple[float, float]]


def placed(page: Page, view: collect.View, root: Path) -> Places:
    """The centre of every node, as the browser computes it."""
    static = root / "service" / "michisuji" / "web" / "static"
    page.add_script_tag(path=static / "js" / "graph_layout.js")
    kinds = [kind_told(kind, "ja") for kind in KINDS.values()]
    shown = {**network(view, "ja"), "kinds": kinds, "start": next(iter(view.openings))}
    found: list[Any] = page.evaluate("graph => [...window.michisujiLayout(graph)]", shown)
    assert {one for one, _ in found} == view.nodes.keys()
    return {one: (at["x"], at["y"]) for one, at in found}


def seen(*references: str, programs: int = 0) -> collect.View:
    opened = parse(references[0], references[1:], BASE)
    view = collect.view(city(programs), opened, BASE, "ja")
    assert view is not None
    return view


def assert_apart(places: Places) -> None:
    for (x1, y1), (x2, y2) in combinations(places.values(), 2):
        assert abs(x1 - x2) >= WIDTH or abs(y1 - y2) >= HEIGHT - 0.2


@pytest.mark.parametrize("programs", [0, 40])
def test_no_two_boxes_overlap_and_the_start_is_the_origin(
    page: Page, root: Path, programs: int
) -> None:
    view = seen("measure/x-01", "measure/x-01:9", "program/x-1", "unit/x-s", programs=programs)
    places = placed(page, view, root)
    assert places[iri("measure/x-01")] == (0, 0)
    assert_apart(places)


def test_kinds_run_from_plan_to_town_condition_and_units_by_depth(page: Page, root: Path) -> None:
    places = placed(page, seen("program/x-1", "measure/x-01", "unit/x-s"), root)
    order = ["plan/x", "measure/x-01", "unit/x-city", "unit/x-s", "program/x-1", "activity/x-1-a"]
    order += ["output/x-1-o", "outcome/x-1-c", "town-condition/x-01-t"]
    x = [places[iri(reference)][0] for reference in order]
    assert all(left < right for left, right in pairwise(x))


def test_units_stand_above_the_lines_from_measures_to_programs(page: Page, root: Path) -> None:
    places = placed(page, seen("measure/x-01", "program/x-1", "unit/x-s"), root)
    others = [y for one, (_, y) in places.items() if "/unit/" not in one]
    assert places[iri("unit/x-s")][1] <= min(others) - HEIGHT


@pytest.mark.parametrize("size", [1, 2, 30, 400])
def test_any_links_make_a_picture(page: Page, root: Path, size: int) -> None:
    """Circles, loops and links against the order of kinds included."""
    drawn, view = random.Random(size), collect.View()
    kinds = list(KINDS.values())
    for number in range(size):
        view.nodes[f"n{number}"] = collect.GraphNode(f"n{number}", drawn.choice(kinds), "x")
    for _ in range(2 * size):
        ends = [f"n{drawn.randrange(size)}" for _ in range(2)]
        name = "https://w3id.org/michisuji/ns#" + drawn.choice(["partOf", "leadsTo", "serves"])
        view.links[ends[0], name, ends[1]] = collect.Link(ends[0], name, ends[1])
    start = f"n{size // 2}"
    view.openings[start] = collect.Opening(Opened(start), [], 0, False)
    places = placed(page, view, root)
    assert places[start] == (0, 0)
    assert_apart(places)
