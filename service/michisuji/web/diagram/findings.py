"""The findings of a model as it stands, and with the unsaved steps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.editing import Edit
from michisuji.editing.logic_models import EditedModel
from michisuji.editing.logic_models.computing import patch
from michisuji.editing.logic_models.model import LABEL, TYPE
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.web.context import state
from michisuji.web.forms.opened import editing

if TYPE_CHECKING:
    from michisuji.quality.report import Finding

#: Models whose findings are kept.
_MOST = 50


@dataclass(frozen=True)
class ModelFindings:
    """Findings with the steps, the new ones among them, and those that the steps mend."""

    now: tuple[Finding, ...] = ()
    new: frozenset[str] = frozenset()
    mended: tuple[Finding, ...] = ()

    @property
    def former_notes(self) -> tuple[Finding, ...]:
        """Warnings and notes that were there before the steps."""
        return tuple(f for f in self.now if f.severity != "violation" and not self.is_new(f))

    def is_new(self, finding: Finding) -> bool:
        """Return True if the steps bring the finding."""
        return fingerprint(finding) in self.new


class _Known:
    """The findings of models as they were read, kept until the data change."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, int], tuple[Finding, ...]] = {}
        self._lock = threading.Lock()

    def kept(self, model: EditedModel) -> tuple[Finding, ...] | None:
        return self._of.get(_key(model))

    def of(self, model: EditedModel) -> tuple[Finding, ...]:
        key = _key(model)
        with self._lock:
            if key not in self._of:
                while len(self._of) >= _MOST:
                    self._of.pop(next(iter(self._of)))
                self._of[key] = tuple(_findings_before(model))
            return self._of[key]


def _key(model: EditedModel) -> tuple[str, int]:
    return model.iri, hash((model.own, model.around))


def known(model: EditedModel) -> ModelFindings | None:
    """Return the findings of a model as it stands; None if they are not known yet."""
    kept = state().own(_Known).kept(model)
    return None if kept is None else ModelFindings(kept)


def found(before: EditedModel, after: EditedModel) -> ModelFindings:
    """Return the findings of a model after steps.

    Raises TooLarge, QueryTimeout and the store's errors.
    """
    old = {fingerprint(f): f for f in state().own(_Known).of(before)}
    change = patch(before, after)
    if not change.quads:
        return ModelFindings(tuple(old.values()))
    draft = editing().preview(Edit(change.added, change.removed, {}, ""))
    mended = {fingerprint(f): f for f in draft.mended if _is_about(f, before)}
    new = {fingerprint(f): f for f in draft.new if _is_about(f, before) or _is_about(f, after)}
    now = {key: f for key, f in old.items() if key not in mended} | new
    return ModelFindings(tuple(now.values()), frozenset(new), tuple(mended.values()))


def _findings_before(model: EditedModel) -> Iterator[Finding]:
    """Yield the findings of a model: those that a change of all its classes can concern."""
    touched = frozenset(q for q in model.own if str(q.predicate) in (TYPE, LABEL))
    draft = editing().preview(Edit(frozenset(), touched, {}, ""))
    yield from (f for f in (*draft.mended, *draft.open) if _is_about(f, model))


def _is_about(finding: Finding, model: EditedModel) -> bool:
    if model.owner in (finding.program, finding.context.program):
        return True
    return finding.focus_node in model.subjects or finding.focus_node == model.owner
