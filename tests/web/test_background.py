"""What pages show is there before anybody asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from asking import BROWSER
from flask import Flask
from michisuji import process_memory
from michisuji.analysis.causal import CausalIndex
from michisuji.languages import LANGUAGES
from michisuji.web.context import current_settings, current_store, state
from michisuji.web.page_table import pages
from michisuji.web.quality.views import ShownCheck
from michisuji.web.running.background import Background

pytestmark = pytest.mark.slow


def wait(until: Callable[[], bool], seconds: float = 60) -> None:
    """Until it is so; the test's own assertions tell when it never is."""
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_the_causal_graph_and_the_pages_are_made_in_the_background(checked: Flask) -> None:
    own = checked.extensions["michisuji"]
    own.index._kept.clear()
    own.forget()
    own.pages.clear()
    made = Background(checked, every_s=0.05).start()
    try:
        wait(lambda: bool(made._made))
    finally:
        made.stop()
    assert sum(1 for _ in own.index._kept[None].graph.plan.programs()) > 50
    assert own.own(ShownCheck).view is not None
    client, known = checked.test_client(), len(own.pages)
    assert known > 20
    # The catalog's page changes once its counts are there.
    for path in {p.rule for p in pages(checked) if p.is_entry} - {"/catalog"}:
        for lang in LANGUAGES:
            client.get(path if lang == "ja" else f"{path}?lang={lang}", headers=BROWSER)
    assert len(own.pages) == known, "each page was made in both languages"
    with checked.app_context():
        assert state() is own


def test_a_failure_is_told_and_does_not_end_it(
    sample_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[str] = []

    def fail() -> None:
        calls.append("fail")
        raise RuntimeError("no engine")

    made = Background(sample_app, every_s=0.01)
    made._steps = [fail, lambda: calls.append("next")]
    made.start()
    wait(lambda: len(calls) >= 6)
    made.stop()
    assert calls[:6] == ["fail", "next"] * 3, "the next step and the next time come nevertheless"
    assert "cannot be made ready (fail)" in caplog.text


def test_what_lasts_is_frozen_and_an_unasked_year_is_forgotten(
    sample_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    given: list[bool] = []
    monkeypatch.setattr(process_memory, "freeze", lambda *, thaw: asked.append(thaw))
    monkeypatch.setattr(process_memory, "give_back", lambda: given.append(True))
    made = Background(sample_app)
    index = CausalIndex()
    monkeypatch.setattr(sample_app.extensions["michisuji"], "index", index)
    with sample_app.app_context():
        index.graph(current_store(), current_settings().base_iri)
        index.graph(current_store(), current_settings().base_iri, 2025, ["urn:none"])
        for many in (0, 1_000_000, 1_000_000):
            monkeypatch.setattr(process_memory, "collectable", lambda many=many: many)
            made._memory()
        assert asked == [True, False], "all is looked at again only now and then"
        assert given == [True], "free memory is given back now and then"
        assert ("urn:none",) in index._kept
        index._kept["urn:none",].seen -= 1_000
        index._kept[None].seen -= 1_000
        made._memory()
    assert list(index._kept) == [None]
    assert len(given) == 2
