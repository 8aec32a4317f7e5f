"""Reads a mapping file, and reports what is wrong in it with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from michisuji.importers.city.checking import check_table, item_path
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.forms.mapping.keys import (
    Key,
    UnknownKey,
    parse_key,
    parse_table,
)
from michisuji.importers.city.forms.mapping.rules import (
    ELEMENT,
    VALUE,
    FormMapping,
    LabelPlace,
    Part,
    TableRule,
    ValueRule,
    YearRule,
)
from michisuji.importers.city.forms.sheet.texts import MONEY, label, pattern
from michisuji.importers.problems import Problems, SourceProblems

_TEXT = Field("text")
_LABELS = Field("text-or-texts")
_MONEY = Field("text", choices=tuple(MONEY))
_AT = Field("text")
_FREE = Field("free")

_FORM: Table = {"title": _TEXT, "sheet": _TEXT, "money": _MONEY, "year": _FREE, "years": _FREE}
_PLACE: Table = {"label": _LABELS, "at": _AT, "under": _LABELS, "nth": _FREE, "rows": _FREE}
_VALUE: Table = {
    "key": Field("text-or-texts", required=True),
    **_PLACE,
    "label": Field("text-or-texts", required=True),
    "year": _FREE,
    "optional": Field("boolean"),
    "money": _MONEY,
    "codes": _FREE,
    "box": Field("text", choices=("before", "after")),
}
_TABLE: Table = {
    "into": Field("text", required=True),
    "header": Field("text-or-texts"),
    "header_rows": _FREE,
    "columns": _FREE,
    "rows": _FREE,
    "under": _LABELS,
    "end": _LABELS,
    "skip": _LABELS,
    "value": _TEXT,
    "record": _TEXT,
    "codes": _FREE,
    "constants": _FREE,
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
    found = _Reader(path.name, problems).mapping(_document(path, problems))
    refuse(path, problems)
    return found


def refuse(path: Path, problems: Problems) -> None:
    """Raise SourceProblems if a mapping file has any problems."""
    if problems.found:
        raise SourceProblems(
            path.name,
            problems.sorted(),
            hint_ja="書き方は data/forms.md にあります。"
            "michisuji forms learn 様式.xlsx がひな形を作ります",
            hint_en="data/forms.md says how to write one; "
            "michisuji forms learn FORM.xlsx proposes one",
        )


def _document(path: Path, problems: Problems) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        problems.add(path.name, "", f"読めません: {reason}", f"cannot be read: {reason}")
    except ValueError as error:
        problems.add(
            path.name,
            "",
            f"TOMLの書き方に誤りがあります: {error}",
            f"TOML syntax error: {error}",
        )
    refuse(path, problems)
    raise AssertionError


class _Reader:
    """The parts of one mapping file; problems are added, and a rule with one is left out."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems

    def mapping(self, document: dict[str, Any]) -> FormMapping:
        for name in sorted(set(document) - {"form", "value", "table", "constants"}):
            self._add(name, "知らない項目です", "unknown key")
        form = document.get("form", {})
        self._check("form", _FORM, form if isinstance(form, dict) else {})
        values = self._rules(document, "value", _VALUE, self._value)
        tables = self._rules(document, "table", _TABLE, self._table)
        if not any(self._identifies(rule) for rule in values):
            self._add(
                "value",
                '事業を見分ける項目がありません(key = "program.id" か "program.name")',
                'nothing tells the program (key = "program.id" or "program.name")',
            )
        return FormMapping(
            file=self._file,
            title=form.get("title", self._file.removesuffix(".toml")),
            sheet=form.get("sheet", "*"),
            money=form.get("money", ""),
            year=self._year(form.get("year")),
            years=self._whole_numbers("form.years", form.get("years", {})),
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
            self._add(name, f"[[{name}]] と書いてください", f"must be written as [[{name}]]")
            return []
        out = []
        for number, item in enumerate(found, 1):
            path = item_path(name, {"key": item.get("into"), **item}, number)
            before = len(self._problems.found)
            self._check(path, table, item)
            rule = read(path, item) if len(self._problems.found) == before else None
            if rule is not None:
                out.append(rule)
        return out

    def _check(self, path: str, table: Table, values: dict[str, Any]) -> None:
        """Check the keys of a table; those marked as free are checked where they are read."""
        free = {key for key, field in table.items() if field is _FREE}
        fixed = {key: field for key, field in table.items() if key not in free}
        own = {key: value for key, value in values.items() if key not in free}
        check_table(self._problems, self._file, path, fixed, own)

    def _value(self, path: str, item: dict[str, Any]) -> ValueRule | None:
        keys = [self._key(f"{path}.key", text, parse_key) for text in _texts(item["key"])]
        place = self._place(path, item)
        known = [key for key in keys if key is not None]
        if len(known) < len(keys) or place is None:
            return None
        if len(keys) > 2 or (len(keys) == 2 and any(k.field.kind != "year" for k in known)):
            self._add(
                f"{path}.key",
                "2つ書けるのは、期間の始めと終わりだけです",
                "only the two ends of a period may be given together",
            )
        return ValueRule(
            path=path,
            keys=tuple(known),
            place=place,
            year=self._whole(f"{path}.year", item.get("year", 0)),
            optional=item.get("optional", False),
            money=item.get("money", ""),
            codes=self._codes(f"{path}.codes", item.get("codes", {})),
            box_after=item.get("box") == "after",
        )

    def _place(self, path: str, item: dict[str, Any]) -> LabelPlace | None:
        direction, _, steps = str(item.get("at", "right")).partition(" ")
        if direction not in ("right", "below") or not (steps or "1").isdecimal():
            self._add(
                f"{path}.at",
                "right、below、right 2 のように書いてください",
                "write right, below, or right 2",
            )
            return None
        nth = item.get("nth")
        return LabelPlace(
            labels=tuple(map(pattern, _texts(item.get("label", [])))),
            direction="right" if direction == "right" else "below",
            steps=int(steps or 1),
            under=tuple(map(pattern, _texts(item.get("under", [])))),
            nth=None if nth is None else self._whole(f"{path}.nth", nth, least=1),
            rows=self._whole(f"{path}.rows", item.get("rows", 1), least=1),
        )

    def _table(self, path: str, item: dict[str, Any]) -> TableRule | None:
        into = self._key(f"{path}.into", item["into"], parse_table)
        if into is None:
            return None
        columns = self._strings(f"{path}.columns", item.get("columns", {}))
        rows: dict[str, Part] = {}
        for words, found in self._mapping(f"{path}.rows", item.get("rows", {})).items():
            place = f"{path}.rows.{words}"
            rows[pattern(words)] = (
                self._strings(place, found) if isinstance(found, dict) else str(found)
            )
        inner = [key for part in rows.values() for key in _keys_of(part)]
        value = [item["value"]] if "value" in item else []
        for key in [
            *columns.values(),
            *inner,
            *value,
            *self._mapping("", item.get("constants", {})),
        ]:
            self._check_column(path, into, key)
        header = _texts(item.get("header", [])) or list(item.get("columns", {}))
        if not header:
            self._add(path, "header か columns が要ります", "header or columns is missing")
        height = item.get("header_rows")
        codes = self._mapping(f"{path}.codes", item.get("codes", {}))
        return TableRule(
            path=path,
            into=into,
            header=tuple(map(pattern, header)),
            columns=columns,
            rows=rows,
            under=tuple(map(pattern, _texts(item.get("under", [])))),
            header_rows=height and self._whole(f"{path}.header_rows", height, least=1),
            end=tuple(map(pattern, _texts(item.get("end", [])))),
            skip=tuple(map(pattern, _texts(item.get("skip", [])))),
            value=item.get("value", ""),
            record=item.get("record", "name"),
            codes={key: self._codes(f"{path}.codes.{key}", of) for key, of in codes.items()},
            constants=item.get("constants", {}),
            element=item.get("element", ""),
            optional=item.get("optional", False),
            money=item.get("money", ""),
        )

    def _check_column(self, path: str, into: Key, key: str) -> None:
        if key in (VALUE, ELEMENT) or key in into.table:
            return
        self._add(
            f"{path}.columns",
            f"知らない項目です: {key}(使える項目: {'、'.join(into.table)})",
            f"unknown key: {key} (known: {', '.join(into.table)})",
        )

    def _year(self, found: Any) -> YearRule:
        if found is None or (isinstance(found, int) and not isinstance(found, bool)):
            return YearRule(fixed=found)
        if isinstance(found, dict) and "label" in found:
            self._check("form.year", _PLACE, found)
            return YearRule(place=self._place("form.year", found))
        if isinstance(found, dict) and isinstance(found.get("title"), str | list):
            return YearRule(title=tuple(map(label, _texts(found["title"]))))
        self._add(
            "form.year",
            '2025、{ label = "評価年度" }、{ title = "評価シート" } のどれかにしてください',
            'must be 2025, { label = "…" } or { title = "…" }',
        )
        return YearRule()

    def _constants(self, found: Any) -> list[tuple[Key, Any]]:
        out = []
        for text, value in self._mapping("constants", found).items():
            key = self._key(f"constants.{text}", text, partial(parse_key, links=True))
            if key is not None:
                before = len(self._problems.found)
                name = key.steps[-1].name
                check_table(
                    self._problems, self._file, "constants", {text: key.field}, {text: value}
                )
                if len(self._problems.found) == before and name:
                    out.append((key, value))
        return out

    def _key(self, path: str, text: str, parse: Callable[[str], Key]) -> Key | None:
        try:
            return parse(text)
        except UnknownKey as error:
            self._add(path, error.ja, error.en)
            return None

    def _codes(self, path: str, found: Any) -> dict[str, Any]:
        return {label(words): code for words, code in self._mapping(path, found).items()}

    def _strings(self, path: str, found: Any) -> dict[str, str]:
        out = {}
        for words, value in self._mapping(path, found).items():
            if isinstance(value, str):
                out[pattern(words)] = value
            else:
                self._add(f"{path}.{words}", "文字列にしてください", "must be text")
        return out

    def _whole_numbers(self, path: str, found: Any) -> dict[str, int]:
        return {
            label(words): self._whole(f"{path}.{words}", value)
            for words, value in self._mapping(path, found).items()
        }

    def _mapping(self, path: str, found: Any) -> Mapping[str, Any]:
        if isinstance(found, dict):
            return found
        self._add(path, '{ "言葉" = 値 } の形にしてください', 'must be { "words" = value }')
        return {}

    def _whole(self, path: str, found: Any, least: int = -2200) -> int:
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= 2200:
            return found
        self._add(path, "整数にしてください", "must be a whole number")
        return least

    def _add(self, path: str, ja: str, en: str) -> None:
        self._problems.add(self._file, path, ja, en)


def _texts(found: Any) -> list[str]:
    return [found] if isinstance(found, str) else [t for t in found if isinstance(t, str)]


def _keys_of(part: Part) -> list[str]:
    return [part] if isinstance(part, str) else list(part.values())
