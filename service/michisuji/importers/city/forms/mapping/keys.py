"""Keys of the city's schema as mapping files write them: ``program.element[a1].text``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.schema import MEASURE

_STEP = re.compile(r"([a-z_]+)(?:\[([A-Za-z0-9_-]+)\])?")
#: Table of the schema → what stands in the brackets that choose one of its items.
SELECTORS = {
    "element": "key",
    "town_condition": "key",
    "evaluation": "kind",
    "indicator": "id",
    "breakdown": "key",
}
#: ``program.indicator``: the indicators of all elements of the program.
_INDICATOR = "indicator"
#: Fields whose values belong to fiscal years.
YEARLY = frozenset(("amounts", "signed-amounts", "values"))


class UnknownKey(ValueError):
    """Raised for a text that names no key of the schema; it carries ``ja`` and ``en``."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja, self.en = ja, en


@dataclass(frozen=True)
class KeyStep:
    """One part of a key, such as ``element[a1]``; ``item`` is '' without brackets."""

    name: str
    item: str = ""

    def __str__(self) -> str:
        return f"{self.name}[{self.item}]" if self.item else self.name


@dataclass(frozen=True)
class Key:
    """A key of a measure's file: its text, its steps, and the field of the schema at its end."""

    text: str
    steps: tuple[KeyStep, ...]
    field: Field

    @property
    def is_yearly(self) -> bool:
        """True for amounts and values, which belong to fiscal years."""
        return self.field.kind in YEARLY

    @property
    def table(self) -> Table:
        """The fields of a key that is a table."""
        return self.field.table or {}


def parse_key(text: str, *, links: bool = False) -> Key:
    """Return the key of a value, such as ``program.budget.executed``; with ``links``, leads_to too.

    Raises UnknownKey, with the keys that could stand there.
    """
    key = _parsed(text)
    if key.field.kind in ("table", "tables") or (key.field.kind == "links" and not links):
        raise UnknownKey(
            f"「{text}」は表です(その中の項目を指定してください: {'、'.join(key.table)})",
            f"'{text}' is a table (name one of its keys: {', '.join(key.table)})",
        )
    return key


def parse_table(text: str) -> Key:
    """Return the key of a table, such as ``program.budget`` or ``program.indicator``.

    Raises UnknownKey.
    """
    if text == "program.indicator":
        inside = _parsed("program.element[a].indicator", last_is_table=True).field
        return Key(text, (KeyStep("program"), KeyStep(_INDICATOR)), inside)
    key = _parsed(text, last_is_table=True)
    if key.field.kind not in ("table", "tables"):
        raise UnknownKey(f"「{text}」は表ではありません", f"'{text}' is not a table")
    return key


def _parsed(text: str, *, last_is_table: bool = False) -> Key:
    table: Table = MEASURE
    steps: list[KeyStep] = []
    parts = text.split(".")
    for number, part in enumerate(parts, 1):
        found = _STEP.fullmatch(part)
        if found is None or found[1] not in table:
            raise UnknownKey(
                f"知らない項目です: {text}(「{part}」の所で使える項目: {'、'.join(table)})",
                f"unknown key: {text} (known in place of '{part}': {', '.join(table)})",
            )
        field = table[found[1]]
        step = KeyStep(found[1], found[2] or "")
        last = number == len(parts)
        if not (last and last_is_table):
            _check_selector(text, step, field)
        steps.append(step)
        table = field.table or {}
    return Key(text, tuple(steps), field)


def _check_selector(text: str, step: KeyStep, field: Field) -> None:
    """Raise UnknownKey for an item of an array without its brackets, and for needless ones."""
    needed = field.kind == "tables" and step.name != "program"
    if needed and step.name not in SELECTORS:
        raise UnknownKey(
            f"様式からは読めない表です: {text}", f"a table that forms do not give: {text}"
        )
    if needed and not step.item:
        raise UnknownKey(
            f"{text}: {step.name}[…] と書き、{SELECTORS[step.name]} を指定してください",
            f"{text}: write {step.name}[…], with its {SELECTORS[step.name]}",
        )
    if step.item and not needed:
        raise UnknownKey(f"{text}: [{step.item}] は要りません", f"{text}: needless [{step.item}]")
