"""The legend of a diagram: every sign that it uses, with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from michisuji.analysis.logic_model import LogicModel
from michisuji.web.drawing.logic_model.words import words

_FRAME = '<svg xmlns="http://www.w3.org/2000/svg" class="lm-key" viewBox="0 0 44 24" width="44" height="24" aria-hidden="true" focusable="false">'  # noqa: E501 (one element, read as a whole)


def _line(colour: str, dashes: str = "") -> str:
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="M2 12H34" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        f'<path d="M33 7L43 12L33 17z" fill="{colour}"/>'
    )


_SIGNS = {
    "legend_node": '<rect x="2" y="3" width="40" height="18" rx="4" fill="#fff" stroke="#626264"/>',
    "legend_edge": _line("#626264"),
    "legend_broken": '<rect x="2" y="2" width="40" height="20" rx="4" fill="#fff" stroke="#b3001b"'
    ' stroke-width="2.4"/><rect x="6" y="6" width="32" height="12" rx="2" fill="none"'
    ' stroke="#b3001b"/>',
    "legend_here": '<rect x="2" y="2" width="40" height="20" rx="5" fill="#ffd43d"'
    ' stroke="#1a1a1c" stroke-width="2"/><rect x="7" y="6" width="30" height="12" rx="2"'
    ' fill="#fff" stroke="#b3001b" stroke-width="2"/>',
    "legend_broken_edge": _line("#b3001b", "7 4"),
    "legend_feedback": _line("#5b2aa8", "2 3 8 3"),
    "legend_measure": '<rect x="2" y="3" width="40" height="18" rx="4" fill="#fff" stroke="#642058"'
    ' stroke-width="2" stroke-dasharray="2 3"/><rect x="2" y="3" width="5" height="18"'
    ' fill="#642058"/>',
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
    signs = [(f"{_FRAME}{_SIGNS[key]}</svg>", words(lang)[key]) for key in used]
    if any(node.indicators for node in model.nodes):
        signs.append(("", words(lang)["legend_indicator"]))
    return [*signs, ("", words(lang)["legend_cut"])]
