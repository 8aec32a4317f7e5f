"""The positions of the explorer's nodes: columns by kind, from plan to indicator.

Nodes never overlap. Positions are computed here, so the browser needs no physics: two thousand
nodes draw in half a second instead of minutes.
"""

from __future__ import annotations

from collections.abc import Sequence

from michisuji.vocabulary import LM, PREFIXES
from michisuji.web.drawing.logic_model.placing import fit
from michisuji.web.graph.collect import Link, View

#: Maximum size of a node's box, and the room around it, in the picture's units.
WIDTH, HEIGHT = 210, 92
GAP_X, GAP_Y = 84, 18
#: A column with more nodes than this is split into several, side by side.
TALL = 10
_TURNS = 5
#: The column of what surrounds the chain: units, goals, evaluations, practices, laws.
ASIDE = 3

_CHILD_TO_PARENT = {
    f"{LM}partOf",
    f"{LM}serves",
    f"{LM}indicates",
    f"{PREFIXES['org']}unitOf",
    f"{LM}adoptedFrom",
    f"{PREFIXES['prov']}wasRevisionOf",
}


def positions(view: View) -> dict[str, tuple[float, float]]:
    """Return the centre of every node; the first opened one is at (0, 0)."""
    if not view.nodes:
        return {}
    links = list(view.links.values())
    columns = _columns(view, links)
    around = _around(view, links)
    parts = [part for column in columns for part in _split(column)]
    heights: dict[str, float] = {}
    for turn in range(_TURNS):
        for part, shift, _ in parts if turn % 2 == 0 else reversed(parts):
            _stack(part, shift, around, heights)
    start = next(iter(view.openings), next(iter(view.nodes)))
    if view.nodes[start].kind.column != ASIDE:
        _step_aside(view, [part for part, _, _ in parts], heights)
    placed: dict[str, tuple[float, float]] = {}
    x = 0.0
    for part, _, gap in parts:
        placed.update({iri: (x, heights[iri]) for iri in part})
        x += WIDTH + gap
    x0, y0 = placed[start]
    return {iri: (round(px - x0, 1), round(py - y0, 1)) for iri, (px, py) in placed.items()}


def _split(column: list[str]) -> list[tuple[list[str], float, float]]:
    """Split a column into parts of at most TALL nodes: (nodes, shift, room to its right).

    Neighbouring parts are half a step apart, so that lines pass between the boxes.
    """
    count = -(-len(column) // TALL)
    return [
        (
            column[i::count],
            (HEIGHT + GAP_Y) / 2 * (i % 2),
            float(GAP_Y if i + 1 < count else GAP_X),
        )
        for i in range(count)
    ]


def _stack(
    part: list[str], shift: float, around: dict[str, list[str]], heights: dict[str, float]
) -> None:
    """Place a part's nodes as near to their neighbours as a box's height allows."""
    wanted = {iri: _wanted(iri, around, heights) for iri in part}
    part.sort(key=wanted.__getitem__)
    ys = fit(
        [wanted[iri] for iri in part],
        [1.0] * len(part),
        [float(HEIGHT + GAP_Y)] * (len(part) - 1),
    )
    heights.update({iri: y + shift for iri, y in zip(part, ys, strict=True)})


def _step_aside(view: View, parts: Sequence[list[str]], heights: dict[str, float]) -> None:
    """Move units above, evaluations and practices below the lines from measures to programs.

    They are in the column between, where the lines would run under them.
    """
    column = {iri: node.kind.column for iri, node in view.nodes.items()}
    left = [heights[i] for i in view.nodes if column[i] < ASIDE]
    right = [heights[i] for i in view.nodes if column[i] > ASIDE]
    if not left or not right:
        return
    top, bottom = min(left + right), max(left + right)
    step = float(HEIGHT + GAP_Y)
    for part in parts:
        if column[part[0]] != ASIDE:
            continue
        above = [iri for iri in part if view.nodes[iri].kind.key in ("unit", "goal")]
        below = [iri for iri in part if iri not in above]
        heights.update({iri: top - step * (i + 1) for i, iri in enumerate(reversed(above))})
        heights.update({iri: bottom + step * (i + 1) for i, iri in enumerate(below)})


def _around(view: View, links: Sequence[Link]) -> dict[str, list[str]]:
    around: dict[str, list[str]] = {iri: [] for iri in view.nodes}
    for link in links:
        if link.source in around and link.target in around and link.source != link.target:
            around[link.source].append(link.target)
            around[link.target].append(link.source)
    return around


def _wanted(iri: str, around: dict[str, list[str]], heights: dict[str, float]) -> float:
    """Return the mean height of the neighbours placed so far."""
    known = [heights[n] for n in around[iri] if n in heights]
    return sum(known) / len(known) if known else 0.0


def _columns(view: View, links: Sequence[Link]) -> list[list[str]]:
    """Group nodes by kind and, within a kind, by their depth below others of it."""
    kind = {iri: node.kind.column for iri, node in view.nodes.items()}
    below: list[tuple[str, str]] = []
    for link in links:
        if kind.get(link.source) == kind.get(link.target) and link.source != link.target:
            ends = (link.source, link.target)
            below.append((ends[1], ends[0]) if link.property in _CHILD_TO_PARENT else ends)
    depth = dict.fromkeys(view.nodes, 0)
    for _ in range(8):  # enough for any tree of units; a cycle ends here as well
        moved = False
        for upper, lower in below:
            if depth[lower] <= depth[upper] < 8:
                depth[lower] = depth[upper] + 1
                moved = True
        if not moved:
            break
    places = sorted({(kind[iri], depth[iri]) for iri in view.nodes})
    return [[i for i in view.nodes if (kind[i], depth[i]) == place] for place in places]
