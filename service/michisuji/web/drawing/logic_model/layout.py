"""The layout of a diagram: columns, boxes and routes of the links, in user units."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from michisuji.analysis.logic_model import COLUMNS, Column, Edge, LogicModel, Node
from michisuji.messages import section
from michisuji.plurals import filled
from michisuji.web.drawing import text
from michisuji.web.drawing.logic_model.layering import Layering, NumberedEdge, layering
from michisuji.web.drawing.logic_model.ordering import arrange, crossings
from michisuji.web.drawing.logic_model.placing import place

Point = tuple[float, float]

FONT = 13.0
LINE = 18.0
SMALL = 11.5
BOX = 208.0
PAD = 10.0
BADGE = 24.0
HEADER = 44.0
MAX_LINES = 6
_MARGIN = 10.0
_BAND = 12.0
_NARROW = 34.0
_GAP = 14.0
_LANE = 9.0
_UPRIGHT = 190.0  # the space that the upright heading of an empty column takes


@dataclass(frozen=True)
class Box:
    """A node's rectangle with its wrapped lines; ``foot`` is the small line at its bottom."""

    number: int
    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]
    cut: bool
    foot: Sequence[str]
    breaks: Sequence[str]


@dataclass(frozen=True)
class Route:
    """A link's route.

    ``forward``: curves and level stretches in turn; ``lane``: right angles, below all boxes;
    ``loop``: out of a node and back.
    """

    edge: Edge
    source: int
    target: int
    kind: Literal["forward", "lane", "loop"]
    points: Sequence[Point]


@dataclass(frozen=True)
class Band:
    """A column's background; an empty column is narrow."""

    column: Column
    x: float
    width: float
    empty: bool


@dataclass(frozen=True)
class Layout:
    """A whole picture; ``crossings`` counts those of the forward links."""

    width: float
    height: float
    bands: list[Band]
    boxes: list[Box]
    routes: list[Route]
    crossings: int


@dataclass
class _Items:
    """Nodes first, then the dummy items that carry long links through the layers between."""

    layers: list[list[int]]
    predecessors: list[list[int]]
    successors: list[list[int]]
    chains: list[list[int]] = field(default_factory=list)  # one per forward link, ends included


def layout(model: LogicModel, breaks: Mapping[str, Sequence[str]], lang: str) -> Layout:
    """Lay out a logic model.

    ``breaks`` gives the messages of broken nodes by IRI.
    """
    layers = layering(model)
    count = len(layers.nodes)
    boxes = [
        _measure(i, node, breaks.get(node.iri, ()), lang) for i, node in enumerate(layers.nodes)
    ]
    items = _items(layers)
    order = arrange(items.layers, items.predecessors, items.successors)
    total = len(items.predecessors)
    half = [box.height / 2 for box in boxes] + [3.0] * (total - count)
    up = [h + (BADGE if i < count and boxes[i].breaks else 0.0) for i, h in enumerate(half)]
    neighbours = [p + s for p, s in zip(items.predecessors, items.successors, strict=True)]
    dummy = [i >= count for i in range(total)]
    y = [v + HEADER + _GAP for v in place(order, neighbours, up, half, dummy, _GAP)]
    bands, lefts, width = _columns(layers, items)
    layer_of = {item: n for n, layer in enumerate(order) for item in layer}
    placed = [replace(box, x=lefts[layer_of[i]], y=y[i] - half[i]) for i, box in enumerate(boxes)]
    bottom = max((box.y + box.height for box in placed), default=HEADER)
    bottom = max([bottom, *(y[i] for i in range(count, total))])
    routes = _forward(layers, items, placed, y, lefts, layer_of)
    routes += [_loop(link, placed[link.source]) for link in layers.loops]
    lanes, bottom = _lanes(layers.backward, placed, bottom)
    if any(band.empty for band in bands):
        bottom = max(bottom, _UPRIGHT)
    return Layout(
        width=width,
        height=bottom + _GAP + _MARGIN,
        bands=bands,
        boxes=placed,
        routes=routes + lanes,
        crossings=crossings(order, items.successors),
    )


def _measure(number: int, node: Node, breaks: Sequence[str], lang: str) -> Box:
    says = section("diagram", lang)
    room = (BOX - 2 * PAD) / FONT
    lines, cut = text.wrap(node.label, room, MAX_LINES)
    foot: list[str] = []
    small = (BOX - 2 * PAD) / SMALL
    if node.of_measure:
        foot += text.wrap(says["of_measure"], small, 1)[0]
    if node.detail:
        foot += text.wrap(node.detail, small, 2)[0]
    if node.indicators:
        foot += ["◎ " + filled(says["indicators"], n=len(node.indicators))]
    lines = lines or [says["no_label"]]
    height = 2 * PAD - 2 + LINE * len(lines) + (4 + 16 * len(foot) if foot else 0)
    return Box(number, node, 0, 0, BOX, height, lines, cut, foot, tuple(breaks))


