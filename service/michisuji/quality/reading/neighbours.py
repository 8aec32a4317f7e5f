"""The surroundings of the findings' nodes: links between elements, their ends, indicators."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.quality.report import Finding, Report

if TYPE_CHECKING:
    from michisuji.store import Store


@dataclass(frozen=True)
class Neighbours:
    """The surroundings of findings, as plain mappings of IRIs.

    ``leads_to``: element → the elements that it leads to, inside its model (and the measure's town
    conditions). ``indicates``: indicator → elements. ``ends``: causal link → (from, to). ``alone``:
    elements in none of these.
    """

    leads_to: Mapping[str, Collection[str]] = field(default_factory=dict)
    indicates: Mapping[str, Collection[str]] = field(default_factory=dict)
    ends: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    alone: Collection[str] = ()

    @cached_property
    def elements(self) -> frozenset[str]:
        """All elements."""
        found = {*self.leads_to, *self.alone}
        found.update(*self.leads_to.values(), *self.indicates.values(), *self.ends.values())
        return frozenset(found)

    @cached_property
    def with_indicators(self) -> Mapping[str, Collection[str]]:
        """Element → what it leads to, and the indicators that indicate it."""
        found = {node: list(others) for node, others in self.leads_to.items()}
        for indicator, elements in self.indicates.items():
            for element in elements:
                found.setdefault(element, []).append(indicator)
        return found

    def elements_of(self, node: str) -> Collection[str]:
        """Return the elements that an indicator indicates or a link joins; none for other nodes."""
        return self.ends.get(node) or self.indicates.get(node) or ()


def neighbours(
    store: Store, report: Report, *, base_iri: str, default_graphs: tuple[str, ...] = ()
) -> Neighbours:
    """Read, in batches, the models of all programs and measures with an active finding."""
    owners = {owner for f in report.active if (owner := owner_of(f))}
    leads_to: dict[str, set[str]] = {}
    indicates: dict[str, set[str]] = {}
    ends: dict[str, tuple[str, str]] = {}
    alone: set[str] = set()
    about: Any = {"base_iri": base_iri, "default_graphs": default_graphs}
    for row in questions.run_many(store, "links-of-programs", "program", owners, **about):
        to = str(row["to"])
        if "indicator" in row:
            indicates.setdefault(str(row["indicator"]), set()).add(to)
        elif "link" in row:
            # A link with two starts or two ends has its own finding: any pair will do here.
            pair = str(row["from"]), to
            ends[str(row["link"])] = min(pair, ends.get(str(row["link"]), pair))
        elif "from" in row:
            leads_to.setdefault(str(row["from"]), set()).add(to)
        else:
            alone.add(to)
    return Neighbours(leads_to, indicates, ends, alone)


def owner_of(finding: Finding) -> str | None:
    """Return the program (or measure) whose model holds the finding's node."""
    return finding.context.program or finding.program
