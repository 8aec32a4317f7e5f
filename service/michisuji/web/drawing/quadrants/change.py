"""Measures or programs by their budget's change and targets met, as SVG.

A bubble's area is its budget; its number and colour name its policy, as the legend says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.figures import sentence_yen
from michisuji.web.drawing.figure import frame, label, path, rect, shape, titled
from michisuji.web.drawing.text import width
from michisuji.web.i18n import translate

_WIDTH, _HEIGHT = 860.0, 500.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 20.0, 40.0, 64.0
_SMALL, _LARGE = 11.0, 30.0
#: Size of the letters of the words in the corners.
_LETTER = 15.0
#: Colours of policies; those beyond them begin again, their numbers tell them apart.
COLOURS = 8
#: Bubbles drawn: those of the largest budgets.
MOST = 120


@dataclass(frozen=True)
class Bubble:
    """One measure or program: ``change`` and ``share`` in %, ``budget`` in yen.

    ``group``: the number of its policy in the legend, from 1; 0 without one.
    """

    name: str
    href: str
    group: int
    change: float
    share: float
    budget: float


def change_quadrant(bubbles: Sequence[Bubble], *, title: str, count: int, lang: str) -> str:
    """Draw changes from left (less) to right (more), targets met upward; '' without a bubble.

    The scale of changes is that of square roots, so that a few large ones leave room for the rest.
    ``count``: all rows, drawn or not.
    """
    drawn = sorted(bubbles, key=lambda one: -one.budget)[:MOST]
    if not drawn:
        return ""
    reach = _reach(max(abs(one.change) for one in drawn))
    most = max(one.budget for one in drawn) or 1.0
    parts = _axes(reach)
    taken: list[tuple[float, float, float]] = []
    corners = _corners()
    for one in drawn:
        r = max(_SMALL, _LARGE * math.sqrt(max(one.budget, 0.0) / most))
        x, y = _free(_x(one.change, reach), _y(one.share), r, taken, corners)
        taken.append((x, y, r))
        parts.append(_bubble(one, (x, y, r), lang))
    words = translate("overview.picture_desc", drawn=len(drawn), all=count)
    size = (_WIDTH, _HEIGHT)
    return frame("quadrant change", size, parts, title=title, description=words, prefix="cq")


def _x(change: float, reach: float) -> float:
    part = math.copysign(math.sqrt(min(abs(change), reach) / reach), change)
    half = (_WIDTH - _RIGHT - _LEFT) / 2
    return _LEFT + half + part * (half - _LARGE)


def _y(share: float) -> float:
    bottom = _HEIGHT - _BOTTOM - _SMALL
    return bottom - share / 100 * (bottom - _TOP - _SMALL)


def _reach(most: float) -> float:
    """Return the change at the edge of the picture: a round number that holds all, to 200 %."""
    return next((step for step in (4, 8, 20, 40, 80, 100) if most <= step), 200)


def _bubble(one: Bubble, place: tuple[float, float, float], lang: str) -> str:
    x, y, r = place
    told = translate(
        "overview.bubble",
        name=one.name,
        budget=sentence_yen(one.budget, lang),
        change=f"{one.change:+.1f}",
        share=f"{one.share:.0f}",
    )
    css = f"bubble p{(one.group - 1) % COLOURS}" if one.group else "bubble"
    dot = shape("circle", css=css, cx=x, cy=y, r=r)
    return titled(told, dot + label(x, y + 4.5, str(one.group or ""), "n"), one.href)


def _axes(reach: float) -> list[str]:
    right, bottom, middle = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM, _x(0, reach)
    half = _y(50)
    parts = [
        rect(_LEFT, _TOP, right - _LEFT, bottom - _TOP, "plot"),
        rect(_LEFT, half, middle - _LEFT, bottom - half, "less"),
        rect(middle, half, right - middle, bottom - half, "grown"),
        path(f"M{middle:.1f} {_TOP}V{bottom}M{_LEFT} {half:.1f}H{right}", "mid"),
        *(
            label(_LEFT + 8 if left else right - 8, y, words, "c" if left else "c end")
            for left, y, words in _corner_words()
        ),
        label(middle, _HEIGHT - 12, translate("overview.axis_x"), "t mid-t"),
        label(_LEFT, 20, translate("overview.axis_y"), "t"),
    ]
    for share in (0, 50, 100):
        parts.append(label(_LEFT - 8, _y(share) + 4, f"{share}%", "t end"))
    for change in (-reach, -reach / 4, 0.0, reach / 4, reach):
        x = _x(change, reach)
        parts.append(path(f"M{x:.1f} {bottom}v6", "tick"))
        parts.append(label(x, bottom + 22, f"{change:+.3g}%" if change else "0%", "t mid-t"))
    return parts


def _corner_words() -> list[tuple[bool, float, str]]:
    """Return the words in the corners: whether on the left, their base line, the text."""
    top, bottom = _TOP + 18, _HEIGHT - _BOTTOM - 8
    return [
        (True, top, translate("overview.high_less")),
        (False, top, translate("overview.high_grown")),
        (True, bottom, translate("overview.low_less")),
        (False, bottom, translate("overview.low_grown")),
    ]


def _corners() -> list[tuple[float, float, float, float]]:
    """Return the frames of the words in the corners: left, top, right, bottom."""
    frames = []
    for left, y, words in _corner_words():
        wide = _LETTER * width(words)
        start = _LEFT + 8 if left else _WIDTH - _RIGHT - 8 - wide
        frames.append((start, y - _LETTER, start + wide, y + 4))
    return frames


def _covers(x: float, y: float, r: float, frame_: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = frame_
    near = min(max(x, left), right), min(max(y, top), bottom)
    return math.hypot(x - near[0], y - near[1]) < r


def _free(
    x: float,
    y: float,
    r: float,
    taken: Sequence[tuple[float, float, float]],
    corners: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float]:
    """Return the nearest place where a bubble hides little of others, and no word in a corner.

    To the sides first.
    """
    for step in range(60):
        for dx, dy in ((step, 0), (-step, 0), (step, step / 2), (-step, -step / 2)):
            a = min(max(x + 4 * dx, _LEFT + r), _WIDTH - _RIGHT - r)
            b = min(max(y + 4 * dy, _TOP + r), _HEIGHT - _BOTTOM - r)
            if all(math.hypot(a - p, b - q) >= 0.8 * (r + s) for p, q, s in taken) and not any(
                _covers(a, b, r, one) for one in corners
            ):
                return a, b
    # Too many bubbles: rather hide one of them than a word.
    return _free(x, y, r, (), corners) if taken else (x, y)
