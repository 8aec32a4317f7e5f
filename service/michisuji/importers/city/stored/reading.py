"""The documents of a data set that a city's writer has written, read back from a store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from michisuji.errors import BadInput, NotFound
from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.differences import measure_documents
from michisuji.importers.city.schema import REQUIRED_FILES
from michisuji.importers.city.stored.documents import NotOfACity, StoredData, value_of
from michisuji.importers.city.stored.measures import StoredMeasures
from michisuji.importers.city.stored.origins import add_origins
from michisuji.importers.city.stored.proof import difference
from michisuji.importers.city.stored.statements import Statements, datasets, read_graphs
from michisuji.importers.city.stored.timeless import (
    dataset_document,
    kaizen_document,
    organization_document,
    plan_document,
    waivers_document,
    work_document,
)
from michisuji.importers.problems import Problems
from michisuji.questions import run
from michisuji.vocabulary import GraphName

if TYPE_CHECKING:
    from michisuji.store.protocol import Store

#: Characters of a statement that are shown.
_SHOWN = 300


def stored_city(store: Store, dataset: str, base_iri: str, most_bytes: int = sys.maxsize) -> City:
    """Return the documents of a data set, such that writing them gives its statements again.

    Tables are in the order of their ids, elements in that of their model. Raises NotFound if there
    is no such data set, BadInput if it holds what a city's writer would not have written, TooLarge
    if it is more than ``most_bytes`` of N-Triples.
    """
    _refuse_others(store, dataset, base_iri)
    graphs = read_graphs(store, dataset, base_iri, most_bytes)
    try:
        city = City(_files(_data(graphs, dataset, base_iri)))
        check_city(city, Problems())  # lays the earlier years
        odd = difference(city, base_iri, graphs)
    except (NotOfACity, ArithmeticError, LookupError, TypeError, ValueError) as error:
        odd = str(error)
    if odd:
        raise _refusal(dataset, odd)
    add_origins(city, graphs)
    return city


def _refuse_others(store: Store, dataset: str, base_iri: str) -> None:
    """Refuse what no city has written by its description, before it is read: it may be large."""
    about = f"{base_iri}/id/dataset/{dataset}"
    rows = run(store, "dataset-profiles", base_iri=base_iri).rows
    profiles = {str(name): str(profile or "") for name, profile in rows}
    if profiles.get(about, about):
        if about not in profiles and dataset not in datasets(store, base_iri):
            raise NotFound(
                f"データセット「{dataset}」がありません",
                f"there is no data set '{dataset}'",
                hint_ja="michisuji query datasets で一覧を見られます",
                hint_en="michisuji query datasets lists them",
            )
        raise _refusal(dataset, profiles.get(about, about))


def _refusal(dataset: str, odd: str) -> BadInput:
    return BadInput(
        f"データセット「{dataset}」は、市の記述(TOMLやブック)の形に戻せません: {odd[:_SHOWN]}",
        f"the data set '{dataset}' cannot be told as a city's files: {odd[:_SHOWN]}",
        hint_ja="市のファイルから取り込んだデータセットだけが書き出せます。"
        "古い版で取り込んだものは、取り込み直してください",
        hint_en="only a data set that was imported from a city's files can be exported; import it "
        "again if an older version did so",
    )


def _data(graphs: dict[GraphName, Statements], dataset: str, base_iri: str) -> StoredData:
    timeless = graphs[GraphName(dataset)]
    states = {n.year: g for n, g in graphs.items() if n.year is not None and not n.provenance}
    about = graphs.get(GraphName(dataset, provenance=True), Statements())
    year = about.values(f"{base_iri}/id/dataset/{dataset}", "lm:fiscalYear")
    current = int(value_of(year[0])) if year else max(states)
    return StoredData(base_iri, dataset, timeless, states, current)


def _files(data: StoredData) -> dict[str, Document]:
    measures = StoredMeasures(data)
    earlier = {year: measures.of_year(year) for year in data.states if year < data.year}
    files = {
        "dataset.toml": dataset_document(data),
        "plan.toml": plan_document(data),
        "organization.toml": organization_document(data),
        **measure_documents(measures.of_year(data.year), earlier),
        "kaizen.toml": kaizen_document(data),
        "work.toml": work_document(data),
        "waivers.toml": waivers_document(data),
    }
    return {name: found for name, found in files.items() if found or name in REQUIRED_FILES}
