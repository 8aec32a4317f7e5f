"""Threads by lane: who is next, who waits, and who is told that there is no place."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from michisuji.settings import Settings
from michisuji.web.server.dispatcher import Dispatcher
from michisuji.web.server.lanes import DOWNLOAD, HEAVY, PAGE, QUERY, Lane, lane_of, lanes

PATIENT_S = 60


class Asked:
    """A request that is answered when the test lets it be."""

    def __init__(self, client: str = "a", lane: str = PAGE) -> None:
        self.client, self.lane, self.turned_away = client, lane, False
        self.begun, self.free, self.done = threading.Event(), threading.Event(), threading.Event()
        self.cancelled = False

    def service(self) -> None:
        self.begun.set()
        assert self.turned_away or self.free.wait(PATIENT_S)
        self.done.set()

    def cancel(self) -> None:
        self.cancelled = True


class Desk:
    """A dispatcher and all that it was given."""

    def __init__(self, *made: Lane) -> None:
        self.dispatcher, self.given = Dispatcher(made), list[Asked]()

    def ask(self, client: str = "a", lane: str = PAGE) -> Asked:
        asked = Asked(client, lane)
        self.given.append(asked)
        self.dispatcher.add_task(asked)
        return asked

    def close(self) -> None:
        for asked in self.given:
            asked.free.set()
        assert self.dispatcher.shutdown(timeout=PATIENT_S)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk(Lane(PAGE, 4, 3, PATIENT_S), Lane(QUERY, 2, 0, PATIENT_S))
    yield made
    made.close()


def begun(*asked: Asked) -> bool:
    return all(one.begun.wait(PATIENT_S) for one in asked)


def test_a_client_never_holds_more_threads_than_it_leaves_free(desk: Desk) -> None:
    own = [desk.ask("a") for _ in range(4)]
    assert begun(*own[:2])
    other = desk.ask("b")
    assert begun(other), "there is a thread for whoever comes"
    assert not own[2].begun.is_set()
    own[0].free.set()
    other.free.set()
    assert begun(own[2])


def test_clients_take_turns(desk: Desk) -> None:
    held = [desk.ask("a"), desk.ask("a"), desk.ask("b")]
    assert begun(*held)
    fourth = desk.ask("c")
    assert begun(fourth)
    waiting = [desk.ask("a"), desk.ask("a"), desk.ask("d")]
    held[2].free.set()
    fourth.free.set()
    assert begun(waiting[2]), "whoever holds none comes before who holds two and asked earlier"


def test_a_lane_does_not_wait_for_another(desk: Desk) -> None:
    assert begun(*(desk.ask(client, QUERY) for client in "ab"))
    assert begun(desk.ask("a"))


def test_who_finds_no_place_is_told_at_once(desk: Desk) -> None:
    held = [desk.ask(client) for client in "abcd"]
    assert begun(*held)
    waiting = [desk.ask("e") for _ in range(3)]
    away = desk.ask("e")
    assert away.done.wait(PATIENT_S)
    assert away.turned_away
    assert not any(one.begun.is_set() or one.turned_away for one in waiting)
    assert not desk.ask("f").turned_away, "others have places of their own to wait in"


def test_who_waits_too_long_is_told() -> None:
    desk = Desk(Lane(PAGE, 1, 10, 0))
    try:
        held = desk.ask()
        assert begun(held)
        late = desk.ask()
        desk.dispatcher.expire()
        assert late.done.wait(PATIENT_S)
        assert late.turned_away
        assert not held.turned_away
    finally:
        desk.close()


def test_what_waits_at_the_end_is_cancelled() -> None:
    desk = Desk(Lane(PAGE, 1, 10, PATIENT_S))
    held = desk.ask()
    assert begun(held)
    waiting = desk.ask()
    desk.close()
    assert held.done.is_set()
    assert waiting.cancelled


def test_a_failure_costs_no_thread(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Asked):
        def service(self) -> None:
            self.begun.set()
            raise RuntimeError("broken")

    broken = [Broken(client) for client in "abcd"]
    for one in broken:
        desk.dispatcher.add_task(one)
    assert begun(*broken)
    assert begun(*(desk.ask(client) for client in "abcd"))
    assert caplog.text.count("could not be answered") == 4


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/", PAGE),
        ("/id/program/x", PAGE),
        ("/graph", PAGE),
        ("/graph/expand", PAGE),
        ("/graph/mihon/2025", QUERY),
        ("/sparql", QUERY),
        ("/sparql/", QUERY),
        ("/sparql/completions", PAGE),
        ("/questions", PAGE),
        ("/questions/plan", QUERY),
        ("/api", PAGE),
        ("/api/check", HEAVY),
        ("/measures/programs", HEAVY),
        ("/dumps/all.nq.gz", DOWNLOAD),
        ("/quality/report.xlsx", DOWNLOAD),
        ("", PAGE),
    ],
)
def test_the_lane_of_a_path(path: str, lane: str) -> None:
    assert lane_of(path) == lane


def test_there_is_a_lane_for_each_kind_of_request() -> None:
    own = {lane.name: lane.threads for lane in lanes(Settings(threads=5, max_queries=7))}
    assert own == {PAGE: 5, HEAVY: 3, QUERY: 7, DOWNLOAD: 6}
