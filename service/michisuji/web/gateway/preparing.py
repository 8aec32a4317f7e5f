"""Facts about a query's text that are determined before the engine sees it, and cached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from michisuji.settings import Settings
from michisuji.web.gateway import federation
from michisuji.web.gateway.checks import check
from michisuji.web.gateway.lexer import find_service, tokens, with_base
from michisuji.web.gateway.own_graphs import hide_own_graphs

#: Texts up to this length are cached, this many of them; characters.
_KEPT_LENGTH, _KEPT = 5_000, 256
#: Functions whose results vary each time, whatever the data.
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "SERVICE", "BNODE"})


@dataclass(frozen=True)
class Prepared:
    """A query that a reader may run.

    ``sent`` is the text for the engine: the store's own graphs are hidden, relative IRIs have a
    base. ``services`` are the clauses for other endpoints, which have to be resolved first.
    ``changes``: its answer may vary over the same data.
    """

    query: str
    form: str
    sent: str
    services: tuple[federation.Clause, ...]
    changes: bool


class Preparer:
    """Checks queries by the settings; ``any_graph`` is as in :func:`.checks.check`."""

    def __init__(self, settings: Settings, *, any_graph: bool) -> None:
        self._settings, self._any_graph = settings, any_graph
        self._kept = lru_cache(_KEPT)(self._look)

    def prepare(self, query: str) -> Prepared:
        """Check and prepare a query; raises the errors of :func:`.checks.check`."""
        return self._kept(query) if len(query) <= _KEPT_LENGTH else self._look(query)

    def _look(self, query: str) -> Prepared:
        form = check(query, self._settings, any_graph=self._any_graph)
        services = federation.clauses(query, self._settings.services.split())
        text = query if services else self.for_engine(query)
        if not services and find_service(text):  # the query was checked as it was written
            text = query
        changes = any(t.kind == "word" and t.keyword in _CHANGING for t in tokens(query))
        return Prepared(query, form, text, tuple(services), changes)

    def for_engine(self, query: str) -> str:
        """Return the text that is sent to the engine."""
        base = self._settings.base_iri
        return with_base(hide_own_graphs(query, base), base)
