"""``michisuji publish``: a check, then the bundle, with the pages of this application."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.publication import bundle, refusal
from michisuji.publication.manifest import Manifest
from michisuji.scratch import scratch
from michisuji.settings import Settings

if TYPE_CHECKING:
    from michisuji.quality.history.saved import Saved
    from michisuji.store import Store
    from michisuji.store.memory import MemoryStore

#: A site has five files per resource and language; with more resources than this it is left out
#: unless requested.
MOST_RESOURCES = 50_000
#: Up to this many statements the pages are made from memory, by all processors.
_IN_MEMORY = 1_000_000


def publish(
    store: Store,
    settings: Settings,
    target: Path,
    *,
    accept_findings: bool = False,
    with_site: bool | None = None,
    live: str = "",
    today: date | None = None,
    step: bundle.Step = lambda name: None,
    progress: Callable[[int, int], None] | None = None,
) -> bundle.MadeBundle:
    """Check the public data and make the bundle in ``target``; see :func:`.bundle.make`.

    ``with_site`` None: if there are no more than :data:`MOST_RESOURCES` resources. ``live`` is the
    address of a live service that the site may refer to.
    """
    with scratch() as folder:
        # The pages show this check, not the last one of the service.
        own = replace(settings, home=folder)
        checked = _checked(store, own, today or settings.today())
        if with_site is None:
            with_site = _resources(store, settings) <= MOST_RESOURCES

        def site(folder: Path, manifest: Manifest) -> None:
            _write_site(store, own, folder, manifest, live, progress)

        return bundle.make(
            store,
            settings,
            target,
            checked=checked,
            site=site if with_site else None,
            accept_findings=accept_findings,
            step=step,
        )


def _checked(store: Store, settings: Settings, today: date) -> Saved:
    """Run the check with profile ``publish``, dated by day: equal days give equal reports."""
    from michisuji.quality.check.command import check_store
    from michisuji.quality.history import last_check

    report = check_store(store, settings, refusal.PROFILE, today=today)
    causes, members = last_check.explained(report, store, settings)
    at = datetime.combine(today, time(), UTC)
    last_check.save(report, settings, causes=causes, members=members, now=at)
    saved = last_check.last(settings)
    assert saved is not None  # it has just been written
    return saved


def _resources(store: Store, settings: Settings) -> int:
    prefix = settings.base_iri + "/id/"
    found = questions.run(store, "resource-count", {"prefix": prefix}, base_iri=settings.base_iri)
    return int(str(found.rows[0][0]))


def _write_site(
    store: Store,
    settings: Settings,
    folder: Path,
    manifest: Manifest,
    live: str,
    progress: Callable[[int, int], None] | None,
) -> None:
    from michisuji.publication import site
    from michisuji.web.running import static_site

    copy = _copy(folder, settings)
    app = static_site.application(settings, copy or store, live=live, manifest=manifest)
    site.write(
        static_site.fetcher(app),
        settings,
        folder,
        addresses=static_site.addresses(app),
        workers=os.cpu_count() or 1 if copy is not None else 1,
        progress=progress,
    )


def _copy(folder: Path, settings: Settings) -> MemoryStore | None:
    """Load the dumps into memory unless they are too large: the pages then agree with them."""
    from michisuji.publication.loading import into_memory

    return into_memory(folder, settings.base_iri, _IN_MEMORY)
