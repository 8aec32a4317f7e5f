"""A bar of what happens to the outcomes: lost, reduced, with less money; SVG with its words."""

from __future__ import annotations

from xml.sax.saxutils import escape

from michisuji.analysis.whatif import WhatIf
from michisuji.analysis.whatif.words import STATUS

_WIDTH, _HEIGHT = 720, 64
#: Narrower parts have no number of their own: the legend has it.
_LEAST = 26


def support_bar(result: WhatIf, lang: str) -> str:
    """Draw the outcomes that the scenario affects, by their status; '' if there are none."""
    counts = {status: result.count(status) for status in ("lost", "reduced", "cut")}
    total = sum(counts.values())
    if not total:
        return ""
    told = "、".join if lang == "ja" else ", ".join
    words = told(f"{STATUS[status][lang]}: {count}" for status, count in counts.items())
    parts, x = [], 0.0
    for status, count in counts.items():
        width = _WIDTH * count / total
        if not count:
            continue
        parts.append(
            f'<rect class="part {status}" x="{x:.1f}" y="4" width="{width:.1f}" height="56"/>'
        )
        if width >= _LEAST:
            parts.append(f'<text class="on-{status}" x="{x + width / 2:.1f}" y="38">{count}</text>')
        x += width
    return (
        f'<svg class="support-bar" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg" aria-label="{escape(words)}">'
        "<defs><pattern id='hatch' width='8' height='8' patternUnits='userSpaceOnUse' "
        "patternTransform='rotate(45)'><rect width='8' height='8' fill='#fbd9a0'/>"
        "<path d='M0 0V8' stroke='#8a5a00' stroke-width='3'/></pattern></defs>"
        f"{''.join(parts)}</svg>"
    )
