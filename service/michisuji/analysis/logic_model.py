"""The logic model of a program or measure, read from the store into plain values for drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from michisuji import questions
from michisuji.figures import table_yen
from michisuji.literals import read
from michisuji.messages import message
from michisuji.vocabulary import CODE, LM

if TYPE_CHECKING:
    from rdflib.term import Identifier

    from michisuji.store.protocol import Store

    Row = Mapping[str, Identifier]

Column = Literal["input", "activity", "output", "outcome-unstated", "short", "mid", "long", "town"]

#: The columns of a picture from left to right. Outcomes without a stated stage keep a column of
#: their own between outputs and short-term outcomes: what they come from and lead to is known.
COLUMNS: tuple[Column, ...] = (
    "input",
    "activity",
    "output",
    "outcome-unstated",
    "short",
    "mid",
    "long",
    "town",
)


@dataclass(frozen=True)
class IndicatorName:
    """An indicator of an element."""

    iri: str
    label: str


@dataclass(frozen=True)
class Node:
    """An element of a logic model. ``kind`` is its column; ``order`` that of the source."""

    iri: str
    kind: Column
    label: str
    detail: str = ""
    indicators: tuple[IndicatorName, ...] = ()
    order: int = 0
    of_measure: bool = False


@dataclass(frozen=True)
class Edge:
    """A causal link. ``iri`` is the CausalLink's; source and target are node IRIs."""

    iri: str
    source: str
    target: str
    rationale: str = ""
    assumption: str = ""
    confidence: float | None = None
    feedback: bool = False


@dataclass(frozen=True)
class LogicModel:
    """A logic model of one fiscal year. Edges whose ends are not among the nodes are left out."""

    iri: str
    owner_iri: str
    owner_label: str
    fiscal_year: int | None
    nodes: Sequence[Node] = field(default_factory=tuple)
    edges: Sequence[Edge] = field(default_factory=tuple)


#: Classes from the most to the least specific: an element may carry several.
_KINDS: dict[str, Column] = {
    f"{LM}TownCondition": "town",
    f"{LM}Money": "input",
    f"{LM}Staff": "input",
    f"{LM}Goods": "input",
    f"{LM}Input": "input",
    f"{LM}Activity": "activity",
    f"{LM}Output": "output",
    f"{LM}Outcome": "outcome-unstated",
}
_SPECIFIC = list(_KINDS)
_STAGES: dict[str, Column] = {
    f"{CODE}stage/short": "short",
    f"{CODE}stage/mid": "mid",
    f"{CODE}stage/long": "long",
    f"{CODE}stage/town": "town",
}


def load(
    store: Store,
    program_iri: str,
    *,
    base_iri: str,
    lang: str = "ja",
    default_graphs: Sequence[str] = (),
) -> LogicModel | None:
    """Return the logic model of a program or measure, or None if it has none.

    Of several years the latest is taken; ``default_graphs`` (as in :meth:`Store.select`) selects
    another state. Raises BadInput for an invalid IRI, and the store's errors.
    """

    def rows(question: str) -> list[Row]:
        solutions = questions.run(
            store,
            question,
            {"owner": program_iri},
            base_iri=base_iri,
            lang=lang,
            default_graphs=default_graphs,
        )
        return list(solutions.dicts())

    elements = rows("program-model")
    if not elements:
        return None
    latest = max(elements, key=lambda row: (read(row.get("year"), "year") or 0, str(row["model"])))
    model = str(latest["model"])
    indicators: dict[str, list[IndicatorName]] = {}
    for row in rows("program-model-indicators"):
        name = IndicatorName(str(row["indicator"]), str(row.get("label", "")))
        indicators.setdefault(str(row["element"]), []).append(name)
    own = [row for row in elements if str(row["model"]) == model]
    nodes = _nodes(own, indicators, lang)
    return LogicModel(
        iri=model,
        owner_iri=program_iri,
        owner_label=str(latest.get("ownerLabel", program_iri)),
        fiscal_year=read(latest.get("year"), "year"),
        nodes=nodes,
        edges=_edges(
            [row for row in rows("program-model-links") if str(row["model"]) == model],
            {node.iri for node in nodes},
        ),
    )


