"""The automatic check that the service runs when its data change: a separate process.

``python -m michisuji.quality.check.automatic`` checks the public database with the lowest priority
and saves the result as the last check, in ``{home}/reports/last.json``. It leaves no record in the
history: ``michisuji check --since last`` compares with the last check that a person ran. Of several
such processes on one data directory only one works; and a check that a person has run meanwhile is
never replaced by this one.

Exit code: 0 there is a check of the present state; 1 the data changed meanwhile, or another such
process is running: look again later; 2 it could not be made, with the reason on standard error.
"""

from __future__ import annotations

import fcntl
import os
import sys
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from michisuji.errors import MichisujiError
from michisuji.moments import local
from michisuji.quality.history import last_check
from michisuji.quality.history.saved import Saved
from michisuji.settings import Settings
from michisuji.store.opening import open_store
from michisuji.store.replacement import marker

if TYPE_CHECKING:
    from michisuji.store import Store

DONE, AGAIN, FAILED = 0, 1, 2
_LOWEST = 19


def is_due(saved: Saved | None, state: str, today: date, zone: tzinfo) -> bool:
    """Return True if there is no check of this state of the data from this day.

    On another day other waivers are in force.
    """
    if saved is None or saved.report.state != state:
        return True
    return local(saved.at, zone).date() < today


def run(settings: Settings, *, drafts: bool = False) -> int:
    """Run the check if it is due; see the exit codes above.

    Raises MichisujiError and OSError.
    """
    own = settings.of_drafts() if drafts else settings
    folder = own.home / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "automatic.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return AGAIN
        with open_store(settings, "work" if drafts else "public") as store:
            return _run(store, own)


def _run(store: Store, settings: Settings) -> int:
    from michisuji.quality.check.command import check_store

    state, today = marker(store), settings.today()
    if not is_due(last_check.last(settings), state, today, settings.zone):
        return DONE
    report = check_store(store, settings, today=today)
    causes, members = last_check.explained(report, store, settings)
    if report.state != state or marker(store) != state:
        return AGAIN
    if is_due(last_check.last(settings), state, today, settings.zone):
        last_check.put(Saved(datetime.now(UTC), report, causes, members), settings)
    return DONE


def main() -> int:
    """Run the process; return its exit code."""
    os.nice(_LOWEST)
    try:
        return run(Settings.from_env(), drafts="--drafts" in sys.argv[1:])
    except MichisujiError as error:
        print(f"{error.message['en']} ({error.hint['en']})", file=sys.stderr)
    except OSError as error:
        print(f"the check could not be kept: {error}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
