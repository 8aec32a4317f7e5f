"""The store's data about its data sets: descriptions, graphs, imports and the files they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.languages import Text
from michisuji.literals import day
from michisuji.vocabulary import GraphName, graph_iri, parse_graph_iri, resource_iri

if TYPE_CHECKING:
    from rdflib.term import Identifier

    from michisuji.settings import Settings
    from michisuji.store import Store

_DCTERMS = "http://purl.org/dc/terms/"
_DCAT = "http://www.w3.org/ns/dcat#"
_FICTIONAL = "https://w3id.org/michisuji/ns#fictional"
#: What a member without a fiscal year is called in its IRI: ``…/id/dataset/mihon-timeless``.
TIMELESS = "timeless"


@dataclass(frozen=True)
class ImportedFile:
    """A file that an import read; ``issued`` is an ISO date where the source states one."""

    iri: str
    name: str = ""
    sha256: str = ""
    issued: str = ""


@dataclass(frozen=True)
class Import:
    """An import as provenance records it: the files that it read, without time or person."""

    iri: str
    sources: tuple[ImportedFile, ...] = ()


@dataclass(frozen=True)
class DatasetGraph:
    """A named graph of a data set: a fiscal year's state, or the timeless part (``year`` None)."""

    dataset: str
    year: int | None
    iri: str
    graph: str
    imports: tuple[Import, ...] = ()
    #: The graph that records where the part's statements come from; empty when there is none.
    provenance: str = ""

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates that the part's own sources state, the earliest first."""
        return tuple(sorted({s.issued for i in self.imports for s in i.sources if s.issued}))


