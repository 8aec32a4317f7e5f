"""How many queries a page asks of the engine: the first time, and none once it is kept.

A page that asks more than the table allows costs more with every one of its readers; a query that
is asked twice for one page is asked once too often.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.running import background

from tests.asked import AskedStore
from tests.web.asking import BROWSER
from tests.web.test_checker import WHOLE

PROGRAM = "id/program/mihon-010101"
MEASURE = "id/measure/mihon-0101"
#: Address → queries at most, the two that ask for the state of the data not counted.
TABLE = {
    "/": 5,
    "/report": 1,
    "/plan": 8,
    # One for the ratings of its evaluations, one for its personnel cost.
    "/doc/program/mihon-010101": 17,
    # One for what came of the evaluations, one for their ratings, one for the priorities of
    # programs, one for the names of the programs' chains.
    "/doc/measure/mihon-0101": 15,
    "/doc/basic-policy/mihon-1": 6,
    "/doc/indicator/mihon-010101-01": 9,
    "/doc/unit/mihon-s-safety": 16,
    "/doc/dataset/mihon": 6,
    "/search?q=防災": 0,
    "/graph": 1,
    f"/graph?node={PROGRAM}": 4,
    f"/graph/expand?node={PROGRAM}": 3,
    "/questions": 0,
    # Whether it is a unit, and its name; the answer is asked by the gateway.
    "/questions/programs-of-unit?unit=id/unit/mihon-s-safety": 2,
    # The practices, all their facets, and what of them cannot be read.
    "/kaizen": 3,
    "/quality": 0,
    "/quality/causes": 0,
    "/rules": 0,
    "/rules/CHAIN-01": 0,
    "/planner": 0,
    "/impact": 2,
    "/impact?words=防災": 2,
    f"/impact?target={MEASURE}": 3,
    f"/leads-to?start={PROGRAM}": 2,
    "/paths": 1,
    f"/paths?from={PROGRAM}&to={MEASURE}": 5,
    f"/paths?from={PROGRAM}&to=id/unit/mihon-s-safety&over=all": 6,
    f"/what-if?stop={PROGRAM}&words=防災": 4,
    f"/what-if?both=1&stop={PROGRAM}": 2,
    "/measures": 3,
    "/measures?reached=low&budget=grown": 3,
    "/programs": 3,
    "/indicators": 3,
    f"/measures/programs?measure={MEASURE}": 4,
    "/money-flow": 2,
    f"/money-flow?scope={MEASURE}": 2,
    "/validity": 3,
    f"/validity?scope={MEASURE}": 3,
    f"/similar?node={PROGRAM}": 2,
    f"/years?node={PROGRAM}": 12,
    "/chains": 2,
    "/api": 0,
    "/api/analysis/chains": 1,
    "/ns": 0,
    "/ns/Program": 0,
    "/about": 0,
    "/about/limits": 0,
}


@pytest.fixture(scope="module")
def asked(sample_store: MemoryStore) -> AskedStore:
    return AskedStore(sample_store)


@pytest.fixture(scope="module")
def app(asked: AskedStore, checked_home: Path, saved: object) -> Flask:
    """With what the service makes ready in the background, and nothing kept of pages."""
    settings = Settings(home=checked_home, rate_per_minute=1_000_000)
    app = create_app(settings, asked)  # type: ignore[arg-type]  # it is a store in all that matters
    with app.app_context():
        background.planner()
        background.search_index()
        background.quality()
    # Read once a state: the data sets, and the causal graphs of earlier years.
    for path in ("/doc/unit/mihon-s-safety", "/years"):
        app.test_client().get(path, headers=BROWSER)
    return app


@pytest.mark.parametrize("path", TABLE)
def test_a_page_asks_no_more_than_it_needs_and_nothing_when_it_is_kept(
    app: Flask, asked: AskedStore, path: str
) -> None:
    app.extensions["michisuji"].pages.clear()
    asked.taken()
    assert app.test_client().get(path, headers=BROWSER).status_code == 200
    first = [query.text for query in asked.taken() if query.text != updates.READ_BOOKS]
    assert len(first) <= TABLE[path], "\n".join(first)
    assert app.test_client().get(path, headers=BROWSER).status_code == 200
    again = [query.text for query in asked.taken() if query.text != updates.READ_BOOKS]
    assert again == []


@pytest.mark.parametrize("path", [p for p in TABLE if p.startswith("/doc/")])
def test_a_page_asks_nothing_twice(app: Flask, asked: AskedStore, path: str) -> None:
    app.extensions["michisuji"].pages.clear()
    asked.taken()
    app.test_client().get(path, headers=BROWSER)
    counted = Counter(q for q in asked.taken() if q.text != updates.READ_BOOKS)
    assert [query.text for query, times in counted.items() if times > 1] == []


def test_findings_are_those_of_the_last_check_and_nothing_is_checked_for_a_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from michisuji.quality.check import compiled

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a page checks")

    monkeypatch.setattr(compiled, "check", fail)
    app.extensions["michisuji"].pages.clear()
    whole = app.test_client().get("/doc/program/mihon-010101", headers=BROWSER).text
    assert WHOLE in whole or "直すべき原因" in whole
