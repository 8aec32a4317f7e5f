"""Schemathesis asks the application what openapi.json allows and what it does not: it never breaks.

In process (WSGI), with a bound on the number of requests an operation.
"""

from __future__ import annotations

import time

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from michisuji.analysis import catalogue
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.api.openapi import operations
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = pytest.mark.slow

#: Requests for each operation, and with ``--whole``.
EXAMPLES, ALL_EXAMPLES = 5, 12
OPERATIONS = [*(one["id"] for one in operations()["operation"]), *catalogue.MODULES]
#: Operations below /drafts, which a token of the setting may use.
OF_DRAFTS = {one["id"] for one in operations()["operation"] if one["tag"] == "drafts"}
TOKEN = "a-secret-of-this-test-that-is-long"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def fuzzed(sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    home = tmp_path_factory.mktemp("fuzz")
    # However busy the machine is, no request goes over a limit of time, or comes before the counts.
    own = Settings(home=home, rate_per_minute=10**6, query_timeout_s=300, editor_token=TOKEN)
    app = create_app(own, sample_store, MemoryStore(own.base_iri))
    deadline = time.monotonic() + 300
    while app.test_client().get("/catalog?format=nt").status_code == 503:
        assert time.monotonic() < deadline, "the data were not counted"
        time.sleep(0.1)
    return app


@pytest.fixture(scope="module")
def api_schema(fuzzed: Flask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json?lang=en", fuzzed)


@pytest.fixture(scope="module")
def drafts_schema(fuzzed: Flask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/drafts/openapi.json?lang=en", fuzzed, headers=BEARER)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_request_breaks_the_service(
    api_schema: schemathesis.BaseSchema,
    drafts_schema: schemathesis.BaseSchema,
    name: str,
    mode: GenerationMode,
    whole: bool,
) -> None:
    schema, headers = (drafts_schema, BEARER) if name in OF_DRAFTS else (api_schema, {})
    operation = schema.find_operation_by_id(name)
    asked = 0

    @settings(
        max_examples=ALL_EXAMPLES if whole else EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        nonlocal asked
        asked += 1
        # Schemathesis does not undo a compression in process.
        case.call_and_validate(headers={"Accept-Encoding": "identity", **headers}, checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        # Nothing can be wrong about a request without parameters.
        assert mode is GenerationMode.NEGATIVE
        return
    assert asked
