"""A logic model read from the database of drafts, with everything that its steps can concern."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.editing.changes import Quad
from michisuji.editing.logic_models.model import EditedModel
from michisuji.errors import NotFound
from michisuji.languages import Text
from michisuji.vocabulary import LM, graph_iri, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Store


def read(store: Store, model: str, base_iri: str) -> EditedModel:
    """Return a logic model with the statements around it, of its data set and fiscal year.

    Raises NotFound for anything that is no logic model of a year, BadInput for an invalid IRI, and
    the store's errors.
    """
    stated = _quads(store, "model-statements", model, base_iri)
    owners = {
        (str(q.object), q.graph)
        for q in stated
        if str(q.subject) == model and str(q.predicate) == f"{LM}modelOf"
    }
    owner, graph = min(owners, default=("", ""))
    name = parse_graph_iri(base_iri, graph)
    if name is None or name.year is None or not owner.startswith(f"{base_iri}/id/"):
        raise NotFound(
            "この名前のロジックモデルはありません",
            "there is no such logic model",
            hint_ja="事業か施策のページの「図で直す」から開いてください",
            hint_en="open it by 'Edit as a picture' on the page of a program or measure",
        )
    timeless = graph_iri(base_iri, name.dataset)
    read_graphs = {graph, timeless}
    around = {
        *stated,
        *_quads(store, "model-outside", model, base_iri),
        *_quads(store, "model-indicators", model, base_iri),
    }
    known = frozenset(q for q in around if q.graph in read_graphs)
    members = _members(known, model)
    own = frozenset(q for q in known if q.graph == graph and str(q.subject) in members)
    found = EditedModel(base_iri, model, owner, name.dataset, graph, timeless, own, known - own)
    own |= {q for q in known if _is_attachment(q, found)}
    users = _users(store, model, base_iri, read_graphs)
    return replace(found, own=own, around=known - own, users=users)


def _users(
    store: Store, model: str, base_iri: str, graphs: Collection[str]
) -> dict[str, tuple[Text, ...]]:
    """Return element → the names of what else refers to it, sorted."""
    found: dict[str, dict[str, Text]] = {}
    for row in questions.run(store, "model-users", {"model": model}, base_iri=base_iri).dicts():
        if str(row["graph"]) in graphs:
            user = str(row["user"])
            ja = str(row.get("ja") or row.get("en") or user.rpartition("/")[2])
            name = {"ja": ja, "en": str(row.get("en") or ja)}
            found.setdefault(str(row["element"]), {})[user] = name
    return {element: tuple(users[u] for u in sorted(users)) for element, users in found.items()}


def _is_attachment(quad: Quad, model: EditedModel) -> bool:
    return str(quad.predicate) == f"{LM}indicates" and str(quad.object) in model.elements


def _members(quads: frozenset[Quad], model: str) -> frozenset[str]:
    return frozenset(
        str(q.subject)
        for q in quads
        if str(q.subject) == model
        or (str(q.predicate) == f"{LM}inModel" and str(q.object) == model)
    )


def _quads(store: Store, question: str, model: str, base_iri: str) -> list[Quad]:
    from rdflib import Literal

    rows: Any = questions.run(store, question, {"model": model}, base_iri=base_iri).rows
    return [Quad(s, p, o, str(graph)) for graph, s, p, o in rows if not isinstance(s, Literal)]
