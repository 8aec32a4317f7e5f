"""Reads a mapping file, and reports what is wrong in it with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from michisuji.importers.city.checking import check_table, item_path
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.forms.mapping.keys import (
    Key,
    parse_key,
    parse_table,
)
from michisuji.importers.city.forms.mapping.parts import FREE, MappingParts, texts_of
from michisuji.importers.city.forms.mapping.rules import (
    ELEMENT,
    VALUE,
    FormMapping,
    Part,
    TableRule,
    ValueRule,
    YearRule,
)
from michisuji.importers.city.forms.sheet.texts import MONEY, label, pattern
from michisuji.importers.city.mapping_files import mapping_document, refuse
from michisuji.importers.problems import Problems

_TEXT = Field("text")
_LABELS = Field("text-or-texts")
_MONEY = Field("text", choices=tuple(MONEY))
_AT = Field("text")

_FORM: Table = {"title": _TEXT, "sheet": _TEXT, "money": _MONEY, "year": FREE, "years": FREE}
_PLACE: Table = {"label": _LABELS, "at": _AT, "under": _LABELS, "nth": FREE, "rows": FREE}
_VALUE: Table = {
    "key": Field("text-or-texts", required=True),
    **_PLACE,
    "label": Field("text-or-texts", required=True),
    "year": FREE,
    "optional": Field("boolean"),
    "money": _MONEY,
    "codes": FREE,
    "box": Field("text", choices=("before", "after")),
}
_TABLE: Table = {
    "into": Field("text", required=True),
    "header": Field("text-or-texts"),
    "header_rows": FREE,
    "columns": FREE,
    "rows": FREE,
    "under": _LABELS,
    "end": _LABELS,
    "skip": _LABELS,
    "value": _TEXT,
    "record": _TEXT,
    "codes": FREE,
    "constants": FREE,
    "element": _TEXT,
    "optional": Field("boolean"),
    "money": _MONEY,
}
_Rule = TypeVar("_Rule", ValueRule, TableRule)


def read_mapping(path: Path) -> FormMapping:
    """Read a mapping file.

    Raises SourceProblems (a BadInput) with everything that is wrong in it.
    """
    problems = Problems()
    found = _Reader(path.name, problems).mapping(mapping_document(path, problems))
    refuse(path, problems)
    return found


class _Reader(MappingParts):
    """The parts of one mapping file; problems are added, and a rule with one is left out."""

    def mapping(self, document: dict[str, Any]) -> FormMapping:
        for name in sorted(set(document) - {"form", "value", "table", "constants"}):
            self.add(name, "知らない項目です", "unknown key")
        form = document.get("form", {})
        self.check("form", _FORM, form if isinstance(form, dict) else {})
        values = self._rules(document, "value", _VALUE, self._value)
        tables = self._rules(document, "table", _TABLE, self._table)
        if not any(self._identifies(rule) for rule in values):
            self.add(
                "value",
                '事業を見分ける項目がありません(key = "program.id" か "program.name")',
                'nothing tells the program (key = "program.id" or "program.name")',
            )
        return FormMapping(
            file=self.file,
            title=form.get("title", self.file.removesuffix(".toml")),
            sheet=form.get("sheet", "*"),
            money=form.get("money", ""),
            year=self._year(form.get("year")),
            years=self.whole_numbers("form.years", form.get("years", {})),
            values=tuple(values),
            tables=tuple(tables),
            constants=tuple(self._constants(document.get("constants", {}))),
        )

    def _identifies(self, rule: ValueRule) -> bool:
        names = ("program.id", "program.name", "measure.id", "measure.name", "program.budget_code")
        return any(key.text in names for key in rule.keys)

    def _rules(
        self,
        document: dict[str, Any],
        name: str,
        table: Table,
        read: Callable[[str, dict[str, Any]], _Rule | None],
    ) -> list[_Rule]:
        found = document.get(name, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.add(name, f"[[{name}]] と書いてください", f"must be written as [[{name}]]")
            return []
        out = []
        for number, item in enumerate(found, 1):
            path = item_path(name, {"key": item.get("into"), **item}, number)
            before = len(self.problems.found)
            self.check(path, table, item)
            rule = read(path, item) if len(self.problems.found) == before else None
            if rule is not None:
                out.append(rule)
        return out

    def _value(self, path: str, item: dict[str, Any]) -> ValueRule | None:
        keys = [self.key(f"{path}.key", text, parse_key) for text in texts_of(item["key"])]
        place = self.place(path, item)
        known = [key for key in keys if key is not None]
        if len(known) < len(keys) or place is None:
            return None
        if len(keys) > 2 or (len(keys) == 2 and any(k.field.kind != "year" for k in known)):
            self.add(
                f"{path}.key",
                "2つ書けるのは、期間の始めと終わりだけです",
                "only the two ends of a period may be given together",
            )
        codes = self.codes(f"{path}.codes", item.get("codes", {}))
        self.check_codes(f"{path}.codes", known[0].field, codes)
        return ValueRule(
            path=path,
            keys=tuple(known),
            place=place,
            year=self.whole(f"{path}.year", item.get("year", 0)),
            optional=item.get("optional", False),
            money=item.get("money", ""),
            codes=codes,
            box_after=item.get("box") == "after",
        )

    def _table(self, path: str, item: dict[str, Any]) -> TableRule | None:
        into = self.key(f"{path}.into", item["into"], parse_table)
        if into is None:
            return None
        columns = self.strings(f"{path}.columns", item.get("columns", {}))
        rows: dict[str, Part] = {}
        for words, found in self.words(f"{path}.rows", item.get("rows", {})).items():
            place = f"{path}.rows.{words}"
            rows[pattern(words)] = (
                self.strings(place, found) if isinstance(found, dict) else str(found)
            )
        inner = [key for part in rows.values() for key in _keys_of(part)]
        fixed = self.words(f"{path}.constants", item.get("constants", {}))
        value = [item["value"]] if "value" in item else []
        for key in [*columns.values(), *inner, *value, *fixed]:
            self._check_column(path, into, key)
        header = texts_of(item.get("header", [])) or list(item.get("columns", {}))
        if not header:
            self.add(path, "header か columns が要ります", "header or columns is missing")
        height = item.get("header_rows")
        codes = {
            key: self.codes(f"{path}.codes.{key}", of)
            for key, of in self.words(f"{path}.codes", item.get("codes", {})).items()
        }
        for key, of in codes.items():
            if key != ELEMENT and key in into.table:
                self.check_codes(f"{path}.codes.{key}", into.table[key], of)
        own = {k: replace(f, required=False) for k, f in into.table.items() if k in fixed}
        check_table(self.problems, self.file, f"{path}.constants", own, dict(fixed))
        return TableRule(
            path=path,
            into=into,
            header=tuple(map(pattern, header)),
            columns=columns,
            rows=rows,
            under=tuple(map(pattern, texts_of(item.get("under", [])))),
            header_rows=height and self.whole(f"{path}.header_rows", height, least=1),
            end=tuple(map(pattern, texts_of(item.get("end", [])))),
            skip=tuple(map(pattern, texts_of(item.get("skip", [])))),
            value=item.get("value", ""),
            record=item.get("record", "name"),
            codes=codes,
            constants=fixed,
            element=item.get("element", ""),
            optional=item.get("optional", False),
            money=item.get("money", ""),
        )

    def _check_column(self, path: str, into: Key, key: str) -> None:
        if key in (VALUE, ELEMENT) or key in into.table:
            return
        self.add(
            f"{path}.columns",
            f"知らない項目です: {key}(使える項目: {'、'.join(into.table)})",
            f"unknown key: {key} (known: {', '.join(into.table)})",
        )

    def _year(self, found: Any) -> YearRule:
        if found is None or (isinstance(found, int) and not isinstance(found, bool)):
            return YearRule(fixed=found)
        if isinstance(found, dict) and "label" in found:
            self.check("form.year", _PLACE, found)
            return YearRule(place=self.place("form.year", found))
        if isinstance(found, dict) and isinstance(found.get("title"), str | list):
            return YearRule(title=tuple(map(label, texts_of(found["title"]))))
        self.add(
            "form.year",
            '2025、{ label = "評価年度" }、{ title = "評価シート" } のどれかにしてください',
            'must be 2025, { label = "…" } or { title = "…" }',
        )
        return YearRule()

    def _constants(self, found: Any) -> list[tuple[Key, Any]]:
        out = []
        for text, value in self.words("constants", found).items():
            key = self.key(f"constants.{text}", text, partial(parse_key, links=True))
            if key is not None:
                before = len(self.problems.found)
                name = key.steps[-1].name
                check_table(self.problems, self.file, "constants", {text: key.field}, {text: value})
                if len(self.problems.found) == before and name:
                    out.append((key, value))
        return out


def _keys_of(part: Part) -> list[str]:
    return [part] if isinstance(part, str) else list(part.values())
