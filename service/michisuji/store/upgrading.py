"""Data that an earlier version wrote, brought up to date when its store is opened."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from michisuji.errors import MichisujiError
from michisuji.store import updates
from michisuji.vocabulary import RENAMED, SPLIT

if TYPE_CHECKING:
    from michisuji.store.protocol import Store

log = logging.getLogger("michisuji.store")
_TODAY = RENAMED | SPLIT


def upgrade(store: Store) -> dict[str, int]:
    """Bring what an earlier version of the ontology had otherwise up to date, in every graph.

    Former properties are renamed, and money that was budget and box of a model becomes two
    resources; nothing else changes, and nothing is lost. Returns the number of statements by former
    property, or of resources by former class, and logs it. A store that cannot be read is left to
    whoever asks it next; for one that cannot be written the log says what to do.
    """
    done = {}
    for former, count in _former(store).items():
        try:
            store.update(_update(former))
        except MichisujiError as error:
            log.warning(
                "%d statements with <%s>, of an earlier version, could not be brought up to date "
                "(%s): open the store once with write access, or import the data again",
                count,
                former,
                error.message["en"],
            )
            continue
        log.warning("of an earlier version: <%s>, now <%s> (%d)", former, _TODAY[former], count)
        done[former] = count
    return done


def _update(former: str) -> str:
    return updates.rename(former, RENAMED[former]) if former in RENAMED else updates.split_money()


def _former(store: Store) -> dict[str, int]:
    found = {}
    try:
        for former in RENAMED:
            found[former] = int(str(store.select(updates.count_statements(former)).rows[0][0]))
        for former in SPLIT:
            found[former] = int(str(store.select(updates.COUNT_FORMER_MONEY).rows[0][0]))
    except MichisujiError:
        return {}
    return {former: count for former, count in found.items() if count}