def _items(layers: Layering) -> _Items:
    """Split every long forward link with one dummy item in each layer that it passes."""
    count = len(layers.nodes)
    items = _Items(
        [list(layer) for layer in layers.layers],
        [[] for _ in range(count)],
        [[] for _ in range(count)],
    )
    for link in layers.forward:
        chain = [link.source]
        for layer in range(layers.layer_of[link.source] + 1, layers.layer_of[link.target]):
            dummy = len(items.predecessors)
            items.predecessors.append([])
            items.successors.append([])
            items.layers[layer].append(dummy)
            chain.append(dummy)
        chain.append(link.target)
        for a, b in itertools.pairwise(chain):
            items.successors[a].append(b)
            items.predecessors[b].append(a)
        items.chains.append(chain)
    return items


def _shown(layers: Layering) -> list[Column]:
    """Return the columns to draw: empty ones of the standard six stay, as narrow reminders."""
    used = set(layers.columns)
    shown = used | {"input", "activity", "output", "short", "mid", "long"}
    if "outcome-unstated" in used and not used & {"short", "mid", "long"}:
        shown -= {"short", "mid", "long"}
    return [column for column in COLUMNS if column in shown]


def _columns(layers: Layering, items: _Items) -> tuple[list[Band], list[float], float]:
    """Return bands, the left edge of each layer's boxes, and the whole width."""
    gutters = [
        min(84.0, 44.0 + 2.0 * sum(len(items.successors[i]) for i in layer))
        for layer in items.layers
    ]
    returning = 20.0 if layers.backward or layers.loops else 0.0
    bands: list[Band] = []
    lefts: list[float] = []
    x = _MARGIN + returning
    for column in _shown(layers):
        numbers = [i for i, name in enumerate(layers.columns) if name == column]
        if not numbers:
            bands.append(Band(column, x, _NARROW, True))
            x += _NARROW + 8
            continue
        start, x = x, x + _BAND
        for i in numbers:
            lefts.append(x)
            x += BOX + (gutters[i] if i != numbers[-1] else 0)
        x += _BAND
        bands.append(Band(column, start, x - start, False))
        x += max(gutters[numbers[-1]] - 2 * _BAND, 16)
    last = bands[-1]
    return bands, lefts, last.x + last.width + _MARGIN + returning


def _spread(box: Box, count: int) -> list[float]:
    """Return where links meet a side of a box: around its middle, spaced if several."""
    step = min(7.0, (box.height - 16) / max(count - 1, 1))
    middle = box.y + box.height / 2
    return [middle + step * (i - (count - 1) / 2) for i in range(count)]


def _forward(
    layers: Layering,
    items: _Items,
    boxes: Sequence[Box],
    y: Sequence[float],
    lefts: Sequence[float],
    layer_of: Mapping[int, int],
) -> list[Route]:
    count = len(boxes)
    leave: dict[int, dict[int, float]] = {}
    enter: dict[int, dict[int, float]] = {}
    for side, ports in ((1, leave), (-2, enter)):
        ends: dict[int, list[int]] = {}
        for i, chain in enumerate(items.chains):
            ends.setdefault(chain[0 if side == 1 else -1], []).append(i)
        for node, chains in ends.items():
            chains.sort(key=lambda i: y[items.chains[i][side]])
            ports[node] = dict(zip(chains, _spread(boxes[node], len(chains)), strict=True))
    routes = []
    for i, (link, chain) in enumerate(zip(layers.forward, items.chains, strict=True)):
        points: list[Point] = [(boxes[chain[0]].x + BOX, leave[chain[0]][i])]
        for item in chain[1:-1]:
            assert item >= count
            left = lefts[layer_of[item]]
            points += [(left - 6, y[item]), (left + BOX + 6, y[item])]
        points.append((boxes[chain[-1]].x, enter[chain[-1]][i]))
        routes.append(Route(link.edge, link.source, link.target, "forward", points))
    return routes


def _loop(link: NumberedEdge, box: Box) -> Route:
    right, top = box.x + BOX, box.y
    y1, y2 = top + box.height * 0.3, top + box.height * 0.7
    points = [(right, y1), (right + 26, y1 - 6), (right + 26, y2 + 6), (right, y2)]
    return Route(link.edge, link.source, link.target, "loop", points)


def _lanes(
    links: Sequence[NumberedEdge], boxes: Sequence[Box], bottom: float
) -> tuple[list[Route], float]:
    """Route backward links below all boxes, each where no other lane is in its way."""
    taken: list[list[tuple[float, float]]] = []
    routes = []
    ordered = sorted(links, key=lambda k: abs(boxes[k.source].x - boxes[k.target].x))
    for n, link in enumerate(ordered):
        source, target = boxes[link.source], boxes[link.target]
        shift = 7.0 + 4.0 * (n % 4)
        x1, x2 = source.x + BOX + shift, target.x - shift
        left, right = min(x1, x2), max(x1, x2)
        lane = 0
        while lane < len(taken) and any(a < right and left < b for a, b in taken[lane]):
            lane += 1
        if lane == len(taken):
            taken.append([])
        taken[lane].append((left - 8, right + 8))
        at = bottom + _GAP + _LANE * lane
        out_y, in_y = source.y + source.height - 7, target.y + target.height - 7
        leaving = [(source.x + BOX, out_y), (x1, out_y), (x1, at)]
        points = [*leaving, (x2, at), (x2, in_y), (target.x, in_y)]
        routes.append(Route(link.edge, link.source, link.target, "lane", points))
    return routes, bottom + (_GAP + _LANE * (len(taken) - 1) if taken else 0.0)
