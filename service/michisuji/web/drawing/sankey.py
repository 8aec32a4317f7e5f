"""Money from left to right as bands whose width is the amount: a Sankey diagram in SVG.

Columns: the whole, programs, outcomes, where it ends. Excess items of a column are folded into one
box, so that the widths still add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from michisuji.analysis.flow import MoneyFlow
from michisuji.analysis.flow.sharing import NOWHERE, PLACES, UNDIVIDED, UNKNOWN
from michisuji.analysis.tables import Answer
from michisuji.figures import YenUnit, picture_unit
from michisuji.messages import message
from michisuji.web.context import doc_href, with_arguments
from michisuji.web.drawing.figure import frame, label, rect, safe, shape, titled
from michisuji.web.drawing.text import wrap
from michisuji.web.i18n import translate

_BAR, _STEP, _LABEL = 14.0, 330.0, 300.0
_TOP, _GAP, _LEAST = 46.0, 14.0, 34.0
#: Height of the total amount.
_HEIGHT = 520.0
REST, REST_OUTCOMES = "rest", "rest-outcomes"


@dataclass
class _Node:
    key: str
    label: str
    column: int
    amount: Decimal = Decimal(0)
    href: str = ""
    kind: str = ""
    y: float = 0.0
    height: float = 0.0
    out: float = 0.0
    into: float = 0.0


@dataclass
class _Drawing:
    nodes: dict[str, _Node] = field(default_factory=dict)
    bands: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def add(self, a: str, b: str, amount: Decimal) -> None:
        self.bands[a, b] = self.bands.get((a, b), Decimal(0)) + amount


def sankey(answer: Answer[MoneyFlow], shown: int, lang: str) -> str:
    """Draw the flow with the ``shown`` largest programs and outcomes; '' without money."""
    result = answer.result
    if not result.total:
        return ""
    drawing = _collect(result, shown, lang)
    columns = [
        sorted((n for n in drawing.nodes.values() if n.column == c), key=_order) for c in range(4)
    ]
    columns = [column for column in columns if column]
    if len(columns) > 1:
        columns[-1] = _beside(columns[-1], columns, drawing)
    scale = _HEIGHT / float(result.total)
    tall = 0.0
    for x, column in enumerate(columns):
        y = _TOP
        for node in column:
            node.column = x
            node.height = max(1.5, float(node.amount) * scale)
            node.y = y + max(0.0, (_LEAST - node.height) / 2)
            y += max(_LEAST, node.height) + _GAP
        tall = max(tall, y)
    width = len(columns) * _STEP
    parts = [_heading(c, n, lang) for n, c in enumerate(columns)]
    unit = picture_unit([result.total])
    parts += _bands(drawing, scale, unit, lang)
    parts += [_drawn(node, unit, lang) for column in columns for node in column]
    title, description = result.scope.label, answer.sentence[lang]
    return frame("sankey", (width, tall), parts, title=title, description=description, prefix="s")


def _order(node: _Node) -> tuple[bool, Decimal, str]:
    """Return the sort key: largest first, folded and unknown ones last."""
    return bool(node.kind), -node.amount, node.key


def _beside(
    last: list[_Node], columns: Sequence[Sequence[_Node]], drawing: _Drawing
) -> list[_Node]:
    """Sort the last column by what flows into it, so that fewer bands cross."""
    place = {node.key: n for column in columns[:-1] for n, node in enumerate(column)}

    def middle(node: _Node) -> float:
        into = [(a, v) for (a, b), v in drawing.bands.items() if b == node.key]
        total = float(sum(v for _, v in into)) or 1.0
        return sum(place.get(a, 0) * float(v) for a, v in into) / total

    return sorted(last, key=lambda node: (bool(node.kind), middle(node), node.key))


def _collect(result: MoneyFlow, shown: int, lang: str) -> _Drawing:
    """Return nodes and bands, with small ones folded."""
    drawing = _Drawing()
    whole = result.scope.iri + "#all"
    if len(result.programs) == shown + 1:
        shown += 1  # a box for one program would take as much room as that program
    kept = {one.iri for one, _ in result.programs[:shown]}
    rest = len(result.programs) - len(kept)
    _node(drawing, whole, result.scope.label, 0, result.scope.iri)
    for program, amount in result.programs:
        key = program.iri if program.iri in kept else REST
        label = program.label if key != REST else translate("flow.rest_programs", count=rest)
        _node(drawing, key, label, 1, program.iri if key != REST else "")
        drawing.add(whole, key, amount)
    programs = {one.iri for one, _ in result.programs}
    ends = {one.iri for one, _ in result.towns} | {UNKNOWN, NOWHERE}
    into: dict[str, Decimal] = {}
    for step in result.steps:
        if step.source.iri in programs and step.target.iri not in ends | {UNDIVIDED}:
            into[step.target.iri] = into.get(step.target.iri, Decimal(0)) + step.amount
    ranked = sorted(into, key=lambda k: (-into[k], k))
    large = set(ranked[: 2 * shown])
    names = {s.target.iri: s.target.label for s in result.steps}

    def place(iri: str) -> str:
        if iri in programs:
            return iri if iri in kept else REST
        if iri in ends or iri == UNDIVIDED or iri in large:
            return iri
        return REST_OUTCOMES

    for step in result.steps:
        a, b = place(step.source.iri), place(step.target.iri)
        column = 3 if b in ends else 2
        label = names.get(b, "")
        if b == REST_OUTCOMES:
            label = translate("flow.rest_outcomes", count=len(ranked) - len(large))
        elif b in PLACES:
            label = message(f"analysis.money-flow.places.{b}", lang)
        _node(drawing, b, label, column, b if b.startswith("http") else "")
        drawing.add(a, b, step.amount)
    for key, node in list(drawing.nodes.items()):
        node.amount = sum((v for (_, b), v in drawing.bands.items() if b == key), Decimal(0))
        if key == whole:
            node.amount = result.total
    return drawing


def _node(drawing: _Drawing, key: str, label: str, column: int, iri: str) -> None:
    if key in drawing.nodes:
        return
    kind = "plain" if key in (REST, REST_OUTCOMES) else "open" if key in PLACES else ""
    href = doc_href(iri) if iri else ""
    if key in (REST, REST_OUTCOMES):
        href = with_arguments(show=60)
    drawing.nodes[key] = _Node(key, label, column, href=href, kind=kind)


def _bands(drawing: _Drawing, scale: float, unit: YenUnit, lang: str) -> list[str]:
    out = []
    ordered = sorted(
        drawing.bands.items(),
        key=lambda kv: (drawing.nodes[kv[0][0]].y, drawing.nodes[kv[0][1]].y),
    )
    for (a, b), amount in ordered:
        source, target = drawing.nodes[a], drawing.nodes[b]
        high = max(0.8, float(amount) * scale)
        y1, y2 = source.y + source.out, target.y + target.into
        source.out += float(amount) * scale
        target.into += float(amount) * scale
        x1, x2 = source.column * _STEP + _BAR, target.column * _STEP
        mid = (x1 + x2) / 2
        told = f"{source.label} → {target.label}: {unit.tell(amount, lang)}"
        way = (
            f"M{x1:.0f} {y1:.1f}C{mid:.0f} {y1:.1f} {mid:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
            f"V{y2 + high:.1f}C{mid:.0f} {y2 + high:.1f} {mid:.0f} {y1 + high:.1f} "
            f"{x1:.0f} {y1 + high:.1f}Z"
        )
        out.append(shape("path", shape("title", safe(told)), css=f"band {target.kind}", d=way))
    return out


def _heading(column: Sequence[_Node], number: int, lang: str) -> str:
    words = ("flow.column_all", "flow.column_programs", "flow.column_outcomes", "flow.column_ends")
    first = column[0]
    key = 0 if first.key.endswith("#all") else number
    if number == 2 and all(n.key in (UNKNOWN, NOWHERE) for n in column):
        key = 3
    return label(number * _STEP, 22, translate(words[key]), "h")


def _drawn(node: _Node, unit: YenUnit, lang: str) -> str:
    x = node.column * _STEP
    lines, _ = wrap(node.label, (_LABEL - _BAR - 60) / 13, 2)
    y = node.y + node.height / 2 - 8 * (len(lines) - 1) - 3
    parts = [rect(x, node.y, _BAR, node.height, f"bar {node.kind}")]
    for line in lines:
        parts.append(label(x + _BAR + 6, y, line))
        y += 16
    amount = unit.tell(node.amount, lang)
    parts.append(label(x + _BAR + 6, y, amount, "s"))
    return titled(f"{node.label}: {amount}", "".join(parts), node.href)
