"""Random tables made from the format: a new key comes into the tests by itself.

Drawn by a seeded generator: Hypothesis takes forty times as long over a city, and leaves out most.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from michisuji.importers.city.content import Document
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.properties import Properties

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
#: The share of the keys of a table that have a value, where they may be without.
_SHARES = (0.5, 1, 0.2, 0.8, 0)
_PAST = ("1950", "2023", "2025", str(YEAR))
_SIGNS = 'aZ9 \n=か漢é\u200d𩸽🏠"\\'


class Chance(random.Random):
    """What is drawn, from a seed."""

    def yes(self) -> bool:
        """True as often as not."""
        return self.random() < 0.5

    def one(self, values: Sequence[Any]) -> Any:
        """One of the values; None if there is none."""
        return self.choice(values) if values else None

    def some(self, values: Sequence[Any], least: int = 1) -> list[Any]:
        """Up to three of the values, each once."""
        most = min(3, len(values))
        return self.sample(values, self.randint(min(least, most), most))

    def text(self) -> str:
        """A text of the kinds above, or of random signs, without blanks outside."""
        signs = "".join(self.choices(_SIGNS, k=self.randint(1, 12))).strip()
        return signs if signs and self.random() < 0.3 else self.choice(TEXTS)

    def amount(self) -> float:
        """A number that is not negative."""
        return self.choice(NUMBERS)

    def signed(self) -> float:
        """A number."""
        return self.amount() * self.choice((1, 1, -1))

    def day(self, first: int = 1901, last: int = 2100) -> datetime.date:
        """A day of some years; a workbook knows none before March 1900."""
        return datetime.date(self.randint(first, last), self.randint(1, 12), self.randint(1, 28))

    def by_year(self, value: Callable[[], Any]) -> dict[str, Any]:
        """Values of some years."""
        return {year: value() for year in self.some(_PAST, 0)}


#: Kind of a field → what draws a value of it.
KINDS: Mapping[str, Callable[[Chance], Any]] = {
    "text": Chance.text,
    "year": lambda chance: chance.choice((1950, 2019, 2024, 2025, YEAR, 2030, 2100)),
    "boolean": Chance.yes,
    "date": Chance.day,
    "iri": lambda chance: chance.choice(("https://city.example/a?b=c&d#e", "http://x.example/見")),
    "rule": lambda chance: chance.choice(("CHAIN-05", "IND-01", "TEXT-04")),
    "rank": lambda chance: chance.randint(1, 99),
    "amount": Chance.amount,
    "signed-amount": Chance.signed,
    "share-of-one": lambda chance: chance.choice((0, 0.05, 0.7, 1)),
    "percent": lambda chance: chance.choice((0, 0.5, 33.3, 100)),
    "amounts": lambda chance: chance.by_year(chance.amount),
    "signed-amounts": lambda chance: chance.by_year(chance.signed),
    "values": lambda chance: chance.by_year(chance.choice((chance.signed, chance.text))),
}


@dataclass
class Filling:
    """Draws tables by their format, with references to the ids of one city."""

    chance: Chance
    #: Kind of resource → ids, known before any table, so that all may be named.
    ids: Mapping[str, Sequence[str]]

    def table(
        self,
        table: Table,
        stated: Properties,
        special: Mapping[str, Callable[[], Any]] | None = None,
        **given: Any,
    ) -> Document:
        """Draw the required keys of a table, and any of the others.

        ``special`` draws keys whose kind says too little; what is ``given`` is not drawn, and None
        is no value.
        """
        share, special, out = self.chance.choice(_SHARES), special or {}, {}
        for key, found in table.items():
            if key in given:
                value = given[key]
            elif not found.required and self.chance.random() >= share:
                continue
            else:
                value = special[key]() if key in special else self.value(key, found, stated)
            if value is not None:
                out[key] = value
        return out

    def value(self, key: str, found: Field, stated: Properties) -> Any:
        """Draw the value of a key; None if there is nothing that it could refer to."""
        prop = stated.get(key)
        if found.choices:
            return self.refer(found, found.choices)
        if prop is not None and prop.kind == "ref":
            return self.refer(found, self.ids[prop.of])
        if prop is not None and prop.kind == "prefixed":
            return self.refer(
                found, [f"{kind}:{i}" for kind in PREFIXED[key] for i in self.ids[kind]]
            )
        return KINDS[found.kind](self.chance)

    def refer(self, found: Field, names: Sequence[str]) -> Any:
        """Draw one of the names, or several where the key takes an array; None if there is none."""
        if not names:
            return None
        several = found.kind == "texts" or (found.kind != "text" and self.chance.yes())
        return self.chance.some(names) if several else self.chance.one(names)
