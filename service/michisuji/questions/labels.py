"""The names of resources, in every language that the data have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from michisuji.languages import Text, by_language
from michisuji.questions.catalogue import run_many

if TYPE_CHECKING:
    from michisuji.store import Store


def labels_of(
    store: Store, resources: Iterable[str], *, base_iri: str, default_graphs: Sequence[str] = ()
) -> dict[str, Text]:
    """Return resource → its names by language ('' if not stated), for resources with a name.

    :func:`michisuji.languages.pick` finds the reader's among them. Raises the store's errors.
    """
    stated: dict[str, list[tuple[str, str]]] = {}
    rows = run_many(
        store, "labels-of", "resource", resources, base_iri=base_iri, default_graphs=default_graphs
    )
    for row in rows:
        name = str(row.get("language", "")), str(row["label"])
        stated.setdefault(str(row["resource"]), []).append(name)
    return {resource: by_language(names) for resource, names in stated.items()}
