"""``/similar``: page, API and command line show the same neighbours."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from asking import BASE
from flask.testing import FlaskClient
from michisuji.cli import run
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.opening import open_store

NODE = "id/program/mihon-030302"


def api_rows(client: FlaskClient, **more: str) -> list[dict[str, str]]:
    arguments = {"node": NODE, "format": "csv", "table": "neighbours", **more}
    found = client.get("/api/analysis/similar", query_string=arguments)
    assert found.status_code == 200
    return list(csv.DictReader(io.StringIO(found.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_shows_the_figures_of_the_api(client: FlaskClient, lang: str) -> None:
    page = client.get("/similar", query_string={"node": NODE, "lang": lang}).get_data(as_text=True)
    rows = api_rows(client, lang=lang)
    assert len(rows) >= 5
    section = page[page.index('id="table-neighbours"') : page.index('id="table-borrow"')]
    shown = re.findall(r"<tr>(.*?)</tr>", section, re.S)[1:]
    assert len(shown) == len(rows)
    for line, row in zip(shown, rows, strict=True):
        cells = [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[dh].*?/t[dh]>", line, re.S)
        ]
        values = list(row.values())
        assert cells[0] == values[0]
        # In a file an IRI stands beside the name.
        assert cells[1:6] == values[2:7]


@pytest.mark.service
def test_the_command_line_shows_the_same(
    client: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path / "var")
    with open_store(settings) as store:
        import_sample(store, settings)
    words = ["--lang", "ja", "analyze", "similar", "-p", f"node={NODE}", "--format", "csv"]
    assert run(words) == 0
    told = capsys.readouterr().out
    for row in api_rows(client):
        values = list(row.values())
        assert ",".join(values[:6]) in told


def test_without_a_node_one_can_choose(client: FlaskClient) -> None:
    page = client.get("/similar?words=防災").get_data(as_text=True)
    assert f"/similar?node={BASE}/id/" in page.replace("%3A", ":").replace("%2F", "/")
    assert client.get("/similar").status_code == 200
    assert client.get("/similar?node=id/program/nothing").status_code == 404
    assert client.get(f"/similar?node={NODE}&limit=500").status_code == 400


@pytest.mark.parametrize(
    "kind", ["program/mihon-010101", "measure/mihon-0101", "indicator/mihon-0101-t02"]
)
def test_pages_lead_to_their_neighbours(client: FlaskClient, kind: str) -> None:
    page = client.get(f"/doc/{kind}").get_data(as_text=True)
    link = re.search(r'href="(/similar\?node=[^"]+)"', page)
    assert link, "a link to similar ones"
    assert client.get(link[1]).status_code == 200


def test_where_to_look_is_kept(client: FlaskClient) -> None:
    page = client.get(f"/similar?node={NODE}&within=own&limit=5").get_data(as_text=True)
    assert re.search(r'<option value="own" selected>', page)
    assert "within=own" in page[page.index("formats") :]
