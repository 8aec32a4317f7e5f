"""Ways between two resources as SVG: each a column of boxes from top to bottom, without script.

The arrow of each link points as its statement does, so that a way over all links shows which of
them run against the walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.web.drawing.figure import (
    INK,
    QUIET,
    arrow_head,
    frame,
    label,
    path,
    rect,
    shape,
    text_rules,
    titled,
)
from michisuji.web.drawing.text import wrap

BOX_WIDTH, GAP_X, MARGIN, PAD = 300, 36, 14, 12
#: The space between two boxes, in which the name of their link stands.
STEP = 46
FONT, LINE, SMALL = 14, 20, 18
HEADER, MAX_LINES = 40, 4


@dataclass(frozen=True)
class Stop:
    """A resource on a way: kind and name, with the link to the next one, '' at the end.

    ``against``: the link's statement runs from the next one to this one.
    """

    kind: str
    name: str
    href: str
    fill: str
    ink: str
    relation: str = ""
    against: bool = False
    is_end: bool = False


@dataclass(frozen=True)
class DrawnWay:
    """A headed way."""

    heading: str
    stops: Sequence[Stop]


def draw_ways(
    lanes: Sequence[DrawnWay], *, title: str, description: str, prefix: str = "ways"
) -> str:
    """Draw one ``<svg>`` of the ways side by side."""
    marker = f"{prefix}-m"
    parts = [shape("defs", arrow_head(marker, INK))]
    tall = float(HEADER)
    for n, lane in enumerate(lanes):
        x = MARGIN + n * (BOX_WIDTH + GAP_X)
        parts.append(label(x, 26, lane.heading, "h"))
        drawn, bottom = _lane(lane, x, marker)
        parts += drawn
        tall = max(tall, bottom)
    width = 2 * MARGIN + len(lanes) * BOX_WIDTH + max(0, len(lanes) - 1) * GAP_X
    return frame(
        "ways",
        (width, tall + MARGIN),
        parts,
        title=title,
        description=description,
        prefix=prefix,
        style=f"width:{width}px;min-width:{width}px",
        rules=text_rules("ways", f"{FONT}px") + ".ways .h{font-weight:700}.ways .s{font-size:12px}",
    )


def _lane(lane: DrawnWay, x: float, marker: str) -> tuple[list[str], float]:
    parts, y = [], float(HEADER)
    for stop in lane.stops:
        lines, _ = wrap(stop.name, (BOX_WIDTH - 2 * PAD) / FONT, MAX_LINES)
        height = 2 * PAD + SMALL + LINE * max(1, len(lines)) - 6
        parts.append(_box(stop, lines, x, y, height))
        y += height
        if stop.relation:
            parts.append(_link(stop, x, y, marker))
            y += STEP
    return parts, y


def _box(stop: Stop, lines: Sequence[str], x: float, y: float, height: float) -> str:
    width = 3.0 if stop.is_end else 1.4
    inside = rect(
        x, y, BOX_WIDTH, height, rx=8, fill=stop.fill, stroke=stop.ink, stroke_width=width
    )
    base = y + PAD + 12
    inside += label(x + PAD, base, stop.kind, "s")
    for n, line in enumerate(lines or [""], 1):
        inside += label(x + PAD, base + n * LINE, line)
    return titled(f"{stop.kind}: {stop.name}", inside, stop.href)


def _link(stop: Stop, x: float, y: float, marker: str) -> str:
    middle = x + 40
    ends = (y + STEP - 3, y + 3) if stop.against else (y + 3, y + STEP - 3)
    line = path(
        f"M{middle:.0f} {ends[0]:.0f}V{ends[1]:.0f}",
        fill="none",
        stroke=QUIET,
        stroke_width=1.8,
        marker_end=f"url(#{marker})",
    )
    return line + label(middle + 14, y + STEP / 2 + 4, stop.relation, "s")
