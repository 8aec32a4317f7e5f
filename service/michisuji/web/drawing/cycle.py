"""A cycle of steps: boxes around a ring, joined by arrows in the direction of the clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.web.drawing.figure import arrow_head, frame, label, path, rect, shape
from michisuji.web.drawing.text import wrap

_WIDTH, _HEIGHT = 460.0, 340.0
_BOX, _TALL = 164.0, 74.0
_FONT = 14.0


@dataclass(frozen=True)
class CycleStep:
    """A step: its name, what happens, and when."""

    name: str
    what: str
    when: str = ""


def cycle(steps: Sequence[CycleStep], *, title: str, description: str, name: str) -> str:
    """Draw three or more steps as one ``<svg>``; the first is at the top."""
    middle = _WIDTH / 2, _HEIGHT / 2
    reach = (_WIDTH - _BOX) / 2 - 4, (_HEIGHT - _TALL) / 2 - 4
    angles = [2 * math.pi * n / len(steps) - math.pi / 2 for n in range(len(steps))]
    places = [
        (middle[0] + reach[0] * math.cos(a), middle[1] + reach[1] * math.sin(a)) for a in angles
    ]
    parts = [shape("defs", arrow_head(f"{name}-m"))]
    for n, start in enumerate(places):
        parts.append(_arrow(start, places[(n + 1) % len(places)], middle, name))
    parts += [_box(step, place) for step, place in zip(steps, places, strict=True)]
    return frame(
        "cycle",
        (_WIDTH, _HEIGHT),
        parts,
        title=title,
        description=description,
        prefix=name,
        role="img",
    )


def _arrow(
    a: tuple[float, float], b: tuple[float, float], middle: tuple[float, float], name: str
) -> str:
    """Return the arrow from box to box, bent outward, from edge to edge."""
    bend = [(p + q) / 2 + ((p + q) / 2 - m) * 0.35 for p, q, m in zip(a, b, middle, strict=True)]
    start, end = _edge(a, bend), _edge(b, bend)
    return path(
        f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end[0]:.1f} {end[1]:.1f}",
        "way",
        marker_end=f"url(#{name}-m)",
    )


def _edge(box: tuple[float, float], to: Sequence[float]) -> tuple[float, float]:
    """Return where the line from the middle of a box to a point leaves the box."""
    dx, dy = to[0] - box[0], to[1] - box[1]
    share = min(
        (_BOX / 2 + 4) / abs(dx) if dx else math.inf, (_TALL / 2 + 4) / abs(dy) if dy else math.inf
    )
    return box[0] + dx * min(share, 1), box[1] + dy * min(share, 1)


def _box(step: CycleStep, place: tuple[float, float]) -> str:
    x, y = place
    out = [rect(x - _BOX / 2, y - _TALL / 2, _BOX, _TALL, rx=10)]
    lines, _ = wrap(step.what, (_BOX - 16) / 12.5, 2)
    top = y - _TALL / 2 + 20
    out.append(label(x, top, step.name, "h"))
    for n, line in enumerate(lines):
        out.append(label(x, top + 18 + 15 * n, line, "s"))
    if step.when:
        out.append(label(x, top + 18 + 15 * len(lines), step.when, "d"))
    return "".join(out)
