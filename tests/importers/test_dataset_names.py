"""Names of data sets: one rule for every importer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.importers.city.toml import check_folder
from michisuji.importers.dataset_names import LONGEST, check
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rs import import_rs
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.vocabulary import graph_iri, parse_graph_iri
from small_city import write_city

from tests.importers.rs_graph import FIXTURES

BASE = "http://127.0.0.1:8000"
GOOD = ("rs", "d", "mihon", "rs_2024", "city-plan", "2024", "a" * LONGEST)
BAD = (
    "", "..", ".", "a/b", "a b", " a", "a\n", "a\x00", "vocabulary", "expand", "provenance", "A",
    "学校", "-a", "a-", "a--b", "a.b", "a%20b", "mihon-2026", "mihon-timeless", "mihon-class",
    "mihon-class-x", "a" * (LONGEST + 1), "a" * 300, "a\u2028", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_name_is_the_same_in_graph_names(name: str) -> None:
    check(name)
    for year, provenance in ((None, False), (2026, False), (None, True), (2026, True)):
        found = parse_graph_iri(BASE, graph_iri(BASE, name, year, provenance=provenance))
        assert found is not None
        assert (found.dataset, found.year, found.provenance) == (name, year, provenance)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_name_is_refused_by_every_importer(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<id/a> <id/b> <id/c> .")
    for load in (
        lambda: import_rdf([path], dataset=name, base_iri=BASE, out_dir=tmp_path / "out"),
        lambda: import_rs([FIXTURES], dataset=name, base_iri=BASE, out_dir=tmp_path / "out"),
    ):
        with pytest.raises(BadInput) as raised:
            load()
        assert not (tmp_path / "out").exists()
        assert raised.value.hint["ja"]
        raised.value.message["ja"].encode()
        assert len(raised.value.message["en"]) < 300


@pytest.mark.parametrize("name", [n for n in BAD if re.fullmatch(r"[ -~]*", n)])
def test_a_city_of_a_bad_name_is_told_its_place(name: str, tmp_path: Path) -> None:
    write_city(tmp_path, dataset=('name = "small"', f'name = "{name}"'))
    found = [p for p in check_folder(tmp_path)[1] if p.path == "dataset.name"]
    assert len(found) == 1


def test_our_own_data_set_has_its_name(tmp_path: Path) -> None:
    batch, _ = import_vocabulary(base_iri=BASE, out_dir=tmp_path)
    assert batch.dataset == "vocabulary"
