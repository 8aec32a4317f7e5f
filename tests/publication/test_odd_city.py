"""What is published of a city of odd values is valid, and an odd value can be accepted."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import csvw_reader
import pyoxigraph as ox
import pytest
from michisuji.literals import fits
from michisuji.publication import refusal
from michisuji.publication.bundle import MadeBundle
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web.running.publishing import publish

from tests.odd_city import OddCity, TangledCity

pytestmark = pytest.mark.slow
_VALUE = LM + "value"


@pytest.fixture(scope="module", params=[OddCity, TangledCity], ids=["odd", "tangled"])
def made(
    request: pytest.FixtureRequest,
    small_store: MemoryStore,
    whole: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[MadeBundle, list[refusal.Refusal]]:
    """The bundle, and what would have kept it from going out."""
    home = tmp_path_factory.mktemp("odd-bundle")
    city = request.param(small_store, home, whole=whole)
    refused: list[refusal.Refusal] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refusal, "refuse", refused.extend)
        found = publish(
            city.store, Settings(home=home), home / "bundle",
            accept_findings=True, with_site=False, today=date(2026, 11, 1),
        )  # fmt: skip
    return found, refused


def test_ill_typed_values_can_be_accepted(
    made: tuple[MadeBundle, list[refusal.Refusal]], request: pytest.FixtureRequest
) -> None:
    """Only links that lead nowhere, and what has no IRI, cannot; each tells its place."""
    _, refused = made
    is_odd = "odd" in request.node.callspec.id.split("-")
    assert {one.kind for one in refused} == (set() if is_odd else {"broken"})
    assert all(one.at for one in refused)


def test_tables_keep_their_metadata(made: tuple[MadeBundle, list[refusal.Refusal]]) -> None:
    folder = made[0].folder / "tables"
    paths = sorted(folder.rglob("*.csv"))
    assert len(paths) > 20
    for path in paths:
        described = path.with_name(path.name + "-metadata.json")
        if described.exists():
            table = json.loads(described.read_text("utf-8"))
            assert csvw_reader.faults(path, table, table["dialect"]) == [], path
    for group in folder.rglob("csv-metadata.json"):
        assert csvw_reader.dangling(group.parent) == []


def test_dumps_catalog_and_cube_can_be_read(made: tuple[MadeBundle, list[refusal.Refusal]]) -> None:
    folder = made[0].folder
    read = 0
    for path in sorted(folder.rglob("*")):
        form = _format(path)
        if form is None:
            continue
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        assert sum(1 for _ in ox.parse(body, format=form)), path
        read += 1
    assert read > 10


def _format(path: Path) -> ox.RdfFormat | None:
    extension = path.name.removesuffix(".gz").rpartition(".")[2]
    return None if extension in {"json", "txt"} else ox.RdfFormat.from_extension(extension)


def test_the_cube_holds_numbers_only(made: tuple[MadeBundle, list[refusal.Refusal]]) -> None:
    values = 0
    for path in (made[0].folder / "tables").rglob("*.ttl"):
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            if triple.predicate.value == _VALUE:
                assert isinstance(triple.object, ox.Literal)
                assert fits(triple.object.value, triple.object.datatype.value), triple
                values += 1
    assert values
