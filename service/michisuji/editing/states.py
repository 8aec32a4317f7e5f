"""States of parts: where each sheet and evaluation stands, and the moves that led there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from michisuji.editing.changes import Quad
from michisuji.editing.ownership import Owner, PartFacts, facts_of, graph_name, owner_of
from michisuji.editing.sparql import ACCOUNT
from michisuji.questions import run, run_many
from michisuji.vocabulary import CODE, LM

if TYPE_CHECKING:
    from michisuji.store import Store

STATUS, RETURN_REASON = LM + "workflowStatus", LM + "returnReason"
STATUS_CODE = CODE + "workflow-status/"
#: The properties that say how far a part has come.
OF_WORKFLOW = (STATUS, RETURN_REASON)
_SET = re.compile(
    rf"<([^<>\s]+)> <{re.escape(STATUS)}> <{re.escape(STATUS_CODE)}([a-z]+)> <([^<>]+)>"
)


@dataclass(frozen=True)
class PartState:
    """A part and its state, one of ``code:workflow-status/…`` by its last word.

    ``state`` is '' for a part that nobody has edited or submitted yet; it counts as a draft.
    ``reason`` says why it was returned. ``quads`` are the statements that say both.
    """

    owner: Owner
    state: str = ""
    reason: str = ""
    quads: frozenset[Quad] = frozenset()

    @property
    def key(self) -> tuple[str, int | None]:
        """What tells the part from all others: its IRI and year."""
        return self.owner.iri, self.owner.year


@dataclass(frozen=True)
class StateMove:
    """One move in the history of a part: who brought it to which state, when and why.

    ``author`` is the id of an account.
    """

    state: str
    author: str
    at: datetime
    reason: str
    change: str
    number: int


def part_of(store: Store, iri: str, year: int | None = None) -> Owner:
    """Return the part that a resource belongs to, of a year if one is given.

    Raises the store's errors.
    """
    found = owner_of(store, iri)
    return in_year(found, year) if year else found


def in_year(owner: Owner, year: int | None) -> Owner:
    """Return the sheet of another year; an evaluation has one year, and stays."""
    is_sheet = owner.part in ("program", "measure")
    return replace(owner, year=year) if year and is_sheet else owner


def state_of(store: Store, base_iri: str, owner: Owner) -> PartState:
    """Return the state of one part.

    Raises the store's errors.
    """
    return states_of(store, base_iri, [owner])[0]


def states_of(store: Store, base_iri: str, owners: Sequence[Owner]) -> list[PartState]:
    """Return the states of parts, in their order.

    Raises the store's errors.
    """
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in run_many(store, "part-states", "part", {o.iri for o in owners}, base_iri=""):
        rows.setdefault((str(row["part"]), str(row["graph"])), []).append(row)
    return [_state(one, rows.get((one.iri, one.graph(base_iri)), [])) for one in owners]


def _state(owner: Owner, rows: list[dict[str, Any]]) -> PartState:
    if not owner.has_state or not rows:
        return PartState(owner)
    from rdflib import URIRef

    quads, reasons = set[Quad](), list[str]()
    for row in rows:
        subject, graph = row["part"], str(row["graph"])
        quads.add(Quad(subject, URIRef(STATUS), row["status"], graph))
        if "reason" in row:
            quads.add(Quad(subject, URIRef(RETURN_REASON), row["reason"], graph))
            reasons.append(str(row["reason"]))
    state = str(rows[0]["status"]).removeprefix(STATUS_CODE)
    return PartState(owner, state, reasons[0] if reasons else "", frozenset(quads))


def all_states(store: Store, base_iri: str, states: Collection[str]) -> list[PartState]:
    """Return every part that is in one of these states, whatever its year.

    Raises the store's errors.
    """
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in run(store, "part-states", {}, base_iri="").dicts():
        state = str(row["status"]).removeprefix(STATUS_CODE)
        if state in states and graph_name(str(row["graph"])).dataset:
            rows.setdefault((str(row["part"]), str(row["graph"])), []).append(row)
    facts = facts_of(store, {part for part, _ in rows})
    owners = {key: _owner_in(*key, facts.get(key[0], PartFacts())) for key in rows}
    return [
        _state(owner, rows[key])
        for key, owner in owners.items()
        if owner.has_state and owner.graph(base_iri) == key[1]
    ]


def _owner_in(iri: str, graph: str, facts: PartFacts) -> Owner:
    """Return the part whose state stands in a graph."""
    name = graph_name(graph)
    year, owner = name.year, iri
    lead = facts.lead(year)
    if facts.kind == "evaluation":
        year, owner, lead = facts.evaluated_year, facts.evaluates, facts.lead(None)
    return Owner(facts.kind, iri, owner, year, facts.with_above(lead), lead, name.dataset)


def moves_of(
    store: Store, parts: Collection[PartState], base_iri: str
) -> dict[str, list[StateMove]]:
    """Return graph + part (see :func:`move_key`) → its moves in the history, the latest first.

    Raises the store's errors.
    """
    found: dict[str, list[StateMove]] = {}
    wanted = {move_key(part.owner, base_iri) for part in parts}
    iris = {part.owner.iri for part in parts}
    seen = set[tuple[str, str]]()
    for row in run_many(store, "state-moves", "part", iris, base_iri=""):
        author = unquote(str(row["author"]).removeprefix(ACCOUNT))
        for subject, state, graph in _SET.findall(str(row.get("added", ""))):
            key, change = f"{graph} {subject}", str(row["change"])
            if key in wanted and (key, change) not in seen:
                seen.add((key, change))
                at = datetime.fromisoformat(str(row["at"]))
                move = StateMove(
                    state, author, at, str(row.get("reason", "")), change, int(row["number"])
                )
                found.setdefault(key, []).append(move)
    for moves in found.values():
        moves.sort(key=lambda move: -move.number)
    return found


def move_key(owner: Owner, base_iri: str) -> str:
    """Return the key of a part's moves."""
    return f"{owner.graph(base_iri)} {owner.iri}"


def submitted_by(moves: Sequence[StateMove]) -> str:
    """Return the account that submitted a part last, '' if the history does not tell."""
    return next((move.author for move in moves if move.state == "submitted"), "")
