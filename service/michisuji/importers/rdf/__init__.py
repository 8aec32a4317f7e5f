"""Imports RDF files: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from michisuji.importers import dataset_names
from michisuji.importers.common import (
    RDF_TYPE,
    Batch,
    DatasetDescription,
    GraphFile,
    ImportReport,
    SourceFile,
    dataset_iri,
    describe_counts,
    describe_dataset,
    describe_files,
    describe_import,
    file_name,
    iri,
    name,
)
from michisuji.importers.problems import Problems, SourceProblems
from michisuji.vocabulary import LM, GraphName, graph_iri, parse_graph_iri

__all__ = ["import_rdf"]

#: Graph IRI → its statements as ``subject predicate object`` terms.
Graphs = dict[str, set[tuple[str, str, str]]]


def import_rdf(
    files: Sequence[Path],
    *,
    dataset: str,
    base_iri: str,
    out_dir: Path,
    about: DatasetDescription | None = None,
    own: bool = False,
) -> tuple[Batch, ImportReport]:
    """Write the graphs of RDF files as sorted N-Triples files in ``out_dir``.

    Relative IRIs are resolved against ``base_iri`` + ``/``. The default graph of the files becomes
    the dataset's timeless graph; a named graph must be one of the dataset's own. ``about``
    describes the dataset if the files do not. ``own`` marks one of Michisuji's own datasets, which
    may have a reserved name. Blank nodes get IRIs (see blank_nodes.py).

    Raises SourceProblems (a BadInput) with every file's problems; then nothing is imported.
    """
    if not own:
        dataset_names.check(dataset)
    out_dir.mkdir(parents=True, exist_ok=True)
    report = ImportReport(dataset)
    problems = Problems()
    graphs = _read(files, dataset, base_iri, report, problems)
    if problems.found:
        raise SourceProblems(dataset, problems.sorted())
    _describe(graphs, base_iri, report, out_dir, about)
    paths = {}
    for number, (graph, statements) in enumerate(sorted(graphs.items())):
        paths[graph] = out_dir / f"graph-{number}.nt"
        with GraphFile(graph, paths[graph]) as file:
            for statement in sorted(statements):
                file.add(*statement)
        report.graphs[graph] = len(statements)
    return Batch(dataset=dataset, graphs=paths, scope="dataset"), report


def _read(
    files: Sequence[Path], dataset: str, base: str, report: ImportReport, problems: Problems
) -> Graphs:
    from michisuji.importers.rdf.blank_nodes import BlankCircle, Statement, is_blank, skolemise
    from michisuji.importers.rdf.reading import read_file, tell_circle

    graphs: Graphs = defaultdict(set)
    graphs[graph_iri(base, dataset)] = set()
    rows = report.rows("statements")
    blank: list[Statement] = []
    ordered = sorted(files, key=lambda p: (p.name, str(p)))
    for number, path in enumerate(ordered):
        before = rows.read
        targets: dict[str, str | None] = {}
        for statement in read_file(path, number, base, problems, report):
            rows.read += 1
            if statement[3] not in targets:
                targets[statement[3]] = _target(
                    file_name(path.name), statement[3], dataset, base, problems
                )
            target = targets[statement[3]]
            if target is None:
                continue
            if is_blank(statement[0]) or is_blank(statement[2]):
                blank.append((*statement[:3], target))
            else:
                graphs[target].add(statement[:3])
        if path.is_file():
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            report.files.append(
                SourceFile(file_name(path.name), digest, len(content), rows.read - before)
            )
    try:
        for subject, predicate, obj, graph in skolemise(blank, base, dataset):
            graphs[graph].add((subject, predicate, obj))
    except BlankCircle as error:
        for circle in error.circles:
            tell_circle(circle, ordered, problems)
    rows.used = sum(len(statements) for statements in graphs.values())
    rows.duplicate = rows.read - rows.used
    return graphs


def _target(file: str, graph: str, dataset: str, base: str, problems: Problems) -> str | None:
    """Return the graph in which statements of ``graph`` are stored.

    For a graph of another dataset, adds a problem and returns None.
    """
    if not graph:
        return graph_iri(base, dataset)
    found = parse_graph_iri(base, graph)
    if found is not None and found.dataset == dataset:
        return graph
    problems.add(
        file,
        f"<{graph}>",
        f"データセット {dataset} のグラフではありません({graph_iri(base, dataset)}/年度 の形)",
        f"not a graph of dataset {dataset} (those are {graph_iri(base, dataset)}/YEAR)",
    )
    return None


def _describe(
    graphs: Graphs,
    base: str,
    report: ImportReport,
    out_dir: Path,
    about: DatasetDescription | None,
) -> None:
    """Add what every dataset says about itself: description, files, the import, counts."""
    dataset = report.dataset
    timeless = graphs[graph_iri(base, dataset)]
    subject = iri(dataset_iri(base, dataset))
    if (subject, RDF_TYPE, name("dcat:Dataset")) not in timeless:
        if about is None:
            report.note(
                "no-description",
                "データセットの説明(dcat:Dataset)がないので、名前だけを付けました",
                "the files do not describe the dataset (dcat:Dataset); only its name is known",
            )
            about = DatasetDescription(dataset, {"ja": dataset, "en": dataset})
        with GraphFile("", out_dir / "description.nt") as file:
            describe_dataset(file, base, about)
        timeless |= _taken(file.path)
    _forget_old_counts(graphs, base, dataset)
    data = _data_graphs(graphs, base)
    current = set().union(*(graphs[graph] for graph in _current(data)))
    classes = _class_counts(current)
    with GraphFile("", out_dir / "description.nt") as file:
        describe_files(file, base, dataset, None, report.files)
        describe_import(file, base, dataset, None, report.files, list(report.tables.values()))
        describe_counts(file, base, dataset, sum(len(graphs[graph]) for graph in data), classes)
    graphs[graph_iri(base, dataset, provenance=True)] |= _taken(file.path)
    for term, count in sorted(classes.items()):
        report.made[_local(term)] = count


def _class_counts(statements: Iterable[tuple[str, str, str]]) -> Counter[str]:
    """Count resources by class.

    A class partition is named after its class's local name alone, so of two classes that share one
    (dcat:Dataset and void:Dataset) the first by prefix is counted.
    """
    found = Counter(obj for _, predicate, obj in statements if predicate == RDF_TYPE)
    by_name: dict[str, str] = {}
    for term in sorted(found, key=lambda term: (LM not in term, "rdfs.org/ns/void" in term, term)):
        by_name.setdefault(_local(term), term)
    return Counter({term: found[term] for term in by_name.values()})


def _local(class_term: str) -> str:
    return class_term.strip("<>").replace("#", "/").rsplit("/", 1)[-1]


def _taken(path: Path) -> set[tuple[str, str, str]]:
    """Read the statements of an N-Triples file that this program wrote, and remove the file."""
    found = set()
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            subject, predicate, obj = line.removesuffix(" .").split(" ", 2)
            found.add((subject, predicate, obj))
    path.unlink()
    return found


def _data_graphs(graphs: Graphs, base: str) -> dict[str, GraphName]:
    parsed = {graph: parse_graph_iri(base, graph) for graph in graphs}
    return {graph: found for graph, found in parsed.items() if found and not found.provenance}


def _current(data: dict[str, GraphName]) -> list[str]:
    """Return the graphs of the current state: timeless, and the latest year."""
    latest = max((found.year for found in data.values() if found.year is not None), default=None)
    return [graph for graph, found in data.items() if found.year in (None, latest)]


def _forget_old_counts(graphs: Graphs, base: str, dataset: str) -> None:
    """Drop the counts that an earlier export of the dataset carries: they are computed again."""
    subject = iri(dataset_iri(base, dataset))
    part = f"<{dataset_iri(base, dataset)}-class-"
    made = {name("void:triples"), name("void:classPartition")}
    for graph, statements in graphs.items():
        found = parse_graph_iri(base, graph)
        if found is not None and found.provenance:
            statements -= {
                s for s in statements if s[0].startswith(part) or (s[0] == subject and s[1] in made)
            }
