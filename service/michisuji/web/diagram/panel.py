"""The panel of what is chosen: an element or a link, with everything that can be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji.editing.logic_models import EditedModel
from michisuji.editing.logic_models.computing import TEXTS
from michisuji.editing.logic_models.model import LABEL, Ends
from michisuji.editing.logic_models.steps import KINDS
from michisuji.vocabulary import LM
from michisuji.web.diagram import telling

if TYPE_CHECKING:
    from michisuji.quality.report import Finding
    from michisuji.web.diagram.findings import ModelFindings

Option = tuple[str, str]


@dataclass(frozen=True)
class ChosenPanel:
    """The contents of the panel; ``what`` is element, outside (another model's) or link.

    ``values`` are the fields' values; ``links`` and ``moved`` are pairs of value and words.
    """

    what: str
    iri: str
    name: str
    kind: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Option, ...] = ()
    moved: tuple[Option, ...] = ()
    attached: tuple[Option, ...] = ()
    attachable: tuple[Option, ...] = ()
    hanging: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def panel(model: EditedModel, at: str, found: ModelFindings, lang: str) -> ChosenPanel | None:
    """Return the panel of what is chosen; None if nothing is, or it is no longer there."""
    ends = Ends(*at.split(" ")) if at.count(" ") == 1 else None
    if ends is not None:
        return _of_link(model, ends, found, lang) if ends in model.edges else None
    if at in model.elements:
        return _of_element(model, at, found, lang)
    if at in model.outside:
        return ChosenPanel("outside", at, model.label(at, lang), "town")
    return None


def _of_element(model: EditedModel, iri: str, found: ModelFindings, lang: str) -> ChosenPanel:
    def plain(predicate: str) -> str:
        return next(iter(model.refers(iri, predicate)), "")

    texts = {"ja": model.text(iri, LABEL, "ja"), "en": model.text(iri, LABEL, "en")}
    amounts = {
        "planned": plain(f"{LM}plannedFte"),
        "executed": plain(f"{LM}executedFte"),
        "quantity": model.text(iri, f"{LM}quantity", "ja"),
    }
    own = model.indicators_of(iri)
    named = [(one, telling.name(model, one, lang)) for one in own]
    edges = [(" ".join(e), telling.link_name(model, e, lang)) for e in model.edges_of(iri)]
    moved = [
        (f"from {e.source}" if e.target == iri else f"to {e.target}", told)
        for e, (_, told) in zip(model.edges_of(iri), edges, strict=True)
    ]
    return ChosenPanel(
        "element",
        iri,
        model.label(iri, lang),
        model.kind(iri),
        {**texts, **amounts},
        tuple(edges),
        (*moved, *((f"indicator {one}", told) for one, told in named)),
        tuple(named),
        tuple((i, telling.name(model, i, lang)) for i in model.indicators if i not in own),
        tuple(telling.hanging(model, iri, lang)),
        tuple(f for f in found.now if f.focus_node in (iri, *own)),
    )


def _of_link(model: EditedModel, ends: Ends, found: ModelFindings, lang: str) -> ChosenPanel:
    links = model.edges[ends]
    values: dict[str, str] = {}
    for link in links[:1]:
        for key in TEXTS:
            values[key] = model.text(link, LM + key, "ja")
            values[f"{key}_en"] = model.text(link, LM + key, "en")
        for key, name in _PLAIN.items():
            values[key] = next(iter(model.refers(link, LM + name)), "")
    told = telling.link_name(model, ends, lang)
    findings = tuple(f for f in found.now if f.focus_node in links)
    return ChosenPanel("link", " ".join(ends), told, values=values, findings=findings)


_PLAIN = {"confidence": "confidence", "share": "contributionShare", "feedback": "feedback"}


def kinds(model: EditedModel, lang: str) -> list[Option]:
    """Return what a new element of the model can be, with its name."""
    own = [kind for kind in KINDS if (kind == "town") == model.is_measures]
    return [(kind, telling.stage(kind, lang)) for kind in own]
