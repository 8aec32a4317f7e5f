"""見本市 as documents, read once; tests only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.city.content import City

from tests.publication.workbook.books import city_of


@pytest.fixture(scope="session")
def mihon(root: Path) -> City:
    return city_of(root / "data" / "mihon")
