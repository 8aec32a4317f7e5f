"""The unit of money of a form's values: as their label, table, mapping or sheet states it."""

from __future__ import annotations

from michisuji.importers.city.forms.converting import is_money
from michisuji.importers.city.forms.form import FormRead
from michisuji.importers.city.forms.mapping.keys import KeyStep
from michisuji.importers.city.forms.mapping.rules import TableRule
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.texts import money_unit

#: Rows above a table in which its unit of money may be stated.
_ABOVE = 3


class MoneyUnits:
    """The units of money of one sheet; ``default`` is that of the mapping, '' without one."""

    def __init__(self, grid: Grid, form: FormRead, default: str) -> None:
        self._grid = grid
        self._form = form
        self._default = default

    def of_table(self, rule: TableRule, header: Area) -> str:
        """Return the unit of a table: the one stated closest above its header, if any."""
        fields = rule.into.table.items()
        if not any(is_money((*rule.into.steps, KeyStep(key)), of) for key, of in fields):
            return ""
        near = None
        for row in range(max(0, header.top - _ABOVE), header.top + 1):
            for column in range(self._grid.width):
                near = _stated(self._grid.value(row, column)) or near
        return self.of(rule.into.text, header, near, rule.money)

    def of(self, what: str, area: Area, own: str | None, ruled: str) -> str:
        """Return the unit of a value: what stands at it, what its rule says, or the form's.

        A rule that says another unit than the form is a trouble, and gives '' for no unit.
        """
        if own and ruled and own != ruled:
            self._differs(what, area, ruled, own)
            return ""
        if own or ruled:
            return own or ruled
        cells = (_stated(value) for _, value in self._grid.filled())
        stated = sorted({unit for unit in cells if unit})
        if self._default and stated and self._default not in stated:
            self._differs(what, area, self._default, "、".join(stated))
            return ""
        return self._default or (stated[0] if len(stated) == 1 else "")

    def _differs(self, what: str, area: Area, ruled: str, own: str) -> None:
        self._form.trouble(
            area.address,
            what,
            "",
            f"金額の単位が、対応表では{ruled}、様式では{own}です。どちらかを直してください",
            f"the unit of money is {ruled} in the mapping, {own} on the form: mend one of them",
        )


def _stated(value: object) -> str | None:
    """Return the unit that a cell such as ``(単位:千円)`` states."""
    return money_unit(value) if isinstance(value, str) and "単位" in value else None
