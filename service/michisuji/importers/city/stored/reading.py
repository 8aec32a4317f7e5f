"""The documents of a data set that a city's writer has written, read back from a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.errors import NotFound
from michisuji.importers.city.content import City, Document, Measures
from michisuji.importers.city.stored.documents import StoredData
from michisuji.importers.city.stored.measures import StoredMeasures
from michisuji.importers.city.stored.statements import Statements, read_graphs
from michisuji.importers.city.stored.timeless import (
    dataset_document,
    kaizen_document,
    organization_document,
    plan_document,
    waivers_document,
)
from michisuji.vocabulary import GraphName

if TYPE_CHECKING:
    from michisuji.store.protocol import Store


def stored_city(store: Store, dataset: str, base_iri: str) -> City:
    """Return the documents of a data set, such that writing them gives its statements again.

    Tables are in the order of their ids, elements in that of their model. Raises NotFound if there
    is no such data set, BadInput if it holds what a city's writer would not have written.
    """
    data = _data(read_graphs(store, dataset, base_iri), dataset, base_iri)
    present = StoredMeasures(data).of_year(data.year)
    files = {
        "dataset.toml": dataset_document(data),
        "plan.toml": plan_document(data),
        "organization.toml": organization_document(data),
        **_measures(present),
        "kaizen.toml": kaizen_document(data),
        "waivers.toml": waivers_document(data),
    }
    return City({name: found for name, found in files.items() if found})


def _data(graphs: dict[GraphName, Statements], dataset: str, base_iri: str) -> StoredData:
    timeless = graphs.get(GraphName(dataset))
    if timeless is None:
        raise NotFound(
            f"データセット「{dataset}」がありません",
            f"there is no data set '{dataset}'",
            hint_ja="michisuji query datasets で一覧を見られます",
            hint_en="michisuji query datasets lists them",
        )
    states = {n.year: g for n, g in graphs.items() if n.year is not None and not n.provenance}
    return StoredData(base_iri, dataset, timeless, states, max(states))


def _measures(measures: Measures) -> dict[str, Document]:
    return {
        file: {"measure": measure, **({"program": programs} if programs else {})}
        for file, measure, programs in measures
    }
