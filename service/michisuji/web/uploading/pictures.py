"""Logic models that an upload changes, drawn before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from michisuji.analysis.logic_model import LogicModel, load
from michisuji.languages import LANGUAGES
from michisuji.store.memory import MemoryStore
from michisuji.web.context import current_lang, doc_href
from michisuji.web.drawing.logic_model import render as draw

if TYPE_CHECKING:
    from michisuji.quality.change.replacing import ReplacementEffect
    from michisuji.quality.report import Finding
    from michisuji.store import Batch, Store

#: Models that are drawn, and those that are compared to find them.
MOST, COMPARED = 4, 40


@dataclass(frozen=True)
class ModelPair:
    """The logic model of a program or measure before and after, by language; None if absent."""

    iri: str
    before: dict[str, LogicModel | None]
    after: dict[str, LogicModel | None]

    @property
    def label(self) -> str:
        """The owner's name in the reader's language."""
        found = self.after[current_lang()] or self.before[current_lang()]
        return found.owner_label if found else self.iri


def model_pairs(
    effect: ReplacementEffect, store: Store, batch: Batch, base_iri: str
) -> tuple[ModelPair, ...]:
    """Return the models whose pictures differ, up to :data:`MOST`.

    Raises the store's errors.
    """
    owners = effect.differences.owners[:COMPARED]
    if not owners:
        return ()
    after = MemoryStore(base_iri)
    after.replace(batch)
    pairs = (
        ModelPair(iri, _models(store, iri, base_iri), _models(after, iri, base_iri))
        for iri in owners
    )
    return tuple(islice((pair for pair in pairs if pair.before != pair.after), MOST))


def _models(store: Store, iri: str, base_iri: str) -> dict[str, LogicModel | None]:
    return {lang: load(store, iri, base_iri=base_iri, lang=lang) for lang in LANGUAGES}


def drawn(pair: ModelPair, effect: ReplacementEffect, number: int) -> tuple[str, str]:
    """Return both diagrams as SVG, '' for an absent one.

    Before, what is mended is marked as broken; after, what newly breaks.
    """
    return (
        _svg(pair.before[current_lang()], effect.mended, f"before{number}"),
        _svg(pair.after[current_lang()], effect.new, f"after{number}"),
    )


def _svg(model: LogicModel | None, findings: Iterable[Finding], prefix: str) -> str:
    if model is None:
        return ""
    drawn_at = {node.iri: node.iri for node in model.nodes}
    drawn_at |= {i.iri: node.iri for node in model.nodes for i in node.indicators}
    drawn_at |= {edge.iri: edge.iri for edge in model.edges if edge.iri}
    marks: dict[str, list[str]] = {}
    for finding in findings:
        if finding.focus_node in drawn_at:
            told = marks.setdefault(drawn_at[finding.focus_node], [])
            told.append(finding.message[current_lang()])
    return draw(model, marks, current_lang(), link=doc_href, prefix=prefix)
