"""The help: its pictures and commands are those of the program as it is."""

from __future__ import annotations

import re
from html import unescape

import click
import pytest
from flask.testing import FlaskClient
from michisuji.cli import cli
from michisuji.importers.city.workbook.layout import layout
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = Settings()
    return create_app(settings, MemoryStore(settings.base_iri)).test_client()


def _page(client: FlaskClient, path: str, lang: str) -> str:
    found = client.get(f"{path}?lang={lang}", headers={"Accept": "text/html"})
    assert found.status_code == 200
    return unescape(found.text)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_is_found_from_every_page(client: FlaskClient, lang: str) -> None:
    assert f'href="/help{"" if lang == "ja" else "?lang=en"}"' in _page(client, "/about", lang)
    index = _page(client, "/help", lang)
    assert "/help/section" in index
    assert "/help/planning" in index
    assert "/help/editing" in index


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sheets_and_headers_are_the_workbooks_own(client: FlaskClient, lang: str) -> None:
    page = _page(client, "/help/section", lang)
    for sheet in layout().sheets:
        assert sheet.name in page
        assert (sheet.note if lang == "ja" else sheet.note_en) in page
    for key in ("id", "name", "unit", "purpose"):
        column = layout().sheet("04").column(key)
        assert f"<td>{column.ja if lang == 'ja' else column.en}</td>" in page


def test_one_diagram_is_whole_and_the_other_breaks(client: FlaskClient) -> None:
    page = _page(client, "/help/section", "ja")
    whole, broken = re.findall(r"<svg[^>]*lm-svg.*?</svg>", page, re.DOTALL)
    assert "途切れ" not in whole
    assert "つながる先がありません" in broken
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_command_is_one_that_there_is(client: FlaskClient) -> None:
    pages = _page(client, "/help/planning", "ja")
    lines = [
        line for code in re.findall(r"<code>(michisuji[^<]*)", pages) for line in code.split("\n")
    ]
    assert len(lines) > 6
    for line in lines:
        words = line.split()[1:]
        command: click.Command = cli
        while isinstance(command, click.Group):
            found = command.get_command(click.Context(command), words.pop(0))
            assert found is not None, line
            command = found
        known = {name for one in command.params for name in one.opts}
        assert {word for word in words if word.startswith("-")} <= known, line
