"""The style included in every diagram, so that a saved or printed one looks the same."""

from __future__ import annotations

from michisuji.web.drawing.figure import FONTS

#: Fill of a column's band, and a darker shade for its heading (contrast with it ≥ 4.5).
BANDS = {
    "input": ("#eef1fb", "#26346b"),
    "activity": ("#fdf3e4", "#6b3d00"),
    "output": ("#e6f4fc", "#0b4a6f"),
    "outcome-unstated": ("#f1f1f1", "#3d3d3d"),
    "short": ("#eff8ee", "#1d5128"),
    "mid": ("#e0f1e1", "#194a24"),
    "long": ("#cfe9d2", "#123c1c"),
    "town": ("#f8ecf6", "#642058"),
}

_BASE = """
.lm-svg{font-family:%(fonts)s;font-size:13px;color:#1a1a1c}
.lm-svg text{fill:#1a1a1c}
.lm-svg .h{font-size:14px;font-weight:700;text-anchor:middle}
.lm-svg .hv{font-size:12.5px;font-weight:600;writing-mode:vertical-rl;
paint-order:stroke;stroke-width:5px;stroke-linejoin:round}
.lm-svg .s{font-size:11.5px}
.lm-svg .b{fill:#fff;stroke:#626264;stroke-width:1.2}
.lm-svg .own .b{stroke:#642058;stroke-width:2;stroke-dasharray:2 3}
.lm-svg .own .bar{fill:#642058}
.lm-svg .bad .b{stroke:#b3001b;stroke-width:2.4;stroke-dasharray:none}
.lm-svg .bad .i{fill:none;stroke:#b3001b;stroke-width:1.1}
.lm-svg .badge{fill:#b3001b}
.lm-svg .ring{fill:#ffd43d;stroke:#1a1a1c;stroke-width:2.5}
.lm-svg .flag{fill:#1a1a1c}
.lm-svg text.bt{fill:#fff;font-size:12.5px;font-weight:700}
.lm-svg .e path{fill:none;stroke:#626264;stroke-width:1.4}
.lm-svg .e .hit{stroke:transparent;stroke-width:9;pointer-events:stroke}
.lm-svg .e.bad path:not(.hit){stroke:#b3001b;stroke-width:2;stroke-dasharray:7 4}
.lm-svg .e.fb path:not(.hit){stroke:#5b2aa8;stroke-width:1.8;stroke-dasharray:2 3 8 3}
.lm-svg .e:hover path:not(.hit){stroke-width:3}
.lm-svg a{cursor:pointer;scroll-margin:100px 95px 100px 10px;outline:none;text-decoration:none}
.lm-svg a.n:is(:hover,:focus) .b{stroke:#0017c1;stroke-width:3}
.lm-svg a.n:focus .b{filter:drop-shadow(0 0 0.1px #000);fill:#fffbe0}
.lm-svg .f{visibility:hidden}
.lm-svg .f .p{fill:#fff;stroke:#0017c1;stroke-width:2.5}
.lm-svg .f .halo{fill:#1a1a1c;opacity:.18}
.lm-svg .f .k{font-weight:700}
.lm-svg .f .r{fill:#b3001b;font-weight:700}
@media print{.lm-svg .f{display:none}}
@media (forced-colors:active){.lm-svg text{fill:CanvasText}.lm-svg .b,.lm-svg .p{fill:Canvas;
stroke:CanvasText}.lm-svg :is(.badge,.flag){fill:Canvas;stroke:CanvasText}
.lm-svg text.bt{fill:CanvasText}}
"""


def base() -> str:
    """Return the rules for every diagram on a page."""
    return (_BASE % {"fonts": FONTS}).strip()


def reveal(prefix: str, numbers: list[int]) -> str:
    """Return rules that show a node's full text, and mark its links, on hover and focus.

    Not for the node that an address leads to: its text would hide what the reader came to see.
    """
    rules = []
    for n in numbers:
        rules.append(
            f".{prefix}-n{n}:is(:hover,:focus:not(:target))~.{prefix}-f{n},.{prefix}-f{n}:hover"
        )
    shown = ",".join(rules) + "{visibility:visible}" if rules else ""
    marked = ",".join(
        f"#{prefix}:has(.{prefix}-n{n}:is(:hover,:focus)) .{prefix}-{end}{n} path:not(.hit)"
        for n in numbers
        for end in ("s", "t")
    )
    return shown + (marked + "{stroke:#0017c1;stroke-width:3}" if marked else "")
