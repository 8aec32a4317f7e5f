"""The causal graph is there before anybody asks for it."""

from __future__ import annotations

import time

from flask import Flask
from michisuji.web.context import state
from michisuji.web.planner import ready


def test_the_causal_graph_is_read_in_the_background(sample_app: Flask) -> None:
    with sample_app.app_context():
        state().index._kept.clear()
    stop = ready.keep_ready(sample_app, every_s=0.05)
    try:
        deadline = time.monotonic() + 60
        with sample_app.app_context():
            while None not in state().index._kept and time.monotonic() < deadline:
                time.sleep(0.05)
            kept = state().index._kept[None].graph
    finally:
        stop.set()
    assert sum(1 for _ in kept.plan.programs()) > 50


def test_a_failure_is_told_and_does_not_end_it(
    sample_app: Flask, monkeypatch: object, caplog: object
) -> None:
    calls = []

    def fail() -> None:
        calls.append(1)
        raise RuntimeError("no engine")

    monkeypatch.setattr(ready, "prepare", fail)  # type: ignore[attr-defined]
    stop = ready.keep_ready(sample_app, every_s=0.01)
    deadline = time.monotonic() + 60
    while len(calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    assert len(calls) >= 3
    assert "cannot be made ready" in caplog.text  # type: ignore[attr-defined]
