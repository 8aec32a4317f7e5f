"""A bar of what happens to the outcomes: lost, reduced, with less money; SVG with its words."""

from __future__ import annotations

from michisuji.analysis.whatif import WhatIf
from michisuji.messages import listed, message
from michisuji.web.drawing.figure import hatch, label, rect, sign

_WIDTH, _HEIGHT = 720, 64
#: Narrower parts have no number of their own: the legend has it.
_LEAST = 26


def support_bar(result: WhatIf, lang: str, prefix: str) -> str:
    """Draw the outcomes that the scenario affects, by their status; '' if there are none.

    ``prefix`` sets the ids apart from those of another bar on the page.
    """
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
    pattern = f"{prefix}-hatch"
    parts, x = [hatch(pattern, "#8a5a00", 3, ground="#fbd9a0", size=8)], 0.0
    for status, count in counts.items():
        width = _WIDTH * count / total
        if not count:
            continue
        fill = {"fill": f"url(#{pattern})"} if status == "reduced" else {}
        parts.append(rect(x, 4, width, 56, f"part {status}", **fill))
        if width >= _LEAST:
            parts.append(label(x + width / 2, 38, str(count), f"on-{status}"))
        x += width
    return sign("support-bar", (_WIDTH, _HEIGHT), "".join(parts), words)
