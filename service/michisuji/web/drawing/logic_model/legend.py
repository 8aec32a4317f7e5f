"""The legend of a diagram: every sign that it uses, with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from michisuji.analysis.logic_model import LogicModel
from michisuji.messages import message, section
from michisuji.web.drawing.figure import QUIET, path, rect, sign

_RED, _PURPLE, _PLUM = "#b3001b", "#5b2aa8", "#642058"


def _line(colour: str, dashes: str = "") -> str:
    line = path("M2 12H34", fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes)
    return line + path("M33 7L43 12L33 17z", fill=colour)


_SIGNS = {
    "legend_node": rect(2, 3, 40, 18, rx=4, fill="#fff", stroke=QUIET),
    "legend_edge": _line(QUIET),
    "legend_broken": rect(2, 2, 40, 20, rx=4, fill="#fff", stroke=_RED, stroke_width=2.4)
    + rect(6, 6, 32, 12, rx=2, fill="none", stroke=_RED),
    "legend_here": rect(2, 2, 40, 20, rx=5, fill="#ffd43d", stroke="#1a1a1c", stroke_width=2)
    + rect(7, 6, 30, 12, rx=2, fill="#fff", stroke=_RED, stroke_width=2),
    "legend_broken_edge": _line(_RED, "7 4"),
    "legend_feedback": _line(_PURPLE, "2 3 8 3"),
    "legend_measure": rect(
        2, 3, 40, 18, rx=4, fill="#fff", stroke=_PLUM, stroke_width=2, stroke_dasharray="2 3"
    )
    + rect(2, 3, 5, 18, fill=_PLUM),
}


def legend(
    model: LogicModel, breaks: Mapping[str, Sequence[str]], lang: str, *, here: bool = False
) -> list[tuple[str, str]]:
    """Return pairs of a small SVG (possibly empty) and words, for the signs the model uses."""
    used = ["legend_node", "legend_edge"]
    if breaks:
        used += ["legend_broken", "legend_broken_edge"]
    if here:
        used.append("legend_here")
    if any(edge.feedback for edge in model.edges):
        used.append("legend_feedback")
    if any(node.of_measure for node in model.nodes):
        used.append("legend_measure")
    signs = [(sign("lm-key", (44, 24), _SIGNS[key]), section("diagram", lang)[key]) for key in used]
    if any(node.indicators for node in model.nodes):
        signs.append(("", message("diagram.legend_indicator", lang)))
    return [*signs, ("", message("diagram.legend_cut", lang))]