def load_many(
    store: Store,
    owners: Mapping[str, str],
    *,
    base_iri: str,
    lang: str = "ja",
    default_graphs: Sequence[str] = (),
) -> dict[str, LogicModel]:
    """Return owner → its logic model; ``owners`` maps each logic model to its owner.

    Sends three queries per some hundred owners. Raises the errors of :func:`load`.
    """

    def rows(name: str) -> Iterator[Row]:
        about: Any = {"base_iri": base_iri, "lang": lang, "default_graphs": default_graphs}
        return questions.run_many(store, name, "owner", owners.values(), **about)

    elements = _by_model(rows("program-model"))
    links_of = _by_model(rows("program-model-links"))
    indicators: dict[str, list[IndicatorName]] = {}
    for row in rows("program-model-indicators"):
        name = IndicatorName(str(row["indicator"]), str(row.get("label", "")))
        indicators.setdefault(str(row["element"]), []).append(name)
    models: dict[str, LogicModel] = {}
    for model, owner in sorted(owners.items()):
        own, links = elements.get(model, []), links_of.get(model, [])
        nodes = _nodes(own, indicators, lang)
        label = str(own[0].get("ownerLabel", owner)) if own else owner
        number = read(own[0].get("year"), "year") if own else None
        edges = _edges(links, {node.iri for node in nodes})
        models[owner] = LogicModel(model, owner, label, number, nodes, edges)
    return models


def _by_model(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["model"]), []).append(row)
    return found


def _nodes(
    rows: Sequence[Row], indicators: Mapping[str, Sequence[IndicatorName]], lang: str
) -> tuple[Node, ...]:
    best: dict[str, Row] = {}
    for row in rows:
        if "element" not in row or "class" not in row:
            continue
        iri = str(row["element"])
        if iri not in best or _rank(row) < _rank(best[iri]):
            best[iri] = row
    return tuple(
        Node(
            iri=iri,
            kind=_column(row),
            label=str(row.get("label", "")) or _default_label(row, lang),
            detail=_detail(row, lang),
            indicators=tuple(indicators.get(iri, ())),
            order=_order(row),
            of_measure=str(row.get("outside")) == "true" and _column(row) == "town",
        )
        for iri, row in best.items()
    )


def _rank(row: Row) -> tuple[int, str]:
    return _SPECIFIC.index(str(row["class"])), str(row.get("stage", "~"))


def _column(row: Row) -> Column:
    kind = _KINDS[str(row["class"])]
    return _STAGES.get(str(row.get("stage")), kind) if kind == "outcome-unstated" else kind


def _order(row: Row) -> int:
    return int(read(row.get("order"), "number") or 0)


def _default_label(row: Row, lang: str) -> str:
    is_money = str(row["class"]) == f"{LM}Money"
    return message("analysis.model.money", lang) if is_money else ""


def _detail(row: Row, lang: str) -> str:
    told = []
    for key in ("planned", "executed"):
        amount = read(row.get(key), "number")
        if amount is not None:
            told.append(f"{message(f'analysis.model.{key}', lang)} {table_yen(amount, lang)}")
    for key, word in (("plannedFte", "staff"), ("executedFte", "actual")):
        staff = read(row.get(key), "number")
        if staff is not None:
            told.append(message(f"analysis.model.{word}", lang, staff=float(staff)))
    if "quantity" in row:
        told.append(str(row["quantity"]))
    return " / ".join(told)


def _edges(rows: Sequence[Row], known: set[str]) -> tuple[Edge, ...]:
    """Return causal links first; a plain lm:leadsTo only where no link says the same."""
    edges: dict[tuple[str, str, str], Edge] = {}
    linked: set[tuple[str, str]] = set()
    for row in sorted(rows, key=lambda r: "link" not in r):
        source, target, iri = str(row["from"]), str(row["to"]), str(row.get("link", ""))
        if source not in known or target not in known or (not iri and (source, target) in linked):
            continue
        linked.add((source, target))
        confidence = read(row.get("confidence"), "number")
        edges[iri, source, target] = Edge(
            iri=iri,
            source=source,
            target=target,
            rationale=str(row.get("rationale", "")),
            assumption=str(row.get("assumption", "")),
            confidence=None if confidence is None else float(confidence),
            feedback=bool(read(row.get("feedback"), "flag")),
        )
    return tuple(edges.values())
