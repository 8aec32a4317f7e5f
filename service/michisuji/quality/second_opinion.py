"""A second opinion: what pySHACL finds with the same shapes, what it differs in, and its time.

pySHACL looks at one focus node after the other, so it is asked about a part: files, a program, a
data set. Both engines are given the same statements, held in memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.errors import NotFound, TooLarge
from michisuji.quality.check import nothing, source_places
from michisuji.quality.check.compiled import check
from michisuji.quality.check.data import READ_TIMEOUT_S, source_of
from michisuji.quality.check.files import read_files
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.rules import DEFAULT_PROFILE, rulebook
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.settings import Settings
    from michisuji.store import Store

#: Statements that pySHACL is asked about at most.
MOST_TRIPLES = 100_000
_N_TRIPLES = "application/n-triples"
#: Told of the number of statements before pySHACL is asked.
Announce = Callable[[int], None]


def _silent(_: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Opinion:
    """Both reports on the same ``triples`` statements, and the seconds that each took."""

    judge: Report
    ours: Report
    judge_s: float
    ours_s: float
    triples: int

    @property
    def only_judge(self) -> tuple[Finding, ...]:
        """What pySHACL finds and our engine does not."""
        return _without(self.judge, self.ours)

    @property
    def only_ours(self) -> tuple[Finding, ...]:
        """What our engine finds and pySHACL does not."""
        return _without(self.ours, self.judge)


def of_files(
    paths: Sequence[Path], settings: Settings, profile: str, announce: Announce = _silent
) -> Opinion:
    """Ask about RDF files together; arguments and errors as for ``check_files``.

    ``announce`` is told how many statements it will be. Raises TooLarge for more than pySHACL is
    asked about.
    """
    read = read_files(paths, settings.base_iri)
    found = _asked(read.data, settings, profile, "files", announce)
    judge = source_places.in_lines(found.judge, read.texts)
    return replace(found, judge=replace(judge, problems=(*read.problems, *judge.problems)))


def of_store(
    store: Store,
    settings: Settings,
    profile: str | None = None,
    announce: Announce = _silent,
    *,
    program: str | None = None,
    dataset: str | None = None,
) -> Opinion:
    """Ask about a program with its model, the present state of a data set, or all of a store.

    Without ``profile`` each data set is checked with its own, a program as a municipal one. Raises
    NotFound for what is not there, TooLarge and the store's errors.
    """
    if program is not None:
        from rdflib import RDF, URIRef

        graph = questions.run_graph(
            store, "program-facts", {"program": program}, base_iri=settings.base_iri
        )
        iri = program if ":" in program else f"{settings.base_iri}/{program}"
        if (URIRef(iri), RDF.type, None) not in graph:  # waivers are in it in any case
            raise NotFound(f"事業がありません: {program}", f"There is no program {program}")
        data = source_of(graph).data  # type: ignore[attr-defined]  # of a graph in memory
    else:
        data = _statements(store, settings, dataset)
    return _asked(data, settings, profile, "store", announce)


def _asked(
    data: ox.Store, settings: Settings, profile: str | None, where: str, announce: Announce
) -> Opinion:
    from michisuji.quality.check.reference import pyshacl_results

    if len(data) > MOST_TRIPLES:
        raise TooLarge(
            f"pySHACL に点検させられるのは{MOST_TRIPLES:,}トリプルまでです({len(data):,})",
            f"pySHACL is asked about {MOST_TRIPLES:,} statements at most ({len(data):,})",
            hint_ja="--program か --dataset で一部を選んでください",
            hint_en="choose a part with --program or --dataset",
        )
    announce(len(data))
    source, base, book = source_of(data), settings.base_iri, rulebook(settings.own)
    book.ruleset(profile or DEFAULT_PROFILE).compiled  # noqa: B018 (read before the clock starts)
    start = time.perf_counter()
    ours = check(source, base, profile, book=book)
    between = time.perf_counter()
    judge = check(source, base, profile, book=book, engine=pyshacl_results)
    end = time.perf_counter()
    judge = replace(judge, problems=(*nothing.found(source, where, book), *judge.problems))
    return Opinion(judge, ours, end - between, between - start, len(data))


def _statements(store: Store, settings: Settings, dataset: str | None) -> ox.Store:
    """Return the present state of a data set, or of everything, in memory."""
    import pyoxigraph as ox

    from michisuji.store.updates import construct

    data = ox.Store()
    for graph in _graphs(store, settings, dataset) if dataset else (None,):
        result = store.raw(construct(graph), _N_TRIPLES, timeout_s=READ_TIMEOUT_S)
        data.load(b"".join(result.chunks), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return data


def _graphs(store: Store, settings: Settings, dataset: str) -> list[str]:
    """Return the timeless graph of a data set and that of its latest year. Raises NotFound."""
    known: dict[int, str] = {}
    for (graph,) in questions.run(store, "graphs", base_iri=settings.base_iri).rows:
        name = parse_graph_iri(settings.base_iri, str(graph))
        if name is not None and name.dataset == dataset and not name.provenance:
            known[name.year or 0] = str(graph)
    if not known:
        raise NotFound(f"データセットがありません: {dataset}", f"There is no data set {dataset}")
    return sorted({known[max(known)], known.get(0, known[max(known)])})


def _without(these: Report, those: Report) -> tuple[Finding, ...]:
    known = {_identity(finding) for finding in those.findings}
    return tuple(finding for finding in these.findings if _identity(finding) not in known)


def _identity(finding: Finding) -> tuple[Any, ...]:
    found = (finding.rule, finding.severity, finding.focus_node, finding.path, finding.value_n3)
    return *found, finding.source_shape, finding.constraint, finding.component