@dataclass(frozen=True)
class DataSet:
    """A data set of the store; all texts are ``{"ja": …, "en": …}`` in the languages available."""

    name: str
    iri: str
    title: Text
    description: Text
    publisher: Text
    licence: str = ""
    page: str = ""
    issued: str = ""
    modified: str = ""
    contact: str = ""
    fictional: bool = False
    parts: tuple[DatasetGraph, ...] = ()
    imports: tuple[Import, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that have a part, in order."""
        return tuple(part.year for part in self.parts if part.year is not None)

    @property
    def graphs(self) -> tuple[str, ...]:
        """The graphs of all parts."""
        return tuple(part.graph for part in self.parts)

    @property
    def dates(self) -> tuple[str, ...]:
        """Every date that the data set, or a source of it, states; the earliest first."""
        stated = {self.issued, self.modified} - {""}
        return tuple(sorted(stated.union(*(part.dates for part in self.parts))))


@dataclass
class _Described:
    """The stated values of a data set, by property."""

    values: dict[str, list[Identifier]] = field(default_factory=lambda: defaultdict(list))

    def text(self, term: str) -> Text:
        """Return the literals of a property by language; untagged ones count as Japanese."""
        found = {getattr(v, "language", None) or "ja": str(v) for v in self.values[term]}
        return dict(sorted(found.items(), reverse=True))

    def first(self, term: str) -> str:
        """Return the first value; '' when there is none."""
        return min(map(str, self.values[term]), default="")

    def iri(self, term: str) -> str:
        """Return the first resource; '' when there is none."""
        return min((str(v) for v in self.values[term] if _is_iri(v)), default="")

    def day(self, term: str) -> str:
        """Return the first ISO date; '' when there is none."""
        return min(filter(None, (day(str(v)) for v in self.values[term])), default="")


def _is_iri(term: Identifier) -> bool:
    from rdflib import URIRef

    return isinstance(term, URIRef)


def member_iri(base: str, dataset: str, year: int | None) -> str:
    """Return ``{base}/id/dataset/{dataset}-{year}``, or ``…-timeless``: one part of a data set."""
    return resource_iri(base, "dataset", f"{dataset}-{TIMELESS if year is None else year}")


def datasets(store: Store, settings: Settings) -> tuple[DataSet, ...]:
    """Return the data sets of the store, sorted by name.

    Raises the store's errors.
    """
    base, limit = settings.base_iri, settings.query_timeout_s
    described: dict[str, _Described] = defaultdict(_Described)
    rows = questions.run(store, "catalog-descriptions", base_iri=base, timeout_s=limit)
    for row in rows.dicts():
        described[str(row["dataset"])].values[str(row["property"])].append(row["value"])
    graphs = questions.run(store, "graphs", base_iri=base, timeout_s=limit)
    names = list(_names(base, (str(row[0]) for row in graphs.rows)))
    imports = _imports(store, settings)
    found = (_dataset(base, iri, said, names, imports) for iri, said in described.items())
    return tuple(sorted(filter(None, found), key=lambda dataset: dataset.name))


def newest(found: Iterable[DataSet]) -> str:
    """Return the newest date stated in the data; '' when there is none."""
    return max((date for dataset in found for date in dataset.dates), default="")


def _names(base: str, graphs: Iterable[str]) -> Iterator[GraphName]:
    return filter(None, (parse_graph_iri(base, graph) for graph in graphs))


def _dataset(
    base: str,
    iri: str,
    said: _Described,
    names: Iterable[GraphName],
    imports: Mapping[tuple[str, int | None], tuple[Import, ...]],
) -> DataSet | None:
    """Return a data set of the deployment; None for one that is described but has no graph."""
    name = next((n.dataset for n in names if resource_iri(base, "dataset", n.dataset) == iri), None)
    if name is None:
        return None
    own = [n for n in names if n.dataset == name]
    traced = {n.year for n in own if n.provenance}
    years = sorted({n.year for n in own if not n.provenance}, key=lambda year: year or 0)
    parts = tuple(
        DatasetGraph(
            name,
            year,
            member_iri(base, name, year),
            graph_iri(base, name, year),
            imports.get((name, year), ()),
            graph_iri(base, name, year, provenance=True) if year in traced else "",
        )
        for year in years
    )
    return DataSet(
        name,
        iri,
        said.text(_DCTERMS + "title") or {"ja": name},
        said.text(_DCTERMS + "description"),
        said.text(_DCTERMS + "publisher"),
        licence=said.iri(_DCTERMS + "license"),
        page=said.iri(_DCAT + "landingPage"),
        issued=said.day(_DCTERMS + "issued"),
        modified=said.day(_DCTERMS + "modified"),
        contact=said.iri(_DCAT + "contactPoint"),
        fictional=said.first(_FICTIONAL) == "true",
        parts=parts,
        imports=tuple(
            i for (of, _), found in sorted(imports.items(), key=str) for i in found if of == name
        ),
    )


def _imports(
    store: Store, settings: Settings
) -> Mapping[tuple[str, int | None], tuple[Import, ...]]:
    """Return (data set, year) → the imports recorded in that provenance graph."""
    rows = questions.run(
        store, "catalog-imports", base_iri=settings.base_iri, timeout_s=settings.query_timeout_s
    )
    files: dict[tuple[str, int | None, str], dict[str, ImportedFile]] = defaultdict(dict)
    for row in rows.dicts():
        name = parse_graph_iri(settings.base_iri, str(row["graph"]))
        if name is None or not (_is_iri(row["activity"]) and _is_iri(row["source"])):
            continue
        told = {k: str(row[k]) for k in ("name", "digest", "issued") if k in row}
        source = ImportedFile(
            str(row["source"]),
            told.get("name", ""),
            told.get("digest", ""),
            day(told.get("issued")),
        )
        files[name.dataset, name.year, str(row["activity"])][source.iri] = source
    found: dict[tuple[str, int | None], list[Import]] = defaultdict(list)
    for (dataset, year, activity), sources in files.items():
        read = tuple(sources[iri] for iri in sorted(sources))
        found[dataset, year].append(Import(activity, read))
    return {key: tuple(sorted(value, key=lambda i: i.iri)) for key, value in found.items()}
