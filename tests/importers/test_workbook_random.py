"""A random city goes into a workbook and comes back, to the statement."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from michisuji.importers.city.workbook.importing import read_workbooks
from michisuji.publication.workbook.book import write_workbook
from random_cities import SEEDS, checked, random_city
from test_round_trip import lines_of


@settings(
    phases=[Phase.generate], max_examples=25, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(SEEDS)
def test_a_random_city_comes_back_from_its_workbook(seed: int) -> None:
    city = random_city(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(write_workbook(city))
        found = read_workbooks([path])
    assert not [one.to_text("en") for one in found.report.refusals]
    assert lines_of(checked(found.city)) == lines_of(city)
