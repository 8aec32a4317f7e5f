"""No door hands out a formula: every route in every form of a spreadsheet, on a city full of them.

The doors are found by asking each address of the route table for each form in each way.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.analysis.catalogue import all_of_them
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from openpyxl import load_workbook
from test_page_table import NEEDED, OF_A_BUNDLE, PARTS, routes
from werkzeug.test import TestResponse

from tests.formulas import FORMULAS, armed, csv_cells, runs

pytestmark = pytest.mark.slow

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def app(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    store = armed(small_store)
    settings = Settings(home=tmp_path_factory.mktemp("armed"), rate_per_minute=1_000_000)
    last_check.keep(check_store(store, settings, today=date(2026, 11, 1)), store, settings)
    return create_app(settings, store)


def addresses(app: Flask) -> Iterator[str]:
    """One of each route, each analysis, and the cells of all statements."""
    for rule in sorted(routes(app) - OF_A_BUNDLE):
        yield f"{PARTS.get(rule, rule)}?{NEEDED.get(rule, '')}"
    for analysis in all_of_them():
        words = [f"{p.name}={p.example}" for p in analysis.parameters if p.required]
        yield f"/api/analysis/{analysis.name}?{'&'.join(words)}"
    yield "/sparql?query=SELECT ?o { ?s ?p ?o FILTER(ISLITERAL(?o)) }"


def ways(address: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(Address, headers) of each way of asking for a spreadsheet."""
    path, _, query = address.partition("?")
    for form, media_type in (("csv", CSV), ("xlsx", XLSX)):
        yield address, {"Accept": media_type}
        yield f"{address}&format={form}", {}
        yield f"{path.rsplit('.', 1)[0]}.{form}?{query}", {}


def downloads(client: FlaskClient, app: Flask) -> Iterator[tuple[str, TestResponse]]:
    for address in addresses(app):
        for path, headers in ways(address):
            with client.get(path, headers=headers, follow_redirects=True) as found:
                if found.status_code == 200 and found.mimetype in (CSV, XLSX):
                    yield path, found


def test_no_route_hands_out_a_formula(app: Flask) -> None:
    doors, guarded, marked = set(), set(), set()
    for path, found in downloads(app.test_client(), app):
        doors.add((path.partition("?")[0].rsplit(".", 1)[0], found.mimetype))
        if found.mimetype == CSV:
            cells = csv_cells(found.data)
            assert not [cell for cell in cells if runs(cell)], path
            guarded |= {way for way in FORMULAS for cell in cells if cell.startswith("'" + way)}
            continue
        for sheet in load_workbook(io.BytesIO(found.data)).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    text = cell.value if isinstance(cell.value, str) else ""
                    assert cell.data_type != "f", (path, text)
                    assert cell.quotePrefix or not runs(text), (path, text)
                    marked |= {way for way in FORMULAS if cell.quotePrefix and text.startswith(way)}
    of_analyses = {f"/api/analysis/{a.name}" for a in all_of_them()}
    assert {path for path, kind in doors if kind == CSV} >= {
        "/sparql", "/doc/program/mihon-010101", "/quality/report", *of_analyses
    }  # fmt: skip
    assert {path for path, kind in doors if kind == XLSX} >= {"/quality/report", *of_analyses}
    assert guarded == set(FORMULAS)
    assert marked
