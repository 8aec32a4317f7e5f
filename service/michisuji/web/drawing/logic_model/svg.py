"""A logic model as SVG: drawn on the server, complete without JavaScript, readable in print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from michisuji.analysis.logic_model import LogicModel
from michisuji.fiscal_years import full_fiscal_year
from michisuji.messages import listed, message, section
from michisuji.plurals import filled
from michisuji.web.drawing.figure import (
    QUIET,
    address,
    arrow_head,
    frame,
    label,
    path,
    rect,
    safe,
    shape,
)
from michisuji.web.drawing.figure import number as _n
from michisuji.web.drawing.logic_model import style
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
from michisuji.web.drawing.text import width

#: On a page the picture shrinks to this share of its size at least: text of 10.1 pixels.
_LEAST = 0.88


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
    """Draw the diagram of a model as one ``<svg>`` element.

    ``breaks``: IRI of a node or causal link → why its chain is broken. ``link``: IRI → address of
    its page. ``prefix`` keeps ids apart when a page shows several diagrams (letters, digits, -).
    ``here``: the broken node that the reader came for; it is marked, with the id ``break``.
    ``looks``: IRI of a node or causal link → an additional CSS class.
    """
    picture = layout(model, breaks, lang)
    told = [box for box in picture.boxes if needed(box, lang)]
    panels = {
        box.number: panel(box, lang, picture.width, picture.height, here=box.node.iri == here)
        for box in told
    }
    height = max([picture.height, *(p.y + p.height + 6 for p in panels.values())])
    says = section("diagram", lang)
    out = [_markers(prefix), *(_band(band, picture.height) for band in picture.bands)]
    if not picture.boxes:
        out.append(label(20, HEADER + 24, says["empty"]))
    broken = {box.number for box in picture.boxes if box.breaks}
    looks = looks or {}
    routes = [_route(r, broken, breaks, lang, prefix, picture.boxes, looks) for r in picture.routes]
    out.append(shape("g", "".join(routes), css="es"))
    out += [_heading(band, lang) for band in picture.bands]
    boxes = [_box(box, lang, link, prefix, here, looks) for box in picture.boxes]
    boxes += [_panel(panels[box.number], box, link, prefix) for box in told]
    out.append(shape("g", "".join(boxes)))
    return frame(
        "lm-svg",
        (picture.width, height),
        out,
        title=_title(model, lang),
        description=_description(picture, lang),
        prefix=prefix,
        rules=style.base() + style.reveal(prefix, sorted(panels)),
        id=prefix,
        lang=lang,
        style=f"--lm-least:{_n(picture.width * _LEAST)}px;max-width:{_n(picture.width)}px",
    )


def _title(model: LogicModel, lang: str) -> str:
    if model.fiscal_year is None:
        return message("diagram.title", lang, owner=model.owner_label)
    year = full_fiscal_year(model.fiscal_year, lang)
    return message("diagram.title_year", lang, owner=model.owner_label, year=year)


def _description(picture: Layout, lang: str) -> str:
    says, heads = section("diagram", lang), section("diagram_stages", lang)
    told = [filled(says["desc"], nodes=len(picture.boxes), edges=len(picture.routes))]
    broken = sum(1 for box in picture.boxes if box.breaks)
    if broken:
        told.append(filled(says["desc_broken"], broken=broken))
    stages = [
        f"{heads[band.column]}: {sum(b.node.kind == band.column for b in picture.boxes)}"
        for band in picture.bands
    ]
    told.append(message("diagram.desc_stages", lang, stages=listed(stages, lang)))
    told.append(says["desc_table"])
    return "".join(told)


def _markers(prefix: str) -> str:
    heads = (("a", QUIET), ("x", "#b3001b"), ("f", "#5b2aa8"))
    return shape("defs", "".join(arrow_head(f"{prefix}-m{key}", ink) for key, ink in heads))


def _band(band: Band, height: float) -> str:
    return rect(band.x, 4, band.width, height - 8, rx=6, fill=style.BANDS[band.column][0])


def _heading(band: Band, lang: str) -> str:
    """Draw a column's heading: upright in a narrow column, with a rim that hides links."""
    fill, ink = style.BANDS[band.column]
    title, middle = section("diagram_stages", lang)[band.column], band.x + band.width / 2
    if band.empty:
        title += (" " if lang == "en" else "") + message("diagram.none", lang)
        return label(middle, 16, title, "hv", style=f"fill:{ink};stroke:{fill}")
    return label(middle, 28, title, "h", style=f"fill:{ink}")


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
    """Draw right-angled stretches with rounded corners."""
    out = []
    for before, (x, y), after in zip(points, points[1:], points[2:], strict=False):
        ends = []
        for px, py in (before, after):
            reach = min(6.0, (abs(px - x) + abs(py - y)) / 2)
            dx = reach if px > x else -reach if px < x else 0
            dy = reach if py > y else -reach if py < y else 0
            ends.append((x + dx, y + dy))
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
    edge, says = route.edge, section("diagram", lang)
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
    line = path(d, "hit") + path(d, marker_end=f"url(#{prefix}-m{marker})")
    return shape("g", shape("title", safe(" / ".join(told))) + line, css=classes)


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
    classes += ["bad"] if box.breaks else []
    classes += ["own"] if box.node.of_measure else []
    classes += [looks[box.node.iri]] if box.node.iri in looks else []
    told = name(box, lang)
    if asked:
        classes.append("here")
        told = f"{message('diagram.here', lang)} / {told}"
    x, y, w, h = box.x, box.y, box.width, box.height
    out = [
        shape("title", safe(told)),
        _here(box, lang) if asked else "",
        rect(x, y, w, h, "b", rx=5),
    ]
    if box.node.of_measure:
        out.append(rect(x, y, 5, h, "bar", rx=2))
    if box.breaks:
        out.append(rect(x + 3.5, y + 3.5, w - 7, h - 7, "i", rx=3))
        out.append(_flag("badge", x, y, message("diagram.broken", lang)))
    at = y + PAD + 11.5
    left = x + PAD + (1 if box.node.of_measure else 0)
    spans = []
    for line in box.lines:
        spans.append(shape("tspan", safe(line), x=left, y=at))
        at += LINE
    out.append(shape("text", "".join(spans)))
    at += 2
    for line in box.foot:
        out.append(label(left, at, line, "s"))
        at += 16
    return shape(
        "a",
        "".join(out),
        id="break" if asked else "",
        css=" ".join(classes),
        href=address(link(box.node.iri)),
        aria_label=told,
    )


