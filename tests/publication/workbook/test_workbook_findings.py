"""What the rules find stands at the cell that it is about."""

from __future__ import annotations

from typing import Any

import pytest
from michisuji.importers.city.content import City
from michisuji.importers.city.workbook.importing import import_workbooks
from michisuji.publication.workbook.book import write_workbook
from michisuji.publication.workbook.findings import findings_of, of_findings
from michisuji.publication.workbook.remarks import CellRemark
from michisuji.publication.workbook.returned import returned_book
from michisuji.settings import Settings

from tests.publication.workbook.books import columns, one_measure, opened


@pytest.fixture(scope="module")
def imported(
    mihon: City, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, list[CellRemark]]:
    """A measure whose programs are broken on purpose: its workbook, and what is found in it."""
    folder = tmp_path_factory.mktemp("findings")
    path = folder / "課のブック.xlsx"
    path.write_bytes(write_workbook(one_measure(mihon, "0204")))
    settings = Settings(home=folder)
    batch, report = import_workbooks([path], base_iri=settings.base_iri, out_dir=folder / "out")
    assert not report.refusals
    found = findings_of(batch, settings)
    assert found
    assert of_findings(found, "another.xlsx") == []
    return path.read_bytes(), of_findings(found, path.name)


def test_each_finding_is_at_a_row_of_the_book(imported: tuple[bytes, list[CellRemark]]) -> None:
    content, remarks = imported
    book = opened(content)
    for remark in remarks:
        row: Any = book[remark.sheet][remark.cell]
        assert row.value, f"{remark.sheet} {remark.cell} holds nothing"
        assert remark.what["ja"]
        assert remark.what["en"]


def test_a_broken_chain_is_marked_where_it_would_be_mended(
    imported: tuple[bytes, list[CellRemark]],
) -> None:
    content, remarks = imported
    broken = [one for one in remarks if one.key == "leads_to" and one.severity == "violation"]
    assert broken
    back = opened(returned_book(content, remarks))
    for one in broken:
        sheet = back[one.sheet]
        cell = sheet[f"{columns(sheet)['leads_to']}{one.place[0]}"]
        assert one.what["ja"] in cell.comment.text
        assert one.how["ja"] in cell.comment.text
    linked = [
        cell for row in back["98 点検"].iter_rows(min_row=4) for cell in row if cell.hyperlink
    ]
    assert any((cell.hyperlink.target or "").count("/doc/program/") for cell in linked)
