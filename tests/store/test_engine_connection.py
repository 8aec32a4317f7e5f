"""What is sent to the engine again, and what never is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from michisuji.errors import MichisujiError, OutOfMemory, QuerySyntaxError, StoreUnavailable
from michisuji.store.engine import connection
from michisuji.store.engine.connection import EngineConnection
from michisuji.store.engine.directory import EngineRecord
from michisuji.store.engine.host import EngineHost
from michisuji.store.failures import NotConnected, Silent
from michisuji.store.sparql import SparqlStore

UNSENT, SENT = NotConnected("", "refused"), StoreUnavailable("", "cut")


@dataclass
class Host:
    """An engine that ends as often as is said; ``comes_back`` counts how long it is awaited."""

    comes_back: int = 0
    is_out_of_memory: bool = False
    port: int = 1
    calls: list[str] = field(default_factory=list)

    @property
    def back_within_s(self) -> float:
        self.comes_back -= 1
        return float(max(0, self.comes_back + 1))

    def current(self) -> EngineRecord:
        return EngineRecord(1, "127.0.0.1", self.port, "")

    def lost(self) -> None:
        self.port += 1  # the next engine has another port

    def has_run_out(self) -> bool:
        return self.is_out_of_memory

    def silent(self) -> None:
        self.calls.append("silent")


@dataclass
class Request:
    """Fails as told, then is answered; ``sent`` are the addresses that it was sent to."""

    failures: list[MichisujiError]
    sent: list[str] = field(default_factory=list)

    def __call__(self, engine: SparqlStore) -> str:
        self.sent.append(engine.addresses.query)
        if self.failures:
            raise self.failures.pop(0)
        return "answered"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_PAUSE_S", 0)


def connected(host: Host) -> EngineConnection:
    return EngineConnection(cast("EngineHost", cast("Any", host)), "http://a", 1)


@pytest.mark.parametrize("is_query", [True, False])
def test_what_found_no_connection_goes_to_the_next_engine(*, is_query: bool) -> None:
    request = Request([UNSENT, UNSENT])
    assert connected(Host()).send(request, is_query=is_query) == "answered"
    assert request.sent == [f"http://127.0.0.1:{port}/query" for port in (1, 2, 3)]


def test_it_is_not_tried_for_ever() -> None:
    request = Request([UNSENT] * 100)
    with pytest.raises(NotConnected):
        connected(Host()).send(request, is_query=False)
    assert len(request.sent) < 10


@pytest.mark.parametrize("failures", [[SENT], [UNSENT, SENT]])
def test_an_update_that_was_sent_is_never_sent_again(failures: list[MichisujiError]) -> None:
    request = Request([*failures, SENT])
    with pytest.raises(StoreUnavailable):
        connected(Host(comes_back=100)).send(request, is_query=False)
    assert len(request.sent) == len(failures)


def test_a_query_is_asked_again_only_of_an_engine_that_comes_back() -> None:
    again, once = Request([SENT] * 5), Request([SENT])
    assert connected(Host(comes_back=5)).ask(again) == "answered"
    with pytest.raises(StoreUnavailable):
        connected(Host()).ask(once)
    assert (len(again.sent), len(once.sent)) == (6, 1)


def test_a_query_that_took_all_memory_is_not_asked_again() -> None:
    request = Request([SENT])
    with pytest.raises(OutOfMemory):
        connected(Host(comes_back=5, is_out_of_memory=True)).ask(request)
    assert len(request.sent) == 1


def test_other_errors_are_told_at_once() -> None:
    for error in (QuerySyntaxError("", ""), Silent("", "")):
        host, request = Host(comes_back=5), Request([error])
        with pytest.raises(type(error)):
            connected(host).ask(request)
        assert len(request.sent) == 1
        assert host.calls == ["silent"] * isinstance(error, Silent)


def test_one_engine_has_one_store() -> None:
    host = Host()
    own = connected(host)
    first = own.now()
    assert own.now() is first
    host.lost()
    assert own.now() is not first
    assert own.now().addresses.update == "http://127.0.0.1:2/update"
