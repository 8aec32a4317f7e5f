"""The labels that are known: of the workbook's columns, and more of forms (``labels.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from michisuji.folding import word
from michisuji.importers.city.codes import code_labels
from michisuji.importers.city.forms.sheet.texts import label, matches, pattern
from michisuji.importers.city.workbook.layout import layout

#: Tables of the workbook whose columns are labels on a form → what their keys begin with.
_SHEETS = {"measures/ program": "program.", "measures/ program.evaluation": "evaluation."}
#: Keys that the period of a program fills, and the label for it.
PERIOD = "period"
_FILE = Path(__file__).with_name("labels.toml")


@dataclass(frozen=True)
class LabelWords:
    """Patterns of labels → what they mean."""

    known: Mapping[str, str]

    def meaning(self, text: str) -> str:
        """Return what a label (as :func:`.texts.label` returns it) means; '' if unknown."""
        exact = self.known.get(text)
        if exact is not None:
            return exact
        begun = (m for p, m in self.known.items() if p.endswith("*") and matches([p], text))
        return next(begun, "")

    def within(self, text: str) -> str:
        """Return the meaning of a pattern that stands anywhere in a text; '' without one."""
        return next((m for p, m in self.known.items() if p in text), "")


@dataclass(frozen=True)
class KnownLabels:
    """The meanings of labels, headers and words of forms."""

    values: LabelWords
    evaluations: LabelWords
    indicators: LabelWords
    elements: LabelWords
    money: LabelWords
    whole: LabelWords
    skip: LabelWords
    group: LabelWords
    rating_header: LabelWords
    rating_reason: LabelWords
    years: Mapping[str, int]
    _codes: Mapping[str, Mapping[str, str]]

    def code(self, scheme: str, said: str) -> str:
        """Return the code that a word on a form names; '' if unknown."""
        own = self._codes.get(scheme, {}).get(label(said), "")
        if own:
            return own
        folded = word(said).lower()
        for code, names in code_labels(scheme).items():
            if folded in (code, *(word(name).lower() for name in names.values())):
                return code
        return ""


@cache
def known_labels() -> KnownLabels:
    """Return the labels, read once."""
    found = tomllib.loads(_FILE.read_text("utf-8"))
    values = dict(_of_workbook())
    values.update(_words(found["values"]))
    money_rows, ratings = found["money-rows"], found["ratings"]
    return KnownLabels(
        values=LabelWords(values),
        evaluations=LabelWords(_words(found["evaluations"])),
        indicators=LabelWords(_words(found["indicators"])),
        elements=LabelWords(_words(found["elements"])),
        money=LabelWords(_words(found["money"])),
        whole=LabelWords(_words({"whole": money_rows["whole"]})),
        skip=LabelWords(_words({"skip": money_rows["skip"]})),
        group=LabelWords(_words({"group": money_rows["group"]})),
        rating_header=LabelWords(_words({"header": ratings["header"]})),
        rating_reason=LabelWords(_words({"reason": ratings["reason"]})),
        years={label(said): shift for said, shift in found["years"].items()},
        _codes={scheme: _words(codes) for scheme, codes in found["codes"].items()},
    )


def _of_workbook() -> Iterable[tuple[str, str]]:
    """Yield the headers of the workbook's columns with the keys that they stand for."""
    for sheet in layout().sheets:
        for address in sheet.tables:
            if address not in _SHEETS:
                continue
            for column in sheet.columns:
                if not (column.own or column.folded or column.key in ("id", "kind", "year")):
                    for title in (column.ja, *column.synonyms):
                        yield label(title), _SHEETS[address] + column.key


def _words(found: Mapping[str, list[str]]) -> dict[str, str]:
    return {pattern(said): meaning for meaning, names in found.items() for said in names}
