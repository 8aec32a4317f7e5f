"""Checks one file against its format: unknown keys, missing keys, wrong kinds of value."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from michisuji.importers.city.fields import Field, Table
from michisuji.importers.dataset_names import why_not
from michisuji.importers.ntriples import canonical_decimal
from michisuji.importers.problems import Problems
from michisuji.iris import is_iri

Reasons = tuple[str, str]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
#: Keys with a special meaning as the target of a link.
RESERVED_KEYS = frozenset({"money", "measure"})
_YEAR_KEY = re.compile(r"[0-9]{4}")
_YEARS = range(1950, 2101)


def check_table(
    problems: Problems, file: str, path: str, table: Table, values: dict[str, Any]
) -> None:
    """Record everything in ``values`` that the format ``table`` does not allow.

    Values of the wrong type are removed, so that later checks across all files find texts where
    texts are expected. (Nothing is imported if there is a problem.)
    """
    for key in values:
        if key not in table:
            problems.add(
                file,
                _join(path, key),
                f"知らない項目です(使える項目: {'、'.join(table)})",
                f"unknown key (known: {', '.join(table)})",
            )
    for key, field in table.items():
        if key in values:
            _check_value(problems, file, _join(path, key), field, values[key])
            if not _TYPES[field.kind](values[key]):
                del values[key]
        elif field.required:
            problems.add(
                file, _join(path, key), "必須の項目がありません", "required key is missing"
            )


def _check_value(problems: Problems, file: str, path: str, field: Field, value: Any) -> None:
    if field.kind in ("table", "tables", "links"):
        _check_nested(problems, file, path, field, value)
        return
    reasons = _KINDS[field.kind](value)
    if reasons is None and field.choices:
        reasons = _not_among(field.choices, value)
    if reasons is not None:
        problems.add(file, path, *reasons)


def _check_nested(problems: Problems, file: str, path: str, field: Field, value: Any) -> None:
    table = field.table or {}
    if field.kind == "table":
        if isinstance(value, dict):
            check_table(problems, file, path, table, value)
        else:
            problems.add(file, path, "表([…])にしてください", "must be a table")
        return
    if not isinstance(value, list):
        problems.add(file, path, "配列にしてください", "must be an array")
        return
    for number, item in enumerate(list(value), 1):
        place = item_path(path, item, number)
        if isinstance(item, dict):
            check_table(problems, file, place, table, item)
        elif field.kind == "tables" or not isinstance(item, str) or not item:
            problems.add(
                file,
                place,
                "表か、つなぐ先の名前にしてください",
                "must be a table (or a target key)",
            )
    value[:] = [i for i in value if isinstance(i, dict | str if field.kind == "links" else dict)]


def item_path(path: str, item: Any, number: int) -> str:
    """Return the path of an item in an array: by its own id, key or target if it has one."""
    if isinstance(item, str):
        return f"{path}[{item}]"
    if isinstance(item, dict):
        for name in ("id", "key", "to", "year"):
            if isinstance(item.get(name), str) or _is_integer(item.get(name)):
                return f"{path}[{item[name]}]"
    return f"{path}[#{number}]"


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _not_among(choices: tuple[str, ...], value: Any) -> Reasons | None:
    bad = [v for v in (value if isinstance(value, list) else [value]) if v not in choices]
    if not bad:
        return None
    return (
        f"「{bad[0]}」は使えません({'、'.join(choices)} のどれか)",
        f"'{bad[0]}' is not one of {', '.join(choices)}",
    )


def _text(value: Any) -> Reasons | None:
    if isinstance(value, str) and value.strip() and value == value.strip():
        return None
    return (
        "前後に空白のない、空でない文字列にしてください",
        "must be text, not empty, without outer spaces",
    )


def _texts(value: Any) -> Reasons | None:
    if isinstance(value, list) and not any(_text(item) for item in value):
        return (
            None if len(set(value)) == len(value) else ("同じ値が重なっています", "repeated value")
        )
    return "文字列の配列にしてください", "must be an array of texts"


def _matching(pattern: re.Pattern[str], ja: str, en: str) -> Callable[[Any], Reasons | None]:
    def check(value: Any) -> Reasons | None:
        if isinstance(value, str) and pattern.fullmatch(value):
            return None
        return ja, en

    return check


def _key(value: Any) -> Reasons | None:
    if isinstance(value, str) and value in RESERVED_KEYS:
        return f"「{value}」は予約された名前です", f"'{value}' is a reserved key"
    return _matching(
        _KEY,
        "英小文字で始まる英小文字・数字にしてください",
        "must be lower-case letters and digits",
    )(value)


def _year(value: Any) -> Reasons | None:
    if _is_integer(value) and value in _YEARS:
        return None
    return "西暦の年度(整数)にしてください", "must be a fiscal year (an integer such as 2026)"


def _boolean(value: Any) -> Reasons | None:
    return (
        None if isinstance(value, bool) else ("true か false にしてください", "must be true/false")
    )


def _date(value: Any) -> Reasons | None:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return None
    return (
        "日付(引用符なしの 2026-04-01 など)にしてください",
        "must be a date, unquoted: 2026-04-01",
    )


def is_number(value: Any) -> bool:
    """Return True for a number that xsd:decimal can hold.

    That excludes inf, nan, and numbers with more digits than engines support.
    """
    known = isinstance(value, float) or _is_integer(value)
    return known and canonical_decimal(str(value)) is not None


def _is_integer(value: Any) -> bool:
    """Return True for an integer that can be written.

    Python refuses to write integers of thousands of digits.
    """
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**19


def _between(low: float, high: float | None) -> Callable[[Any], Reasons | None]:
    def check(value: Any) -> Reasons | None:
        if is_number(value) and low <= value and (high is None or value <= high):
            return None
        if high is None:
            return f"{low:g} 以上の数値にしてください", f"must be a number of at least {low:g}"
        return (
            f"{low:g}~{high:g} の数値にしてください",
            f"must be a number from {low:g} to {high:g}",
        )

    return check


def _yearly(check_one: Callable[[Any], Reasons | None]) -> Callable[[Any], Reasons | None]:
    def check(value: Any) -> Reasons | None:
        if not isinstance(value, dict):
            return "{2026 = 数値} の形にしてください", "must be a table of years: {2026 = 10}"
        for key, item in value.items():
            reasons = _year(int(key) if _YEAR_KEY.fullmatch(key) else key)
            reasons = reasons or check_one(item)
            if reasons is not None:
                return f"{key}: {reasons[0]}", f"{key}: {reasons[1]}"
        return None

    return check


def _number(value: Any) -> Reasons | None:
    return None if is_number(value) else ("数値にしてください", "must be a number")


def _rank(value: Any) -> Reasons | None:
    if _is_integer(value) and value >= 1:
        return None
    return "1 以上の整数にしてください", "must be an integer of at least 1"


def _number_or_text(value: Any) -> Reasons | None:
    if is_number(value) or _text(value) is None:
        return None
    return "数値か文字列にしてください", "must be a number or a text"


_KINDS: dict[str, Callable[[Any], Reasons | None]] = {
    "text": _text,
    "texts": _texts,
    "text-or-texts": lambda value: _texts(value) if isinstance(value, list) else _text(value),
    "id": _matching(
        _ID,
        "英小文字・数字・ハイフンの番号にしてください",
        "must be lower-case letters, digits, hyphens",
    ),
    "dataset": lambda value: (
        why_not(value) if isinstance(value, str) else ("文字列にしてください", "must be text")
    ),
    "key": _key,
    "rule": _matching(
        re.compile(r"[A-Z]+-[0-9]{2}"),
        "規則の番号(CHAIN-05 など)にしてください",
        "must be the id of a rule, such as CHAIN-05",
    ),
    "year": _year,
    "boolean": _boolean,
    "date": _date,
    "iri": lambda value: (
        None
        if isinstance(value, str) and value.startswith(("http://", "https://")) and is_iri(value)
        else ("http(s) のIRIにしてください", "must be an http(s) IRI")
    ),
    "amount": _between(0, None),
    "signed-amount": _number,
    "rank": _rank,
    "share-of-one": _between(0, 1),
    "percent": _between(0, 100),
    "amounts": _yearly(_between(0, None)),
    "signed-amounts": _yearly(_number),
    "values": _yearly(_number_or_text),
}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _are_amounts(value: Any) -> bool:
    return _is_table(value) and all(map(is_number, value.values()))


#: Type checks by kind, regardless of anything else that is wrong with a value.
_TYPES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("text", "id", "dataset", "key", "rule", "iri"), _is_text),
    "texts": _are_texts,
    "text-or-texts": lambda value: _is_text(value) or _are_texts(value),
    **dict.fromkeys(("year", "rank"), _is_integer),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, datetime.date),
    **dict.fromkeys(("amount", "signed-amount", "share-of-one", "percent"), is_number),
    **dict.fromkeys(("amounts", "signed-amounts"), _are_amounts),
    "values": lambda value: (
        _is_table(value) and all(is_number(item) or _is_text(item) for item in value.values())
    ),
    "table": _is_table,
    **dict.fromkeys(("tables", "links"), lambda value: isinstance(value, list)),
}
