"""The columns of a table: those that the ontology gives its classes, and all that the data use.

Nothing is chosen by hand, so a property that is new in the ontology or in the data has its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from michisuji.languages import LANGUAGES, Text
from michisuji.messages import each, section, text
from michisuji.publication.tables.schema import Schema
from michisuji.publication.tables.statement_db import Facts
from michisuji.publication.tables.values import IRI, TYPE
from michisuji.vocabulary import LABELS, PREFIXES, RENAMED

#: Separators between several values of a cell; the first that no value contains is used.
SEPARATORS = (" | ", " ¦ ", " ‖ ", " ⁞ ", "\n|\n")
_BETWEEN_IRIS = " "
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: Columns keep the name that they had before their property was renamed.
_FORMER = {now: former for former, now in RENAMED.items()}
_NAMES = {TYPE: "type", LABELS[0]: "name", LABELS[1]: "pref_label", LABELS[2]: "title"}


@dataclass(frozen=True)
class CsvColumn:
    """One property's values of one kind (``tag``, see :mod:`.terms`).

    ``several``: some row has more than one value; they share a cell, joined by ``separator``.
    ``always``: every row has a value. A column of IRIs is followed by a second one with their
    names.
    """

    name: str
    prop: str
    tag: str
    title: Text
    several: bool = False
    separator: str = ""
    names_separator: str = ""
    always: bool = False

    @property
    def is_iri(self) -> bool:
        """True when values are resources."""
        return self.tag == IRI


@dataclass
class _Seen:
    rows: int = 0
    several: bool = False
    clashes: int = 0


class Survey:
    """Examines a table's rows and decides which columns it needs."""

    def __init__(self, schema: Schema, classes: tuple[str, ...]) -> None:
        self._schema = schema
        self._classes = classes
        self._seen: dict[tuple[str, str], _Seen] = {}
        self.rows = 0
        #: True if a subject has more than one row, as it has in several years' states.
        self.repeats = False

    def look(self, facts: Facts) -> None:
        """Take a row's values into account."""
        self.rows += 1
        for key, values in facts.items():
            seen = self._seen.get(key)
            if seen is None:
                seen = self._seen[key] = _Seen()
            seen.rows += 1
            if len(values) > 1:
                seen.several = True
            if key[1] != IRI:
                for bit, separator in enumerate(SEPARATORS):
                    if not seen.clashes >> bit & 1 and any(separator in v for v in values):
                        seen.clashes |= 1 << bit

    def columns(self) -> list[CsvColumn]:
        """Return the columns in the ontology's order, each with its own name and titles."""
        keys = set(self._seen)
        used = {prop for prop, _ in keys}
        keys |= {
            (prop, self._schema.tag(prop))
            for prop in self._schema.properties_of(self._classes)
            if prop not in used
        }
        ordered = sorted(
            keys, key=lambda key: (self._schema.position(key[0]), key[1] != "@ja", key)
        )
        return _distinct(self._column(prop, tag, ordered) for prop, tag in ordered)

    def _column(self, prop: str, tag: str, keys: list[tuple[str, str]]) -> CsvColumn:
        seen = self._seen.get((prop, tag), _Seen())
        tags = [other for p, other in keys if p == prop]
        base, title = _snake(prop), dict(self._schema.title(prop))
        if tag.startswith("@"):
            base = f"{base}_{tag[1:].replace('-', '_')}"
            if tag != "@ja":
                title = dict(text("tables.in_language", title=title, language=_language(tag[1:])))
        elif len(tags) > 1 and tag != IRI:
            kind = re.sub(r"\W+", "_", tag.strip("^").rsplit("/", 1)[-1])
            base = f"{base}_{kind}"
            title = {lang: f"{told} ({kind})" for lang, told in title.items()}
        separator = _BETWEEN_IRIS if tag == IRI else _free(seen.clashes)
        return CsvColumn(
            base,
            prop,
            tag,
            title,
            several=seen.several,
            separator=separator if seen.several else "",
            names_separator=SEPARATORS[0],
            always=seen.rows == self.rows,
        )


def _free(clashes: int) -> str:
    for bit, separator in enumerate(SEPARATORS):
        if not clashes >> bit & 1:
            return separator
    return SEPARATORS[-1]


def _language(tag: str) -> Text:
    return text(f"tables.languages.{tag}") if tag in LANGUAGES else each(lambda _: tag)


def _snake(prop: str) -> str:
    if prop in _NAMES:
        return _NAMES[prop]
    prop = _FORMER.get(prop, prop)
    local = prop.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return re.sub(r"\W+", "_", _CAMEL.sub("_", local)).lower() or "value"


def _distinct(columns: Iterable[CsvColumn]) -> list[CsvColumn]:
    """Make names and titles unique by adding the prefix where two would be equal."""
    names = {"iri", "state"}
    titles = {told for lang in LANGUAGES for told in section("tables.keys", lang).values()}
    found: list[CsvColumn] = []
    for one in columns:
        column = one
        taken = {column.name, f"{column.name}_label"}
        if taken & names or set(column.title.values()) & titles:
            known = [p for p, space in PREFIXES.items() if column.prop.startswith(space)]
            mark = known[0] if known else str(len(found))
            title = {lang: f"{text} ({mark})" for lang, text in column.title.items()}
            column = replace(column, name=f"{mark}_{column.name}", title=title)
        names |= {column.name, f"{column.name}_label"}
        titles |= set(column.title.values())
        found.append(column)
    return found
