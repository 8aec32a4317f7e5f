"""The review of an upload: what it is compared with, what it changes, and its troubles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from michisuji.editing.imported import keep_states
from michisuji.importers.uploaded import UploadedCity, read_uploaded
from michisuji.quality.change.differences import Differences, between
from michisuji.quality.change.replacing import ReplacementEffect, effect
from michisuji.questions.datasets import copied, graphs_by_dataset
from michisuji.scratch import scratch
from michisuji.web.context import current_settings, state
from michisuji.web.uploading.pictures import ModelPair, model_pairs

if TYPE_CHECKING:
    from michisuji.importers.city.content import City
    from michisuji.store import Batch, Store

Against = Literal["draft", "public", "nothing"]


@dataclass(frozen=True)
class UploadReview:
    """The content of an upload, and what taking it would change.

    ``against`` is what it is compared with: the draft of its data set, else the public one.
    ``draft`` holds the draft as it was then.
    """

    city: UploadedCity
    against: Against
    effect: ReplacementEffect | None
    draft: Batch | None
    models: tuple[ModelPair, ...] = ()

    @property
    def changes_something(self) -> bool:
        """True if there is something to take."""
        return self.effect is not None and not self.effect.differences.is_empty


def review(files: Sequence[Path], place: Path) -> UploadReview:
    """Read uploaded files, and compare them with what is there; graphs are kept in ``place``.

    Raises the errors of reading, and the store's.
    """
    settings, work = current_settings(), state().store
    folder = _emptied(place / "read")
    city = read_uploaded(files, base_iri=settings.base_iri, out_dir=folder, stored=_stored)
    if city.batch is None:
        return UploadReview(city, "nothing", None, None)
    name = city.batch.dataset
    draft = copied(work, settings.base_iri, name, _emptied(place / "draft"))
    against, store = compared_with(name)
    keep_states(store, settings.base_iri, city.batch, _emptied(place / "states"))
    found = effect(store, city.batch, settings)
    models = model_pairs(found, store, city.batch, settings.base_iri)
    return UploadReview(city, against, found, draft, models)


def _stored(dataset: str) -> City:
    """Return the city that sections' copies are laid over.

    Raises NotFound without one.
    """
    from michisuji.importers.city.stored import stored_city

    return stored_city(compared_with(dataset)[1], dataset, current_settings().base_iri)


def compared_with(dataset: str) -> tuple[Against, Store]:
    """Return the database that an upload of a data set is compared with, and its kind."""
    own, base_iri = state(), current_settings().base_iri
    if dataset in graphs_by_dataset(own.store, base_iri):
        return "draft", own.store
    if own.public is not None and dataset in graphs_by_dataset(own.public, base_iri):
        return "public", own.public
    return "nothing", own.store


def since(seen: UploadReview) -> Differences:
    """Return what others have changed in the draft since a review."""
    assert seen.city.batch is not None  # there is something to take
    assert seen.draft is not None
    base_iri = current_settings().base_iri
    with scratch() as folder:
        now = copied(state().store, base_iri, seen.city.batch.dataset, folder / "now")
        return between(seen.draft.graphs, now.graphs, base_iri, folder)


def _emptied(folder: Path) -> Path:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
