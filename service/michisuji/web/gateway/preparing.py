"""The examination of a query's text before the engine sees it, cached for a while.

The text is read once, into :class:`SparqlText`; checks, federation, rewriting, the choice of a
format and the positions of errors all use the tokens of that one reading. Only another text is read
again: one with decoded escapes, or one that holds SERVICE and was changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from michisuji.errors import Refused
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText
from michisuji.web.gateway import federation
from michisuji.web.gateway.checks import check
from michisuji.web.gateway.keywords import find_service
from michisuji.web.gateway.outline import Outline
from michisuji.web.gateway.own_graphs import hide_own_graphs

#: Texts up to this length (characters) are cached, and this many of them: programs repeat their
#: queries, which saves a third of the time outside the engine.
_KEPT_LENGTH, _KEPT = 2_000, 64
#: Functions whose result differs each time, whatever the data.
_CHANGING = ("NOW", "RAND", "UUID", "STRUUID", "SERVICE", "BNODE")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")


@dataclass(frozen=True)
class Prepared:
    """A query that a reader may ask, and the graphs that the request names outside it.

    ``sent`` is the text for the engine: the store's own graphs are hidden, relative IRIs have a
    base. ``services`` are the clauses for other endpoints, which have to be resolved first.
    ``changes``: its answer may vary over the same data.
    """

    outline: Outline
    services: tuple[federation.Clause, ...]
    sent: str
    changes: bool
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The text as it was written."""
        return self.outline.text.text

    @property
    def form(self) -> str:
        """The query's form: SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return self.outline.form or ""

    def over(self, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> Prepared:
        """Return the same query over other graphs."""
        return replace(self, default_graphs=tuple(default_graphs), named_graphs=tuple(named_graphs))


class Preparer:
    """Checks queries by the settings; ``any_graph`` is as in :func:`.checks.check`."""

    def __init__(self, settings: Settings, *, any_graph: bool) -> None:
        self._settings, self._any_graph = settings, any_graph
        self._kept = lru_cache(_KEPT)(self._prepared)

    def prepare(self, query: str) -> Prepared:
        """Check and prepare a query; raises the errors of :func:`.checks.check`."""
        return self._kept(query) if len(query) <= _KEPT_LENGTH else self._prepared(query)

    def resolved(self, found: Prepared) -> str:
        """Return the text with the answers of other endpoints in it; they are asked here.

        Raises the errors of :func:`.federation.resolve`, and Refused if a SERVICE remains.
        """
        prologue = found.query[: found.outline.form_at]
        text = federation.resolve(found.query, prologue, found.services, self._settings)
        sent = self._for_engine(SparqlText(text))
        if find_service(SparqlText(sent)):
            raise Refused("SERVICE は受け付けません", "SERVICE is refused")
        return sent

    def _prepared(self, query: str) -> Prepared:
        seen, services = check(query, self._settings, any_graph=self._any_graph)
        text = query if services else self._for_engine(seen.text)
        if text != query and find_service(SparqlText(text)):
            text = query  # the checks saw the query as it was written
        changes = any(token.is_word(*_CHANGING) for token in seen.text.code)
        return Prepared(seen, services, text, changes)

    def _for_engine(self, text: SparqlText) -> str:
        base = self._settings.base_iri
        return base_line(text, base) + hide_own_graphs(text, base)


def base_line(text: SparqlText, base_iri: str) -> str:
    """Return ``BASE <…/>`` and a line feed for a text with a relative IRI, else nothing.

    Without it the engine would read such IRIs against its own address, which is private.
    """
    if all(_ABSOLUTE.match(token.text) for token in text.code if token.kind == "iri"):
        return ""
    return f"BASE <{base_iri}/>\n"
