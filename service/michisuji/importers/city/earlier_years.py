"""The models of earlier years, kept as they were while the present is changed.

A city's files hold an earlier year as its differences from the next one. A change of the present
would therefore change the past, too, unless these differences are worked out again.
"""

from __future__ import annotations

import copy
from collections.abc import Collection

from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import City, Document, Measures, year_of
from michisuji.importers.city.differences import measure_documents
from michisuji.importers.problems import Problems


class EarlierYears:
    """The models of a city's earlier years, as they are now."""

    def __init__(self, city: City) -> None:
        # Tables of earlier years may be the same objects as those of the present.
        self._years: dict[int, Measures] = copy.deepcopy(city.earlier)

    def keep(self, city: City, changed: Collection[str] = ()) -> None:
        """Put these models back into a changed city.

        ``changed`` names measures and programs whose past has been changed on purpose. What has no
        past here has the one that its own files say; what the city has no longer has none.
        """
        check_city(city, Problems())  # lays the earlier years that the files say
        if not self._years or not city.earlier:
            return
        measures = city.measures()
        years = {
            year: self._year(measures, of_year, self._years.get(year, []), changed)
            for year, of_year in city.earlier.items()
        }
        for file in [file for file in city.files if year_of(file) is not None]:
            del city.files[file]
        found = measure_documents(measures, years)
        city.files |= {file: found[file] for file in found if year_of(file) is not None}
        city.earlier = {}
        check_city(city, Problems())

    def _year(
        self, measures: Measures, told: Measures, before: Measures, changed: Collection[str]
    ) -> Measures:
        """Return the measures of a year, in the order of the present."""
        then = {str(measure["id"]): (measure, programs) for _, measure, programs in before}
        by_files = {str(measure["id"]): (measure, programs) for _, measure, programs in told}
        out: Measures = []
        for file, present, _ in measures:
            name = str(present["id"])
            now, programs = by_files[name]
            old, old_programs = then.get(name, (now, []))
            known = {str(program["id"]): program for program in old_programs}
            out.append(
                (
                    file,
                    now if name in changed else old,
                    [_before(program, known, changed) for program in programs],
                )
            )
        return out


def _before(program: Document, known: dict[str, Document], changed: Collection[str]) -> Document:
    name = str(program["id"])
    return program if name in changed else known.get(name, program)
