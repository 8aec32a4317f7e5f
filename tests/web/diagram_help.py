"""Models to draw, and what must hold of every picture."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree as ET

from michisuji.analysis.logic_model import Edge, IndicatorName, LogicModel, Node
from michisuji.web.drawing import logic_model
from michisuji.web.drawing.logic_model.layout import Layout, Route

SVG = "{http://www.w3.org/2000/svg}"


def model(nodes: list[Node], edges: list[Edge] | None = None) -> LogicModel:
    return LogicModel("m", "p", "見守り事業", 2024, nodes, edges or [])


def chain() -> LogicModel:
    nodes = [
        Node("i", "input", "予算", "予算 12,215百万円", order=0),
        Node("a", "activity", "見守り訪問を行う", order=1),
        Node("o", "output", "訪問件数", "", (IndicatorName("k", "訪問件数(件)"),), 2),
        Node("s", "short", "高齢者が<安心> & 暮らす", order=3),
        Node("l", "long", "あ" * 191, order=4),
        Node("t", "town", "安心して暮らせるまち", order=5, of_measure=True),
    ]
    pairs = ["ia", "ao", "os", "sl", "lt"]
    edges = [Edge(f"e{p}", p[0], p[1], rationale=f"根拠{p}") for p in pairs]
    return model(nodes, [*edges, Edge("fb", "l", "a", feedback=True)])


def render(
    m: LogicModel, breaks: dict[str, list[str]] | None = None, lang: str = "ja"
) -> ET.Element:
    return ET.fromstring(logic_model.render(m, breaks or {}, lang, link=lambda iri: f"/doc/{iri}"))


def by_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in root.iter() if name in (e.get("class") or "").split()]


def words_of(element: ET.Element) -> str:
    return "".join(element.itertext())


def sampled(route: Route) -> Iterator[tuple[float, float]]:
    """Points along a forward route as svg.py draws it."""
    points = route.points
    for i in range(1, len(points)):
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        bend = max((x1 - x0) * 0.55, 12)
        for k in range(1, 20):
            t = k / 20
            if i % 2:
                a, b = x0 + bend, x1 - bend
                w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                yield (
                    x0 * w[0] + a * w[1] + b * w[2] + x1 * w[3],
                    (y0 * (w[0] + w[1])) + y1 * (w[2] + w[3]),
                )
            else:
                yield x0 + (x1 - x0) * t, y0


def assert_sound(picture: Layout) -> None:
    for a, b in combinations(picture.boxes, 2):
        apart = (
            a.x + a.width <= b.x
            or b.x + b.width <= a.x
            or a.y + a.height <= b.y
            or b.y + b.height <= a.y
        )
        assert apart, (a, b)
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y >= 40
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
    for route in picture.routes:
        assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in route.points)
        if route.kind == "forward":
            for x, y in sampled(route):
                for box in picture.boxes:
                    inside = (
                        box.x + 1 < x < box.x + box.width - 1
                        and box.y + 1 < y < box.y + box.height - 1
                    )
                    assert not inside, (route, box)
