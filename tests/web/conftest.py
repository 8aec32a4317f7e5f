"""The application on the sample city in memory, and a way to ask it as a browser does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking import BASE, BROWSER
from flask import Flask
from flask.testing import FlaskClient
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

Get = Callable[..., TestResponse]


@pytest.fixture(scope="session")
def sample_store() -> MemoryStore:
    """見本市 and 流山市 as ``michisuji import sample`` puts them; tests only read it."""
    store = MemoryStore(BASE)
    import_sample(store, Settings())
    return store


@pytest.fixture(scope="session")
def sample_app(sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application on it, errors becoming answers as they do in service."""
    return create_app(Settings(home=tmp_path_factory.mktemp("web")), sample_store)


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
