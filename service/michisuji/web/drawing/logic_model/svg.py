"""A logic model as SVG: drawn on the server, whole without JavaScript, readable when printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from michisuji.analysis.logic_model import LogicModel
from michisuji.fiscal_years import full_fiscal_year
from michisuji.plurals import filled
from michisuji.web.drawing.logic_model import style, text
from michisuji.web.drawing.logic_model.fulltext import Panel, name, needed, panel
from michisuji.web.drawing.logic_model.layout import (
    BADGE,
    HEADER,
    LINE,
    PAD,
    Band,
    Box,
    Layout,
    Point,
    Route,
    layout,
)
from michisuji.web.drawing.logic_model.words import headings, words

#: On a page the picture shrinks to this share of its size and no further: text of 10.6 pixels.
_LEAST = 0.82
_SAFE_LINKS = ("/", "#", "?", "http://", "https://")


def render(
    model: LogicModel,
    breaks: Mapping[str, Sequence[str]],
    lang: str,
    *,
    link: Callable[[str], str],
    prefix: str = "lm",
    here: str | None = None,
    looks: Mapping[str, str] | None = None,
) -> str:
    """The diagram of a model as one ``<svg>`` element.

    ``breaks``: IRI of a node or causal link → why its chain is broken. ``link``: IRI → address of
    its page. ``prefix`` keeps ids apart when a page shows several diagrams (letters, digits, -).
    ``here``: the broken node that the reader came for; it is marked so, with the id ``break``.
    ``looks``: IRI of a node or causal link → a CSS class of its own.
    """
    picture = layout(model, breaks, lang)
    told = [box for box in picture.boxes if needed(box, lang)]
    panels = {
        box.number: panel(box, lang, picture.width, picture.height, here=box.node.iri == here)
        for box in told
    }
    height = max([picture.height, *(p.y + p.height + 6 for p in panels.values())])
    says = words(lang)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{prefix}" class="lm-svg" role="group" '
        f'lang="{escape(lang)}" viewBox="0 0 {_n(picture.width)} {_n(height)}" '
        f'width="{_n(picture.width)}" height="{_n(height)}" '
        f'style="--lm-least:{_n(picture.width * _LEAST)}px;max-width:{_n(picture.width)}px" '
        f'aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc">',
        f'<title id="{prefix}-title">{_t(_title(model, lang))}</title>',
        f'<desc id="{prefix}-desc">{_t(_description(picture, lang))}</desc>',
        f"<style>{style.base()}{style.reveal(prefix, sorted(panels))}</style>",
        _markers(prefix),
        *(_band(band, picture.height) for band in picture.bands),
    ]
    if not picture.boxes:
        out.append(f'<text x="20" y="{_n(HEADER + 24)}">{_t(says["empty"])}</text>')
    broken = {box.number for box in picture.boxes if box.breaks}
    out.append('<g class="es">')
    looks = looks or {}
    out += [_route(r, broken, breaks, lang, prefix, picture.boxes, looks) for r in picture.routes]
    out.append("</g>")
    out += [_heading(band, lang) for band in picture.bands]
    out.append("<g>")
    out += [_box(box, lang, link, prefix, here, looks) for box in picture.boxes]
    out += [_panel(panels[box.number], box, link, prefix) for box in told]
    out.append("</g></svg>")
    return "".join(out)


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def _t(value: str) -> str:
    return escape(text.clean(value))


def _title(model: LogicModel, lang: str) -> str:
    if model.fiscal_year is None:
        return words(lang)["title"].format(owner=model.owner_label)
    year = full_fiscal_year(model.fiscal_year, lang)
    return words(lang)["title_year"].format(owner=model.owner_label, year=year)


def _description(picture: Layout, lang: str) -> str:
    says, heads = words(lang), headings(lang)
    told = [filled(says["desc"], nodes=len(picture.boxes), edges=len(picture.routes))]
    broken = sum(1 for box in picture.boxes if box.breaks)
    if broken:
        told.append(filled(says["desc_broken"], broken=broken))
    stages = [
        f"{heads[band.column]}: {sum(b.node.kind == band.column for b in picture.boxes)}"
        for band in picture.bands
    ]
    told.append(("、" if lang == "ja" else ", ").join(stages) + ("。" if lang == "ja" else "."))
    told.append(says["desc_table"])
    return ("" if lang == "ja" else " ").join(told)


def _markers(prefix: str) -> str:
    heads = [("a", "#626264"), ("x", "#b3001b"), ("f", "#5b2aa8")]
    return "<defs>" + "".join(
        f'<marker id="{prefix}-m{key}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 1L10 5L0 9z" fill="{colour}"/></marker>'
        for key, colour in heads
    ) + "</defs>"  # fmt: skip


def _band(band: Band, height: float) -> str:
    return (
        f'<rect x="{_n(band.x)}" y="4" width="{_n(band.width)}" height="{_n(height - 8)}" '
        f'rx="6" fill="{style.BANDS[band.column][0]}"/>'
    )


def _heading(band: Band, lang: str) -> str:
    """A column's heading: upright in a narrow column, with a rim that lets no link run through."""
    fill, ink = style.BANDS[band.column]
    title, middle = headings(lang)[band.column], _n(band.x + band.width / 2)
    if band.empty:
        title += (" " if lang == "en" else "") + words(lang)["none"]
        return (
            f'<text class="hv" x="{middle}" y="16" style="fill:{ink};stroke:{fill}">'
            f"{_t(title)}</text>"
        )
    return f'<text class="h" x="{middle}" y="28" style="fill:{ink}">{_t(title)}</text>'


