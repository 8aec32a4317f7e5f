"""Table 3-1: four rows an indicator (目標年度, 目標値, 実績値, 達成率), a column a fiscal year."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from michisuji import literals
from michisuji.achievement import achievement
from michisuji.importers.rs.indicators import indicator_key
from michisuji.publication.tables.rs.pathway import Element
from michisuji.publication.tables.rs.view import Row, YearView

#: The years that the national sheets have columns for.
YEARS = range(2007, 2061)
_ROWS = ("1.目標年度", "2.目標値", "3.実績値", "4.達成率")
_RATE = _ROWS[3]
_KINDS = {"target": "2.目標値", "actual": "3.実績値"}
_DIRECTIONS = {"up": "上向き", "down": "下向き", "keep": "維持"}
_GOALS = {"quantitative": "定量的な成果目標", "ratio": "定量的な成果目標"}
_QUALITATIVE = "定性的な成果目標"
_TEXTS = {
    "source": "lm:statisticalSource",
    "qualitative_reason": "lm:qualitativeReason",
    "qualitative_result": "lm:qualitativeResult",
    "basis": "lm:basis",
}


def indicator_rows(view: YearView, program: str, elements: Iterable[Element]) -> list[Row]:
    """Return the indicators of a model's elements; ``{year}`` are keys of yearly cells.

    As in the national sheets an activity without indicator has one row. The basis of the program's
    own KPIs goes on rows without an indicator. 達成率 is computed if it is a share.
    """
    rows: list[Row] = []
    for element in elements:
        indicators = _in_turn(view, element, view.sources("lm:indicates", element.iri))
        if not indicators and element.kind == "アクティビティ":
            rows.append(element.cells(""))
        for indicator in indicators:
            rows += _rows(view, element, indicator)
    return _with_decisions(rows, view.texts(program, "lm:basis"))


def _with_decisions(rows: list[Row], decisions: Iterable[str]) -> list[Row]:
    """Put the basis of the program's KPIs on the first free rows; add rows for the rest."""
    free = (row for row in rows if "indicator" not in row)
    added: list[Row] = []
    for decision in decisions:
        row = next(free, None)
        if row is None:
            added.append(row := {})
        row["basis"] = decision
    return added + rows


def _in_turn(view: YearView, element: Element, indicators: list[str]) -> list[str]:
    """Sort indicators of one name and unit in the order that the importer has numbered."""

    def turn(indicator: str) -> tuple[str, int, str]:
        label, unit = view.label(indicator), view.text(indicator, "lm:unitOfMeasure")
        key, *further = (
            indicator_key(f"<{element.iri}>", label, unit, turn)
            for turn in range(1, len(indicators) + 1)
        )
        made = [view.iri("indicator", local) for local in (key, *further)]
        place = made.index(indicator) if indicator in made else len(made)
        return key, place, indicator

    return sorted(indicators, key=turn)


def _rows(view: YearView, element: Element, indicator: str) -> list[Row]:
    values = _values(view, indicator)
    kind = view.code(indicator, "lm:indicatorKind")
    label = view.label(indicator)
    shared = {
        **element.cells(""),
        "goal_kind": _goal(kind, element),
        # Without a kind, the element's own text replaces a name that was left out.
        "indicator": "" if not kind and label == element.text else label,
        "unit": view.text(indicator, "lm:unitOfMeasure"),
        "direction": _DIRECTIONS.get(view.code(indicator, "lm:desiredDirection"), ""),
    }
    texts = {key: view.texts(indicator, prop) for key, prop in _TEXTS.items()}
    texts["basis_page"] = view.iris(indicator, "lm:referencePage")
    rows = []
    for place, row_kind in enumerate(_ROWS):
        # Each row holds one of several texts: four rows hold four.
        row = {key: _pick(found, place) for key, found in texts.items()}
        rows.append({**shared, **row, "row_kind": row_kind, **values.get(row_kind, {})})
    return rows


def _pick(values: list[str], place: int) -> str:
    return values[min(place, len(values) - 1)] if values else ""


def _goal(kind: str, element: Element) -> str:
    if kind == "qualitative":
        return _QUALITATIVE
    return _GOALS.get(kind, "") if element.kind == "アウトカム" else ""


def _values(view: YearView, indicator: str) -> dict[str, Row]:
    """Return row → year → value, or flag of a target year.

    A value of a group, or of a year without a column, is left out.
    """
    flags = {y: "1" for y in view.texts(indicator, "lm:targetYear") if literals.year(y) in YEARS}
    found: dict[str, Row] = {_ROWS[0]: flags} if flags else {}
    for observation in view.sources("lm:ofIndicator", indicator):
        row_kind = _KINDS.get(view.code(observation, "lm:valueKind"))
        year = view.text(observation, "lm:fiscalYear")
        value = view.text(observation, "lm:value") or view.text(observation, "lm:valueText")
        grouped = view.text(observation, "lm:disaggregation")
        if row_kind and value and not grouped and literals.year(year) in YEARS:
            found.setdefault(row_kind, {})[year] = value
    rates = _rates(view.code(indicator, "lm:desiredDirection"), found)
    return found | ({_RATE: rates} if rates else {})


def _rates(direction: str, found: dict[str, Row]) -> Row:
    """Return year → 達成率 in percent."""
    targets, actuals = (_numbers(found.get(_KINDS[kind], {})) for kind in ("target", "actual"))
    rates = {}
    for year in targets.keys() & actuals.keys():
        one = achievement(direction, targets[year], actuals[year])
        if one and one.percent is not None:
            rates[year] = str(one.percent)
    return rates


def _numbers(row: Row) -> dict[str, Decimal]:
    numbers = {year: literals.number(str(value)) for year, value in row.items()}
    return {year: number for year, number in numbers.items() if number is not None}
