"""The application on the sample city in memory, and a way to ask it as a browser does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from asking import BASE, BROWSER, Get
from flask import Flask
from flask.testing import FlaskClient
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

#: When the sample city was checked before.
EARLIER = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sample_app(sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application on it, errors becoming answers as they do in service."""
    settings = Settings(home=tmp_path_factory.mktemp("web"), rate_per_minute=1_000_000)
    return create_app(settings, sample_store)


@pytest.fixture
def client(sample_app: Flask) -> FlaskClient:
    """A client of the application."""
    return sample_app.test_client()


@pytest.fixture
def browse(client: FlaskClient) -> Get:
    """GET as a browser does; keywords become the query string."""

    def get(path: str, **arguments: str) -> TestResponse:
        return client.get(path, headers=BROWSER, query_string=arguments or None)

    return get


@pytest.fixture(scope="session")
def checked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quality")


@pytest.fixture(scope="session")
def saved(sample_store: MemoryStore, checked_home: Path) -> last_check.Saved:
    """The sample city checked twice: one finding is new, one of the first check is mended."""
    settings = Settings(home=checked_home)
    report = check_store(sample_store, settings, today=date(2026, 11, 1))
    gone = replace(
        report.active[0], focus_node=f"{BASE}/id/activity/mihon-gone", focus_label="済み"
    )
    before = replace(report, findings=(gone, *report.findings[1:]))
    last_check.save(before, settings, now=EARLIER)
    return last_check.keep(report, sample_store, settings)


@pytest.fixture(scope="session")
def checked(sample_store: MemoryStore, checked_home: Path, saved: last_check.Saved) -> Flask:
    assert saved.causes
    return create_app(Settings(home=checked_home), sample_store)


@pytest.fixture
def asked(checked: Flask) -> FlaskClient:
    return checked.test_client()
