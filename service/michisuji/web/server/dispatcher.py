"""waitress' threads, by lane: whose request is answered next, and whose is turned away.

It replaces waitress' own dispatcher, which has one queue for all.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from michisuji.web.server.lanes import Lane

log = logging.getLogger("michisuji.web")

#: The thread that answers requests without a place.
_AWAY = Lane("turned-away", 1, 100_000, 60)


class QueuedChannel(Protocol):
    """A connection with a request to answer (waitress' channel)."""

    #: The lane and the client of its first request, and True to turn that away.
    lane: str
    client: str
    turned_away: bool

    def service(self) -> None:
        """Answer the request."""

    def cancel(self) -> None:
        """Drop it unanswered."""


@dataclass
class _Waiting:
    task: QueuedChannel
    since: float


class Dispatcher:
    """Gives requests to threads; implements only what waitress needs of a dispatcher."""

    def __init__(self, lanes: Iterable[Lane]) -> None:
        self._away = _Queue(_AWAY, self)
        self._queues = {lane.name: _Queue(lane, self) for lane in lanes}

    def add_task(self, task: QueuedChannel) -> None:
        """Queue a request, or turn it away if there is no place for it."""
        if not self._queues[task.lane].add(task):
            self.turn_away(task)

    def turn_away(self, task: QueuedChannel) -> None:
        """Answer that there is no place for a request."""
        task.turned_away = True
        self._away.add(task)

    def expire(self) -> None:
        """Turn away requests that have waited too long; called now and then."""
        for queue in self._queues.values():
            for task in queue.expired(time.monotonic()):
                self.turn_away(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Let threads finish, and cancel waiting requests."""
        queues = (*self._queues.values(), self._away)
        for queue in queues:
            queue.stop()
        until = time.monotonic() + timeout
        ended = [queue.join(until) for queue in queues]
        return all(ended)


class _Queue:
    """The requests of one lane, and its threads; the client served longest ago is next.

    A client never holds more threads than it leaves free: half of them when it is alone, fewer when
    others are there, and one is always left for newcomers.
    """

    def __init__(self, lane: Lane, owner: Dispatcher) -> None:
        self._lane, self._owner = lane, owner
        self._waiting: OrderedDict[str, deque[_Waiting]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._free = lane.threads
        self._is_over = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, name=f"{lane.name}-{number}", daemon=True)
            for number in range(lane.threads)
        ]
        for thread in self._threads:
            thread.start()

    def add(self, task: QueuedChannel) -> bool:
        """Queue a task; return True if there was room for it."""
        with self._changed:
            own = self._waiting.get(task.client)
            if self._is_over or (own is not None and len(own) >= self._lane.waiting):
                return False
            self._waiting.setdefault(task.client, deque()).append(_Waiting(task, time.monotonic()))
            self._changed.notify()
            return True

    def expired(self, now: float) -> list[QueuedChannel]:
        """Remove and return the tasks that have waited too long."""
        found = []
        with self._changed:
            for client, own in list(self._waiting.items()):
                while own and now - own[0].since > self._lane.patience_s:
                    found.append(own.popleft().task)
                if not own:
                    del self._waiting[client]
        return found

    def stop(self) -> None:
        """Accept no more requests, and cancel those that wait."""
        with self._changed:
            self._is_over = True
            waiting = [one.task for own in self._waiting.values() for one in own]
            self._waiting.clear()
            self._changed.notify_all()
        for task in waiting:
            task.cancel()

    def join(self, until: float) -> bool:
        """Wait for the threads; return True if all have ended by then."""
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (task := self._next()) is not None:
            client = task.client  # of this request; the connection may carry another later
            try:
                task.service()
            except Exception:
                log.exception("a request could not be answered")
            finally:
                self._done(client)

    def _next(self) -> QueuedChannel | None:
        with self._changed:
            while (client := self._turn()) is None:
                if self._is_over:
                    return None
                self._changed.wait()
            own = self._waiting[client]
            task = own.popleft().task
            if own:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            self._running[client] += 1
            self._free -= 1
            return task

    def _turn(self) -> str | None:
        """Return the client whose turn it is."""
        if self._lane.threads == 1:
            return next(iter(self._waiting), None)
        return next((c for c in self._waiting if self._running[c] < self._free), None)

    def _done(self, client: str) -> None:
        with self._changed:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]
            self._free += 1
            self._changed.notify_all()
