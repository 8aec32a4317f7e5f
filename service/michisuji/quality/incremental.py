"""Checks after a change: only what it may concern is looked at again.

The findings are those of a full check of the state after the change, at a cost that depends on the
change and what hangs on it, not on how much data there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from michisuji.quality import compiled, places
from michisuji.quality.compiled import groups_of
from michisuji.quality.context_reads import context_reads
from michisuji.quality.counting import Counts
from michisuji.quality.findings import FindingMaker
from michisuji.quality.fingerprint import fingerprint
from michisuji.quality.known import Known
from michisuji.quality.names import Names
from michisuji.quality.renewing import reads_of, results_again
from michisuji.quality.report import Finding, Problem, Report, sort_key
from michisuji.quality.shacl import Source
from michisuji.quality.shacl.again import Renewal, renewal
from michisuji.quality.shacl.steps import RDF_TYPE, Reads
from michisuji.quality.shacl.walk import Affected, Change, Walker, affected, can_be_named
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

__all__ = ["Change", "Delta", "Standing", "recheck"]

#: Under this name the texts of findings read (no shape has it).
_TEXTS = "texts"
_DATASET = PREFIXES["dcat"] + "Dataset"
_PROFILE_OF = LM + "checkedWith"

Key = tuple[str, str]


@dataclass(frozen=True)
class Delta:
    """What a change has brought: ``changed`` are findings that stay, with other words."""

    new: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()
    changed: tuple[Finding, ...] = ()
    #: How many pairs of a shape and a focus node were looked at.
    looked_at: int = 0


@dataclass
class Standing:
    """The findings of one state of some data, ready to be brought up to date."""

    base_iri: str
    head: Report
    #: The profile for everything; None: each data set's own.
    profile: str | None = None
    with_places: bool = False
    _by_key: dict[Key, set[Finding]] = field(default_factory=dict)
    _by_node: dict[str, set[Key]] = field(default_factory=dict)
    _known: Known | None = None

    @classmethod
    def of(
        cls,
        report: Report,
        base_iri: str,
        profile: str | None = None,
        *,
        with_places: bool = False,
    ) -> Standing:
        """The findings of a full check; ``with_places``: new ones are to tell theirs, too."""
        standing = cls(base_iri, replace(report, findings=()), profile, with_places)
        standing.put(report.findings)
        return standing

    def report(self) -> Report:
        """All findings, as a full check gives them."""
        found = {finding for findings in self._by_key.values() for finding in findings}
        return replace(self.head, findings=tuple(sorted(found, key=sort_key)))

    def apply(self, source: Source, change: Change, *, today: date | None = None) -> Delta:
        """Bring the findings up to date with ``source``, which holds the state after ``change``.

        ``change`` must be exact: nothing added that was there before, nothing removed that was not.
        Raises the source's errors.
        """
        if not change:
            return Delta()
        if _sets_profiles(change):
            return self._start_anew(source, today)
        run = _Run(self, source, change, today or date.today())
        return run.renew()

    def _start_anew(self, source: Source, today: date | None) -> Delta:
        before = {f for found in self._by_key.values() for f in found}
        self.known.forget()
        report = compiled.check(source, self.base_iri, self.profile, today=today)
        if self.with_places:
            report = places.placed(report, places.from_provenance(source, report))
        self.head, self._by_key, self._by_node = replace(report, findings=()), {}, {}
        self.put(report.findings)
        return _delta(before, report.findings, report.focus_nodes)

    def put(self, findings: Iterable[Finding]) -> None:
        """Add findings."""
        for finding in findings:
            key = finding.source_shape, finding.focus_node
            self._by_key.setdefault(key, set()).add(finding)
            for node in _named_in(finding):
                self._by_node.setdefault(node, set()).add(key)

    def take(self, todo: Renewal) -> set[Finding]:
        """Take out what is dropped. A shape dropped whole is searched for, which is rare."""
        taken: set[Finding] = set()
        for shape, nodes in todo.dropped.items():
            if nodes is None:
                keys = [key for key in self._by_key if key[0] == str(shape)]
            else:
                keys = [(str(shape), str(node)) for node in nodes]
            for key in keys:
                for finding in self._by_key.pop(key, ()):
                    taken.add(finding)
                    for node in _named_in(finding):
                        self._by_node.get(node, set()).discard(key)
        return taken

    @property
    def known(self) -> Known:
        """What is kept from one change to the next."""
        if self._known is None:
            self._known = Known(self.base_iri)
        return self._known

    def told_of(self, nodes: Iterable[str]) -> set[Key]:
        """The findings (by shape and focus node) that name any of the nodes."""
        return {key for node in nodes for key in self._by_node.get(node, ())}


def recheck(
    source: Source,
    base_iri: str,
    previous: Report,
    change: Change,
    profile: str | None = None,
    *,
    today: date | None = None,
) -> Report:
    """A report on the state after ``change``, which ``source`` holds, from the one before it.

    ``profile`` is what the previous check was given. To follow many changes keep a
    :class:`Standing`, which sorts nothing in between.
    """
    standing = Standing.of(previous, base_iri, profile)
    standing.apply(source, change, today=today)
    return standing.report()


class _Run:
    """One change, worked in."""

    def __init__(self, standing: Standing, source: Source, change: Change, today: date) -> None:
        self._standing, self._source, self._change = standing, source, change
        base = standing.base_iri
        self._walker = Walker(source, change)
        known = standing.known
        self._datasets = known.datasets(source)
        self._groups = groups_of(self._datasets, base, standing.profile)
        self._classes = known.classes(source, change)
        self._waivers = known.waivers(source, change, today)

    def renew(self) -> Delta:
        standing, walker = self._standing, self._walker
        reads = reads_of(self._groups)
        counts = Counts(self._source, walker, self._change, self._classes, self._groups)
        more = self._told_otherwise(reads)
        for root in counts.roots_in_doubt():
            more.setdefault(root, Affected(set())).everything = True
        todo = renewal(walker, reads, self._change, more)
        findings, problems, notes = self._findings(todo)
        taken = standing.take(todo)
        if standing.with_places:
            fresh = replace(standing.head, findings=tuple(findings))
            found = places.from_provenance(self._source, fresh)
            findings = set(places.placed(fresh, found).findings)
        standing.put(findings)
        checked, focus_nodes = counts.after(standing.head)
        standing.head = replace(
            standing.head,
            focus_nodes=focus_nodes,
            checked=checked,
            notes=(*self._waivers.notes, *notes),
            problems=tuple(dict.fromkeys((*standing.head.problems, *problems))),
        )
        looked_at = sum(len(one.nodes) for one in todo.roots.values())
        return _delta(taken, findings, looked_at)

    def _told_otherwise(self, reads: Mapping[Node, Reads]) -> dict[Node, Affected]:
        """The focus nodes of findings whose texts may have changed, by root."""
        texts = {_node(_TEXTS): context_reads()}
        nodes = affected(self._walker, texts, self._change)
        stale = {str(node) for one in nodes.values() for node in one.nodes}
        root_of: dict[str, list[Node]] = {}
        for root, own in reads.items():
            for shape in own.reports:
                root_of.setdefault(str(shape), []).append(root)
        more: dict[Node, Affected] = {}
        for name, focus in self._standing.told_of(stale):
            node, shape = _node(focus), _node(name)
            for root in root_of.get(name, ()):
                one = more.setdefault(root, Affected(set()))
                # A nested shape's focus node is not the root's; one without an IRI has no name.
                if can_be_named(node) and reads[root].reports[shape] == {()}:
                    one.nodes.add(node)
                else:
                    one.everything = True
        return more

    def _findings(self, todo: Renewal) -> tuple[set[Finding], list[Problem], list[Problem]]:
        names = Names(self._source, self._standing.base_iri, self._datasets)
        findings: set[Finding] = set()
        problems: list[Problem] = []
        notes: list[Problem] = []
        for group in self._groups:
            applicable, told = compiled.applicable_rules(self._source, group)
            results, failed = results_again(
                self._source, self._walker, group, applicable, todo, self._classes
            )
            findings.update(FindingMaker(names, group.rules, self._waivers).make_all(results))
            problems += failed
            notes += told
        return findings, problems, notes


def _delta(before: Iterable[Finding], after: Iterable[Finding], looked_at: int) -> Delta:
    old, now = ({fingerprint(f): f for f in found} for found in (before, after))
    known = set(before)
    changed = (f for key, f in now.items() if key in old and f not in known)
    return Delta(
        new=_sorted(f for key, f in now.items() if key not in old),
        mended=_sorted(f for key, f in old.items() if key not in now),
        changed=_sorted(changed),
        looked_at=looked_at,
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=sort_key))


def _sets_profiles(change: Change) -> bool:
    """Whether another profile may apply to some of the data."""
    return any(
        str(p) == _PROFILE_OF or (str(p) == RDF_TYPE and str(o) == _DATASET)
        for _, p, o in change.triples()
    )


def _named_in(finding: Finding) -> set[str]:
    """The nodes that the finding tells of."""
    context = finding.context
    nodes = {finding.focus_node, context.program, context.measure, context.unit}
    nodes |= {context.department, finding.value if finding.value_is_iri else None}
    return {node for node in nodes if node is not None}


def _node(iri: str) -> Node:
    from rdflib import URIRef

    return URIRef(iri)
