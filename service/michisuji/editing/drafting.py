"""The start of a draft: the public data set is copied into the drafts before its first edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.editing.reading import graphs_of
from michisuji.errors import NotFound
from michisuji.questions.datasets import copied
from michisuji.scratch import scratch

if TYPE_CHECKING:
    from michisuji.store import Store


def start(work: Store, public: Store, base_iri: str, dataset: str) -> bool:
    """Copy a public data set into the drafts, unless there is a draft; return True if it was.

    Raises NotFound if there is no such data set.
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
        work.replace(batch)
    return True
