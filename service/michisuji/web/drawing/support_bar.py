"""A bar of what becomes of the outcomes: lost, less, with less money. SVG, with its words."""

from __future__ import annotations

from xml.sax.saxutils import escape

from michisuji.analysis.whatif import WhatIf
from michisuji.messages import listed, message

_WIDTH, _HEIGHT = 720, 64
#: Narrower parts carry no number of their own: the legend does.
_LEAST = 26


def support_bar(result: WhatIf, lang: str) -> str:
    """The outcomes that the scenario touches, by what becomes of them; '' when it touches none."""
    counts = {status: result.count(status) for status in ("lost", "reduced", "cut")}
    total = sum(counts.values())
    if not total:
        return ""
    words = listed(
        (
            f"{message(f'analysis.what-if.status.{status}', lang)}: {count}"
            for status, count in counts.items()
        ),
        lang,
    )
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
