"""The yearly values of table 3-1: target year, targets, actuals, and the stated 達成率."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from michisuji.achievement import achievement
from michisuji.folding import fold
from michisuji.importers.common import canonical_decimal, dataset_iri, decimal, gyear, name
from michisuji.importers.rs.sheet import Sheets, nothing

TARGET_YEAR, TARGET, ACTUAL, RATE = "目標年度", "目標値", "実績値", "達成率"
ROW_KINDS = (TARGET_YEAR, TARGET, ACTUAL, RATE)
_CODES = {
    TARGET: ("target", name("code:value-kind/target")),
    ACTUAL: ("actual", name("code:value-kind/actual")),
}
#: Parts of the sheet's words for the desired direction → code.
DIRECTIONS = (("上", "up"), ("下", "down"), ("維持", "keep"))
_OBSERVATION = name("qb:Observation")
_PERCENT = (fold("%"), fold("パーセント"))
_NO = frozenset({"0", "0.0", "FALSE", "False", "false", "×"})
#: Percentage points by which the sheet's 達成率 may differ: some sheets round it to whole percent.
_TOLERANCE = Decimal("0.5")


class _Indicator:
    """The values read so far from the rows of one indicator."""

    __slots__ = ("direction", "numbers", "place", "qualitative", "rates", "stated")

    def __init__(self, direction: str, qualitative: bool) -> None:
        self.direction = direction
        self.qualitative = qualitative
        self.numbers: dict[tuple[str, int], Decimal] = {}
        self.stated: set[tuple[str, int]] = set()
        self.rates: dict[int, Decimal] = {}
        self.place = ""


class Values:
    """Writes observations and target years, and compares the rows of an indicator."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._data_set = f"<{dataset_iri(sheets.base, sheets.dataset)}>"
        self._of: dict[str, _Indicator] = {}

    def row(
        self,
        indicator: str,
        local: str,
        row_kind: str,
        row: Mapping[str, str],
        years: Mapping[int, str],
    ) -> None:
        """Import one row of an indicator (an IRI term and its local name)."""
        of = self._of.get(local)
        if of is None:
            of = self._of[local] = _Indicator(row["direction"], "定性" in row["goal_kind"])
        given = {year: value for year, value in years.items() if value and not nothing(value)}
        if row_kind == TARGET_YEAR:
            self._target_years(of, indicator, given)
        elif row_kind == RATE:
            self._rates(of, given)
        elif row_kind:
            self._observations(of, (indicator, local, row_kind), row["unit"], given)

    def _target_years(self, of: _Indicator, indicator: str, given: Mapping[int, str]) -> None:
        """Write the target years; the sheet marks their columns with a flag."""
        for year, flag in given.items():
            if flag not in _NO:
                of.stated.add((TARGET_YEAR, year))
                of.place = self._sheets.place
                self._sheets.put(indicator, name("lm:targetYear"), gyear(year))

    def _rates(self, of: _Indicator, given: Mapping[int, str]) -> None:
        for year, value in given.items():
            number = canonical_decimal(value.rstrip("%％"))
            if number is None:
                self._sheets.note("rate-text", value)
            else:
                of.rates[year] = Decimal(number)
                of.place = self._sheets.place

    def _observations(
        self, of: _Indicator, which: tuple[str, str, str], unit: str, given: Mapping[int, str]
    ) -> None:
        sheets = self._sheets
        indicator, local, row_kind = which
        short, code = _CODES[row_kind]
        percent = fold(unit).startswith(_PERCENT)
        for year, value in given.items():
            number = canonical_decimal(value.rstrip("%％") if percent else value)
            if row_kind == TARGET and of.qualitative and number == "1":
                sheets.note("target-flag")
                continue
            of.stated.add((row_kind, year))
            if number is None:
                sheets.note("value-text")
                said = (name("lm:valueText"), sheets.text(value))
            else:
                of.numbers[row_kind, year] = Decimal(number)
                said = (name("lm:value"), decimal(number))
            observation = sheets.term("observation", f"{local}-{year}-{short}")
            sheets.graph.typed(observation, _OBSERVATION)
            sheets.graph.add_all(
                observation,
                (
                    (name("lm:ofIndicator"), indicator),
                    (name("lm:fiscalYear"), gyear(year)),
                    (name("lm:valueKind"), code),
                    said,
                    (name("qb:dataSet"), self._data_set),
                ),
            )
            sheets.derived(observation)

    def finish(self) -> None:
        """Compare the rows of each indicator read since the last call, in any order."""
        for of in self._of.values():
            self._compare(of)
        self._of.clear()

    def _compare(self, of: _Indicator) -> None:
        sheets = self._sheets
        for year in sorted(year for kind, year in of.stated if kind == TARGET_YEAR):
            if (TARGET, year) not in of.stated and not of.qualitative:
                sheets.note_at("no-target-value", f"{of.place} {year}")
        for year, stated in sorted(of.rates.items()):
            target, actual = (of.numbers.get((kind, year)) for kind in (TARGET, ACTUAL))
            ours = _percent(of.direction, target, actual)
            if ours is not None and abs(stated - ours) > _TOLERANCE:
                sheets.note_at("rate-differs", f"{of.place} {year}: {stated:f} / {ours:f}")


def _percent(direction: str, target: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """Compute our 達成率 in percent; None if it cannot be computed.

    Like the sheet, counts outputs, which have no direction, as "up".
    """
    if target is None or actual is None:
        return None
    way = next((code for word, code in DIRECTIONS if word in direction), "up")
    found = achievement(way, target, actual)
    return found.percent if found else None
