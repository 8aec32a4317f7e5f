"""The layer of each node, and the links that run forward, back or in a loop.

A column (input, activity, …) is one layer, or several when elements of one stage lead to each
other: then every link still runs from left to right, in a wider column.
"""

from __future__ import annotations

from dataclasses import dataclass

from michisuji.analysis.logic_model import COLUMNS, Column, Edge, LogicModel, Node


@dataclass(frozen=True)
class NumberedEdge:
    """An edge between node numbers."""

    edge: Edge
    source: int
    target: int


@dataclass(frozen=True)
class Layering:
    """Nodes (each IRI once) and their layers; links by their direction."""

    nodes: list[Node]
    layers: list[list[int]]
    columns: list[Column]
    layer_of: list[int]
    forward: list[NumberedEdge]
    backward: list[NumberedEdge]
    loops: list[NumberedEdge]


def layering(model: LogicModel) -> Layering:
    """Assign numbers (in sheet order) and layers to the nodes; cycles are cut."""
    nodes = _unique(model)
    number = {node.iri: i for i, node in enumerate(nodes)}
    links = [
        NumberedEdge(edge, number[edge.source], number[edge.target])
        for edge in model.edges
        if edge.source in number and edge.target in number
    ]
    rank = {column: i for i, column in enumerate(COLUMNS)}
    column_of = [rank[node.kind] for node in nodes]
    loops = [link for link in links if link.source == link.target]
    inner, forward, backward = [], [], []
    for link in links:
        if link.source == link.target:
            continue
        step = column_of[link.target] - column_of[link.source]
        if link.edge.feedback or step < 0:
            backward.append(link)
        elif step == 0:
            inner.append(link)
        else:
            forward.append(link)
    depth, cut = _depths(len(nodes), inner)
    forward += [link for i, link in enumerate(inner) if i not in cut]
    backward += [link for i, link in enumerate(inner) if i in cut]
    return _build(nodes, column_of, depth, forward, backward, loops)


def _unique(model: LogicModel) -> list[Node]:
    seen: dict[str, Node] = {}
    for node in sorted(model.nodes, key=lambda n: (n.order, n.iri)):
        seen.setdefault(node.iri, node)
    return list(seen.values())


def _depths(count: int, inner: list[NumberedEdge]) -> tuple[list[int], set[int]]:
    """Return each node's longest-path depth in its column, and the links cut to break cycles."""
    out: list[list[int]] = [[] for _ in range(count)]
    for i, link in enumerate(inner):
        out[link.source].append(i)
    cut: set[int] = set()
    state = [0] * count  # 0 not seen, 1 on the path, 2 done
    finished: list[int] = []
    for start in range(count):
        if state[start] or not out[start]:
            continue
        state[start] = 1
        stack = [(start, iter(out[start]))]
        while stack:
            node, rest = stack[-1]
            i = next(rest, -1)
            if i < 0:
                state[node] = 2
                finished.append(node)
                stack.pop()
                continue
            target = inner[i].target
            if state[target] == 1:
                cut.add(i)
            elif state[target] == 0:
                state[target] = 1
                stack.append((target, iter(out[target])))
    depth = [0] * count
    for node in reversed(finished):
        for i in out[node]:
            if i not in cut:
                target = inner[i].target
                depth[target] = max(depth[target], depth[node] + 1)
    return depth, cut


def _build(
    nodes: list[Node],
    column_of: list[int],
    depth: list[int],
    forward: list[NumberedEdge],
    backward: list[NumberedEdge],
    loops: list[NumberedEdge],
) -> Layering:
    places = sorted({(column_of[i], depth[i]) for i in range(len(nodes))})
    index = {place: i for i, place in enumerate(places)}
    layer_of = [index[column_of[i], depth[i]] for i in range(len(nodes))]
    layers: list[list[int]] = [[] for _ in places]
    for i, layer in enumerate(layer_of):
        layers[layer].append(i)
    columns = [COLUMNS[column] for column, _ in places]
    return Layering(nodes, layers, columns, layer_of, forward, backward, loops)
