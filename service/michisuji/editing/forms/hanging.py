"""A deletion: what goes with a resource that is taken away, and what only refers to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from michisuji.editing.changes import Quad
from michisuji.editing.forms.edges import plain_edges
from michisuji.errors import Refused, TooLarge
from michisuji.vocabulary import LM, GraphName, parse_graph_iri

#: Properties whose subjects are nothing without what they point to.
PARTS = frozenset(
    LM + name
    for name in (
        *("inModel", "modelOf", "from", "to", "ofIndicator"),
        *("budgetOf", "budgetRecord", "breakdownOf"),
        *("evaluates", "prioritizes", "prioritizedIn", "focusNode"),
    )
)
#: Properties whose objects are nothing without the subject.
OWNED = frozenset(LM + name for name in ("reviewRating", "states"))
#: Resources that one deletion takes away.
MOST = 500

#: IRI → (subject, property, graph) of what refers to it.
References = Callable[[str], Iterable[tuple[str, str, str]]]
Said = Callable[[str], Iterable[Quad]]


@dataclass
class Hanging:
    """The whole resources that a deletion removes, and the single references of others."""

    gone: dict[str, frozenset[Quad]] = field(default_factory=dict)
    loosened: set[Quad] = field(default_factory=set)

    @property
    def removed(self) -> frozenset[Quad]:
        """All statements that the deletion removes."""
        return frozenset[Quad]().union(*self.gone.values(), self.loosened)


def hanging(iri: str, base: str, year: int, said: Said, references: References) -> Hanging:
    """Return what hangs on a resource, in its timeless graph and that of ``year``.

    Raises Refused for one that an earlier year's state still needs, TooLarge beyond :data:`MOST`.
    """
    found, todo = Hanging(), [iri]
    while todo:
        one = todo.pop()
        if one in found.gone:
            continue
        found.gone[one] = frozenset(said(one))
        if len(found.gone) > MOST:
            raise _too_much()
        todo += [str(q.object) for q in found.gone[one] if str(q.predicate) in OWNED]
        is_timeless = any(_name(base, q.graph).year is None for q in found.gone[one])
        for subject, prop, graph in references(one):
            named = _name(base, graph)
            if named.year not in (None, year):
                if is_timeless:
                    raise _needed(named.year or 0)
            elif prop in PARTS:
                todo.append(subject)
            else:
                found.loosened.add(_quad(subject, prop, one, graph))
    found.loosened |= set(_edges(found, said, references))
    found.loosened = {q for q in found.loosened if str(q.subject) not in found.gone}
    return found


def _edges(found: Hanging, said: Said, references: References) -> Iterator[Quad]:
    """Yield the plain edges of the links that go, unless another link stands for one."""
    for quads in found.gone.values():
        for edge in plain_edges(quads, ()).removed:
            others = {
                link
                for link, prop, graph in references(str(edge.object))
                if (prop, graph) == (LM + "to", edge.graph) and link not in found.gone
            }
            starts = {(str(q.predicate), q.object) for link in others for q in said(link)}
            if (LM + "from", edge.subject) not in starts:
                yield edge


def _quad(subject: str, prop: str, value: str, graph: str) -> Quad:
    from rdflib import URIRef

    return Quad(URIRef(subject), URIRef(prop), URIRef(value), graph)


def _name(base: str, graph: str) -> GraphName:
    return parse_graph_iri(base, graph) or GraphName("")


def _needed(year: int) -> Refused:
    return Refused(
        f"{year}年度のデータで使われているため、消せません",
        f"it cannot be taken away: the data of fiscal year {year} refer to it",
        hint_ja="終わったものは、終了年度や廃止日を書いて残してください",
        hint_en="what has ended stays, with its end year or the day on which it was abolished",
    )


def _too_much() -> TooLarge:
    return TooLarge(
        f"一度に消せるのは{MOST:,}件までです",
        f"one deletion takes away up to {MOST:,} resources",
        hint_ja="下にあるものから順に消してください",
        hint_en="take away what is below it first",
    )
