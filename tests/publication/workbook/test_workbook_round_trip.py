"""A city goes into a workbook and comes back as it was, to the statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.city.content import City
from michisuji.importers.city.scope import CityScope
from michisuji.publication.workbook.book import write_workbook
from michisuji.publication.workbook.template import section_book

from tests.formulas import FORMULAS
from tests.publication.workbook.books import one_measure, opened, read_back, statements

#: Texts that a reader or a spreadsheet may take for something else.
ODD = (
    *(
        "－",
        "未定",
        "x",
        "なし",
        "○",
        "-",
        "…",
        "別紙のとおり",
        "12",
        "１２",
        "約120",
        "令和7",
        "1e5",
    ),
    *("'=1", "''", "'未定", "(なし)", "例)これ", "TRUE", "2026-04-01", "#N/A", "_x0041_", "a\tb"),
    *("一行目\n二行目", "、", "a、b", "a,b;c|d", "<b>&amp;</b>", "\U0001f600", "あ" * 32_000),
)


@pytest.fixture(scope="module")
def mihon_statements(mihon: City, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    return statements(mihon, tmp_path_factory.mktemp("mihon"))


def test_the_whole_city_comes_back(
    mihon: City, mihon_statements: dict[str, set[str]], tmp_path: Path
) -> None:
    again = read_back(write_workbook(mihon), tmp_path)
    assert statements(again, tmp_path / "again") == mihon_statements


def test_a_section_s_book_changes_nothing_until_it_is_filled_in(
    mihon: City, mihon_statements: dict[str, set[str]], tmp_path: Path
) -> None:
    content = section_book(mihon, CityScope(units=("s-safety",)), "evaluate", 2027)
    again = read_back(content, tmp_path, whole=mihon)
    assert statements(again, tmp_path / "again") == mihon_statements


def _odd_city(mihon: City) -> City:
    """One measure of 見本市 whose texts are odd, one after the other."""
    found = one_measure(mihon, "0101")
    texts = iter([text.strip() for text in (*ODD, *FORMULAS) if text.strip()] * 20)
    for _, measure, programs in found.measures():
        for condition in measure["town_condition"]:
            condition["text"] = next(texts)
        for program in programs:
            program["summary"] = next(texts)
            program["laws"] = sorted({next(texts) for _ in range(4)})
            for element in program["element"]:
                element["text"] = next(texts)
                for indicator in element.get("indicator", []):
                    indicator["definition"], indicator["name"] = next(texts), next(texts)
                    said = (next(texts) for _ in range(2))
                    indicator["actual"] = {"2024": next(said), "2025": next(said)}
                    indicator["target"] = {"2024": 0, "2025": 0.1, "2026": 12345678901234567}
    return found


def test_odd_texts_and_numbers_come_back_to_the_letter(mihon: City, tmp_path: Path) -> None:
    city = _odd_city(mihon)
    content = write_workbook(city)
    book = opened(content)
    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "f" not in kinds, "a text became a formula"
    again = read_back(content, tmp_path)
    ours, theirs = statements(city, tmp_path / "ours"), statements(again, tmp_path / "theirs")
    for graph, said in ours.items():
        assert sorted(said ^ theirs[graph])[:4] == []
