"""Table 3-1: indicators of elements, four rows each, with one column per fiscal year."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.folding import fold, word
from michisuji.importers.common import LABEL, name, short_hash
from michisuji.importers.rs.elements import Cells, Elements
from michisuji.importers.rs.sheet import Fate, RowRefused, Sheets, nothing
from michisuji.importers.rs.values import DIRECTIONS, ROW_KINDS, TARGET_YEAR, Values

_TEXTS = (
    ("source", name("lm:statisticalSource")),
    ("qualitative_reason", name("lm:qualitativeReason")),
    ("qualitative_result", name("lm:qualitativeResult")),
)
_BASIS = name("lm:basis")


def indicator_key(element: str, label: str, unit: str, turn: int) -> str:
    """Return the local name of an indicator.

    It is the ``turn``-th indicator of an element (a term) with this name and unit.
    """
    key = short_hash(element, fold(label), fold(unit) if not nothing(unit) else "")
    return key if turn == 1 else short_hash(key, str(turn))


class Indicators:
    """Writes indicators; their elements are those of table 3-2 where the text agrees."""

    def __init__(self, sheets: Sheets, elements: Elements) -> None:
        self._sheets = sheets
        self._elements = elements
        self._values = Values(sheets)
        self._occurrence: dict[tuple[str, str], int] = {}
        self._rows: set[int] = set()
        self._program = ""
        self.made: set[str] = set()

    def row(self, row: Mapping[str, str], years: Mapping[int, str]) -> Fate:
        """Import one row: the targets, or the actuals …, of one indicator; years may be empty."""
        sheets = self._sheets
        cells = Cells.of(row) if row["kind"] or row["text"] or row["indicator"] else None
        if cells is None:
            new = self._decisions(sheets.program(row), row)
            return Fate.USED if new else Fate.EMPTY
        row_kind = _row_kind(row["row_kind"])
        measured = any(
            not nothing(row[key])
            for key in ("indicator", "qualitative_reason", "qualitative_result")
        )
        self._check(row, row_kind, measured, years)
        program = sheets.program(row)
        if row["id"] != self._program:
            self._program = row["id"]
            self._values.finish()
        content = hash((*row.values(), *years.values()))
        if content in self._rows:
            return Fate.DUPLICATE
        self._rows.add(content)
        element = self._element(row["id"], program, cells)
        if not measured:
            # The decisions that set a project's KPIs are on its first row, an activity's.
            self._decisions(program, row)
            return Fate.USED
        indicator, local = self._indicator(row, element, cells, row_kind or "")
        sheets.derived(indicator)
        self._values.row(indicator, local, row_kind or "", row, years)
        return Fate.USED

    def finish(self) -> None:
        """Compare the values of the last program."""
        self._values.finish()

    def _check(
        self, row: Mapping[str, str], row_kind: str | None, measured: bool, years: Mapping[int, str]
    ) -> None:
        """Raise RowRefused before anything is written."""
        if row_kind is None and row["row_kind"]:
            raise RowRefused("row_kind", row["row_kind"], "row-kind")
        if not measured and row_kind != TARGET_YEAR:
            value = next((value for value in years.values() if not nothing(value)), None)
            if value is not None:
                raise RowRefused("indicator", value, "no-indicator")

    def _decisions(self, subject: str, row: Mapping[str, str]) -> bool:
        """Write what sets the KPIs (閣議決定等) of an indicator or a program.

        Returns True when it is new.
        """
        sheets = self._sheets
        said = [sheets.put_text(subject, _BASIS, row[key]) for key in ("basis", "basis_part")]
        if sheets.put_pages(subject, row["basis_page"]) or any(said):
            sheets.derived(subject)
            return True
        return False

    def _element(self, reference: str, program: str, cells: Cells) -> str:
        model = self._elements.model(reference, program)
        element, new = self._elements.measured(reference, model, cells)
        if new and self._elements.links:
            self._sheets.note("element-without-link")
        return element

    def _indicator(
        self, row: Mapping[str, str], element: str, cells: Cells, row_kind: str
    ) -> tuple[str, str]:
        sheets = self._sheets
        label = row["text"] if nothing(row["indicator"]) else row["indicator"]
        key = indicator_key(element, label, row["unit"], 1)
        # Two indicators of an element may share name and unit: their rows follow one another.
        turn = self._occurrence[key, row_kind] = self._occurrence.get((key, row_kind), 0) + 1
        local = indicator_key(element, label, row["unit"], turn)
        indicator = sheets.term("indicator", local)
        if indicator not in self.made:
            self.made.add(indicator)
            sheets.graph.typed(indicator, name("lm:Indicator"))
            sheets.graph.add(indicator, LABEL, sheets.text(label))
            sheets.graph.add(indicator, name("lm:indicates"), element)
            level = "outcome" if cells.kind == "アウトカム" else "activity"
            sheets.graph.add(indicator, name("lm:level"), name(f"code:level/{level}"))
            if not nothing(row["unit"]):
                sheets.graph.add(indicator, name("lm:unitOfMeasure"), sheets.text(row["unit"]))
            self._codes(indicator, row, cells.kind)
        for column, predicate in _TEXTS:
            sheets.put_text(indicator, predicate, row[column])
        self._decisions(indicator, row)
        return indicator, local

    def _codes(self, indicator: str, row: Mapping[str, str], element_kind: str) -> None:
        sheets = self._sheets
        direction = next((code for word, code in DIRECTIONS if word in row["direction"]), None)
        if direction:
            sheets.graph.add(
                indicator, name("lm:desiredDirection"), name(f"code:direction/{direction}")
            )
        elif not nothing(row["direction"]):
            sheets.note("unknown-direction", row["direction"])
        goal = row["goal_kind"]
        kind = "qualitative" if "定性" in goal else "quantitative" if "定量" in goal else None
        if kind is None and nothing(goal) and not nothing(row["indicator"]):
            # Only outcomes state their kind; a measured activity or output is a number.
            kind = "quantitative" if element_kind != "アウトカム" else None
        if kind:
            sheets.graph.add(
                indicator, name("lm:indicatorKind"), name(f"code:indicator-kind/{kind}")
            )
        elif not nothing(goal):
            sheets.note("unknown-goal-kind", goal)


def _row_kind(text: str) -> str | None:
    bare = word(text)
    return next((kind for kind in ROW_KINDS if kind in bare), None)
