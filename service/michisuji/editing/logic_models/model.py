"""A logic model as statements that steps can change, and those around it that they only read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from michisuji.editing.changes import Quad
from michisuji.errors import MichisujiError
from michisuji.languages import Text
from michisuji.vocabulary import CODE, LM, PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

TYPE = PREFIXES["rdf"] + "type"
LABEL = PREFIXES["rdfs"] + "label"
#: Class → its kind, as in the IRIs of its elements (those of money: ``model-money``).
CLASSES: Mapping[str, str] = {
    f"{LM}Money": "money",
    f"{LM}Staff": "staff",
    f"{LM}Goods": "goods",
    f"{LM}Input": "input",
    f"{LM}Activity": "activity",
    f"{LM}Output": "output",
    f"{LM}Outcome": "outcome",
    f"{LM}TownCondition": "town-condition",
}
STAGES = ("short", "mid", "long", "town")


class StepRefused(MichisujiError):
    """Raised for a step that does not apply to the model as it is."""

    code = "step-refused"
    status = 422
    title: ClassVar[Text] = {"ja": "この手順は当てはまりません", "en": "The step does not apply"}


class Ends(NamedTuple):
    """The two ends of a link, by which it is known."""

    source: str
    target: str


@dataclass(frozen=True)
class EditedModel:
    """A program's or measure's logic model of a fiscal year.

    ``own`` are the statements that steps may change: about the model, its elements and links in the
    year's ``graph``, and which indicators its elements have. ``around``: everything else that the
    picture shows, and what can be joined or attached. ``users``: element → names of everything
    else that refers to it, such as the programs that lead to a measure's town condition.
    """

    base_iri: str
    iri: str
    owner: str
    dataset: str
    graph: str
    timeless: str
    own: frozenset[Quad]
    around: frozenset[Quad] = frozenset()
    users: Mapping[str, tuple[Text, ...]] = field(default_factory=dict, hash=False)

    @cached_property
    def _facts(self) -> dict[tuple[str, str], list[Node]]:
        found: dict[tuple[str, str], list[Node]] = {}
        for quad in self.own | self.around:
            values = found.setdefault((str(quad.subject), str(quad.predicate)), [])
            if quad.object not in values:
                values.append(quad.object)
        return found

    def values(self, subject: str, predicate: str) -> list[Node]:
        """Return what is stated of a subject, here or around."""
        return self._facts.get((subject, predicate), [])

    def refers(self, subject: str, predicate: str) -> list[str]:
        """Return the values as IRIs, sorted."""
        return sorted(map(str, self.values(subject, predicate)))

    def text(self, subject: str, predicate: str, lang: str) -> str:
        """Return a text in exactly one language; '' without one."""
        for value in self.values(subject, predicate):
            if getattr(value, "language", None) == lang:
                return str(value)
        return ""

    def label(self, iri: str, lang: str = "ja") -> str:
        """Return a name in a language, or else in Japanese, or the end of the IRI."""
        return self.text(iri, LABEL, lang) or self.text(iri, LABEL, "ja") or iri.rpartition("/")[2]

    def class_of(self, iri: str) -> str:
        """Return the element class of a resource, the most specific first; '' for anything else."""
        found = self.refers(iri, TYPE)
        return next((name for name in CLASSES if name in found), "")

    def kind(self, iri: str) -> str:
        """Return what an element is, one of :data:`.steps.KINDS` or ``money``, ``input``."""
        name = CLASSES.get(self.class_of(iri), "")
        if name == "town-condition":
            return "town"
        stages = self.refers(iri, f"{LM}stage")
        stage = stages[0].rpartition("/")[2] if stages else ""
        return stage if name == "outcome" and stage in STAGES else name

    @cached_property
    def is_measures(self) -> bool:
        """True if the model is a measure's: its elements are town conditions."""
        return f"{LM}Measure" in self.refers(self.owner, TYPE)

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The IRIs of the model's own elements, in the order of the sheet."""
        members = {
            str(q.subject)
            for q in self.own
            if str(q.predicate) == f"{LM}inModel" and str(q.object) == self.iri
        }
        return tuple(sorted((m for m in members if self.class_of(m)), key=self.place))

    def place(self, iri: str) -> tuple[int, str]:
        """Return an element's place in the order of the sheet."""
        return self.order(iri), iri

    def order(self, iri: str) -> int:
        """Return an element's stated order; 0 without one."""
        found = [str(value) for value in self.values(iri, f"{LM}order")]
        return int(found[0]) if found and found[0].lstrip("-").isdigit() else 0

    @cached_property
    def edges(self) -> Mapping[Ends, tuple[str, ...]]:
        """The ends of each link → the IRIs of its CausalLinks; none for a plain edge."""
        found: dict[Ends, set[str]] = {}
        for quad in self.own:
            if str(quad.predicate) == f"{LM}leadsTo":
                found.setdefault(Ends(str(quad.subject), str(quad.object)), set())
            elif str(quad.predicate) == f"{LM}from":
                source, link = str(quad.object), str(quad.subject)
                for target in self.refers(link, f"{LM}to"):
                    found.setdefault(Ends(source, target), set()).add(link)
        return {ends: tuple(sorted(found[ends])) for ends in sorted(found)}

    def edges_of(self, iri: str) -> list[Ends]:
        """Return the links that begin or end at an element."""
        return [ends for ends in self.edges if iri in ends]

    @cached_property
    def indicating(self) -> frozenset[Quad]:
        """The statements that attach indicators to elements of the model."""
        return frozenset(q for q in self.own if str(q.predicate) == f"{LM}indicates")

    def indicators_of(self, iri: str) -> list[str]:
        """Return the indicators of an element, sorted by name."""
        found = {str(q.subject) for q in self.indicating if str(q.object) == iri}
        return sorted(found, key=lambda one: (self.label(one), one))

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """All indicators that can be attached: those here, and those of the same measure."""
        found = {s for s, p in self._facts if p == f"{LM}indicates"}
        found |= {
            s
            for (s, p), values in self._facts.items()
            if p == TYPE and f"{LM}Indicator" in map(str, values)
        }
        return tuple(sorted(found, key=lambda one: (self.label(one), one)))

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """The town conditions of other models that a link may lead to."""
        town = {
            s
            for (s, p), values in self._facts.items()
            if p == TYPE and f"{LM}TownCondition" in map(str, values)
        }
        return tuple(sorted(town - set(self.elements)))

    @property
    def subjects(self) -> frozenset[str]:
        """The IRIs of everything that ``own`` says something about."""
        return frozenset(str(quad.subject) for quad in self.own)

    def without(self, gone: Collection[Quad]) -> EditedModel:
        """Return the model without some statements."""
        return replace(self, own=self.own - frozenset(gone))

    def having(self, new: Iterable[Quad]) -> EditedModel:
        """Return the model with more statements."""
        return replace(self, own=self.own | frozenset(new))

    def about(self, subject: str) -> frozenset[Quad]:
        """Return the model's own statements about a subject."""
        return frozenset(quad for quad in self.own if str(quad.subject) == subject)


def stage_iri(kind: str) -> str:
    """Return the code of a stage."""
    return f"{CODE}stage/{kind}"
