"""The parts that rules of a mapping file are made of: keys, places, words and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from michisuji.importers.city.checking import check_table
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.forms.mapping.keys import Key, UnknownKey
from michisuji.importers.city.forms.mapping.rules import LabelPlace
from michisuji.importers.city.forms.sheet.texts import label, pattern
from michisuji.importers.problems import Problems

#: A key of the mapping's own format that is checked where it is read.
FREE = Field("free")


class MappingParts:
    """Reads parts of one mapping file; what is wrong is added to its problems."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems

    def check(self, path: str, table: Table, values: dict[str, Any]) -> None:
        """Check the keys of a table; those marked as free are checked where they are read."""
        free = {key for key, field in table.items() if field is FREE}
        fixed = {key: field for key, field in table.items() if key not in free}
        own = {key: value for key, value in values.items() if key not in free}
        check_table(self.problems, self.file, path, fixed, own)

    def check_codes(self, path: str, field: Field, codes: Mapping[str, Any]) -> None:
        """Check the values that a form's own words stand for."""
        for words, code in codes.items():
            value = [code] if field.kind in ("texts", "text-or-texts") else code
            told = Problems()
            check_table(told, self.file, "", {"_": replace(field, required=False)}, {"_": value})
            for problem in told.found:
                self.add(f"{path}.{words}", problem.ja, problem.en)

    def place(self, path: str, item: dict[str, Any]) -> LabelPlace | None:
        """Return the place of a label; None, with a problem, if it is not well written."""
        direction, _, steps = str(item.get("at", "right")).partition(" ")
        if direction not in ("right", "below") or not (steps or "1").isdecimal():
            self.add(
                f"{path}.at",
                "right、below、right 2 のように書いてください",
                "write right, below, or right 2",
            )
            return None
        nth = item.get("nth")
        return LabelPlace(
            labels=tuple(map(pattern, texts_of(item.get("label", [])))),
            direction="right" if direction == "right" else "below",
            steps=int(steps or 1),
            under=tuple(map(pattern, texts_of(item.get("under", [])))),
            nth=None if nth is None else self.whole(f"{path}.nth", nth, least=1),
            rows=self.whole(f"{path}.rows", item.get("rows", 1), least=1),
        )

    def key(self, path: str, text: str, parse: Callable[[str], Key]) -> Key | None:
        """Return a key; None, with a problem, if there is none of this name."""
        try:
            return parse(text)
        except UnknownKey as error:
            self.add(path, error.ja, error.en)
            return None

    def codes(self, path: str, found: Any) -> dict[str, Any]:
        """Return the form's own words, as labels, with what they stand for."""
        return {label(words): code for words, code in self.words(path, found).items()}

    def strings(self, path: str, found: Any) -> dict[str, str]:
        """Return words, as patterns, with the texts that they stand for."""
        out = {}
        for words, value in self.words(path, found).items():
            if isinstance(value, str):
                out[pattern(words)] = value
            else:
                self.add(f"{path}.{words}", "文字列にしてください", "must be text")
        return out

    def whole_numbers(self, path: str, found: Any) -> dict[str, int]:
        """Return words, as labels, with whole numbers."""
        return {
            label(words): self.whole(f"{path}.{words}", value)
            for words, value in self.words(path, found).items()
        }

    def words(self, path: str, found: Any) -> Mapping[str, Any]:
        """Return a table of words; another value is a problem."""
        if isinstance(found, dict):
            return found
        self.add(path, '{ "言葉" = 値 } の形にしてください', 'must be { "words" = value }')
        return {}

    def whole(self, path: str, found: Any, least: int = -2200) -> int:
        """Return a whole number; another value is a problem."""
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= 2200:
            return found
        self.add(path, "整数にしてください", "must be a whole number")
        return least

    def add(self, path: str, ja: str, en: str) -> None:
        """Add a problem of the mapping file."""
        self.problems.add(self.file, path, ja, en)


def texts_of(found: Any) -> list[str]:
    """Return the texts of a value that is one or an array of them."""
    return [found] if isinstance(found, str) else [t for t in found if isinstance(t, str)]
