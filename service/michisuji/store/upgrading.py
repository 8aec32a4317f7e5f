"""Data that an earlier version wrote, brought up to date when its store is opened."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from michisuji.errors import MichisujiError
from michisuji.store import updates
from michisuji.vocabulary import RENAMED

if TYPE_CHECKING:
    from michisuji.store.protocol import Store

log = logging.getLogger("michisuji.store")


def upgrade(store: Store) -> dict[str, int]:
    """Replace properties that an earlier version of the ontology named otherwise, in every graph.

    Nothing else changes, and nothing is lost. Returns the number of statements by former property,
    and logs it. A store that cannot be read is left to whoever asks it next; for one that cannot be
    written the log says what to do.
    """
    done = {}
    for former, count in _former(store).items():
        try:
            store.update(updates.rename(former, RENAMED[former]))
        except MichisujiError as error:
            log.warning(
                "%d statements with <%s>, of an earlier version, could not be brought up to date "
                "(%s): open the store once with write access, or import the data again",
                count,
                former,
                error.message["en"],
            )
            continue
        log.warning("of an earlier version: <%s>, now <%s> (%d)", former, RENAMED[former], count)
        done[former] = count
    return done


def _former(store: Store) -> dict[str, int]:
    found = {}
    try:
        for former in RENAMED:
            found[former] = int(str(store.select(updates.count_statements(former)).rows[0][0]))
    except MichisujiError:
        return {}
    return {former: count for former, count in found.items() if count}
