"""A check of a change before it is made: nothing is written, and only affected data is read.

The triples that the rules may read for the affected nodes are fetched level by level into a store
in memory, and the rules run there, before and after the change.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.errors import QueryTimeout, TooLarge
from michisuji.messages import text
from michisuji.quality.change import context_reads
from michisuji.quality.check import nothing, waivers
from michisuji.quality.check.data import subclasses
from michisuji.quality.check.findings import FindingMaker
from michisuji.quality.check.groups import Group, applicable_rules, datasets_of, groups_of
from michisuji.quality.check.labels import Names
from michisuji.quality.reading.fingerprint import fingerprint, total_order
from michisuji.quality.report import Finding, Problem
from michisuji.quality.rulebook.rules import Rulebook, RuleSet, rulebook
from michisuji.quality.shacl import Classes, Result, SnapshotSource, Source, has_any
from michisuji.quality.shacl.change.reads import reading_of
from michisuji.quality.shacl.change.revalidate import Renewal, ahead, renewal, validate_again
from michisuji.quality.shacl.change.steps import SUBCLASS, Reads, Steps, Triple
from michisuji.quality.shacl.change.walk import (
    Affected,
    Change,
    NeighbourQuery,
    TooManyNodes,
    Walker,
    pull,
)
from michisuji.quality.shacl.nodes import class_pairs
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from rdflib.term import Node

#: Focus nodes that a draft may affect, and lookups of neighbours that it may need.
MAX_NODES = 5_000
MAX_ASKS = 50_000


@dataclass(frozen=True)
class Draft:
    """The effect of a change: findings that are new, mended, or stay.

    ``open`` are findings on the affected nodes that would stay.
    """

    profile: str
    new: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    #: The number of distinct nodes checked.
    looked_at: int = 0
    #: What could not be checked, and why.
    notes: tuple[Problem, ...] = ()


class TimedSource:
    """A source that may be used for ``seconds`` in total."""

    def __init__(self, source: Source, seconds: float) -> None:
        self._source, self._seconds = source, seconds
        self._end = time.monotonic() + seconds

    def rows(self, query: str) -> Iterator[Any]:
        """Yield rows, as in :class:`Source`.

        Raises QueryTimeout.
        """
        if time.monotonic() > self._end:
            raise QueryTimeout(
                f"点検が制限時間の{self._seconds:.0f}秒を超えたため、取りやめました",
                f"the check exceeded the time limit of {self._seconds:.0f} s and was cancelled",
                hint_ja="変更を小さく分けて送ってください",
                hint_en="send a smaller change",
            )
        return self._source.rows(query)


def read_shapes(source: Source, base_iri: str, book: Rulebook, profile: str | None = None) -> None:
    """Load the shapes that a change of this data needs: some seconds, once per process."""
    _reads_of(groups_of(datasets_of(source, base_iri), base_iri, book, profile))


def check_patch(
    source: Source,
    base_iri: str,
    change: Change,
    profile: str | None = None,
    *,
    today: date | None = None,
    book: Rulebook | None = None,
    limit_s: float = math.inf,
) -> Draft:
    """Return the effect of ``change`` on the data in ``source``.

    ``profile`` names one for everything; None takes each data set's own. What the change adds may
    be there already, and what it removes may be missing. ``limit_s`` is for what the change needs,
    not for the shapes: the first change would pay for all that follow.

    Raises NotFound for an unknown profile, TooLarge for a change that concerns too much,
    QueryTimeout over the limit, and the source's errors.
    """
    datasets = datasets_of(source, base_iri)
    book = book or rulebook()
    groups = groups_of(datasets, base_iri, book, profile)
    reads = _reads_of(groups)
    source = TimedSource(source, limit_s)
    try:
        work = _Work(source, base_iri, _exact(source, change), groups, reads)
        old, new = work.results()
        work.fetch_names(r for r, _ in (*old, *new))
    except TooManyNodes as error:
        raise _too_much() from error
    before = work.findings(old, work.before, datasets, today or date.today())
    after = work.findings(new, work.after, datasets, today or date.today())
    return Draft(
        profile=profile or groups[0].rules.profile,
        new=_ordered(f for key, f in after.items() if key not in before),
        mended=_ordered(f for key, f in before.items() if key not in after),
        open=_ordered(f for key, f in after.items() if key in before),
        looked_at=work.looked_at,
        notes=(*work.notes, *nothing.in_change(source, change, MAX_ASKS, book)),
    )


def added_violations(
    source: Source, base_iri: str, change: Change, rules: RuleSet
) -> list[Finding]:
    """Return the findings of a few rules that a change would add; waivers do not count.

    Raises TooLarge for a change that concerns too much, and the source's errors.
    """
    groups = (Group(rules, ()),)
    try:
        work = _Work(source, base_iri, _exact(source, change), groups, _reads_of(groups))
        more = work.added()
        work.fetch_names(more)
    except TooManyNodes as error:
        raise _too_much() from error
    maker = FindingMaker(Names(work.after, base_iri, ()), rules, waivers.Waivers({}))
    return sorted(maker.make_all(more), key=total_order)


def _exact(source: Source, change: Change) -> Change:
    """Drop additions that already exist and removals of missing triples."""
    walker = Walker(source, change, MAX_ASKS, before=True)
    walker.neighbours(NeighbourQuery(s, str(p), True) for s, p, _ in change.triples())
    added = frozenset(t for t in change.added - change.removed if t not in walker.found)
    return Change(added, frozenset(t for t in change.removed - change.added if t in walker.found))


class _Work:
    """One draft: the relevant part of both states, in memory."""

    def __init__(
        self,
        source: Source,
        base_iri: str,
        change: Change,
        groups: tuple[Group, ...],
        reads: dict[Node, Reads],
    ) -> None:
        self._source, self._base, self._change, self._groups = source, base_iri, change, groups
        self._walker = Walker(source, change, MAX_ASKS, before=True)
        todo = renewal(self._walker, reads, change)
        #: Rules that read everything are not checked for a change.
        self.notes = tuple(
            _left_out(root, groups) for root, o in todo.roots.items() if o.everything
        )
        roots = {root: one for root, one in todo.roots.items() if not one.everything}
        nodes = {node for one in roots.values() for node in one.nodes}
        self.looked_at = len(nodes)
        if self.looked_at > MAX_NODES:
            raise TooManyNodes(self.looked_at)
        self._todo = Renewal(roots, todo.dropped)
        self._fixed = frozenset(_of_whole(source))
        pull(self._walker, _starts(roots, reads))
        self._fill()

    def _fill(self) -> None:
        found = self._walker.found | self._fixed
        self.before = _memory(found)
        self.after = _memory((found - self._change.removed) | self._change.added)

    def results(self) -> tuple[list[tuple[Result, Group]], list[tuple[Result, Group]]]:
        """Return the results of the rules before and after the change."""
        return self._run(self.before), self._run(self.after)

    def added(self) -> list[Result]:
        """Return the results after the change that are not those before, whatever the severity."""
        new = {replace(result, severity=None) for result, _ in self._run(self.after)}
        if new:
            new -= {replace(result, severity=None) for result, _ in self._run(self.before)}
        return list(new)

    def _run(self, memory: SnapshotSource) -> list[tuple[Result, Group]]:
        own = self._groups[0].rules.book.own
        walker, classes = Walker(memory, Change()), Classes(memory, subclasses(own))
        found: list[tuple[Result, Group]] = []
        for group in self._groups:
            rules, _ = applicable_rules(self._source, group)
            here = {r for r, term in group.rules.needs.items() if has_any(memory, term)}
            roots = {
                root: one
                for root, one in self._todo.roots.items()
                if group.rules.rule_of.get(str(root)) in rules | here
            }
            again = validate_again(
                memory,
                walker,
                group.rules.compiled,
                roots,
                condition=group.scope.condition(),
                classes=classes,
            )
            found += [(result, group) for _, results in again for result in results]
        return found

    def fetch_names(self, results: Iterable[Result]) -> None:
        """Fetch everything that the texts of findings say about the nodes they name."""
        from rdflib import URIRef

        walker, reads = self._walker, context_reads
        known = list(results)
        nodes = {r.focus_node for r in known}
        nodes |= {r.value for r in known if isinstance(r.value, URIRef)}
        joined = {n for way in reads.NAMES if len(way) > 1 for n in ahead(walker, [way[:1]], nodes)}
        pull(walker, dict.fromkeys(reads.OWNERS, nodes))
        owners = nodes | set(ahead(walker, reads.OWNERS[1:], nodes))
        pull(walker, dict.fromkeys(reads.PLACES, owners))
        places = set(ahead(walker, [way[:1] for way in reads.PLACES], owners))
        pull(walker, dict.fromkeys(reads.PLACES, places))
        units = owners | places | set(ahead(walker, [way[:1] for way in reads.PLACES], places))
        pull(walker, dict.fromkeys(reads.TREE, units))
        named = joined | units | set(ahead(walker, reads.TREE, units))
        iris: set[Node] = {node for node in named if isinstance(node, URIRef)}
        pull(walker, dict.fromkeys(reads.NAMES, iris))
        self._fill()

    def findings(
        self,
        results: Iterable[tuple[Result, Group]],
        memory: SnapshotSource,
        datasets: Iterable[str],
        today: date,
    ) -> dict[str, Finding]:
        """Return findings by fingerprint, which is the same before and after."""
        names = Names(memory, self._base, datasets)
        waived = waivers.from_source(memory, today, base_iri=self._base)
        known = list(results)
        found: dict[str, Finding] = {}
        for group in self._groups:
            maker = FindingMaker(names, group.rules, waived)
            for finding in maker.make_all(r for r, own in known if own is group):
                found[fingerprint(finding)] = finding
        return found


def _reads_of(groups: Iterable[Group]) -> dict[Node, Reads]:
    """Return the reads of all groups' shapes; a shape reads the same in each group."""
    found: dict[Node, Reads] = {}
    for group in groups:
        for root, reads in reading_of(group.rules.compiled).of.items():
            if str(root) in group.rules.rule_of:
                found.setdefault(root, reads)
    return found


