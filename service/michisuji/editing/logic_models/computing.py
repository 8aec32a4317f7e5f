"""The effect of each step on a model's statements, which stay as a city's writer writes them.

An edge is always written twice, as ``lm:leadsTo`` and as a ``lm:CausalLink`` named after its ends,
and elements are numbered in the order of the sheet: so that the city's workbook and TOML can still
be made from the edited data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from michisuji.editing.changes import Patch, Quad
from michisuji.editing.logic_models import steps
from michisuji.editing.logic_models.model import LABEL, TYPE, EditedModel, Ends, StepRefused
from michisuji.editing.logic_models.statements import (
    OF_KIND,
    edge_of,
    element_quads,
    gone,
    indicates,
    iri_term,
    led,
    linked,
    new_iri,
    numbered,
    own_element,
    refusal,
    reindicated,
    said,
    staged,
    unlinked,
)
from michisuji.editing.logic_models.steps import ModelStep
from michisuji.languages import LANGUAGES
from michisuji.messages import listed
from michisuji.vocabulary import LM

#: What an element of another class does not have; everything else stays with it.
_OF_CLASS = {TYPE, *(LM + n for n in ("stage", "leadsTo", "plannedFte", "executedFte", "quantity"))}
TEXTS = ("rationale", "assumption", "evidence")


@dataclass(frozen=True)
class Replay:
    """A model after steps: those that applied, and those that did not, each with its reason."""

    model: EditedModel
    applied: tuple[ModelStep, ...] = ()
    refused: tuple[tuple[ModelStep, StepRefused], ...] = ()


def replay(model: EditedModel, wanted: Sequence[ModelStep]) -> Replay:
    """Apply steps in turn; one that does not apply is left out, and the others still count."""
    now, applied, refused = model, list[ModelStep](), list[tuple[ModelStep, StepRefused]]()
    for step in wanted:
        try:
            now = apply(now, step)
            applied.append(step)
        except StepRefused as error:
            refused.append((step, error))
    return Replay(numbered(now, model), tuple(applied), tuple(refused))


def apply(model: EditedModel, step: ModelStep) -> EditedModel:
    """Return the model after one step.

    Raises StepRefused.
    """
    return _DOES[type(step)](model, step)


def patch(before: EditedModel, after: EditedModel) -> Patch:
    """Return the statements that lead from one state to the other."""
    return Patch(after.own - before.own, before.own - after.own)


def _add(model: EditedModel, step: Any) -> EditedModel:
    iri = new_iri(model, step.kind, step.key)
    return model.having(element_quads(model, iri, step.kind, step.ja, step.en))


def _describe(model: EditedModel, step: Any) -> EditedModel:
    iri, kind = own_element(model, step.element), model.kind(step.element)
    if kind == "money":
        raise refusal("money_named")
    model = said(model, iri, LABEL, [(step.ja, "ja"), (step.en, "en")])
    if kind == "staff":
        model = said(model, iri, f"{LM}plannedFte", [(step.planned, "decimal")])
        return said(model, iri, f"{LM}executedFte", [(step.executed, "decimal")])
    if kind == "goods":
        return said(model, iri, f"{LM}quantity", [(step.quantity, "ja")], replaced=("ja",))
    return model


def _move(model: EditedModel, step: Any) -> EditedModel:
    iri, kind = own_element(model, step.element), model.kind(step.element)
    name, stage = OF_KIND[step.kind]
    if kind == step.kind:
        raise refusal("stage_same")
    if kind == "money" or "town" in (kind, step.kind):
        raise refusal("stage_fixed")
    if model.class_of(iri) == LM + name:
        return staged(model, iri, stage)
    _unused(model, iri)
    new = new_iri(model, step.kind, step.key)
    about = [q for q in model.about(iri) if str(q.predicate) not in _OF_CLASS]
    copied = [q._replace(subject=iri_term(new)) for q in about]
    copied.append(Quad(iri_term(new), iri_term(TYPE), iri_term(LM + name), model.graph))
    moved = staged(model.having(copied), new, stage)
    for ends in model.edges_of(iri):
        moved = led(moved, ends, Ends(*(new if end == iri else end for end in ends)))
    moved = reindicated(moved, iri, new, model.indicators_of(iri))
    return moved.without(moved.about(iri))


def _unused(model: EditedModel, iri: str) -> None:
    """Raise StepRefused if other models refer to an element, whose IRI would be gone."""
    if users := model.users.get(iri):
        told = {lang: listed((user[lang] for user in users[:5]), lang) for lang in LANGUAGES}
        raise refusal("used", users=told, count=len(users))


def _join(model: EditedModel, step: Any) -> EditedModel:
    ends = Ends(own_element(model, step.source), step.target)
    if ends.target not in model.elements and ends.target not in model.outside:
        raise gone(ends.target)
    if ends.source == ends.target:
        raise refusal("join_self")
    if model.edges.get(ends):
        raise refusal("join_twice")
    return linked(model, ends)


def _cut(model: EditedModel, step: Any) -> EditedModel:
    return unlinked(model, edge_of(model, step))


def _explain(model: EditedModel, step: Any) -> EditedModel:
    ends = edge_of(model, step)
    model = model if model.edges[ends] else linked(model, ends)
    link = model.edges[ends][0]
    for key in TEXTS:
        values = [(getattr(step, key), "ja"), (getattr(step, f"{key}_en"), "en")]
        model = said(model, link, LM + key, values)
    model = said(model, link, f"{LM}confidence", [(step.confidence, "decimal")])
    model = said(model, link, f"{LM}contributionShare", [(step.share, "decimal")])
    return said(model, link, f"{LM}feedback", [(step.feedback, "boolean")])


def _insert(model: EditedModel, step: Any) -> EditedModel:
    ends = edge_of(model, step)
    iri = new_iri(model, step.kind, step.key)
    model = model.having(element_quads(model, iri, step.kind, step.ja, step.en))
    return linked(led(model, ends, Ends(ends.source, iri)), Ends(iri, ends.target))


def _divide(model: EditedModel, step: Any) -> EditedModel:
    old, kind = own_element(model, step.element), model.kind(step.element)
    if kind not in OF_KIND:
        raise refusal("money_divided")
    iri = new_iri(model, kind, step.key)
    model = model.having(element_quads(model, iri, kind, step.ja, step.en, order=model.order(old)))
    for what, _, other in (item.partition(" ") for item in step.moved):
        if what == "indicator":
            if other not in model.indicators_of(old):
                raise gone(other)
            model = reindicated(model, old, iri, [other])
            continue
        ends = Ends(other, old) if what == "from" else Ends(old, other)
        if ends not in model.edges:
            raise gone(other)
        model = led(model, ends, Ends(other, iri) if what == "from" else Ends(iri, other))
    return model


def _delete(model: EditedModel, step: Any) -> EditedModel:
    iri = own_element(model, step.element)
    if model.kind(iri) == "money":
        raise refusal("money_deleted")
    _unused(model, iri)
    for ends in model.edges_of(iri):
        model = unlinked(model, ends)
    attached = {q for q in model.indicating if str(q.object) == iri}
    return model.without(attached | model.about(iri))


def _attach(model: EditedModel, step: Any) -> EditedModel:
    iri = own_element(model, step.element)
    if step.indicator not in model.indicators:
        raise gone(step.indicator)
    if step.indicator in model.indicators_of(iri):
        raise refusal("attached")
    if model.kind(iri) == "money":
        raise refusal("money_attached")
    return model.having([indicates(model, step.indicator, iri)])


def _detach(model: EditedModel, step: Any) -> EditedModel:
    iri = own_element(model, step.element)
    found = [
        q for q in model.indicating if (str(q.subject), str(q.object)) == (step.indicator, iri)
    ]
    if not found:
        raise gone(step.indicator)
    return model.without(found)


_DOES: dict[type[ModelStep], Callable[[EditedModel, Any], EditedModel]] = {
    steps.Add: _add,
    steps.Describe: _describe,
    steps.Move: _move,
    steps.Join: _join,
    steps.Cut: _cut,
    steps.Explain: _explain,
    steps.Insert: _insert,
    steps.Divide: _divide,
    steps.Delete: _delete,
    steps.Attach: _attach,
    steps.Detach: _detach,
}
