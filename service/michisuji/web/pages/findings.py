"""Findings about a program or measure: by cause, and marked in its diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import request

from michisuji.analysis.logic_model import LogicModel
from michisuji.quality.reading.causes import Cause, Neighbours, group
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.report import Finding, Report
from michisuji.web.context import current_lang
from michisuji.web.quality.views import Stands, current_view, standing

#: A finding of these, waived or not, means a break between input and outcome.
_WAY = frozenset({"CHAIN-01", "CHAIN-02", "CHAIN-03"})
#: An address may contain anything; the ids of causes are short.
_LONGEST = 64


@dataclass(frozen=True)
class Breaks:
    """The causes on a page, and the one that the address asks to show.

    ``marks``: node or link → why it is broken. ``at`` is the element that represents ``here`` in
    the diagram; None when it is not drawn. ``gone``: it was requested but no longer exists.
    ``whole``: the path from input to outcome was checked, and found without a break. ``stale``: it
    is known only from a check of earlier data. ``standing`` and ``checked_at`` identify the check;
    findings are shown only from a check of the current data.
    """

    violations: tuple[Cause, ...] = ()
    others: tuple[Cause, ...] = ()
    waived: tuple[Finding, ...] = ()
    marks: dict[str, list[str]] = field(default_factory=dict)
    here: Cause | None = None
    at: str | None = None
    gone: bool = False
    whole: bool = False
    stale: bool = False
    standing: Stands = "none"
    checked_at: datetime | None = None

    @property
    def among_others(self) -> bool:
        """True if the requested cause is not a violation: then the folded list is open."""
        return any(cause is self.here for cause in self.others)


def breaks_of(iri: str, model: LogicModel | None) -> Breaks:
    """Return the causes in a program's (or measure's) current model, and the ``?break=`` one."""
    view, stands = current_view(), standing()
    report = Report("")
    if view is not None and stands == "current":
        report = replace(view.report, findings=view.by_program.get(iri, ()))
    causes = group(report, _around(model))
    here, stale = _asked(iri, causes)
    if here is not None and stale:
        causes = (here, *causes)
    marks: dict[str, list[str]] = {}
    shown = [f for c in causes for f in c.findings if f.severity == "violation" or c is here]
    for finding in shown:
        for node in _drawn(finding, model):
            messages = marks.setdefault(node, [])
            message = finding.message[current_lang()]
            if message not in messages:
                messages.append(message)
    asked = request.args.get("break", "").strip()
    return Breaks(
        violations=tuple(c for c in causes if c.severity == "violation"),
        others=tuple(c for c in causes if c.severity != "violation"),
        waived=report.waived,
        marks=marks,
        here=here,
        at=_place(here, model),
        whole=view is not None
        and stands == "current"
        and view.asks_of_program("CHAIN-01", iri)
        and not any(finding.rule in _WAY for finding in report.findings),
        gone=bool(asked) and here is None and stands == "current",
        stale=stale,
        standing=stands,
        checked_at=view.saved.at if view else None,
    )


def _asked(iri: str, causes: Iterable[Cause]) -> tuple[Cause | None, bool]:
    """Return the cause that the address names (or that holds the finding it names).

    The second value is True if only a check of earlier data, or of the whole, knows it.
    """
    asked = request.args.get("break", "").strip()
    if not asked or len(asked) > _LONGEST:
        return None, False
    for cause in causes:
        if asked == cause.id or asked in map(fingerprint, cause.findings):
            return cause, False
    view = current_view()
    saved = view.index.by_id.get(asked) if view else None
    if saved and any(f.program == iri or f.context.program == iri for f in saved.findings):
        return saved, True
    return None, False


def _around(model: LogicModel | None) -> Neighbours:
    """Return the links of the model as drawn: no need to query the store again."""
    if model is None:
        return Neighbours()
    leads_to: dict[str, set[str]] = {}
    indicates: dict[str, set[str]] = {}
    for edge in model.edges:
        leads_to.setdefault(edge.source, set()).add(edge.target)
    for node in model.nodes:
        for indicator in node.indicators:
            indicates.setdefault(indicator.iri, set()).add(node.iri)
    ends = {edge.iri: (edge.source, edge.target) for edge in model.edges if edge.iri}
    return Neighbours(leads_to, indicates, ends, {node.iri for node in model.nodes})


def _drawn(finding: Finding, model: LogicModel | None) -> Iterator[str]:
    """Yield the nodes and links in the diagram that represent a finding's node."""
    if model is None:
        return
    focus = finding.focus_node
    for node in model.nodes:
        if node.iri == focus or any(indicator.iri == focus for indicator in node.indicators):
            yield node.iri
    yield from {edge.iri for edge in model.edges if edge.iri == focus}


def _place(cause: Cause | None, model: LogicModel | None) -> str | None:
    """Return the element to scroll to: the root's own, a link's target, or a symptom's."""
    if cause is None or model is None:
        return None
    ends = {edge.iri: edge.target for edge in model.edges}
    for finding in cause.findings:
        for iri in _drawn(finding, model):
            return ends.get(iri, iri)
    return None
