"""The rules for all incoming data: the rules of structure (STR), and codes (INT-02).

An import reports violations with their places, or is refused (``--strict``); a change by an editor
is refused when it adds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from michisuji.errors import MichisujiError
from michisuji.importers.problems import ImportProblem, SourceProblems
from michisuji.languages import Text
from michisuji.quality.check import compiled, source_places
from michisuji.quality.check.findings import FindingMaker
from michisuji.quality.check.groups import Group
from michisuji.quality.check.labels import Names
from michisuji.quality.check.waivers import Waivers
from michisuji.quality.reading.fingerprint import total_order
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.remedies import remedy_of
from michisuji.quality.rulebook.rules import RuleSet, ruleset
from michisuji.quality.shacl import SnapshotSource, Source
from michisuji.vocabulary import graph_iri, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Batch

_FAMILY, _CODES = "STR", "INT-02"
#: Findings that an error names.
_NAMED = 5


class Malformed(MichisujiError):
    """Raised when an editor's change breaks rules of structure; ``findings`` lists them all."""

    code = "malformed-data"
    status = 422
    title: ClassVar[Text] = {"ja": "データの構造に誤りがあります", "en": "Malformed data"}

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[:_NAMED]
        more = len(findings) - len(first)
        and_ja, and_en = (f"。ほか{more}件", f"; and {more} more") if more else ("", "")
        remedy = remedy_of(first[0], "rdf")  # what an editor sends
        super().__init__(
            "、".join(f"{f.rule}: {f.message['ja']}" for f in first) + and_ja,
            "; ".join(f"{f.rule}: {f.message['en']}" for f in first) + and_en,
            hint_ja=remedy["ja"],
            hint_en=remedy["en"],
        )
        self.findings = tuple(findings)


@cache
def rules() -> RuleSet:
    """Return the rules of structure alone."""
    whole = ruleset()
    kept = {key: r for key, r in whole.rules.items() if r.family == _FAMILY or key == _CODES}
    rule_of = {part: rule for part, rule in whole.rule_of.items() if rule in kept}
    return replace(whole, rules=kept, rule_of=rule_of)


def findings(source: Source, base_iri: str, datasets: Iterable[str] = ()) -> list[Finding]:
    """Return all violations of the rules of structure, in order; waivers do not count here.

    Raises the source's errors.
    """
    group = Group(rules(), tuple(datasets))
    results, _ = compiled.compiled_results(source, group, frozenset(group.rules.rules))
    names = Names(source, base_iri, group.datasets)
    return sorted(FindingMaker(names, group.rules, Waivers({})).make_all(results), key=total_order)


def of_batch(batch: Batch, base_iri: str, files: Sequence[Path] = ()) -> list[Finding]:
    """Return an import's violations, in its timeless statements with those of each year.

    Places are lines of the RDF ``files`` that it came from, or taken from its provenance.
    """
    import pyoxigraph as ox

    data = ox.Store()
    years: set[int] = set()
    for graph, path in batch.graphs.items():
        name = parse_graph_iri(base_iri, graph)
        if name is None or not name.provenance:
            years |= {name.year} if name and name.year else set()
            _load(data, path, graph)
    timeless = graph_iri(base_iri, batch.dataset)
    states = [[timeless, graph_iri(base_iri, batch.dataset, year)] for year in sorted(years)]
    found: dict[tuple[Any, ...], Finding] = {}
    for state in states or [[timeless]]:
        source = SnapshotSource(data, state)
        found |= {key(f): f for f in findings(source, base_iri, (batch.dataset,))}
    return list(_placed(list(found.values()), batch, base_iri, files))


def key(finding: Finding) -> tuple[Any, ...]:
    """Return the key under which two findings are the same."""
    return finding.rule, finding.focus_node, finding.path, finding.value_n3, finding.constraint


def _load(data: Any, path: Path, graph: str) -> None:
    import pyoxigraph as ox

    data.bulk_load(
        path=str(path), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph), lenient=True
    )


def _placed(
    found: list[Finding], batch: Batch, base_iri: str, files: Sequence[Path]
) -> tuple[Finding, ...]:
    report = Report(profile="", findings=tuple(sorted(found, key=total_order)))
    if not found:
        return ()
    if files:
        texts = [(f, f.read_text("utf-8-sig", "replace")) for f in files if f.is_file()]
        return source_places.in_lines(report, texts).findings
    import pyoxigraph as ox

    data = ox.Store()
    for graph, path in batch.graphs.items():
        name = parse_graph_iri(base_iri, graph)
        if name is not None and name.provenance:
            _load(data, path, graph)
    return source_places.placed(
        report, source_places.from_provenance(SnapshotSource(data), report)
    ).findings


def refusal(dataset: str, found: Sequence[Finding]) -> SourceProblems:
    """Return the error that a strict import raises."""
    return SourceProblems(
        dataset,
        [problem(finding) for finding in found],
        hint_ja="直してから取り込むか、--strict を付けずに取り込んでください(指摘は点検にも出ます)",
        hint_en="fix them, or import without --strict (a check reports them, too)",
    )


def problem(finding: Finding) -> ImportProblem:
    """Convert a finding to a problem in a file: place (or resource), rule and reason."""
    place = finding.place
    row = f"line {place.row}" if place and place.row else ""
    where = ", ".join(filter(None, (row, "" if place else f"<{finding.focus_node}>")))
    return ImportProblem(
        place.file if place else "",
        where,
        f"{finding.rule}: {finding.message['ja']}",
        f"{finding.rule}: {finding.message['en']}",
    )
