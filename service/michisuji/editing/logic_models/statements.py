"""Statements of elements, links and numbers, as a city's writer makes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from michisuji.editing.changes import Quad
from michisuji.editing.logic_models import steps
from michisuji.editing.logic_models.model import (
    CLASSES,
    LABEL,
    TYPE,
    EditedModel,
    Ends,
    StepRefused,
    stage_iri,
)
from michisuji.languages import LANGUAGES
from michisuji.messages import text
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

#: Element kind → class and the stage it states.
OF_KIND = {
    "staff": ("Staff", ""),
    "goods": ("Goods", ""),
    "activity": ("Activity", ""),
    "output": ("Output", ""),
    "outcome": ("Outcome", ""),
    "short": ("Outcome", "short"),
    "mid": ("Outcome", "mid"),
    "long": ("Outcome", "long"),
    "town": ("TownCondition", "town"),
}
_COLUMNS = ("money", "input", *steps.KINDS)
_XSD = PREFIXES["xsd"]


def own_element(model: EditedModel, iri: str) -> str:
    """Return the IRI of an element that the model has itself.

    Raises StepRefused.
    """
    if iri not in model.elements:
        raise gone(iri)
    return iri


def edge_of(model: EditedModel, step: Any) -> Ends:
    """Return the ends that a step names, if there is such a link.

    Raises StepRefused.
    """
    ends = Ends(step.source, step.target)
    if ends not in model.edges:
        raise refusal("link_gone")
    return ends


def new_iri(model: EditedModel, kind: str, key: str) -> str:
    """Return the IRI of a new element, which the model does not know yet.

    Raises StepRefused.
    """
    if (kind == "town") != model.is_measures:
        raise refusal("kind_elsewhere")
    name = CLASSES[LM + OF_KIND[kind][0]]
    iri = f"{model.base_iri}/id/{name}/{_local(model)}-{key}"
    if iri in model.subjects:
        raise refusal("key_taken")
    return iri


def _local(model: EditedModel) -> str:
    return model.owner.rpartition("/")[2]


def element_quads(
    model: EditedModel, iri: str, kind: str, ja: str, en: str, order: int | None = None
) -> Iterable[Quad]:
    """Return the statements of a new element; without an order it comes after its column."""
    name, stage = OF_KIND[kind]
    about: list[tuple[str, Node]] = [(TYPE, iri_term(LM + name)), (LABEL, literal(ja, "ja"))]
    about += [(LABEL, literal(en, "en"))] if en else []
    about += [(f"{LM}stage", iri_term(stage_iri(stage)))] if stage else []
    about.append((f"{LM}inModel", iri_term(model.iri)))
    place = _last_place(model, kind) if order is None else order
    about.append((f"{LM}order", literal(str(place), "integer")))
    return [Quad(iri_term(iri), iri_term(p), value, model.graph) for p, value in about]


def _last_place(model: EditedModel, kind: str) -> int:
    """Return the order of the last element of the same column or one before it."""
    last = _COLUMNS.index(kind)
    before = [e for e in model.elements if _COLUMNS.index(model.kind(e)) <= last]
    return max(map(model.order, before), default=0)


def numbered(model: EditedModel, before: EditedModel) -> EditedModel:
    """Set the order of the elements again, new ones last of their place.

    Elements that were not numbered without gaps in the beginning stay as they are.
    """
    if _counted(model) == _counted(before) or not _is_numbered(before):
        return model
    known = set(before.elements)
    there = sorted(_counted(model), key=lambda e: (model.order(e), e not in known, e))
    for number, iri in enumerate(there, 1):
        if model.order(iri) != number:
            model = said(model, iri, f"{LM}order", [(str(number), "integer")])
    return model


def _counted(model: EditedModel) -> list[str]:
    return [e for e in model.elements if model.kind(e) != "money"]


def _is_numbered(model: EditedModel) -> bool:
    there = _counted(model)
    return [model.order(e) for e in there] == list(range(1, len(there) + 1))


def said(
    model: EditedModel,
    subject: str,
    predicate: str,
    values: Sequence[tuple[str, str]],
    replaced: Sequence[str] = (),
) -> EditedModel:
    """Replace what is said by a property; of texts, those in the languages that are given."""
    kinds = set(replaced) or {kind for _, kind in values}
    is_text = kinds <= set(LANGUAGES)
    old = [
        q
        for q in model.about(subject)
        if str(q.predicate) == predicate
        and (not is_text or getattr(q.object, "language", None) in kinds)
    ]
    new = [
        Quad(iri_term(subject), iri_term(predicate), literal(value, kind), model.graph)
        for value, kind in values
        if value
    ]
    return model.without(old).having(new)


def staged(model: EditedModel, iri: str, stage: str) -> EditedModel:
    """Set the stage of an outcome; '' for none."""
    old = [q for q in model.about(iri) if str(q.predicate) == f"{LM}stage"]
    stated = Quad(iri_term(iri), iri_term(f"{LM}stage"), iri_term(stage_iri(stage)), model.graph)
    return model.without(old).having([stated] if stage else [])


def linked(model: EditedModel, ends: Ends) -> EditedModel:
    """Add a link between two elements, as an edge and as a CausalLink."""
    source, target = map(iri_term, ends)
    link, graph = iri_term(_link_iri(model, ends)), model.graph
    return model.having(
        [
            Quad(source, iri_term(f"{LM}leadsTo"), target, graph),
            Quad(link, iri_term(TYPE), iri_term(f"{LM}CausalLink"), graph),
            Quad(link, iri_term(f"{LM}inModel"), iri_term(model.iri), graph),
            Quad(link, iri_term(f"{LM}from"), source, graph),
            Quad(link, iri_term(f"{LM}to"), target, graph),
        ]
    )


def unlinked(model: EditedModel, ends: Ends) -> EditedModel:
    """Remove a link with everything that is said of it."""
    cut = {q for link in model.edges[ends] for q in model.about(link)}
    cut |= {
        q
        for q in model.about(ends.source)
        if str(q.predicate) == f"{LM}leadsTo" and str(q.object) == ends.target
    }
    return model.without(cut)


def led(model: EditedModel, old: Ends, new: Ends) -> EditedModel:
    """Move a link to other ends, with what is said of it."""
    ends = {f"{LM}from", f"{LM}to", f"{LM}inModel", TYPE}
    links = model.edges[old][:1]
    said = [q for link in links for q in model.about(link) if str(q.predicate) not in ends]
    model = unlinked(model, old)
    if new in model.edges:
        return model
    model = linked(model, new)
    link = iri_term(model.edges[new][0])
    return model.having(q._replace(subject=link) for q in said)


def _link_iri(model: EditedModel, ends: Ends) -> str:
    """Return the IRI of the link between two elements, as a city's writer names it."""
    source, target = (end.rpartition("-")[2] for end in ends)
    if model.kind(ends.source) == "money":
        source = "money"
    if ends.target not in model.elements:
        target = f"measure-{target}"
    plain = f"{model.base_iri}/id/link/{_local(model)}-{source}-{target}"
    found, number = plain, 2
    while found in model.subjects:
        found, number = f"{plain}-{number}", number + 1
    return found


