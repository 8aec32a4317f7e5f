"""``kill -9`` of engine and service: what was acknowledged stands, and is whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from michisuji.editing import Edit, Editing, Quad
from michisuji.editing.reading import statements
from michisuji.errors import MichisujiError, StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from rdflib import Literal, URIRef

from tests.editing import replayed
from tests.editing.drafted import ID, LM, NOW, TIMELESS, city_batch
from tests.ports import free_port

pytestmark = pytest.mark.service

MEASURE, PURPOSE = f"{ID}measure/t-1", f"{LM}purpose"
TOKEN = "a-secret-of-this-test-that-is-long"
WRITERS = 3
KILLS, LONG_KILLS = 2, 50


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a data directory whose drafts and public data are the small city."""
    settings = Settings(home=tmp_path / "home", editor_token=TOKEN)
    for database in ("public", "work"):
        with EngineStore.open(settings, database) as store:
            store.replace(city_batch(tmp_path / database))
    return settings


def test_no_kill_of_the_engine_loses_or_halves_an_edit(settings: Settings, long_run: bool) -> None:
    acknowledged: list[str] = []
    with EngineStore.open(settings, "work") as work:
        start = statements(work, [MEASURE])
        editing = Editing(work, work, settings)

        def edit(text: str) -> None:
            found = editing.description(MEASURE)
            old = frozenset(q for q in found.quads if str(q.predicate) == PURPOSE)
            new = frozenset({_purpose(text)})
            change = Edit(new, old, {MEASURE: found.version}, text)
            acknowledged.append(editing.apply(change, "e1").change)

        edit("最初")
        with writing(edit):
            for _ in range(LONG_KILLS if long_run else KILLS):
                time.sleep(random.random() / 2)
                before = len(acknowledged)
                os.kill(work.pid, signal.SIGKILL)
                _wait(lambda: len(acknowledged) > before + 2)  # noqa: B023 (called at once)
        order = replayed.check(work, MEASURE, start, {TIMELESS, NOW})
    assert set(acknowledged) <= set(order)
    assert len(order) > KILLS


def test_no_kill_of_the_service_loses_or_halves_an_edit(settings: Settings, long_run: bool) -> None:
    acknowledged: list[str] = []
    with EngineStore.open(settings, "work") as work:
        start = statements(work, [MEASURE])
    port = free_port()

    def edit(text: str) -> None:
        read = _ask(f"{port}/drafts/api/history?iri={urllib.parse.quote(MEASURE)}")
        mark = f"<{MEASURE}> <{PURPOSE}> "
        old = [one for one in read["statements"].split("\n") if one.startswith(mark)]
        body = {"read_at": {MEASURE: read["version"]}, "remove": "\n".join(old), "reason": text}
        body["add"] = f"{mark}{json.dumps(text)}@ja <{TIMELESS}> ."
        acknowledged.append(_ask(f"{port}/drafts/api/edits", body)["change"])

    for _ in range(LONG_KILLS if long_run else 1):
        before = len(acknowledged)
        process = _serve(settings.home, port)
        try:
            with writing(edit):
                _wait(lambda: len(acknowledged) > before + 3)  # noqa: B023 (called at once)
                time.sleep(random.random() / 5)
                process.kill()
        finally:
            process.kill()
            process.wait()
    with EngineStore.open(settings, "work") as work:
        order = replayed.check(work, MEASURE, start, {TIMELESS, NOW})
    assert set(acknowledged) <= set(order)


class writing:
    """Edits in several threads until the block ends; what fails is tried again."""

    def __init__(self, edit: Callable[[str], None]) -> None:
        self._edit, self._is_over = edit, threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(WRITERS)]
        self.unexpected: list[BaseException] = []

    def __enter__(self) -> writing:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        assert not self.unexpected, self.unexpected

    def _run(self, number: int) -> None:
        made = 0
        while not self._is_over.is_set():
            made += 1
            try:
                self._edit(f"{number} の {made}")
            except MichisujiError as error:
                if not isinstance(error, StoreUnavailable) and error.status != 409:
                    self.unexpected.append(error)
            except OSError:  # the service is gone, or answers with an error
                time.sleep(0.02)


def _purpose(text: str) -> Quad:
    return Quad(URIRef(MEASURE), URIRef(PURPOSE), Literal(text, lang="ja"), TIMELESS)


def _wait(is_so: Callable[[], bool], seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "edits no longer get through"
        time.sleep(0.02)


def _serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    given = {"MICHISUJI_HOME": str(home), "MICHISUJI_EDITOR_TOKEN": TOKEN}
    return subprocess.Popen(
        [sys.executable, "-m", "michisuji", "serve", "--port", str(port)],
        env=os.environ | given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _ask(address: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body is not None else None
    sent = urllib.request.Request(f"http://127.0.0.1:{address}", data, headers)
    try:
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return json.load(answer)
    except (json.JSONDecodeError, EOFError) as error:
        raise OSError("half an answer") from error
