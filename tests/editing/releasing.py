"""A city whose parts are released, and what its two databases hold."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from michisuji.accounts.permissions import Action
from michisuji.editing.release.making import Releases
from michisuji.editing.release.plan import name_of
from michisuji.store.memory import MemoryStore

from tests.editing import drafted
from tests.editing.drafted import BASE, ID, LAST, LM, NOW, PLANNER, RDFS, SECOND, TIMELESS, City

LABEL = f"{RDFS}label"
STATUS = f"{LM}workflowStatus"
PUBLISHED = "https://w3id.org/michisuji/code/workflow-status/published"


class Releasing(City):
    """A city whose parts may be approved without a look at their findings."""

    def __init__(self, public: MemoryStore) -> None:
        super().__init__(drafted.copied(public))
        self.workflow.findings_of = lambda _: ()  # type: ignore[method-assign]
        self.releases = Releases(self.editing, self.work, self.public, self.settings)

    def approve(self, name: str, year: int | None = None) -> str:
        """Bring a part to its approval, and return its name in forms."""
        for who, action in (
            (PLANNER, Action.SUBMIT),
            (SECOND, Action.CONFIRM),
            (SECOND, Action.APPROVE),
        ):
            self.workflow.move(who, ID + name, action, year=year)
        return name_of(self.workflow.state_of(ID + name, year).owner)

    def set_state(
        self, name: str, year: int | None, state: str, store: MemoryStore | None = None
    ) -> None:
        """Write a state without moves, for tests of many parts."""
        subject, predicate = ox.NamedNode(ID + name), ox.NamedNode(STATUS)
        data = (store or self.work)._store
        value = ox.NamedNode(PUBLISHED.replace("published", state))
        graphs: list[Any] = [ox.NamedNode(graph_of(year))]
        graphs += [] if year == 2025 else [ox.DefaultGraph()]  # it holds the latest state
        for graph in graphs:
            for quad in list(data.quads_for_pattern(subject, predicate, None, graph)):
                data.remove(quad)
            data.add(ox.Quad(subject, predicate, value, graph))


def data(store: MemoryStore, *, default: bool = False) -> set[tuple[str, str, str, str]]:
    """The statements of the data sets' graphs, or those of the default graph."""
    graph: Any = ox.DefaultGraph() if default else None
    quads = store._store.quads_for_pattern(None, None, None, graph)
    return {
        (str(q.subject), str(q.predicate), str(q.object), getattr(q.graph_name, "value", ""))
        for q in quads
        if default or getattr(q.graph_name, "value", "").startswith(BASE)
    }


def is_current(store: MemoryStore) -> bool:
    """The default graph is the timeless graph and the latest year's."""
    whole = {q[:3] for q in data(store) if q[3] in (TIMELESS, NOW)}
    return {q[:3] for q in data(store, default=True)} == whole


def graph_of(year: int | None) -> str:
    return {None: TIMELESS, 2025: LAST, 2026: NOW}[year]
