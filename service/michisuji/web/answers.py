"""Answers of named questions as plain values for templates, each with its query."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g
from rdflib import Literal
from rdflib.term import Node

from michisuji import questions
from michisuji.literals import Kind, read
from michisuji.questions.values import Value, is_askable
from michisuji.store.rdf_terms import label_in, solutions_of
from michisuji.vocabulary import LM
from michisuji.web.context import current_lang, current_settings, current_store, state
from michisuji.web.editing.roles import readers_gateway
from michisuji.web.http.negotiation import RESULT_FORMATS
from michisuji.web.ministries import known_ministries, unit_name

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = [
    *("QuestionAnswer", "Facts", "Row", "Unreadable", "ask", "ask_apart"),
    *("unreadable_count", "unreadable_of"),
]

Row = dict[str, Any]

#: Their pages show the units above in the same line.
_IN_LINE = ("ancestors", "units-below")


@dataclass(frozen=True)
class QuestionAnswer:
    """Rows of a question, and the SPARQL that gave them.

    An unbound variable is None.
    """

    name: str
    query: str
    rows: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def ask(name: str, params: Mapping[str, Value] | None = None) -> QuestionAnswer:
    """Run the question ``name`` in the reader's language; years become ints, amounts Decimals.

    A page and its head sometimes need the same answer: it is queried once per request.
    """
    settings, lang = current_settings(), current_lang()
    question = questions.get(name)
    query = question.bind(settings.base_iri, params, lang)
    known: dict[str, QuestionAnswer] = g.setdefault("answers", {})
    if query not in known:
        rows = question.plain(current_store().select(query))
        known[query] = QuestionAnswer(name, query, rows if name in _IN_LINE else _full_names(rows))
    return known[query]


def _full_names(rows: list[Row]) -> list[Row]:
    """Name a ministry's units after it, in each column that names what another column holds."""
    named = [(key, f"{key}Label") for key in (rows[0] if rows else ()) if f"{key}Label" in rows[0]]
    if named and (units := known_ministries()).of:
        lang = current_lang()
        for row in rows:
            for key, label in named:
                if row[label]:
                    row[label] = units.full_name(row[key], row[label], lang)
    return rows


def unreadable_of(iri: str) -> QuestionAnswer:
    """Return the invalid years and numbers of a resource and of what belongs to it."""
    if not is_askable(iri):
        return QuestionAnswer("unreadable-of", "", [])
    return ask("unreadable-of", {"of": iri})


@dataclass
class Unreadable:
    """The number of invalid years and numbers in the public data; 0 until counted."""

    count: int = 0


def unreadable_count() -> int:
    """Return the last count of invalid years and numbers in the public data.

    The background counts; no page waits for it. 0 until then.
    """
    return state().own(Unreadable).count


def ask_apart(question: questions.Question, params: Mapping[str, str]) -> QuestionAnswer:
    """Run a question like :func:`ask`, for a reader's choice that may take long.

    No page waits for it. It is run like readers' SPARQL, with the same limits. Raises the gateway's
    errors.
    """
    query = question.bind(current_settings().base_iri, params, current_lang())
    gateway = readers_gateway()
    file, _ = gateway.run(gateway.prepare(query), RESULT_FORMATS["json"])
    with file:
        found = solutions_of(json.load(file))
    return QuestionAnswer(question.name, query, _full_names(question.plain(found)))


class Facts:
    """The statements about one resource: values by property, with labels of their targets.

    ``labels`` are read in both languages; the reader's is preferred.
    """

    def __init__(self, iri: str) -> None:
        from rdflib import URIRef

        settings, self.lang = current_settings(), current_lang()
        question = questions.get("facts")
        self.iri = iri
        self.query = question.bind(settings.base_iri, {"node": iri}, self.lang)
        known: dict[str, Graph] = g.setdefault("facts", {})
        if iri not in known:
            known[iri] = current_store().construct(self.query)
        self._graph = known[iri]
        self._node = URIRef(iri)

    def __bool__(self) -> bool:
        return (self._node, None, None) in self._graph

    def values(self, term: str, kind: Kind = "text") -> list[Any]:
        """Return the values of ``lm:{term}`` (or of a full IRI) that are of a kind.

        Texts are in the reader's language.
        """
        values = (read(value, kind) for value in self._preferred(self._objects(term)))
        return [value for value in values if value is not None]

    def one(self, term: str, kind: Kind = "text") -> Any:
        """Return the first value of a kind, or None."""
        return next(iter(self.values(term, kind)), None)

    def links(self, term: str) -> list[tuple[str, str]]:
        """Return (IRI, label) of the property's values, by label; units after their ministries."""
        return sorted(
            ((str(v), unit_name(str(v), self.label_of(v))) for v in self._objects(term)),
            key=lambda pair: pair[1],
        )

    @property
    def label(self) -> str:
        """The resource's name in the reader's language."""
        return self.label_of(self._node)

    def label_of(self, node: Node) -> str:
        """Return a node's name in the reader's language, else Japanese, else any, else its IRI."""
        return label_in(self._graph, node, self.lang, str(node))

    def _objects(self, term: str) -> list[Node]:
        from rdflib import URIRef

        prop = URIRef(term if ":" in term else LM + term)
        return sorted(self._graph.objects(self._node, prop), key=str)

    def _preferred(self, terms: list[Node]) -> list[Node]:
        texts = [t for t in terms if isinstance(t, Literal) and t.language]
        if not texts:
            return terms
        for lang in (self.lang, "ja"):
            own = [t for t in texts if t.language == lang]
            if own:
                return list(own)
        return list(texts)
