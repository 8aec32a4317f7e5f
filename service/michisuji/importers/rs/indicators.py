"""Table 3-1: indicators of elements, four rows each, with one column a fiscal year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from michisuji.importers.common import (
    LABEL,
    canonical_decimal,
    dataset_iri,
    decimal,
    gyear,
    name,
    short_hash,
)
from michisuji.importers.rs.elements import KINDS, Elements
from michisuji.importers.rs.fate import Fate
from michisuji.importers.rs.sheet import NOTHING, RowRefused, Sheets

_TARGET_YEAR, _TARGET, _ACTUAL, _RATE = "目標年度", "目標値", "実績値", "達成率"
_VALUES = {
    _TARGET: ("target", "code:value-kind/target"),
    _ACTUAL: ("actual", "code:value-kind/actual"),
}
_DIRECTIONS = (("上", "up"), ("下", "down"), ("維持", "keep"))
_PERCENT = frozenset({"%", "％", "パーセント"})
_OBSERVATION = name("qb:Observation")
_TEXTS = (
    ("source", name("lm:statisticalSource")),
    ("qualitative_reason", name("lm:qualitativeReason")),
    ("qualitative_result", name("lm:qualitativeResult")),
    ("basis", name("lm:basis")),
    ("basis_part", name("lm:basis")),
)
#: Percentage points by which the sheet's 達成率 may differ from actual ÷ target.
_TOLERANCE = Decimal(1)


class Indicators:
    """Makes indicators and observations; elements are those of table 3-2 where the text agrees."""

    def __init__(self, sheets: Sheets, elements: Elements) -> None:
        self._sheets = sheets
        self._elements = elements
        self._occurrence: dict[tuple[str, str], int] = {}
        self._rows: set[int] = set()
        self._values: dict[tuple[str, str], dict[int, Decimal]] = {}
        self._program = ""
        self._data_set = f"<{dataset_iri(sheets.base, sheets.dataset)}>"
        self.made: set[str] = set()

    def row(self, row: Mapping[str, str], years: Mapping[int, str]) -> Fate:
        """One row: the targets, or the actuals …, of one indicator; years may be empty."""
        sheets = self._sheets
        if not (row["kind"] or row["text"] or row["indicator"]):
            sheets.program(row)
            return Fate.EMPTY
        row_kind = _row_kind(row["row_kind"])
        measured = bool(row["indicator"] or row["qualitative_reason"] or row["qualitative_result"])
        self._check(row, row_kind, measured, years)
        program = sheets.program(row)
        if row["id"] != self._program:
            self._program = row["id"]
            self._values.clear()
        content = hash((*row.values(), *years.values()))
        if content in self._rows:
            return Fate.DUPLICATE
        self._rows.add(content)
        element = self._element(row, program)
        if not measured:
            return Fate.USED
        indicator, local = self._indicator(row, element, row_kind or "")
        sheets.derived(indicator)
        if row_kind in _VALUES:
            self._observations(indicator, local, row_kind or "", row["unit"], years)
        elif row_kind == _RATE:
            self._check_rates(row, local, years)
        elif row_kind == _TARGET_YEAR:
            self._values[local, _TARGET_YEAR] = {
                year: Decimal(1) for year, value in years.items() if value not in NOTHING
            }
        return Fate.USED

    def _check(
        self, row: Mapping[str, str], row_kind: str | None, measured: bool, years: Mapping[int, str]
    ) -> None:
        """Raise RowRefused before anything is written."""
        self._elements.check(row["kind"], row["text"])
        if row_kind is None and row["row_kind"]:
            raise RowRefused("row_kind", row["row_kind"], "知らない行の種類です",
                             "unknown kind of row")  # fmt: skip
        if not measured and row_kind != _TARGET_YEAR:
            value = next((value for value in years.values() if value not in NOTHING), None)
            if value is not None:
                raise RowRefused("indicator", value, "値があるのに指標名がありません",
                                 "values without an indicator")  # fmt: skip

    def _element(self, row: Mapping[str, str], program: str) -> str:
        model = self._elements.model(row["id"], program)
        kind, number, period, text = (row[k] for k in ("kind", "number", "period", "text"))
        local = short_hash(row["id"], number, kind, period, text)
        known = self._elements.has(self._sheets.term(KINDS[kind][0], local))
        if self._elements.links and not known:
            self._sheets.note("element-without-link", "つながり(3-2)に現れない要素",
                              "elements that no link (3-2) has")  # fmt: skip
        return self._elements.element(row["id"], model, kind, number, period, text)

    def _indicator(self, row: Mapping[str, str], element: str, row_kind: str) -> tuple[str, str]:
        sheets = self._sheets
        label = row["indicator"] if row["indicator"] not in NOTHING else row["text"]
        key = short_hash(element, label, row["unit"])
        # Two indicators of an element may share name and unit: their rows come one after another.
        turn = self._occurrence[key, row_kind] = self._occurrence.get((key, row_kind), 0) + 1
        local = key if turn == 1 else short_hash(key, str(turn))
        indicator = sheets.term("indicator", local)
        if indicator not in self.made:
            self.made.add(indicator)
            sheets.graph.typed(indicator, name("lm:Indicator"))
            sheets.graph.add(indicator, LABEL, sheets.text(label))
            sheets.graph.add(indicator, name("lm:indicates"), element)
            level = "outcome" if row["kind"] == "アウトカム" else "activity"
            sheets.graph.add(indicator, name("lm:level"), name(f"code:level/{level}"))
            if row["unit"] not in NOTHING:
                sheets.graph.add(indicator, name("lm:unitOfMeasure"), sheets.text(row["unit"]))
            self._codes(indicator, row)
        for column, predicate in _TEXTS:
            sheets.put_text(indicator, predicate, row[column])
        sheets.put_pages(indicator, row["basis_page"])
        return indicator, local

    def _codes(self, indicator: str, row: Mapping[str, str]) -> None:
        sheets = self._sheets
        direction = next((code for word, code in _DIRECTIONS if word in row["direction"]), None)
        if direction:
            sheets.graph.add(indicator, name("lm:direction"), name(f"code:direction/{direction}"))
        elif row["direction"] not in NOTHING:
            sheets.note("unknown-direction", "知らない「改善の上向き／下向き」",
                        "unknown direction", row["direction"])  # fmt: skip
        goal = row["goal_kind"]
        kind = "qualitative" if "定性" in goal else "quantitative" if "定量" in goal else None
        if kind is None and goal in NOTHING and row["indicator"] not in NOTHING:
            # Only outcomes state their kind; a measured activity or output is a number.
            kind = "quantitative" if row["kind"] != "アウトカム" else None
        if kind:
            sheets.graph.add(
                indicator, name("lm:indicatorKind"), name(f"code:indicator-kind/{kind}")
            )
        elif goal not in NOTHING:
            sheets.note(
                "unknown-goal-kind", "知らない「成果目標の種類」", "unknown kind of goal", goal
            )

    def _observations(
        self, indicator: str, local: str, row_kind: str, unit: str, years: Mapping[int, str]
    ) -> None:
        sheets = self._sheets
        short, code = _VALUES[row_kind]
        numbers = self._values.setdefault((local, row_kind), {})
        for year, value in years.items():
            if value in NOTHING:
                continue
            bare = value.rstrip("%％") if unit in _PERCENT else value
            number = canonical_decimal(bare)
            observation = sheets.term("observation", f"{local}-{year}-{short}")
            sheets.graph.typed(observation, _OBSERVATION)
            if number is None:
                sheets.note("value-text", "数値でない目標値・実績値(文字のまま保持)",
                            "targets or actuals that are no number (kept as text)")  # fmt: skip
                said = (name("lm:valueText"), sheets.text(value))
            else:
                numbers[year] = Decimal(number)
                said = (name("lm:value"), decimal(number))
            sheets.graph.add_all(
                observation,
                (
                    (name("lm:ofIndicator"), indicator),
                    (name("lm:fiscalYear"), gyear(year)),
                    (name("lm:valueKind"), name(code)),
                    said,
                    (name("qb:dataSet"), self._data_set),
                ),
            )
            sheets.derived(observation)
        if row_kind == _TARGET:
            for year in self._values.get((local, _TARGET_YEAR), {}):
                if years.get(year, "") in NOTHING:
                    sheets.note("no-target-value", "目標年度に目標値がない指標",
                                "indicators without a target in their target year",
                                str(year))  # fmt: skip

    def _check_rates(self, row: Mapping[str, str], local: str, years: Mapping[int, str]) -> None:
        """達成率 is not imported (queries compute it), only compared, for indicators that go up."""
        targets = self._values.get((local, _TARGET), {})
        actuals = self._values.get((local, _ACTUAL), {})
        for year, value in years.items():
            stated = canonical_decimal(value.rstrip("%％")) if value not in NOTHING else None
            target, actual = targets.get(year), actuals.get(year)
            if stated is None or not target or actual is None or "下" in row["direction"]:
                continue
            rate = actual / target * 100
            # Some sheets state a fraction, some percent.
            if min(abs(Decimal(stated) - rate), abs(Decimal(stated) * 100 - rate)) > _TOLERANCE:
                self._sheets.note("rate-differs", "達成率が実績値÷目標値と合わない",
                                  "達成率 differs from actual ÷ target", str(year))  # fmt: skip


def _row_kind(text: str) -> str | None:
    return next((k for k in (_TARGET_YEAR, _TARGET, _ACTUAL, _RATE) if k in text), None)
