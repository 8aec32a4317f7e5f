"""The values that forms have set, so that one that cannot stay is taken back on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from michisuji.importers.city.content import Document
from michisuji.importers.city.forms.form import FormRead

#: Elements are left out of the path of an indicator, which has an id of its own.
_ELEMENT = re.compile(r"\.element\[[^\]]*\](?=\.indicator\[)")


@dataclass(frozen=True)
class SaidValue:
    """A value that a form has set, where it did so, and what was there before (None: nothing)."""

    value: Any
    form: FormRead
    cell: str
    owner: Document
    key: str
    year: int | None
    before: Any

    def undo(self) -> None:
        """Set again what was there before."""
        table, key = self.owner, self.key
        if self.year is not None:
            table, key = self.owner.setdefault(self.key, {}), str(self.year)
        if self.before is None:
            table.pop(key, None)
        else:
            table[key] = self.before
        if self.year is not None and not table:
            del self.owner[self.key]


@dataclass
class Said:
    """The values that the forms of one run have set so far, by path."""

    values: dict[str, SaidValue] = field(default_factory=dict)

    def take_back(self, path: str, ja: str, en: str) -> bool:
        """Undo the value at a path, with a reason for its form; return False if there is none."""
        found = self.values.pop(_ELEMENT.sub("", path), None)
        if found is None:
            return False
        found.undo()
        found.form.trouble(found.cell, path.partition(".")[2], found.value, ja, en)
        return True
