"""Table 3-2: one causal link per row, so that elements come in the order of the logic model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from michisuji.literals import whole
from michisuji.publication.tables.rs.view import Row, YearView

#: Class → the sheet's word. Inputs and town conditions have no place in the sheet.
KINDS = {"lm:Activity": "アクティビティ", "lm:Output": "アウトプット", "lm:Outcome": "アウトカム"}
STAGES = {"short": "短期", "mid": "中期", "long": "長期"}
_LAST = 1_000_000


@dataclass(frozen=True)
class Element:
    """An element as the sheet names it: by kind, number, period and text."""

    iri: str
    order: int
    kind: str
    number: str
    period: str
    text: str

    def cells(self, side: str) -> Row:
        """Return its cells as source (``from_``) or target (``to_``) of a link."""
        parts = {"kind": self.kind, "number": self.number, "period": self.period, "text": self.text}
        return {side + key: value for key, value in parts.items()}


def models_of(view: YearView, program: str) -> list[str]:
    """Return the program's logic models of the current year."""
    models = view.sources("lm:modelOf", program)
    return [m for m in models if view.text(m, "lm:fiscalYear") == str(view.year)]


def elements_of(view: YearView, models: list[str]) -> list[Element]:
    """Return the elements that the sheet can hold, in order.

    Without numbers in the data they are counted by kind, so that no two become one.
    """
    found: list[Element] = []
    for iri in sorted({iri for model in models for iri in view.sources("lm:inModel", model)}):
        kind = next((word for name, word in KINDS.items() if view.has_class(iri, name)), "")
        text = view.label(iri)
        if not kind or not text:
            continue
        period = STAGES.get(view.code(iri, "lm:stage"), "") if kind == "アウトカム" else ""
        order = whole(view.text(iri, "lm:order"))
        place = order if order is not None and order >= 0 else _LAST
        number = view.text(iri, "lm:number")
        found.append(Element(iri, place, kind, number, period, text))
    found.sort(key=lambda one: (one.order, one.iri))
    return found if any(one.number for one in found) else list(_counted(found))


def _counted(elements: list[Element]) -> Iterator[Element]:
    counts: dict[str, int] = {}
    for one in elements:
        counts[one.kind] = counts.get(one.kind, 0) + 1
        number = str(counts[one.kind])
        yield Element(one.iri, one.order, one.kind, number, one.period, one.text)


def pathway_rows(view: YearView, models: list[str], elements: list[Element]) -> list[Row]:
    """Return links between elements, without feedback; then elements without a link.

    The importer numbers elements as they first appear, source before target. Sorted by the later of
    the two ends, and then by the earlier one from the end, links let them appear in order.
    """
    by_iri = {one.iri: one for one in elements}
    links: list[tuple[int, int, str, Row]] = []
    linked: set[str] = set()
    rank = {one.iri: place for place, one in enumerate(elements)}
    for link in sorted({link for model in models for link in view.sources("lm:inModel", model)}):
        if not view.has_class(link, "lm:CausalLink") or view.text(link, "lm:feedback") == "true":
            continue
        ends = [by_iri.get(next(iter(view.iris(link, p)), "")) for p in ("lm:from", "lm:to")]
        source, target = ends
        if source is None or target is None:
            continue
        linked |= {source.iri, target.iri}
        first, last = sorted((rank[source.iri], rank[target.iri]))
        for rationale in view.texts(link, "lm:rationale") or [""]:
            row = {**source.cells("from_"), **target.cells("to_"), "rationale": rationale}
            links.append((last, -first, link, row))
    for one in elements:
        if one.iri not in linked:
            links.append((rank[one.iri], -rank[one.iri], one.iri, one.cells("from_")))
    links.sort(key=lambda found: found[:3])
    rows = [row for *_, row in links]
    reasons = [r for model in models for r in view.texts(model, "lm:singleStageReason")]
    rows += [{} for _ in range(max(len(reasons), 1) - len(rows))]
    for row, reason in zip(rows, reasons, strict=False):
        row["single_stage"] = reason
    return rows
