"""Columns of boxes joined by curves, as SVG: what leads from left to right, without script.

Boxes are next to what leads to them; the picture grows downward, so that its text stays readable.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from michisuji.web.drawing.figure import (
    arrow_head,
    frame,
    label,
    number,
    path,
    rect,
    shape,
    titled,
)
from michisuji.web.drawing.text import wrap

BOX_WIDTH, GAP_X, GAP_Y, PAD = 222, 60, 12, 10
FONT, LINE, SMALL = 13, 18, 16
HEADER, MARGIN = 40, 12
MAX_LINES = 4
#: The picture shrinks to this share of its size at least: small type of 10 pixels.
_LEAST = 0.85
#: A box that is alone in its column is at most this far down.
SEEN = 360.0


@dataclass(frozen=True)
class Item:
    """A box: ``title`` wraps, ``lines`` follow in small type; ``kind`` is its CSS class."""

    key: str
    title: str
    lines: Sequence[str] = ()
    href: str = ""
    kind: str = ""


@dataclass(frozen=True)
class BoxColumn:
    """A headed column of boxes."""

    heading: str
    items: Sequence[Item]


@dataclass
class _Box:
    item: Item
    x: float
    y: float
    height: float
    title: Sequence[str]


def draw(
    columns: Sequence[BoxColumn],
    edges: Sequence[tuple[str, str]],
    *,
    title: str,
    description: str,
    name: str = "lay",
) -> str:
    """Draw one ``<svg>``.

    Edges join boxes of any two columns; one that leads back is a dashed curve below.
    """
    columns = [column for column in columns if column.items]
    ordered = _ordered(columns, edges)
    stacks = [[_box(item, n) for item in items] for n, items in enumerate(ordered)]
    boxes = {box.item.key: box for stack in stacks for box in stack}
    tall = _place(stacks, boxes, edges)
    width = 2 * MARGIN + len(columns) * BOX_WIDTH + max(0, len(columns) - 1) * GAP_X
    parts = [shape("defs", arrow_head(f"{name}-m"))]
    for n, column in enumerate(columns):
        x = MARGIN + n * (BOX_WIDTH + GAP_X) + BOX_WIDTH / 2
        parts.append(label(x, 26, column.heading, "h"))
    parts += [_edge(boxes[a], boxes[b], name) for a, b in edges if a in boxes and b in boxes]
    parts += [_drawn(box) for box in boxes.values()]
    return frame(
        "lay",
        (width, tall),
        parts,
        title=title,
        description=description,
        prefix=name,
        style=f"width:100%;max-width:{width}px;min-width:{number(width * _LEAST)}px",
    )


def _box(item: Item, column: int) -> _Box:
    lines, _ = wrap(item.title, (BOX_WIDTH - 2 * PAD) / FONT, MAX_LINES)
    height = 2 * PAD + LINE * max(1, len(lines)) + SMALL * len(item.lines) - 2
    return _Box(item, MARGIN + column * (BOX_WIDTH + GAP_X), 0.0, height, lines)


def _place(
    stacks: Sequence[list[_Box]], boxes: dict[str, _Box], edges: Sequence[tuple[str, str]]
) -> float:
    """Stack the tallest column, put the others next to their neighbours; return the height.

    A lone box is placed where it is seen without scrolling.
    """
    if not stacks:
        return HEADER
    sizes = [sum(box.height + GAP_Y for box in stack) for stack in stacks]
    first = sizes.index(max(sizes))
    _down(stacks[first], {})
    joined: dict[str, list[str]] = {}
    for a, b in edges:
        joined.setdefault(a, []).append(b)
        joined.setdefault(b, []).append(a)
    placed = {box.item.key for box in stacks[first]}
    for n in [*range(first - 1, -1, -1), *range(first + 1, len(stacks))]:
        wanted = {}
        for box in stacks[n]:
            beside = [boxes[key] for key in joined.get(box.item.key, ()) if key in placed]
            if beside:
                middle = sum(one.y + one.height / 2 for one in beside) / len(beside)
                wanted[box.item.key] = middle - box.height / 2
        if len(stacks[n]) == 1:
            wanted = {key: min(y, SEEN) for key, y in wanted.items()}
        _down(sorted(stacks[n], key=lambda box: wanted.get(box.item.key, float("inf"))), wanted)
        placed |= {box.item.key for box in stacks[n]}
    return max(box.y + box.height for box in boxes.values()) + MARGIN


def _down(stack: Sequence[_Box], wanted: Mapping[str, float]) -> None:
    """Place each box, or use the next free place below; move groups up that are too low."""
    top = float(HEADER + MARGIN)
    groups: list[tuple[float, list[_Box]]] = []  # boxes that touch, and where they begin
    for box in stack:
        begin, group = wanted.get(box.item.key, 0.0 if not wanted else float("inf")), [box]
        if begin == float("inf"):
            begin = groups[-1][0] + _height(groups[-1][1]) if groups else top
        while groups and groups[-1][0] + _height(groups[-1][1]) > begin:
            above, others = groups.pop()
            # The joined group begins where its members would be on average.
            begin = (above * len(others) + (begin - _height(others)) * len(group)) / (
                len(others) + len(group)
            )
            group = [*others, *group]
        groups.append((max(begin, top), group))
    y = top
    for begin, group in groups:
        y = max(y, begin)
        for box in group:
            box.y = y
            y += box.height + GAP_Y


def _height(group: Sequence[_Box]) -> float:
    return sum(box.height + GAP_Y for box in group)


def _ordered(columns: Sequence[BoxColumn], edges: Sequence[tuple[str, str]]) -> list[list[Item]]:
    """Keep the given (ranked) first column; sort the others by what leads to them."""
    result = [list(column.items) for column in columns]
    for left, right in itertools.pairwise(result):
        place = {item.key: n for n, item in enumerate(left)}
        around: dict[str, list[int]] = {}
        for a, b in edges:
            if a in place:
                around.setdefault(b, []).append(place[a])
        middle = {key: sum(own) / len(own) for key, own in around.items()}
        right.sort(key=lambda item: middle.get(item.key, float("inf")))
    return result


def _edge(a: _Box, b: _Box, name: str) -> str:
    if b.x <= a.x:
        return _back(a, b, name)
    x1, y1 = a.x + BOX_WIDTH, a.y + a.height / 2
    x2, y2 = b.x - 3, b.y + b.height / 2
    bend = max(24.0, (x2 - x1) / 2)
    way = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return path(way, marker_end=f"url(#{name}-m)")


def _back(a: _Box, b: _Box, name: str) -> str:
    """Return the curve of an edge that leads back, from below one box to below the other."""
    x1, y1 = a.x + BOX_WIDTH / 2, a.y + a.height
    x2, y2 = b.x + BOX_WIDTH / 2 + (24 if a.x == b.x else 0), b.y + b.height + 2
    low = max(y1, y2) + GAP_Y * 2
    way = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {low:.0f} {x2:.0f} {low:.0f} {x2:.0f} {y2:.0f}"
    return path(way, "back", marker_end=f"url(#{name}-m)")


def _drawn(box: _Box) -> str:
    item = box.item
    left, y = round(box.x) + PAD, round(box.y) + PAD + FONT - 1
    parts = [rect(round(box.x), round(box.y), BOX_WIDTH, round(box.height), rx=6)]
    for line in box.title or [""]:
        parts.append(label(left, y, line))
        y += LINE
    for line in item.lines:
        parts.append(label(left, y - 2, line, "s"))
        y += SMALL
    return titled("、".join([item.title, *item.lines]), "".join(parts), item.href, item.kind)
