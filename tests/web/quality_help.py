"""What the tests of the quality pages share."""

from __future__ import annotations

from pathlib import Path

from asking import BROWSER, Page
from flask.testing import FlaskClient
from michisuji.quality.history import last_check
from michisuji.quality.reading.causes import Cause
from michisuji.quality.report import Report
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

HEALTH = "id/unit/mihon-d-health"


def page_of(client: FlaskClient, path: str, **arguments: str) -> Page:
    found = client.get(path, headers=BROWSER, query_string=arguments or None)
    assert found.status_code == 200, path
    page = Page(found.text)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), (path, "ids are unique")
    return page


def app_with(store: MemoryStore, home: Path, report: Report, **more: object) -> FlaskClient:
    settings = Settings(home=home)
    last_check.save(report, settings, **more)  # type: ignore[arg-type]
    return create_app(settings, store).test_client()


def a_break(saved: last_check.Saved, kind: str = "") -> Cause:
    """A violation in a program, of a focus node of some kind."""
    return next(
        c
        for c in saved.causes
        if c.severity == "violation"
        and "/program/" in (c.context.program or "")
        and f"/{kind}" in c.root.focus_node
    )
