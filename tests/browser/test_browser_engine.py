"""A foreign web page that is open on the machine: it sends forms to whatever it can guess."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from michisuji.settings import Settings
from michisuji.store.addresses import Addresses
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.loopback import Address
from michisuji.store.engine.oxigraph_binary import answers, binary
from michisuji.store.sparql import SparqlStore

from tests.ports import free_port
from tests.store.engines import comes_true

if TYPE_CHECKING:
    from playwright.sync_api import Page

BASE = "http://127.0.0.1:8000"
WRITTEN = "ASK { GRAPH ?g { ?s ?p 'foreign' } }"
#: Posts an update to each address, by ``fetch`` without CORS and, to the last, as a form.
ATTACK = """async (addresses) => {
    const update = "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 'foreign' } }";
    await Promise.allSettled(addresses.map((address) => fetch(`http://${address}/update`, {
        method: "POST", mode: "no-cors", body: new URLSearchParams({ update }),
    })));
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: `http://${addresses.at(-1)}/update` });
    const field = Object.assign(document.createElement("input"), { name: "update", value: update });
    form.append(field);
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Address]:
    """An engine where a page may look for one: 127.0.0.1."""
    address = Address("127.0.0.1", free_port())
    with subprocess.Popen(
        [binary(), "serve", "-l", str(tmp_path / "plain"), "-b", str(address)],
        stderr=subprocess.DEVNULL,
    ) as process:
        assert comes_true(lambda: answers(address))
        yield address
        process.kill()


def test_a_foreign_page_writes_nothing(plain: Address, tmp_path: Path, page: Page) -> None:
    with EngineStore.open(Settings(home=tmp_path / "home")) as store:
        ours = store.host.current().address
        guesses = [f"{name}:{ours.port}" for name in ("127.0.0.1", "localhost", "127.1.1.1")]
        guesses += [f"127.0.0.1:{ours.port + i}" for i in range(-20, 20)]
        page.route("http://foreign.example/", lambda route: route.fulfill(body="<body></body>"))
        page.goto("http://foreign.example/")
        page.evaluate(ATTACK, [*guesses, str(plain)])
        with SparqlStore(Addresses.parse(f"http://{plain}"), BASE) as fallen:
            assert comes_true(lambda: fallen.ask(WRITTEN)), "the page does what such pages do"
        assert not store.ask(WRITTEN)
