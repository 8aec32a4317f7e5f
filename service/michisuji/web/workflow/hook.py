"""The city's own command, run on each move of a part: it may send mail, say.

It gets JSON on standard input. It runs one at a time, without a shell, and never holds up or undoes
a move; what goes wrong is in the log.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import shlex
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from michisuji.accounts.permissions import Action, Actor
from michisuji.editing.transitions import TRANSITIONS, MovedPart, may
from michisuji.web.accounts.current import accounts
from michisuji.web.workflow.names import names_of

if TYPE_CHECKING:
    from michisuji.editing.states import PartState
    from michisuji.settings import Settings

#: Seconds that the command may take, and moves that may wait for it; later ones are dropped.
TIMEOUT_S, MOST_WAITING = 10, 200
log = logging.getLogger("michisuji.hook")


class Hook:
    """The command of the setting ``MICHISUJI_ON_MOVE``; does nothing without one."""

    def __init__(self, settings: Settings) -> None:
        self._command, self._base = shlex.split(settings.on_move), settings.base_iri
        self._waiting: queue.Queue[str] = queue.Queue(MOST_WAITING)
        self._lock, self._thread = threading.Lock(), None

    _thread: threading.Thread | None

    def __call__(self, moved: MovedPart) -> None:
        """Let the command hear of a move, some time soon."""
        if not self._command:
            return
        try:
            self._waiting.put_nowait(json.dumps(self._told(moved), ensure_ascii=False))
        except queue.Full:
            log.warning("MICHISUJI_ON_MOVE is too slow: a move was not told")
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="on-move", daemon=True)
                self._thread.start()

    def _told(self, moved: MovedPart) -> dict[str, object]:
        """Return what the command gets: names and states, and no word of what the part says."""
        owner = moved.part.owner
        transition = TRANSITIONS.get(moved.action)
        after = transition.after if transition else _RELEASED.get(moved.action, "")
        people = accounts().persons.all()
        logins = {person.id: person.name for person in people}
        now = replace(moved.part, state=after)
        submitter = moved.author if moved.action is Action.SUBMIT else moved.submitter
        actors = [Actor(p.id, p.name, p.grants) for p in people if p.is_active]
        query = {"iri": owner.iri} | ({"year": owner.year} if owner.year else {})
        return {
            "action": str(moved.action),
            "before": moved.before or "draft",
            "after": after,
            "part": owner.iri,
            "name": names_of([owner.iri])[owner.iri],
            "year": owner.year,
            "address": f"{self._base}/drafts/part?{urlencode(query)}",
            "by": logins.get(moved.author, ""),
            "submitter": logins.get(submitter, ""),
            "next": sorted(a.name for a in actors if _is_next(a, now, submitter)),
        }

    def _run(self) -> None:
        environment = _environment(os.environ)
        while True:
            told = self._waiting.get()
            try:
                done = subprocess.run(
                    self._command,
                    input=told.encode(),
                    capture_output=True,
                    timeout=TIMEOUT_S,
                    check=False,
                    env=environment,
                )
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                log.warning("MICHISUJI_ON_MOVE did not run: %s", type(error).__name__)
            else:
                if done.returncode:
                    end = done.stderr[-500:].decode("utf-8", "replace").strip()
                    log.warning("MICHISUJI_ON_MOVE ended with %d: %s", done.returncode, end)


_RELEASED = {Action.RELEASE: "published", Action.TAKE_BACK: "approved"}


def _is_next(actor: Actor, part: PartState, submitter: str) -> bool:
    """Return True if it is a person's turn: those of a unit, not all who see to the whole city."""
    own = replace(actor, grants=tuple(grant for grant in actor.grants if grant.unit))
    return any(may(own, part, action, submitter) for action in _TURN.get(part.state, ()))


#: The moves that bring a part on from a state.
_TURN: Mapping[str, tuple[Action, ...]] = {
    "draft": (Action.SUBMIT,),
    "returned": (Action.SUBMIT,),
    "submitted": (Action.CONFIRM,),
    "confirmed": (Action.APPROVE,),
}


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the command, without the service's settings and secrets."""
    return {name: value for name, value in given.items() if not name.startswith("MICHISUJI_")}
