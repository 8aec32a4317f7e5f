"""An editor's browser without scripts, over drafts of a small city."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

from tests.web.forms.sending import inputs_of

BASE = "http://127.0.0.1:8000"
TOKEN = "a-secret-of-this-test-that-is-long"


class FormEditor:
    """Somebody who fills in forms; ``work`` is the database that they write into."""

    def __init__(self, client: FlaskClient, work: MemoryStore) -> None:
        self.client, self.work = client, work
        self.headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/drafts/{path}", query_string=query, headers=self.headers)

    def open(self, iri: str, **query: Any) -> dict[str, str]:
        found = self.get("edit", iri=iri, **query)
        assert found.status_code == 200, found.text
        return inputs_of(found.text)

    def post(self, path: str, inputs: dict[str, Any], **query: Any) -> TestResponse:
        address = f"/drafts/{path}"
        return self.client.post(address, query_string=query, data=inputs, headers=self.headers)

    def save(self, iri: str, inputs: dict[str, Any], **query: Any) -> TestResponse:
        return self.post("edit", {**inputs, "save": "1"}, iri=iri, **query)

    def lines(self) -> set[str]:
        """All statements of the city's data, one per line; without those of the current state."""
        graphs = (f"<{BASE}/graph/",)
        return {
            str(quad)
            for quad in self.work.data
            if str(quad.graph_name).startswith(graphs)
            and not str(quad.graph_name).endswith("/provenance>")
        }


@pytest.fixture(scope="module")
def module_editor(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> FormEditor:
    return _editor(small_store, tmp_path_factory.mktemp("home"))


@pytest.fixture
def editor(small_store: MemoryStore, tmp_path: Path) -> FormEditor:
    return _editor(small_store, tmp_path)


def _editor(public: MemoryStore, home: Path) -> FormEditor:
    work = MemoryStore(BASE)
    work.data.extend(public.data)
    settings = Settings(home=home, editor_token=TOKEN)
    return FormEditor(create_app(settings, public, work).test_client(), work)
