"""Words of the editor: what a step does, and the name and stage of an element."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from michisuji.editing.logic_models import EditedModel
from michisuji.editing.logic_models.model import Ends
from michisuji.editing.logic_models.steps import ModelStep
from michisuji.messages import listed, message, section

#: Kinds of elements as the picture's columns name them.
_COLUMN = {"staff": "input", "goods": "input", "money": "input", "outcome": "outcome-unstated"}
_LONGEST = 60


def stage(kind: str, lang: str) -> str:
    """Return the name of an element's kind: of an input what it is, of all others the stage."""
    own = section("diagram_kinds", lang)
    return own.get(kind) or section("diagram_stages", lang)[_COLUMN.get(kind, kind)]


def name(model: EditedModel, iri: str, lang: str) -> str:
    """Return an element's or indicator's name, shortened."""
    label = model.label(iri, lang)
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def step_told(step: ModelStep, before: EditedModel, after: EditedModel, lang: str) -> str:
    """Return what a step does, in words: names are those of the model that still has them."""

    def named(iri: str) -> str:
        return name(after if after.values(iri, _LABEL) else before, iri, lang)

    values = {field.name: str(getattr(step, field.name)) for field in fields(step)}
    told = {key: named(values[key]) for key in _NAMED if key in values}
    kind = stage(values["kind"], lang) if "kind" in values else ""
    new = values.get("ja", "") if lang == "ja" else values.get("en") or values.get("ja", "")
    return message(f"diagram_steps.{step.do}", lang, **{**_EMPTY, **told, "kind": kind, "new": new})


_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_NAMED = ("element", "source", "target", "indicator")
_EMPTY: Mapping[str, str] = dict.fromkeys(_NAMED, "")


def hanging(model: EditedModel, iri: str, lang: str) -> list[str]:
    """Return what goes or is left alone when an element is deleted, in words."""
    edges, told = model.edges_of(iri), list[str]()
    for user in model.users.get(iri, ()):
        told.append(message("diagram_editor.hangs_user", lang, user=user[lang]))
    for ends in edges:
        told.append(message("diagram_editor.hangs_link", lang, link=link_name(model, ends, lang)))
    for indicator in model.indicators_of(iri):
        alone = sum(str(q.subject) == indicator for q in model.indicating) == 1
        key = "diagram_editor.hangs_indicator_alone" if alone else "diagram_editor.hangs_indicator"
        told.append(message(key, lang, indicator=name(model, indicator, lang)))
    for ends in edges:
        if model.kind(ends.source) == "money":
            money = name(model, ends.source, lang)
            told.append(message("diagram_editor.hangs_money", lang, money=money))
    return told


def link_name(model: EditedModel, ends: Ends, lang: str) -> str:
    """Return a link's name: from what to what."""
    return f"{name(model, ends.source, lang)} → {name(model, ends.target, lang)}"


def left_alone(before: EditedModel, after: EditedModel, lang: str) -> list[str]:
    """Return the names of indicators that the steps leave without any element."""
    lost = {str(q.subject) for q in before.indicating} - {str(q.subject) for q in after.indicating}
    others = {s for s in lost if not any(_elsewhere(before, s))}
    return sorted(name(before, indicator, lang) for indicator in others)


def _elsewhere(model: EditedModel, indicator: str) -> Iterable[bool]:
    attached = {str(q.object) for q in model.indicating if str(q.subject) == indicator}
    everything = set(model.refers(indicator, "https://w3id.org/michisuji/ns#indicates"))
    return [True for _ in everything - attached]


def size(before: EditedModel, after: EditedModel, lang: str) -> str:
    """Return the size of a change: elements, links, and statements added and removed."""
    new, old = set(after.elements), set(before.elements)
    links, former = set(after.edges), set(before.edges)
    parts = (
        ("elements", new - old, old - new),
        ("links", links - former, former - links),
        ("statements", after.own - before.own, before.own - after.own),
    )
    told = (
        message(f"diagram_editor.size_{key}", lang, more=len(more), less=len(less))
        for key, more, less in parts
    )
    return listed(told, lang)
