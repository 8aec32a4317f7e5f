"""Reads one sheet by a mapping: values with their cells, tables, and what is wrong."""

from __future__ import annotations

from michisuji.importers.city.cells import CellValue, RawCell, period, year
from michisuji.importers.city.cells.texts import written
from michisuji.importers.city.forms.converting import Converter, is_money
from michisuji.importers.city.forms.form import FormRead, StatedValue
from michisuji.importers.city.forms.mapping.keys import Key
from michisuji.importers.city.forms.mapping.rules import (
    FormMapping,
    LabelPlace,
    TableRule,
    ValueRule,
)
from michisuji.importers.city.forms.money import MoneyUnits
from michisuji.importers.city.forms.records import RecordReader
from michisuji.importers.city.forms.references import References
from michisuji.importers.city.forms.sheet.finding import PlaceNotFound, SheetLabels
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.headers import split_year
from michisuji.importers.city.forms.sheet.tables import read_table
from michisuji.importers.city.forms.sheet.texts import label, money_unit
from michisuji.importers.city.forms.sheet.values import cells_of, first_cell

#: Keys that say which program a form is about; they are resolved when it is laid over the city.
IDENTITY = ("program.id", "program.name", "program.budget_code", "measure.id", "measure.name")
#: Of these, the ones that only say so.
_NOT_STATED = ("program.id", "measure.id", "measure.name")
#: Differences from the form's year are smaller, years larger.
_FIRST_YEAR = 1000


def read_form(file: str, grid: Grid, mapping: FormMapping, references: References) -> FormRead:
    """Read what a sheet states; whatever cannot be read is among its troubles."""
    return _Sheet(file, grid, mapping, references).read()


class _Sheet:
    def __init__(self, file: str, grid: Grid, mapping: FormMapping, references: References) -> None:
        self._grid = grid
        self._mapping = mapping
        self._labels = SheetLabels(grid, mapping.headings)
        self._convert = Converter(references)
        self._form = FormRead(file, grid.name)
        self._money = MoneyUnits(grid, self._form, mapping.money)
        self._records = RecordReader(self._form, self._convert, grid)

    def read(self) -> FormRead:
        """Read the year, then what each rule points to."""
        self._form.year = self._year()
        for rule in self._mapping.values:
            self._value(rule)
        for table in self._mapping.tables:
            self._table(table)
        return self._form

    def _not_found(self, what: str, error: PlaceNotFound, optional: bool = False) -> None:
        if optional and not error.areas:
            return
        self._form.missing.append(what)
        cell = error.areas[0].address if error.areas else ""
        self._form.trouble(cell, what, "", error.ja, error.en)

    def _year(self) -> int | None:
        """Return the fiscal year of the form; None, with a trouble, if it does not state one."""
        rule = self._mapping.year
        if rule.place is not None:
            return self._labelled_year(rule.place)
        return rule.fixed if rule.fixed is not None else self._titled_year(rule.title)

    def _labelled_year(self, place: LabelPlace) -> int | None:
        try:
            area = first_cell(self._labels, place)[1]
        except PlaceNotFound as error:
            self._not_found("form.year", error)
            return None
        cell = self._grid.value(area.top, area.left)
        found = year(cell)
        if not isinstance(found.value, int):
            self._form.refuse("form.year", area, found, cell)
            return None
        return found.value

    def _titled_year(self, titles: tuple[str, ...]) -> int | None:
        for _, value in self._grid.filled():
            if not isinstance(value, str) or not any(title in label(value) for title in titles):
                continue
            found = split_year(value)[0]
            if found is not None:
                return found
        if titles:
            shown = " / ".join(titles)
            self._form.trouble(
                "",
                "form.year",
                "",
                f"「{shown}」と年度が書かれたセルが見つかりません",
                f"no cell holds '{shown}' and a fiscal year",
            )
        return None

    def _value(self, rule: ValueRule) -> None:
        try:
            at, area, cell = cells_of(self._labels, rule, self._mapping.labels)
        except PlaceNotFound as error:
            self._not_found(rule.keys[0].text, error, rule.optional)
            return
        key = rule.keys[0]
        if key.text in IDENTITY and written(cell):
            self._form.identity[key.text] = written(cell), area.address
        if key.text in _NOT_STATED:
            return
        if len(rule.keys) == 2:
            for one, found in zip(rule.keys, period(cell), strict=True):
                self._take(one, found, cell, area)
            return
        money = ""
        if is_money(key.steps, key.field):
            own = money_unit(str(self._grid.value(at.top, at.left)))
            money = self._money.of(key.text, area, own, rule.money)
        found = self._convert.value(
            key.steps,
            key.field,
            cell,
            codes=rule.codes,
            money=money,
            shown=self._grid.shown_as_percent(area),
        )
        self._take(key, found, cell, area, rule.year)

    def _take(self, key: Key, found: CellValue, cell: RawCell, area: Area, shift: int = 0) -> None:
        """Add a value that was read; a cell that gives none becomes a trouble or a note."""
        if found.problem is not None:
            self._form.refuse(key.text, area, found, cell)
            return
        self._form.remark(found, area)
        if found.value is None or not self._form.fits(key.text, key.field, found.value, area, cell):
            return
        of = self._of_year(shift) if key.is_yearly else None
        if key.is_yearly and of is None:
            self._form.no_year(key.text, area)
            return
        self._form.stated.append(StatedValue(key.steps, of, found.value, area.address))

    def _of_year(self, shift: int) -> int | None:
        if abs(shift) > _FIRST_YEAR:
            return shift
        return None if self._form.year is None else self._form.year + shift

    def _table(self, rule: TableRule) -> None:
        base = self._form.year
        words = self._mapping.years
        years = {word: base + shift for word, shift in words.items()} if base is not None else {}
        try:
            found = read_table(self._labels, rule, years)
        except PlaceNotFound as error:
            self._not_found(rule.into.text, error, rule.optional)
            return
        for area, text in found.unread:
            self._form.notes.append(
                (
                    "form-unread",
                    "対応表にない表の行・列(読みませんでした)",
                    "rows and columns of tables that the mapping does not name (not read)",
                    f"{area.address}「{text}」",
                )
            )
        money = self._money.of_table(rule, found.area)
        for record in found.records:
            self._records.add(rule, record, money)
