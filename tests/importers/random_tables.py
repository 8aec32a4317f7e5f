"""Random tables made from the format: a new key comes into the tests by itself."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from michisuji.importers.city.content import Document
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.properties import Properties

Draw = Callable[[st.SearchStrategy[Any]], Any]
#: What draws the value of a key; None for a key that is to have no value.
Special = Mapping[str, "st.SearchStrategy[Any] | Callable[[], Any] | None"]

YEAR = 2026
#: Texts that a file, a workbook or a graph may take for something else.
TEXTS = (
    *("防災", "a", "あ" * 2_000, "一行目\n二行目", "一\n\n\n三", "行\t列", "“全角”", "𠮷野家 🏠"),
    *(
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "\\n",
        'a"b',
        "a\\",
        "C:\\temp\\u0041",
        '"x"@ja .',
        "</a>&amp;",
    ),
    *('"""a"""\nb"""', "一\n[measure]\n二", "a\n  [[program]]", 'x\n"', "\\\n\\\\", "一 \n 二"),
    *("=1+1", "+81 3", "-5", "@SUM(A1)", "'=1", "#注", "# x", "[x]", "{x}", "x = 1", "a,b;c、d"),
    *("0", "007", "1.5", "1e5", "1,000", "１２", "2026", "2026-04-01", "12:30", "令和7年4月1日"),
    *("R7", "true", "null", "NaN", "inf", "▲3", "100%", "－", "未定", "x", "円", "(なし)"),
)
#: Numbers of at most 15 digits, which any program keeps.
NUMBERS = (0, 1, 7, 12.5, 0.1, 0.3, 1e-6, 99.99, 1_234_567.89, 2_500_000, 10**12, 10**15 - 1)
#: What each reference written ``kind:id`` may name.
PREFIXED = {
    "feeds": ("instrument", "plan"),
    "supports": ("direction",),
    "realizes": ("management-policy", "direction"),
    "reflected_in": ("program",),
    "contributes_to": ("measure", "program", "vision", "mission", "goal"),
}
_PAST = st.sampled_from(("1950", "2019", "2024", "2025", str(YEAR)))

random_texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool),
)
random_numbers = st.sampled_from(NUMBERS)


def one_of(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the values; None if there is none."""
    return st.sampled_from(values) if values else st.none()


def some_of(values: Sequence[Any], least: int = 1) -> st.SearchStrategy[Any]:
    """Up to three of the values; None if there is none."""
    found = st.lists(st.sampled_from(values), min_size=least, max_size=3, unique=True)
    return found if values else st.none()


@dataclass
class Ids:
    """The ids of a city by kind of resource, known before any table, so that all may be named."""

    by_kind: dict[str, list[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[str]:
        """The ids of a kind."""
        return self.by_kind.get(kind, [])


@dataclass
class Filling:
    """Draws tables by their format, with references to the ids of one city."""

    draw: Draw
    ids: Ids
    texts: st.SearchStrategy[str]
    numbers: st.SearchStrategy[float]

    def table(
        self, table: Table, stated: Properties, special: Special | None = None, **given: Any
    ) -> Document:
        """Draw the required keys of a table, and any of the others.

        ``special`` holds the strategies of keys whose kind says too little, None for no value; what
        is ``given`` is not drawn.
        """
        chosen, out = self.draw(st.integers(0, 2 ** len(table) - 1)), {}
        special = special or {}
        for number, (key, found) in enumerate(table.items()):
            wanted = found.required or chosen >> number & 1
            if key in given:
                value = given[key]
            elif not wanted:
                continue
            elif key in special:
                value = self.special(special[key])
            else:
                value = self.value(key, found, stated)
            if value is not None:
                out[key] = value
        return out

    def special(self, how: st.SearchStrategy[Any] | Callable[[], Any] | None) -> Any:
        """Draw a value, or have it drawn."""
        if isinstance(how, st.SearchStrategy):
            return self.draw(how)
        return None if how is None else how()

    def value(self, key: str, found: Field, stated: Properties) -> Any:
        """Draw the value of a key; None if there is nothing that it could refer to."""
        prop = stated.get(key)
        if found.choices:
            return self.draw(self.one_or_several(found, found.choices))
        if prop is not None and prop.kind == "ref":
            return self.refer(found, self.ids.of(prop.of))
        if prop is not None and prop.kind == "prefixed":
            return self.refer(found, [f"{k}:{i}" for k in PREFIXED[key] for i in self.ids.of(k)])
        return self.draw(self.kind(found.kind))

    def refer(self, found: Field, names: Sequence[str]) -> Any:
        """Draw one of the names, or several where the key takes an array; None if there is none."""
        return self.draw(self.one_or_several(found, names)) if names else None

    def one_or_several(self, found: Field, values: Sequence[str]) -> st.SearchStrategy[Any]:
        """One of the values, or several where the key takes an array."""
        one = st.sampled_from(values)
        several = st.lists(one, min_size=1, max_size=3, unique=True)
        return {"text": one, "texts": several, "text-or-texts": one | several}[found.kind]

    def kind(self, kind: str) -> st.SearchStrategy[Any]:
        """The values of a kind of field."""
        signed = st.one_of(self.numbers, self.numbers.map(lambda n: -n if n else n))
        kinds: dict[str, st.SearchStrategy[Any]] = {
            "text": self.texts,
            "year": st.sampled_from((1950, 2019, 2024, 2025, YEAR, 2030, 2100)),
            "boolean": st.booleans(),
            "date": st.dates(datetime.date(1900, 3, 1), datetime.date(2100, 12, 31)),
            "iri": st.sampled_from(("https://city.example/a?b=c&d#e", "http://x.example/見本")),
            "rule": st.sampled_from(("CHAIN-05", "IND-01", "TEXT-04")),
            "rank": st.integers(1, 99),
            "amount": self.numbers,
            "signed-amount": signed,
            "share-of-one": st.sampled_from((0, 0.05, 0.7, 1)),
            "percent": st.sampled_from((0, 0.5, 33.3, 100)),
            "amounts": st.dictionaries(_PAST, self.numbers, max_size=3),
            "signed-amounts": st.dictionaries(_PAST, signed, max_size=3),
            "values": st.dictionaries(_PAST, st.one_of(signed, self.texts), max_size=3),
        }
        return kinds[kind]