def _starts(roots: dict[Node, Affected], reads: dict[Node, Reads]) -> dict[Steps, set[Node]]:
    starts: dict[Steps, set[Node]] = {}
    for root, one in roots.items():
        for chain in reads[root].chains:
            starts.setdefault(chain.steps, set()).update(one.nodes)
    return starts


def _of_whole(source: Source) -> Iterator[Triple]:
    """Yield what matters wherever it is: subclass statements, waivers."""
    from rdflib import RDF, URIRef

    for below, above in class_pairs(source):
        yield below, URIRef(SUBCLASS), above
    for waiver, predicate, value in source.rows(questions.get("waivers").bind("")):
        if waiver is not None and predicate is not None and value is not None:
            yield waiver, RDF.type, URIRef(LM + "Waiver")
            yield waiver, predicate, value


def _memory(triples: Iterable[Triple]) -> SnapshotSource:
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_term

    data = ox.Store()
    make: Any = ox.Quad
    data.bulk_extend(make(*map(oxigraph_term, triple)) for triple in triples)
    return SnapshotSource(data)


def _left_out(root: Node, groups: Iterable[Group]) -> Problem:
    rule = next((g.rules.rule_of[str(root)] for g in groups if str(root) in g.rules.rule_of), "")
    return Problem(text("check.left_out", rule=rule))


def _too_much() -> TooLarge:
    return TooLarge(
        f"変更の関わる範囲が上限を超えています(点検する対象 {MAX_NODES:,} 件まで)",
        f"the change concerns more than the limit of {MAX_NODES:,} nodes",
        hint_ja="変更を小さく分けて送ってください",
        hint_en="send a smaller change",
    )


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=total_order))
