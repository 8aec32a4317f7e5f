"""Whatever people type where, a workbook is read to its end, and its rows are accounted for."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from michisuji.importers.city.workbook.importing import read_workbooks
from michisuji.importers.city.writing.city_graphs import write_city

from tests.importers.dirty.books import clean

_JUNK = (
    *(None, "", "－", "未定", 0, -1, 1e300, -5.5, "約1", "R7", "令和7・R8", "H0", True, False),
    *(datetime.date(2026, 4, 1), datetime.datetime(1900, 1, 1, 1, 1), datetime.time(3, 4)),
    *("=1/0", "x" * 300, "a、b", "010101", "010101/a1", "measure:t1", "measure:0101/t1", "/"),
    *("■A □B", "合計", "※注", "事業", "番号", "例)x", "'x", "''", "'", ":", "(1)", "50%", "千円"),
    *("s-kiki", "危機管理課", "福祉課", "money", "i1", "t1", "9" * 20, "計", "\u200b", "🏠"),
)
_TITLES = ("x", "04", "事業 (2)", "12予算", "Sheet")


@pytest.mark.parametrize("seed", range(12))
def test_junk_is_told_and_never_breaks_the_import(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    book = clean()
    for _ in range(chance.randint(1, 40)):
        sheet = chance.choice(book.worksheets[1:])
        cell = sheet.cell(chance.randint(1, 7), chance.randint(1, 8))
        cell.value = chance.choice(_JUNK)
    sheet = chance.choice(book.worksheets[1:])
    match chance.randint(0, 4):
        case 0:
            sheet.delete_rows(chance.randint(1, 5))
        case 1:
            sheet.insert_rows(chance.randint(1, 5))
        case 2:
            sheet.delete_cols(chance.randint(1, 4))
        case 3:
            sheet.title = f"{chance.choice(_TITLES)}{seed}"
    path = tmp_path / "junk.xlsx"
    book.save(path)
    found = read_workbooks([path])
    assert found.report.adds_up
    batch, _ = write_city(found.city, base_iri="http://x", out_dir=tmp_path / "graphs")
    assert batch.graphs
