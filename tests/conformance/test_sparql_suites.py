"""The W3C's Protocol, Graph Store Protocol and Service Description suites, on a live service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance import protocol_suite
from tests.conformance.description import problems_of
from tests.conformance.live import Service, service
from tests.conformance.protocol_suite import Test

pytestmark = pytest.mark.conformance

PROTOCOL = protocol_suite.tests("protocol", "manifest.ttl")
DIRECT = protocol_suite.tests("graph-store-protocol", "manifest-direct.ttl")
INDIRECT = protocol_suite.tests("graph-store-protocol", "manifest-indirect.ttl")
DESCRIPTION = protocol_suite.tests("service-description", "manifest.ttl")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("suites")) as running:
        yield running


def test_the_suites_are_whole() -> None:
    assert [len(part) for part in (PROTOCOL, DIRECT, INDIRECT, DESCRIPTION)] == [34, 4, 9, 3]


@pytest.mark.parametrize("test", [*PROTOCOL, *DIRECT, *INDIRECT], ids=lambda test: test.name)
def test_what_the_manifest_says(live: Service, test: Test) -> None:
    assert protocol_suite.run(test, live) > 0


@pytest.mark.parametrize("test", DESCRIPTION, ids=lambda test: test.name)
def test_the_description(live: Service, test: Test) -> None:
    found = live.send("GET", "/sparql", {"Accept": "text/turtle"})
    assert found.status == 200
    assert found.headers["content-type"] == "text/turtle; charset=utf-8"
    assert problems_of(test.name, found.body, live.base + "/sparql") == []