def _flag(css: str, x: float, y: float, says: str) -> str:
    """Draw a flag on top of a box, as wide as its words."""
    ground = rect(x, y - BADGE + 2, _flag_width(says), BADGE - 5, css, rx=3)
    return ground + label(x + 7, y - 8, says, "bt")


def _flag_width(says: str) -> float:
    return width(says) * 12.5 + 14


def _here(box: Box, lang: str) -> str:
    """Draw a ring around the box, and a flag at the end opposite to "broken"."""
    x, y, says = box.x, box.y, message("diagram.here", lang)
    ring = rect(x - 6, y - 6, box.width + 12, box.height + 12, "ring", rx=9)
    return ring + _flag("flag", x + box.width - _flag_width(says), y, says)


def _panel(place: Panel, box: Box, link: Callable[[str], str], prefix: str) -> str:
    """Draw the full text on top, hidden from screen readers, which have it as the node's name."""
    x, y, w, h = place.x, place.y, place.width, place.height
    spans = []
    at = y + PAD + 12
    for line, look in place.lines:
        spans.append(shape("tspan", safe(line), css=look, x=x + PAD, y=at))
        at += LINE
    inside = (
        "<title></title>"
        + rect(x + 3, y + 4, w, h, "halo", rx=6)
        + rect(x, y, w, h, "p", rx=6)
        + shape("text", "".join(spans))
    )
    return shape(
        "a",
        inside,
        css=f"f {prefix}-f{box.number}",
        href=address(link(box.node.iri)),
        tabindex="-1",
        aria_hidden="true",
    )
