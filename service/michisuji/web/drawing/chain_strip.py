"""A program's chain folded to one line: how many elements stand at each stage, and its end.

The stages are joined as far as drawn links lead; ``<title>`` says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from michisuji.analysis.logic_model import COLUMNS, Column
from michisuji.messages import listed, message, section
from michisuji.web.drawing.figure import label, path, shape, sign

#: The stages of a program's own; its town conditions are the measure's.
STAGES: tuple[Column, ...] = tuple(kind for kind in COLUMNS if kind != "town")
#: Always shown, with an empty place if the model has none: what is missing is to be seen.
_ALWAYS = ("activity", "output")
_STEP, _TOP, _HEIGHT, _RADIUS = 64.0, 22.0, 58.0, 15.0


def chain_strip(
    counts: Mapping[str, int], joined: Set[tuple[str, str]], reaches: bool | None, lang: str
) -> str:
    """Draw a circle per stage with the number of its elements, and lines where links lead on.

    ``joined``: pairs of stages between which a link is drawn. ``reaches``: True if a path leads
    from an activity to the town condition, False if none does, None if there is no town condition.
    """
    says = section("chain", lang)
    stages = [kind for kind in STAGES if counts.get(kind) or kind in _ALWAYS]
    at = {kind: _STEP * (n + 0.5) for n, kind in enumerate(stages)}
    out = [_joint(at[a], at[b]) for a, b in sorted(joined) if a in at and b in at and at[a] < at[b]]
    width = _STEP * len(stages)
    for kind in stages:
        count = counts.get(kind, 0)
        out.append(
            shape("circle", css="stage" if count else "stage none", cx=at[kind], cy=_TOP, r=_RADIUS)
        )
        out.append(label(at[kind], _TOP + 5, str(count), "n"))
        out.append(label(at[kind], _HEIGHT - 6, says[kind], "s"))
    told = [f"{message(f'chain.{kind}', lang)} {counts.get(kind, 0)}" for kind in stages]
    if reaches is not None:
        out.append(_end(max(at.values()), width, reaches))
        told.append(says["reaches" if reaches else "stops"])
        width += 52
    return sign("strip", (width, _HEIGHT), "".join(out), listed(told, lang))


def _joint(x: float, onward: float) -> str:
    """Return the line between two stages; one that passes over another is bent above it."""
    if onward - x <= _STEP:
        return path(f"M{x:.1f} {_TOP}H{onward:.1f}", "joint")
    middle = (x + onward) / 2
    return path(f"M{x:.1f} {_TOP}Q{middle:.1f} {-_TOP * 0.6:.1f} {onward:.1f} {_TOP}", "joint")


def _end(x: float, width: float, reaches: bool) -> str:
    """Return the arrow to the town condition, or the gap before it."""
    if reaches:
        head = path(f"M{width + 34:.1f} {_TOP - 7}l13 7l-13 7z", "head")
        return path(f"M{x + _RADIUS:.1f} {_TOP}H{width + 34:.1f}", "joint") + head
    cross = path(f"M{width + 8:.1f} {_TOP - 8}l16 16m0 -16l-16 16", "cross")
    return path(f"M{x + _RADIUS:.1f} {_TOP}H{width + 2:.1f}", "gap") + cross
