"""The page to mail around: whole by itself, with date and licence, and inert whatever it names."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.errors import NotFound
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web.graph.document import document

from tests.web.graph_city import PAYLOAD, city, iri

MADE = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)
SCRIPT = "</script><script>alert(3)</script><!--"


def made(reference: str, store: MemoryStore | None = None, lang: str = "ja") -> str:
    return document(store or city(), Settings(), iri(reference), lang, MADE)


def graph_of(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="graph">(.*?)</script>', page, re.S)
    assert found is not None
    told: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return told


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_measure_brings_its_programs_chains(lang: str) -> None:
    page = made("measure/x-01", lang=lang)
    nodes = {str(node["id"]): node for node in graph_of(page)["nodes"]}
    assert {iri("measure/x-01"), iri("program/x-1"), iri("activity/x-1-a")} <= nodes.keys()
    assert "window.michisujiLayout = " in page
    assert page.count('<th scope="row">') == len(nodes)
    assert 'datetime="2026-11-30T09:05+00:00"' in page
    assert f'<html lang="{lang}">' in page


def test_it_names_no_file_or_host_to_fetch() -> None:
    page = made("measure/x-01")
    assert not re.search(r"<(?:script|img|link|iframe)[^>]*\b(?:src|href)=", page)
    assert "default-src 'none'" in re.sub("&#39;", "'", page)


def test_names_stay_text() -> None:
    store = city(
        turtle=f':program\\/x-bad a lm:Program ; rdfs:label "{SCRIPT}"@ja ; '
        "lm:partOf :measure\\/x-01 ."
    )
    page = made("measure/x-01", store)
    assert SCRIPT not in page
    assert PAYLOAD.partition(">")[0] + ">" not in page
    labels = " ".join(str(node["name"]) for node in graph_of(page)["nodes"])
    assert SCRIPT in labels
    raw = re.search(r'id="graph">(.*?)</script>', page, re.S)
    assert raw is not None
    assert "<" not in raw[1]


def test_an_unknown_resource_is_not_found() -> None:
    with pytest.raises(NotFound):
        made("measure/none")


@pytest.mark.service
def test_the_command_takes_an_iri_or_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICHISUJI_HOME", str(tmp_path / "var"))
    assert run(["import", "sample"]) == 0
    for n, node in enumerate(("id/measure/mihon-0101", "防災・減災")):
        assert run(["export", "graph", node, "-o", str(tmp_path / f"{n}.html")]) == 0
    pages = [(tmp_path / f"{n}.html").read_text("utf-8") for n in (0, 1)]
    assert [graph_of(page) for page in pages] == [graph_of(pages[0])] * 2
    assert "creativecommons.org" in pages[0]
    capsys.readouterr()
    for node in ("防災", "ぺけぺけ", "id/measure/none"):
        assert run(["export", "graph", node, "-o", str(tmp_path / "no.html")]) != 0
    assert not (tmp_path / "no.html").exists()
    assert "id/measure/mihon-0101" in capsys.readouterr().err
