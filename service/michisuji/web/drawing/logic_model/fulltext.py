"""The boxes with a node's whole text, shown on top of the diagram on hover and focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from michisuji.messages import message, section
from michisuji.web.drawing import text
from michisuji.web.drawing.logic_model.layout import FONT, LINE, PAD, Box

Look = Literal["k", "r", "", "s"]

_WIDTHS = (300.0, 420.0, 560.0)
_MARGIN = 6.0


@dataclass(frozen=True)
class Panel:
    """A full-text box: its position, and lines with their look (k heading, r reason, s small)."""

    x: float
    y: float
    width: float
    height: float
    lines: Sequence[tuple[str, Look]]


def parts(box: Box, lang: str, *, here: bool = False) -> list[tuple[str, Look]]:
    """Return the texts about a node: stage, whole label, detail, indicators, reasons.

    ``here``: it is the one that the reader came for.
    """
    says, node = section("diagram", lang), box.node
    stage = section("diagram_stages", lang)[node.kind]
    if node.of_measure:
        stage = message("diagram.stage_of_measure", lang, stage=stage)
    told: list[tuple[str, Look]] = [(says["here"], "k")] if here else []
    told += [(stage, "k"), (node.label or says["no_label"], "")]
    if node.detail:
        told.append((node.detail, "s"))
    if node.indicators:
        told.append((f"◎ {says['indicator_head']}", "k"))
        told += [("・" + indicator.label, "s") for indicator in node.indicators]
    if box.breaks:
        told.append((says["broken_head"], "r"))
        told += [("・" + reason, "") for reason in box.breaks]
    return told


def panel(box: Box, lang: str, width: float, height: float, *, here: bool = False) -> Panel:
    """Return the full-text box of a node inside a picture of the given size.

    It grows wider before it grows taller than the picture; the caller makes the picture taller for
    a text that is longer still. It stays over its own node, so that it is seen where the node is.
    """
    told = parts(box, lang, here=here)
    lines: list[tuple[str, Look]] = []
    wide = tall = 0.0
    for wide in _WIDTHS:
        wide = min(wide, width - 2 * _MARGIN)
        room = (wide - 2 * PAD) / FONT
        lines = [(line, look) for part, look in told for line in text.wrap(part, room)[0]]
        tall = 2 * PAD + LINE * len(lines)
        if tall <= min(height - 2 * _MARGIN, 380.0):
            break
    x = min(max(box.x - 8, _MARGIN), width - wide - _MARGIN)
    y = min(box.y - PAD - LINE + 6, height - tall - _MARGIN)
    return Panel(x, max(y, _MARGIN), wide, tall, lines)


def needed(box: Box, lang: str) -> bool:
    """Return True if the box itself does not show everything."""
    return bool(box.cut or box.node.indicators or box.breaks or box.node.detail)


def name(box: Box, lang: str) -> str:
    """Return a node's accessible name: all the text of its full-text box."""
    return text.clean(" / ".join(part for part, _ in parts(box, lang)))
