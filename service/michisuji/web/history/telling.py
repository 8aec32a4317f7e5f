"""Tells the history of a resource: who, when, why, and the values before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from michisuji.accounts.tokens import SETTING_ID, SETTING_NAME
from michisuji.editing.history import of
from michisuji.editing.states import OF_WORKFLOW
from michisuji.vocabulary import LABELS, parse_graph_iri
from michisuji.web.accounts.current import accounts
from michisuji.web.context import current_lang, current_settings
from michisuji.web.forms.naming import both_names, names_of, referred
from michisuji.web.forms.opened import editing
from michisuji.web.i18n import label

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.editing import Collision, PastChange, Quad

#: Changes on one page.
ON_PAGE = 50


@dataclass(frozen=True)
class ShownValue:
    """A value as people read it; ``language`` is that of a text, '' if it states none."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class PropertyDifference:
    """The values of one property before and after a change; ``year`` None: timeless."""

    predicate: str
    year: int | None
    old: tuple[ShownValue, ...] = ()
    new: tuple[ShownValue, ...] = ()


@dataclass(frozen=True)
class ToldChange:
    """One change of a resource.

    ``others`` are the names and IRIs of the other resources that it changed; ``undoes`` is the
    number of the change that it undoes or goes back to, 0 if there is none or it is unknown.
    """

    change: PastChange
    author: str
    differences: tuple[PropertyDifference, ...]
    others: tuple[tuple[str, str], ...]
    undoes: int
    can_be_undone: bool
    can_be_restored: bool

    @property
    def key(self) -> str:
        """The end of the change's IRI, which names its place on the page."""
        return self.change.id.rpartition(":")[2]


@dataclass(frozen=True)
class ToldCollision:
    """A property that an undo or restoration would change, and that others have changed since."""

    difference: PropertyDifference
    now: tuple[ShownValue, ...]


class HistoryTeller:
    """Tells changes of one resource; ``names`` are those of all that they refer to."""

    def __init__(self, iri: str, changes: Sequence[PastChange]) -> None:
        self._iri, self._changes = iri, changes
        quads = [quad for change in changes for quad in change.quads]
        iris = referred(quads) | {iri} | {str(quad.subject) for quad in quads}
        self._names = names_of(iris) | _former_names(quads, both_names(iris))
        self._authors = {SETTING_ID: SETTING_NAME} | accounts().persons.names()
        self._numbers = {change.id: change.number for change in changes}
        contents = editing().contents(iri)
        self._standing: frozenset[Quad] = contents[0][1] if contents else frozenset()
        self._contents = {change.id: quads for change, quads in contents}

    @property
    def name(self) -> str:
        """The name of the resource, or the last one that it had."""
        return self._names.get(self._iri, self._iri)

    def told(self, change: PastChange) -> ToldChange:
        """Return a change in the reader's words."""
        others = {str(q.subject) for q in change.quads} - {self._iri}
        then = self._contents.get(change.id)
        has_data = any(str(q.predicate) not in OF_WORKFLOW for q in change.quads)
        return ToldChange(
            change,
            self._authors.get(change.author, ""),
            self.differences(of(change.removed, self._iri), of(change.added, self._iri)),
            tuple(sorted((self._names.get(one, one), one) for one in others)),
            self._numbers.get(change.about, 0),
            can_be_undone=has_data,
            can_be_restored=then is not None and then != self._standing,
        )

    def collision(self, one: Collision) -> ToldCollision:
        """Return both sides of a property that collides."""
        name = parse_graph_iri(current_settings().base_iri, one.graph)
        base, theirs, yours = (
            tuple(map(self.value, terms)) for terms in (one.base, one.theirs, one.yours)
        )
        year = name.year if name else None
        return ToldCollision(PropertyDifference(one.predicate, year, base, yours), theirs)

    def differences(
        self, removed: Iterable[Quad], added: Iterable[Quad]
    ) -> tuple[PropertyDifference, ...]:
        """Return what changes, by property and year."""
        base = current_settings().base_iri
        found: dict[tuple[str, int], tuple[list[Node], list[Node]]] = defaultdict(lambda: ([], []))
        for is_new, quads in enumerate((removed, added)):
            for quad in quads:
                name = parse_graph_iri(base, quad.graph)
                year = (name.year if name else None) or 0
                found[str(quad.predicate), year][is_new].append(quad.object)
        return tuple(
            PropertyDifference(predicate, year or None, *(self._values(side) for side in sides))
            for (predicate, year), sides in sorted(found.items(), key=lambda one: one[0])
        )

    def _values(self, terms: Iterable[Node]) -> tuple[ShownValue, ...]:
        return tuple(self.value(one) for one in sorted(terms, key=str))

    def value(self, term: Node) -> ShownValue:
        """Return a value as people read it: a name in place of an IRI."""
        if isinstance(term, URIRef):
            iri = str(term)
            own = iri.startswith(f"{current_settings().base_iri}/id/")
            return ShownValue(
                self._names.get(iri, iri) if own else self._names.get(iri, label(iri))
            )
        return ShownValue(str(term), getattr(term, "language", None) or "")


def _former_names(quads: Iterable[Quad], named: Collection[str]) -> dict[str, str]:
    """Return the names of resources that have none any more."""
    lang, found = current_lang(), dict[str, str]()
    for quad in sorted(quads, key=lambda q: getattr(q.object, "language", "") == lang):
        if str(quad.predicate) in LABELS and str(quad.subject) not in named:
            found[str(quad.subject)] = str(quad.object)
    return found
