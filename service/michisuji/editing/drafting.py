"""The start of a draft: the public data set is copied into the drafts before its first edit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.editing.reading import graphs_of
from michisuji.errors import NotFound
from michisuji.questions.datasets import copied
from michisuji.scratch import scratch
from michisuji.vocabulary import CODE, LM, GraphName, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Store


def named(base_iri: str, graphs: Iterable[str]) -> dict[str, GraphName]:
    """Return the graphs of data sets among others, with what their names say."""
    found = ((graph, parse_graph_iri(base_iri, graph)) for graph in graphs)
    return {graph: name for graph, name in found if name is not None}


def start(work: Store, public: Store, base_iri: str, dataset: str) -> bool:
    """Copy a public data set into the drafts, unless there is a draft; return True if it was.

    What is approved there is published: it does not wait to be released once more. Raises
    NotFound if there is no such data set.
    """
    if any(name.dataset == dataset for name in graphs_of(work, base_iri).values()):
        return False
    with scratch() as folder:
        batch = copied(public, base_iri, dataset, folder)
        if not batch.graphs:
            raise NotFound(
                f"データセットがありません: {dataset}",
                f"there is no data set {dataset}",
                hint_ja="先にデータを取り込んでください",
                hint_en="import its data first",
            )
        for path in batch.graphs.values():
            _publish(path)
        work.replace(batch)
    return True


def _publish(path: Path) -> None:
    """Turn the state "approved" into "published" in a file of N-Triples."""
    status, code = f"<{LM}workflowStatus>", f"<{CODE}workflow-status/"
    approved, published = f" {status} {code}approved> ", f" {status} {code}published> "
    made = path.with_suffix(".published")
    with path.open("rb") as lines, made.open("wb") as file:
        file.writelines(line.replace(approved.encode(), published.encode()) for line in lines)
    made.replace(path)
