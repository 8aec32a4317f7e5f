"""The parts of all pictures: the frame of an SVG, its shapes and texts, hatching and axes.

Texts and attributes become markup only here, so that nothing in the data is read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from michisuji.web.drawing.text import clean

FONTS = (
    '"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic UI","Yu Gothic",Meiryo,sans-serif'
)
#: Text, lines that carry something, and lines that only help to read.
INK, QUIET, GRID = "#1a1a1c", "#626264", "#d8d8db"
BLUE = "#0017c1"
#: How the addresses of links begin; a browser would run others as a script, or leave the site.
_LINKS = ("/", "#", "?", "http://", "https://")

Size = tuple[float, float]
#: Values of an axis: the number, and its text.
Ticks = Sequence[tuple[float, str]]


def safe(words: str) -> str:
    """Return a text as markup of one line: cleaned and escaped."""
    return escape(clean(words))


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def shape(name: str, inside: str = "", /, **attributes: str | float) -> str:
    """Return an element around the markup ``inside``; empty attributes are left out.

    ``css`` is its class; ``_`` in the name of an attribute stands for ``-``.
    """
    told = "".join(
        f" {'class' if key == 'css' else key.replace('_', '-')}="
        f'"{safe(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def label(x: float, y: float, words: str, css: str = "", **more: str | float) -> str:
    """Return a line of text with its baseline at ``y``."""
    return shape("text", safe(words), css=css, x=x, y=y, **more)


def rect(
    x: float, y: float, width: float, height: float, css: str = "", **more: str | float
) -> str:
    """Return a rectangle."""
    return shape("rect", css=css, x=x, y=y, width=width, height=height, **more)


def path(d: str, css: str = "", **more: str | float) -> str:
    """Return a path."""
    return shape("path", css=css, d=d, **more)


def titled(told: str, inside: str, href: str = "", css: str = "") -> str:
    """Return a group with a title that appears on hover; a link if it has an address."""
    inside = f"<title>{safe(told)}</title>{inside}"
    if address(href) == href:
        return shape("a", inside, css=css, href=href)
    return shape("g", inside, css=css)


def address(href: str) -> str:
    """Return the address of a link; ``#`` for one that a browser would run as a script."""
    return href if href.startswith(_LINKS) else "#"


def frame(
    css: str,
    size: Size,
    body: Sequence[str],
    *,
    title: str,
    description: str,
    prefix: str,
    role: str = "group",
    rules: str = "",
    **more: str,
) -> str:
    """Return a picture as one ``<svg>`` of class ``css``, with its content described in words.

    ``prefix`` keeps its ids apart from those of others on a page. ``role``: ``img`` for one whole,
    ``group`` where parts of it are links. ``rules``: the style sheet that it carries along.
    """
    labels = f"{prefix}-title", f"{prefix}-desc"
    if role == "img":
        more["aria_labelledby"] = " ".join(labels)
    else:
        more["aria_labelledby"], more["aria_describedby"] = labels
    head = (
        f'<title id="{labels[0]}">{safe(title)}</title>'
        f'<desc id="{labels[1]}">{safe(description)}</desc>'
    )
    head += f"<style>{rules}</style>" if rules else ""
    return _svg(css, size, head + "".join(body), role=role, **more)


def sign(css: str, size: Size, body: str, words: str = "") -> str:
    """Return a small picture within a text; without ``words`` screen readers ignore it."""
    if not words:
        return _svg(css, size, body, aria_hidden="true", focusable="false")
    return _svg(css, size, f"<title>{safe(words)}</title>{body}", role="img", aria_label=words)


def _svg(css: str, size: Size, inside: str, **more: str) -> str:
    width, height = map(number, size)
    return shape(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        css=css,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        **more,
    )


def text_rules(css: str, size: str, *, rim: bool = False) -> str:
    """Return the style of a chart's text; ``rim`` gives it a white outline on top of lines."""
    white = ";paint-order:stroke;stroke:#fff;stroke-width:3px" if rim else ""
    return (
        f".{css}{{font-family:{FONTS};font-size:{size}}}.{css} text{{fill:{INK}{white}}}"
        f"@media(forced-colors:active){{.{css} text{{fill:CanvasText;stroke:none}}}}"
    )


def hatch(name: str, ink: str, width: float, *, ground: str = "#fff", size: float = 6) -> str:
    """Return the definition of a slanting hatch, which ``fill="url(#name)"`` uses."""
    return shape(
        "defs",
        shape(
            "pattern",
            rect(0, 0, size, size, fill=ground)
            + path(f"M0 0V{number(size)}", stroke=ink, stroke_width=width),
            id=name,
            width=size,
            height=size,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def arrow_head(name: str, colour: str = QUIET) -> str:
    """Return the definition of an arrow's head, which ``marker-end="url(#name)"`` uses."""
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 1L10 5L0 9z" style="fill:{colour};stroke:none"/></marker>'
    )


def axis_beside(ticks: Ticks, y: Callable[[float], float], left: float, right: float) -> str:
    """Return horizontal grid lines with their values to the left; 0 is darker."""
    return "".join(
        path(f"M{number(left)} {number(y(value))}H{number(right)}", stroke=GRID if value else QUIET)
        + label(left - 8, y(value) + 4.5, words, text_anchor="end")
        for value, words in ticks
    )


def axis_below(ticks: Ticks, x: Callable[[float], float], top: float, bottom: float) -> str:
    """Return vertical grid lines with their values below; 0 is darker."""
    return "".join(
        path(f"M{number(x(value))} {number(top)}V{number(bottom)}", stroke=GRID if value else QUIET)
        + label(x(value), bottom + 17, words, text_anchor="middle")
        for value, words in ticks
    )


@dataclass(frozen=True)
class SeriesLook:
    """The look of a series: colour, dashes, and a marker, which is full or hollow."""

    colour: str
    dash: str
    marker: str
    full: bool

    def line(self, d: str) -> str:
        """Return a line of the series."""
        return path(
            d, fill="none", stroke=self.colour, stroke_width=2.2, stroke_dasharray=self.dash
        )

    def mark(self, x: float, y: float) -> str:
        """Return a marker of the series."""
        return path(
            self.marker,
            transform=f"translate({number(x)} {number(y)})",
            fill=self.colour if self.full else "#fff",
            stroke=self.colour,
            stroke_width=2,
        )

    def key(self, x: float, y: float, words: str, css: str = "") -> str:
        """Return its entry in the legend."""
        line = self.line(f"M{number(x)} {number(y)}h34")
        return line + self.mark(x + 17, y) + label(x + 40, y + 4.5, words, css)
