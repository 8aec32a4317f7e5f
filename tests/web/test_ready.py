"""No page that everyone opens waits for the causal graph; its figures are there once that is."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from asking import BASE, BROWSER
from flask import Flask
from flask.testing import FlaskClient
from michisuji.analysis.causal import index as causal_index
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.context import VIEWS
from michisuji.web.page_table import pages
from michisuji.web.ready import ReadAhead

#: Their pages show what an analysis found, and wait for the graph it needs.
PLANNERS = ("planner",)
DOCUMENTS = (
    "/doc/measure/mihon-0101",
    "/doc/program/mihon-010101",
    "/doc/unit/mihon-s-safety",
)


@pytest.fixture
def started(sample_store: MemoryStore, tmp_path: Path) -> Flask:
    """A service that has just started: a background will read the graph, and has not yet."""
    app = create_app(Settings(home=tmp_path, rate_per_minute=1_000_000), sample_store)
    app.extensions["michisuji"].own(ReadAhead).runs = True
    return app


def load(app: Flask, store: MemoryStore) -> None:
    """Read the graph, as the background does."""
    app.extensions["michisuji"].index.graph(store, BASE)


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, path
    return answer.text


def test_no_page_but_a_planner_s_reads_the_graph(
    started: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("the causal graph is read")

    monkeypatch.setattr(causal_index, "read", read)
    entries = [one for one in pages(started) if one.is_entry]
    opened = [one.rule for one in entries if one.endpoint.partition(".")[0] not in PLANNERS]
    assert {"/", "/plan", "/kaizen", "/quality", "/questions"} <= set(opened)
    client = started.test_client()
    for path in (*opened, *DOCUMENTS):
        expected = 503 if path == "/report" else 200
        assert client.get(path, headers=BROWSER).status_code == expected, path


def test_every_class_with_a_page_opens_without_the_graph(
    started: Flask, sample_store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(causal_index, "read", lambda *_: pytest.fail("the causal graph is read"))
    client, opened = started.test_client(), set()
    for kind in VIEWS:
        found = sample_store.select(f"SELECT ?s WHERE {{ ?s a <{kind}> }} ORDER BY ?s LIMIT 1")
        for row in found.dicts():
            path = str(row["s"]).removeprefix(BASE).replace("/id/", "/doc/")
            get(client, path)
            opened.add(kind.rpartition("#")[2].rpartition("/")[2])
    assert {"Measure", "Program", "OrganizationalUnit", "Indicator", "Plan"} <= opened


@pytest.mark.parametrize(
    ("path", "figure"),
    [
        ("/", 'class="three"'),
        ("/doc/measure/mihon-0101", '<details class="chain'),
        ("/doc/unit/mihon-s-safety", 'class="achieved'),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_is_made_again_with_its_figures(
    started: Flask, sample_store: MemoryStore, path: str, figure: str, lang: str
) -> None:
    client, address = started.test_client(), f"{path}?lang={lang}"
    preparing = {"ja": "準備しています", "en": "Figures are being prepared"}[lang]
    before = client.get(address, headers=BROWSER)
    assert preparing in before.text
    assert figure not in before.text
    load(started, sample_store)
    after = client.get(address, headers={**BROWSER, "If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200, "what was kept without them is not sent any more"
    assert preparing not in after.text
    assert figure in after.text


def test_the_measure_s_page_lists_its_programs_meanwhile(started: Flask) -> None:
    text = get(started.test_client(), "/doc/measure/mihon-0101")
    text = text[text.index('id="figure"') : text.index('id="checked"')]
    assert text.count('href="/doc/program/mihon-010101"') == 1


def test_the_report_says_when_to_come_again(started: Flask, sample_store: MemoryStore) -> None:
    client = started.test_client()
    early = client.get("/report", headers=BROWSER)
    assert early.status_code == 503
    assert early.headers["Retry-After"] == "20"
    assert "20秒ほどおいて" in early.text
    load(started, sample_store)
    assert "まちづくり報告書" in get(client, "/report")


def test_a_graph_of_an_earlier_state_is_not_shown(
    started: Flask, sample_store: MemoryStore
) -> None:
    load(started, sample_store)
    own = started.extensions["michisuji"].index
    assert own.ready(own._kept[None].marker) is not None
    assert own.ready("another state") is None


def test_nobody_waits_while_a_year_is_read(started: Flask, sample_store: MemoryStore) -> None:
    load(started, sample_store)
    index = started.extensions["michisuji"].index
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with index._lock:
            held.set()
            done.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    try:
        assert 'class="three"' in get(started.test_client(), "/")
    finally:
        done.set()
        thread.join()
