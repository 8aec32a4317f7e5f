"""The store's knowledge of a resource: now, in an earlier year, or its successors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from flask import g
from rdflib import URIRef

from michisuji import questions
from michisuji.errors import BadInput, MichisujiError, NotFound
from michisuji.languages import Text
from michisuji.questions.as_of import graphs_as_of
from michisuji.vocabulary import parse_graph_iri, resource_iri, resource_iris
from michisuji.web.context import current_lang, current_settings, current_store, state
from michisuji.web.http import caching

if TYPE_CHECKING:
    from rdflib import Graph

#: Other sources of descriptions, tried for resources that the store does not know.
ELSEWHERE: list[Callable[[str], Graph | None]] = []
#: How many statements that refer to a resource queries/browse/describe-resource.rq returns.
INCOMING = 1000


@dataclass(frozen=True)
class Successor:
    """A successor of a resource; ``here`` if the current data describe it."""

    iri: str
    label: str
    here: bool


class Gone(MichisujiError):
    """Raised for a resource that was replaced: merged, renumbered, reorganized."""

    code = "gone"
    status = 410
    title: ClassVar[Text] = {"ja": "置き換えられました", "en": "Gone: it has been replaced"}

    def __init__(self, iri: str, successors: Sequence[Successor], years: Sequence[int]) -> None:
        names = "、".join(one.label for one in successors)
        super().__init__(
            f"この資源はなくなり、次のものに置き換えられました: {names}",
            f"this resource is gone; it was replaced by:  {', '.join(s.label for s in successors)}",
            hint_ja="置き換えた先を見てください",
            hint_en="see what replaced it",
        )
        self.iri = iri
        self.successors = tuple(successors)
        self.years = tuple(years)


@dataclass(frozen=True)
class Known:
    """The graphs with a resource's statements; without ``graphs``, the current state.

    ``year`` is the fiscal year shown; ``asked`` is True if the reader named it.
    """

    iri: str
    classes: tuple[str, ...]
    graphs: tuple[str, ...] = ()
    year: int | None = None
    asked: bool = False


def find(iri: str, as_of: str = "") -> Known:
    """Find the resource now, or as of a fiscal year; a past resource as of its last year.

    Raises Gone for one that was replaced, NotFound, and BadInput for an invalid year.
    """
    if as_of:
        return _as_of(iri, _year(as_of), asked=True)
    classes = _classes(iri)
    if classes:
        return Known(iri, classes)
    years = [year for _, year in graphs_of(iri) if year is not None]
    successors = successors_of(iri)
    if successors:
        raise Gone(iri, successors, sorted(set(years)))
    return _as_of(iri, max(years), asked=False) if years else Known(iri, ())


def of_address(kind: str, name: str) -> str:
    """Return the IRI for a decoded address.

    Of the possible IRIs it is the first with statements, now or in any year; else the first.
    """
    base = current_settings().base_iri
    iris = resource_iris(base, kind, name)
    if len(iris) == 1:
        return iris[0]
    found = questions.run(current_store(), "stated-of", {"node": iris}, base_iri=base).rows
    known = {str(row[0]) for row in found}
    return next((iri for iri in iris if iri in known), iris[0])


def describe(iri: str, graphs: Sequence[str] = ()) -> Graph:
    """Return the statements about a resource and those that refer to it (at most 1,000).

    ``graphs`` replace the default graph. Raises NotFound.
    """
    graph = questions.run_graph(
        current_store(),
        "describe-resource",
        {"node": iri},
        base_iri=current_settings().base_iri,
        default_graphs=graphs,
    )
    if (URIRef(iri), None, None) in graph:
        return graph
    for found in filter(None, (place(iri) for place in ELSEWHERE)):
        return found
    raise nothing(iri)


def nothing(what: str) -> NotFound:
    """Return the error for an unknown resource."""
    return NotFound(
        f"この資源はありません: {what}",
        f"there is no such resource: {what}",
        hint_ja="検索してください",
        hint_en="try the search",
    )


def graphs_of(iri: str) -> list[tuple[str, int | None]]:
    """Return (data set, fiscal year or None) of each graph that holds the resource as such."""
    base = current_settings().base_iri
    found = []
    for (graph,) in _run("graphs-of", iri).rows:
        name = parse_graph_iri(base, str(graph))
        if name is not None and not name.provenance:
            found.append((name.dataset, name.year))
    return found


def datasets_of(iri: str) -> list[dict[str, str]]:
    """Return the descriptions of the data sets of a resource, in the reader's language.

    Keys are the columns of queries/browse/datasets.rq, only those that have a value.
    """
    known: dict[str, list[dict[str, str]]] = g.setdefault("datasets_of", {})
    if iri not in known:  # a page needs it for its markup and for its headers
        known[iri] = _datasets_of(iri)
    return known[iri]


def _datasets_of(iri: str) -> list[dict[str, str]]:
    base = current_settings().base_iri
    own = {resource_iri(base, "dataset", dataset) for dataset, _ in graphs_of(iri)}
    return [row for row in _datasets() if row["dataset"] in own]


@dataclass
class _Datasets:
    """The data sets that an application has cached, by state of the data and language."""

    rows: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)


def _datasets() -> list[dict[str, str]]:
    """Return all data sets, queried once per state of the store: every document needs them."""
    mark, lang, known = caching.marker(), current_lang(), state().own(_Datasets)
    if mark and (mark, lang) in known.rows:
        return list(known.rows[mark, lang])
    base = current_settings().base_iri
    found = questions.run(current_store(), "datasets", base_iri=base, lang=lang).dicts()
    rows = [{key: str(value) for key, value in row.items()} for row in found]
    known.rows = {key: kept for key, kept in known.rows.items() if key[0] == mark}
    known.rows[mark, lang] = rows
    return rows


def licences_of(iri: str) -> list[str]:
    """Return the licences that the data sets of a resource declare."""
    return sorted({row["license"] for row in datasets_of(iri) if "license" in row})


def successors_of(iri: str) -> list[Successor]:
    """Return the successors of a resource that exist now, or else all."""
    found = [
        Successor(
            str(row["next"]), str(row.get("label", row["next"])), bool(row["here"].toPython())
        )
        for row in _run("successors", iri, lang=current_lang()).dicts()
    ]
    return [one for one in found if one.here] or found


def _as_of(iri: str, year: int, *, asked: bool) -> Known:
    base = current_settings().base_iri
    graphs = graphs_as_of(current_store(), base, year)
    classes = _classes(iri, graphs)
    if not classes:
        raise nothing(f"{iri} ({year})")
    return Known(iri, classes, graphs, year, asked)


def _year(word: str) -> int:
    if len(word) != 4 or not (word.isascii() and word.isdecimal()):
        raise BadInput(
            f"年度の指定が正しくありません: {word[:40]}",
            f"as_of is not a fiscal year: {word[:40]}",
            hint_ja="西暦4桁で指定してください(例: as_of=2025)",
            hint_en="give four digits, such as as_of=2025",
        )
    return int(word)


def _classes(iri: str, graphs: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in _run("classes-of", iri, default_graphs=graphs).rows)


def _run(name: str, iri: str, **more: Any) -> Any:
    run = partial(questions.run, base_iri=current_settings().base_iri)
    return run(current_store(), name, {"node": iri}, **more)
