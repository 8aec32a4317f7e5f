"""The analysis ``similar``: how others do it, and what can be borrowed from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from michisuji.analysis.nation import is_national, official_sheets
from michisuji.analysis.similar.documents import COMPARED
from michisuji.analysis.similar.index import SHAPE_WEIGHT, ScoredNeighbour, SimilarIndex, index_of
from michisuji.analysis.similar.reasons import shared_phrases
from michisuji.analysis.tables import Behind, Named
from michisuji.errors import BadInput, NotFound

if TYPE_CHECKING:
    from michisuji.analysis.causal import Amount
    from michisuji.analysis.similar.documents import Document
    from michisuji.analysis.state import Labels, State

LIMIT, MOST = 10, 50
#: Outcomes and indicators of a neighbour that are named.
NAMED = 8
WITHIN = ("all", "own", "others")
_OUTCOMES = ("outcome-unstated", "short", "mid", "long", "town")


@dataclass(frozen=True)
class Similar:
    """A neighbour. Its ``score`` and parts are from 0 to 1, see :class:`.index.Neighbour`.

    ``planned`` and ``executed``: yen in fiscal year ``year``, None where not stated.
    ``outcomes_all``, ``indicators_all``: the total numbers, of which only some are named.
    """

    node: Named
    score: float
    text: float
    shape: float | None
    phrases: tuple[str, ...]
    twins: tuple[Named, ...]
    units: tuple[Named, ...]
    part_of: tuple[Named, ...]
    outcomes: tuple[Named, ...]
    outcomes_all: int
    indicators: tuple[Named, ...]
    indicators_all: int
    year: int | None
    planned: Decimal | None
    executed: Decimal | None
    counts: tuple[int, ...]
    official: Named | None = None


@dataclass(frozen=True)
class SimilarNeighbours:
    """The result; ``compared``: how many of the same kind were compared."""

    node: Named
    kind: str
    within: str
    compared: int
    counts: tuple[int, ...]
    found: tuple[Similar, ...]
    shape_weight: float
    behind: tuple[Behind, ...]


def similar(state: State, node: str, within: str = "all", limit: int = LIMIT) -> SimilarNeighbours:
    """Find the most similar programs, measures or indicators of the loaded data.

    ``within``: all datasets, its own, or the others. Raises NotFound, BadInput and the store's
    errors.
    """
    if not 1 <= limit <= MOST:
        raise BadInput(
            f"件数は1から{MOST}までです: {limit}",
            f"the number must be from 1 to {MOST}: {limit}",
            hint_ja=f"例: limit={LIMIT}",
            hint_en=f"for example limit={LIMIT}",
        )
    index = index_of(state)
    here = index.get(node)
    if here is None:
        raise NotFound(
            f"事業・施策・指標ではありません: {node}",
            f"not a program, measure or indicator of this state: {node}",
            hint_ja="事業・施策・指標のIRIを指定してください",
            hint_en="name a program, a measure or an indicator",
        )
    allowed = _allowed(state, index, node, within)
    own_data = state.dataset_of(node)
    # Grouped: a city's rows do not stand between those of ministries.
    nearest = sorted(
        index.nearest(node, limit, allowed), key=lambda one: state.dataset_of(one.iri) != own_data
    )
    national = (one.iri for one in nearest if is_national(state, one.iri))
    sheets = official_sheets(state, national)
    facts = [_facts(state, one) for one in nearest]
    shown = {iri for own in facts for iris in own.named.values() for iri in iris}
    labels = state.names({node, *shown})
    return SimilarNeighbours(
        node=labels.one(node),
        kind=here.kind,
        within=within,
        compared=index.compared(node, allowed),
        counts=here.shape,
        found=tuple(
            replace(_similar(index, here, one, own, labels), official=sheets.get(one.iri))
            for one, own in zip(nearest, facts, strict=True)
        ),
        shape_weight=SHAPE_WEIGHT,
        behind=_behind(state, [node, *(one.iri for one in nearest)]),
    )


@dataclass(frozen=True)
class _Facts:
    named: dict[str, list[str]]
    outcomes_all: int
    indicators_all: int
    year: int | None
    planned: Decimal | None
    executed: Decimal | None


def _similar(
    index: SimilarIndex, here: Document, one: ScoredNeighbour, facts: _Facts, labels: Labels
) -> Similar:
    other = index.get(one.iri)
    assert other is not None
    rarity = partial(index.rarity, here.kind)
    return Similar(
        node=labels.one(one.iri),
        score=one.score,
        text=one.text,
        shape=one.shape,
        phrases=shared_phrases(here, other, rarity, index.common),
        twins=labels.all(facts.named["twins"]),
        units=labels.all(facts.named["units"]),
        part_of=labels.all(facts.named["part_of"]),
        outcomes=labels.all(facts.named["outcomes"]),
        outcomes_all=facts.outcomes_all,
        indicators=labels.all(facts.named["indicators"]),
        indicators_all=facts.indicators_all,
        year=facts.year,
        planned=facts.planned,
        executed=facts.executed,
        counts=other.shape,
    )


def _facts(state: State, one: ScoredNeighbour) -> _Facts:
    """Collect what a neighbour has.

    For an indicator, the elements that it measures and their owners take the places of outcomes and
    measures.
    """
    graph, plan = state.causal, state.causal.plan
    if one.iri in plan.classes:
        numbers = graph.elements_of(one.iri)
        order = {kind: n for n, kind in enumerate(COMPARED)}
        numbers.sort(key=lambda n: (order.get(graph.kind(n), 0), graph.elements[n]))
        outcomes = [graph.elements[n] for n in numbers if graph.kind(n) in _OUTCOMES]
        shown = dict.fromkeys(i for n in reversed(numbers) for i in graph.shown_by(n))
        owner, indicators, part_of = one.iri, list(shown), list(plan.measures_of(one.iri))
    else:
        numbers = graph.shows(one.iri)
        outcomes, indicators = [graph.elements[n] for n in numbers], []
        owners = dict.fromkeys(o for n in numbers if (o := graph.owner(n)))
        part_of, owner = list(owners), next(iter(owners), "")
    money = plan.money(one.iri) if plan.is_program(one.iri) else {}
    year = _year_of(money)
    named = {
        "node": [one.iri],
        "twins": list(one.twins),
        "units": list(plan.lead_units.get(owner, ())),
        "part_of": part_of,
        "outcomes": outcomes[:NAMED],
        "indicators": indicators[:NAMED],
    }
    amount = money[year] if year is not None else None
    return _Facts(
        named,
        len(outcomes),
        len(indicators),
        year,
        amount.planned if amount else None,
        amount.executed if amount else None,
    )


def _year_of(money: Mapping[int, Amount]) -> int | None:
    """Return the latest fiscal year with both amounts stated, else the latest planned one."""
    planned = [year for year, amount in money.items() if amount.planned is not None]
    spent = [year for year in planned if money[year].executed is not None]
    return max(spent or planned, default=None)


def _allowed(state: State, index: SimilarIndex, node: str, within: str) -> NDArray[np.bool_] | None:
    if within == "all":
        return None
    own = state.dataset_of(node)
    same = index.mask(d.iri for d in index.documents if state.dataset_of(d.iri) == own)
    return same if within == "own" else ~same


def _behind(state: State, nodes: list[str]) -> tuple[Behind, ...]:
    """Return the query of the compared texts: no query can compute the similarity itself."""
    return (state.behind("similar-texts", {"node": nodes}),)