def _path(route: Route) -> str:
    points = route.points
    x, y = points[0]
    out = [f"M{_n(x)} {_n(y)}"]
    if route.kind == "loop":
        (x1, y1), (x2, y2), (x3, y3) = points[1:]
        out.append(f"C{_n(x1)} {_n(y1)} {_n(x2)} {_n(y2)} {_n(x3)} {_n(y3)}")
    elif route.kind == "lane":
        out.append(_corners(points))
    else:
        for i in range(1, len(points)):
            x1, y1 = points[i]
            if i % 2 and y1 != y:
                bend = max((x1 - x) * 0.55, 12)
                out.append(f"C{_n(x + bend)} {_n(y)} {_n(x1 - bend)} {_n(y1)} {_n(x1)} {_n(y1)}")
            else:
                out.append(f"L{_n(x1)} {_n(y1)}")
            x, y = x1, y1
    return "".join(out)


def _corners(points: Sequence[Point]) -> str:
    """Right-angled stretches with rounded corners."""
    out = []
    for before, (x, y), after in zip(points, points[1:], points[2:], strict=False):
        ends = []
        for px, py in (before, after):
            reach = min(6.0, (abs(px - x) + abs(py - y)) / 2)
            ends.append((
                x + (reach if px > x else -reach if px < x else 0),
                y + (reach if py > y else -reach if py < y else 0),
            ))  # fmt: skip
        (ax, ay), (bx, by) = ends
        out.append(f"L{_n(ax)} {_n(ay)}Q{_n(x)} {_n(y)} {_n(bx)} {_n(by)}")
    return "".join(out) + f"L{_n(points[-1][0])} {_n(points[-1][1])}"


def _route(
    route: Route,
    broken: set[int],
    breaks: Mapping[str, Sequence[str]],
    lang: str,
    prefix: str,
    boxes: Sequence[Box],
    looks: Mapping[str, str],
) -> str:
    edge, says = route.edge, words(lang)
    own = breaks.get(edge.iri, ())
    bad = bool(own) or route.source in broken or route.target in broken
    kind, marker = ("fb", "f") if edge.feedback else ("bad", "x") if bad else ("", "a")
    told = [f"{boxes[route.source].node.label} → {boxes[route.target].node.label}"]
    told += [says["feedback"]] if edge.feedback else []
    for key, value in (("rationale", edge.rationale), ("assumption", edge.assumption)):
        told += [f"{says[key]}: {value}"] if value else []
    if edge.confidence is not None:
        told.append(f"{says['confidence']}: {edge.confidence:g}")
    told += [f"{says['broken']}: {reason}" for reason in own]
    d = _path(route)
    kind = f"{kind} {looks.get(edge.iri, '')}".strip()
    classes = f"e {kind} {prefix}-s{route.source} {prefix}-t{route.target}".replace("  ", " ")
    return (
        f'<g class="{classes}"><title>{_t(" / ".join(told))}</title><path class="hit" d="{d}"/>'
        f'<path d="{d}" marker-end="url(#{prefix}-m{marker})"/></g>'
    )


