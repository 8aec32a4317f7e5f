"""The data are checked in the background: once a state, never in a loop, by nobody's secret."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from michisuji.quality.check import automatic
from michisuji.quality.history import last_check
from michisuji.quality.report import Report
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.quality import checker as module
from michisuji.web.quality.checker import Checker
from michisuji.web.quality.views import ShownCheck

from tests.web.asking import BASE, BROWSER, Page
from tests.web.test_keeping import moved

pytestmark = pytest.mark.slow

WORDS = {
    "awaited": "点検を進めています",
    "failed": "点検できませんでした",
    "none": "まだ点検していません",
}
WHOLE = "途切れはありません"


def script(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


class Clock:
    """Seconds as the test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def until_it_ends(checker: Checker, state: str, clock: Clock) -> None:
    process = checker._process
    assert process is not None
    process.wait(60)
    checker.look(state, now=clock)


def starts(checker: Checker, state: str, clock: Clock) -> bool:
    checker.look(state, now=clock)
    return checker._process is not None


def test_a_state_is_checked_when_it_has_settled(tmp_path: Path) -> None:
    checker, clock = (
        Checker(Settings(home=tmp_path), script("import time; time.sleep(60)")),
        Clock(),
    )
    assert not starts(checker, "a", clock), "an import may follow the other"
    assert not starts(checker, "b", clock)
    assert starts(checker, "b", clock)
    process = checker._process
    assert starts(checker, "b", clock)
    assert checker._process is process, "one at a time"
    checker.stop()
    assert process is not None
    assert process.poll() is not None


def test_a_state_that_has_a_check_of_the_day_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    checker, clock = Checker(settings, script("")), Clock()
    last_check.save(Report("rs", state="a"), settings)
    assert not any(starts(checker, "a", clock) for _ in range(3))
    assert any(starts(checker, "b", clock) for _ in range(3))
    checker.stop()


def test_a_check_that_fails_is_told_and_tried_again_less_and_less_often(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    failing = script("import sys; print('no room', file=sys.stderr); sys.exit(2)")
    checker, clock = Checker(Settings(home=tmp_path), failing), Clock()
    begun = []
    checker.look("a", now=clock)
    for _ in range(4 * 3600):
        clock.now += 1
        if starts(checker, "a", clock):
            begun.append(clock.now)
            until_it_ends(checker, "a", clock)
            assert checker.has_failed
    pauses = [b - a for a, b in pairwise(begun)]
    assert pauses == sorted(pauses)
    assert pauses[0] >= module.PAUSE_S
    assert len(begun) < 12
    assert "no room" in caplog.text
    assert any(starts(checker, "b", clock) for _ in range(2)), "another state is checked at once"
    checker.stop()
    assert not checker.has_failed


def test_a_check_that_says_done_but_leaves_nothing_is_not_made_in_a_loop(tmp_path: Path) -> None:
    checker, clock = Checker(Settings(home=tmp_path), script("")), Clock()
    checker.look("a", now=clock)
    begun = 0
    for _ in range(600):
        clock.now += 1
        if starts(checker, "a", clock):
            begun += 1
            until_it_ends(checker, "a", clock)
    assert begun <= 600 / module.PAUSE_S


def test_the_process_gets_the_settings_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICHISUJI_EDITOR_TOKEN", "a secret of somebody")
    settings = Settings(home=tmp_path, base_iri="https://city.example", editor_token="x" * 20)
    told = tmp_path / "told.json"
    code = f"import json, os; json.dump(dict(os.environ), open({str(told)!r}, 'w'))"
    checker, clock = Checker(settings, script(code)), Clock()
    checker.look("a", now=clock)
    assert starts(checker, "a", clock)
    until_it_ends(checker, "a", clock)
    environment = json.loads(told.read_text())
    assert environment["MICHISUJI_HOME"] == str(tmp_path)
    assert environment["MICHISUJI_BASE_IRI"] == "https://city.example"
    assert "MICHISUJI_EDITOR_TOKEN" not in environment
    assert Settings.from_env(environment).base_iri == settings.base_iri


@pytest.fixture
def due(
    sample_store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[MemoryStore, Settings]:
    """A store to be checked, as the process finds it."""
    monkeypatch.setattr(automatic, "open_store", lambda *_: sample_store)
    monkeypatch.setattr(type(sample_store), "close", lambda _self: None)
    return sample_store, Settings(home=tmp_path)


def test_the_check_is_kept_for_its_state_without_a_record(
    due: tuple[MemoryStore, Settings],
) -> None:
    _, settings = due
    assert automatic.run(settings) == automatic.DONE
    saved = last_check.last(settings)
    assert saved is not None
    assert saved.report.state
    assert saved.causes
    assert saved.members
    assert last_check.records(settings)[0] == ()
    stamp = last_check.stamp(settings)
    assert automatic.run(settings) == automatic.DONE
    assert last_check.stamp(settings) == stamp, "there is one already"


def test_what_somebody_checks_meanwhile_stays(
    due: tuple[MemoryStore, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, settings = due
    real = last_check.explained

    def meanwhile(report: Report, *rest: object) -> object:
        last_check.save(Report("publish", state=report.state), settings)
        return real(report, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(last_check, "explained", meanwhile)
    assert automatic.run(settings) == automatic.DONE
    saved = last_check.last(settings)
    assert saved is not None
    assert saved.report.profile == "publish"


def test_data_that_move_on_meanwhile_are_looked_at_again(
    due: tuple[MemoryStore, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, settings = due
    states = iter("aab" + "b" * 10)
    monkeypatch.setattr(automatic, "marker", lambda _store: next(states))
    assert automatic.run(settings) == automatic.AGAIN
    assert last_check.last(settings) is None


def test_of_two_processes_one_works(due: tuple[MemoryStore, Settings]) -> None:
    import fcntl

    _, settings = due
    (settings.home / "reports").mkdir(parents=True)
    with (settings.home / "reports" / "automatic.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert automatic.run(settings) == automatic.AGAIN
    assert last_check.last(settings) is None


def shown(app: Flask, path: str = "/doc/program/p") -> str:
    return Page(app.test_client().get(path, headers=BROWSER).text).text()


def test_a_page_says_how_the_check_stands_and_claims_nothing_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from michisuji.web.http import caching

    monkeypatch.setattr(caching, "MARKER_S", -1.0)
    store, settings = MemoryStore(BASE), Settings(home=tmp_path)
    moved(store, "a", "事業")
    app = create_app(settings, store)
    for path in ("/doc/program/p", "/quality", "/quality/causes"):
        assert WORDS["none"] in shown(app, path)
    checker = Checker(settings, script("import sys; sys.exit(2)"))
    app.extensions["michisuji"].own(ShownCheck).checker = checker
    for path in ("/doc/program/p", "/quality", "/quality/causes"):
        assert WORDS["awaited"] in shown(app, path)
    clock = Clock()
    with app.app_context():
        state = caching.marker()
    checker.look(state, now=clock)
    assert starts(checker, state, clock)
    until_it_ends(checker, state, clock)
    for path in ("/doc/program/p", "/quality", "/quality/causes"):
        assert WORDS["failed"] in shown(app, path)
    last_check.save(Report("municipal", state=state), settings)
    found = shown(app)
    assert not any(words in found for words in WORDS.values())
    assert "の点検の結果です" in found
    moved(store, "b")
    for path in ("/doc/program/p", "/quality"):
        assert any(words in shown(app, path) for words in WORDS.values())
    assert WHOLE not in shown(app)
    assert "前の状態" in shown(app, "/quality")
