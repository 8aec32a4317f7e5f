"""Turns the records of a table into values of the city's schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from michisuji.folding import fold
from michisuji.importers.city.cells.texts import written
from michisuji.importers.city.forms.converting import Converter
from michisuji.importers.city.forms.form import FormRead, StatedRecord
from michisuji.importers.city.forms.mapping.keys import Key, KeyStep
from michisuji.importers.city.forms.mapping.rules import ELEMENT, TableRule
from michisuji.importers.city.forms.sheet.grid import Grid
from michisuji.importers.city.forms.sheet.tables import Record, TableCell
from michisuji.importers.city.forms.sheet.texts import label, matches


@dataclass(frozen=True)
class _Reading:
    """The ways in which the cells of one record are read."""

    money: str
    percent: bool
    qualitative: bool


class RecordReader:
    """Adds the records of a form's tables to it."""

    def __init__(self, form: FormRead, converter: Converter, grid: Grid) -> None:
        self._form = form
        self._grid = grid
        self._convert = converter

    def add(self, rule: TableRule, record: Record, money: str) -> None:
        """Add a record to the form; cells without a value leave nothing."""
        out = StatedRecord(rule, record.area.address)
        texts = {cell.key: fold(written(cell.value)) for cell in record.cells}
        reading = _Reading(
            money=money,
            percent=texts.get("unit") in ("%", "パ-セント", "ポイント"),
            qualitative="定性" in texts.get("kind", "")
            or rule.constants.get("kind") == "qualitative"
            or self._convert.is_qualitative(texts.get("name", "")),
        )
        for cell in record.cells:
            if cell.key == ELEMENT:
                self._element(out, cell)
            else:
                self._cell(out, cell, reading)
        if out.values or out.yearly:
            self._form.records.append(out)

    def _element(self, out: StatedRecord, cell: TableCell) -> None:
        said, codes = label(written(cell.value)), out.rule.codes.get(ELEMENT, {})
        found = next((str(code) for words, code in codes.items() if matches([words], said)), "")
        if found:
            out.element = found
        else:
            self._form.trouble(
                cell.area.address,
                out.rule.into.text,
                cell.value,
                f'どの要素の指標か分かりません(対応表の codes."@element" にあるのは '
                f"{'、'.join(codes)})",
                f'the element is unknown (in codes."@element": {", ".join(codes)})',
            )

    def _cell(self, out: StatedRecord, cell: TableCell, reading: _Reading) -> None:
        field = out.rule.into.table[cell.key]
        key = Key(
            f"{out.rule.into.text}.{cell.key}", (*out.rule.into.steps, KeyStep(cell.key)), field
        )
        value = self._converted(out.rule, key, cell, reading)
        of = cell.year if cell.year is not None else self._form.year
        if value is None or not self._form.fits(key.text, field, value, cell.area, cell.value):
            return
        if key.is_yearly and of is None:
            self._form.no_year(key.text, cell.area)
            return
        name = f"{cell.key}.{of}" if key.is_yearly else cell.key
        if name in out.cells:
            self._twice(out, name, value, cell)
            return
        out.cells[name] = cell.area.address
        if key.is_yearly and of is not None:
            out.yearly.setdefault(cell.key, {})[of] = value
        else:
            out.values[cell.key] = value

    def _converted(self, rule: TableRule, key: Key, cell: TableCell, reading: _Reading) -> Any:
        found = self._convert.value(
            key.steps,
            key.field,
            cell.value,
            codes=rule.codes.get(cell.key, {}),
            money=cell.money or reading.money,
            qualitative=reading.qualitative,
            percent=reading.percent,
            shown=self._grid.shown_as_percent(cell.area),
        )
        if found.problem is not None:
            self._form.refuse(key.text, cell.area, found, cell.value)
            return None
        self._form.remark(found, cell.area)
        return found.value

    def _twice(self, out: StatedRecord, name: str, value: Any, cell: TableCell) -> None:
        """Report a second value of one key unless it is the same."""
        key, _, of = name.partition(".")
        known = out.yearly[key][int(of)] if of else out.values[key]
        if known != value:
            self._form.trouble(
                cell.area.address,
                f"{out.rule.into.text}.{name}",
                cell.value,
                f"{out.cells[name]} の「{known}」と違います(先の値を使いました)",
                f"differs from '{known}' in {out.cells[name]} (the first was used)",
            )