def _href(link: Callable[[str], str], iri: str) -> str:
    """The address of a node's page; one that a browser would run as a script is dropped."""
    address = link(iri)
    return escape(address if address.startswith(_SAFE_LINKS) else "#")


def _box(
    box: Box,
    lang: str,
    link: Callable[[str], str],
    prefix: str,
    here: str | None,
    looks: Mapping[str, str],
) -> str:
    classes = ["n", f"{prefix}-n{box.number}"]
    asked = here is not None and box.node.iri == here
    anchor = ' id="break"' if asked else ""
    classes += ["bad"] if box.breaks else []
    classes += ["own"] if box.node.of_measure else []
    classes += [looks[box.node.iri]] if box.node.iri in looks else []
    told = escape(name(box, lang))
    if asked:
        classes.append("here")
        told = f"{words(lang)['here']} / {told}"
    x, y, w, h = box.x, box.y, box.width, box.height
    out = [
        f'<a{anchor} class="{" ".join(classes)}" href="{_href(link, box.node.iri)}" '
        f'aria-label="{told}"><title>{told}</title>',
        _here(box, lang) if asked else "",
        f'<rect class="b" x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" rx="5"/>',
    ]
    if box.node.of_measure:
        out.append(f'<rect class="bar" x="{_n(x)}" y="{_n(y)}" width="5" height="{_n(h)}" rx="2"/>')
    if box.breaks:
        says = words(lang)["broken"]
        wide = text.width(says) * 12.5 + 14
        out.append(
            f'<rect class="i" x="{_n(x + 3.5)}" y="{_n(y + 3.5)}" width="{_n(w - 7)}" '
            f'height="{_n(h - 7)}" rx="3"/>'
            f'<rect class="badge" x="{_n(x)}" y="{_n(y - BADGE + 2)}" width="{_n(wide)}" '
            f'height="{_n(BADGE - 5)}" rx="3"/>'
            f'<text class="bt" x="{_n(x + 7)}" y="{_n(y - 8)}">{_t(says)}</text>'
        )
    at = y + PAD + 11.5
    left = _n(x + PAD + (1 if box.node.of_measure else 0))
    spans = []
    for line in box.lines:
        spans.append(f'<tspan x="{left}" y="{_n(at)}">{_t(line)}</tspan>')
        at += LINE
    out.append(f"<text>{''.join(spans)}</text>")
    at += 2
    for line in box.foot:
        out.append(f'<text class="s" x="{left}" y="{_n(at)}">{_t(line)}</text>')
        at += 16
    return "".join(out) + "</a>"


def _here(box: Box, lang: str) -> str:
    """A ring around the box, and a flag at its other end from "broken"."""
    x, y, w, h = box.x, box.y, box.width, box.height
    says = words(lang)["here"]
    wide = text.width(says) * 12.5 + 14
    return (
        f'<rect class="ring" x="{_n(x - 6)}" y="{_n(y - 6)}" width="{_n(w + 12)}" '
        f'height="{_n(h + 12)}" rx="9"/><rect class="flag" x="{_n(x + w - wide)}" '
        f'y="{_n(y - BADGE + 2)}" width="{_n(wide)}" height="{_n(BADGE - 5)}" rx="3"/>'
        f'<text class="bt" x="{_n(x + w - wide + 7)}" y="{_n(y - 8)}">{_t(says)}</text>'
    )


def _panel(place: Panel, box: Box, link: Callable[[str], str], prefix: str) -> str:
    """The full text on top; screen readers have it as the node's name, so not here."""
    x, y, w, h = place.x, place.y, place.width, place.height
    spans = []
    at = y + PAD + 12
    for line, look in place.lines:
        kind = f' class="{look}"' if look else ""
        spans.append(f'<tspan{kind} x="{_n(x + PAD)}" y="{_n(at)}">{_t(line)}</tspan>')
        at += LINE
    return (
        f'<a class="f {prefix}-f{box.number}" href="{_href(link, box.node.iri)}" tabindex="-1" '
        f'aria-hidden="true"><title></title>'
        f'<rect class="halo" x="{_n(x + 3)}" y="{_n(y + 4)}" width="{_n(w)}" height="{_n(h)}" '
        f'rx="6"/><rect class="p" x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" '
        f'rx="6"/><text>{"".join(spans)}</text></a>'
    )