def reindicated(model: EditedModel, old: str, new: str, indicators: Iterable[str]) -> EditedModel:
    """Move indicators from one element to another."""
    wanted = set(indicators)
    gone = {q for q in model.indicating if str(q.object) == old and str(q.subject) in wanted}
    return model.without(gone).having(q._replace(object=iri_term(new)) for q in gone)


def indicates(model: EditedModel, indicator: str, element: str) -> Quad:
    """Return the statement that attaches an indicator, in the graph of its others if it has any."""
    about = (q for q in model.own | model.around if str(q.subject) == indicator)
    known = {q.graph for q in about if str(q.predicate) == f"{LM}indicates"}
    graph = model.timeless if known == {model.timeless} else model.graph
    return Quad(iri_term(indicator), iri_term(f"{LM}indicates"), iri_term(element), graph)


def gone(iri: str) -> StepRefused:
    """Return the refusal of a step that names something that is not there."""
    return refusal("gone", name=iri.rpartition("/")[2][:80])


def refusal(reason: str, **values: object) -> StepRefused:
    """Return a refusal with its reason, a key of the messages' section ``step_refused``."""
    told, hint = text(f"step_refused.{reason}", **values), text("step_refused.hint")
    return StepRefused(told["ja"], told["en"], hint_ja=hint["ja"], hint_en=hint["en"])


def iri_term(value: str) -> Node:
    """Return an IRI as a term."""
    from rdflib import URIRef

    return URIRef(value)


def literal(value: str, kind: str) -> Node:
    """Return a literal of a language, or of a type of XML Schema."""
    from rdflib import Literal, URIRef

    if kind in LANGUAGES:
        return Literal(value, lang=kind)
    if kind == "decimal":
        from michisuji.importers.common import canonical_decimal

        value = canonical_decimal(value) or value
    return Literal(value, datatype=URIRef(_XSD + kind), normalize=False)
