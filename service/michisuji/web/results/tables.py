"""Answers of questions as tables: names with links in place of IRIs, headings in words.

The page, the JSON, the CSV and the workbook of a question show the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from michisuji.analysis.tables import Answer, Behind, Cell, Column, Named, Table, plain
from michisuji.languages import LANGUAGES, pick
from michisuji.messages import text
from michisuji.questions import Question, QuestionColumn
from michisuji.questions.labels import labels_of
from michisuji.web.answers import Row, ask_apart
from michisuji.web.context import current_lang, current_settings, current_store
from michisuji.web.i18n import label
from michisuji.web.search.understanding import understood

#: How the name of a column ends that holds the names of the resources in another one.
_NAMES = "Label"


@dataclass(frozen=True)
class Told:
    """A question with the values that it ran with, and its answer.

    ``values`` have IRIs in place of names.
    """

    question: Question
    values: Mapping[str, str]
    table: Table
    query: str

    @property
    def answer(self) -> Answer[None]:
        """The answer as the files of analyses take it."""
        count = text("questions.found", count=len(self.table.rows))
        return Answer(None, count, [self.table], [Behind(self.question.title, self.query)])

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Return the answer as JSON values; a resource is its IRI and its name."""
        names = [column.name for column in self.table.columns]
        return {
            "schema": 1,
            "question": self.question.name,
            "title": self.question.title[lang],
            "parameters": dict(self.values),
            "count": len(self.table.rows),
            "columns": [
                {"name": c.name, "label": c.label[lang], "kind": c.kind} for c in self.table.columns
            ],
            "rows": [dict(zip(names, map(plain, row), strict=True)) for row in self.table.rows],
            "query": self.query,
        }


def tell(question: Question, given: Mapping[str, str]) -> Told:
    """Run a question for a reader who may have given names.

    Raises UnclearName, BadInput, and the gateway's errors.
    """
    values = {name: value for name, value in understood(question, given).items() if value}
    answer = ask_apart(question, values)
    return Told(question, values, _table(question, answer.rows), answer.query)


def names_of(iris: Iterable[str]) -> dict[str, str]:
    """Return IRI → name in the reader's language, for resources with a name."""
    lang = current_lang()
    found = labels_of(current_store(), iris, base_iri=current_settings().base_iri)
    return {iri: name for iri, texts in found.items() if (name := pick(texts, lang))}


def _table(question: Question, rows: Sequence[Row]) -> Table:
    stated = _columns(question, rows)
    shown = [c for c in stated if not _is_names(c, stated)]
    own = f"{current_settings().base_iri}/id/"
    linked = {c.name for c in shown if _are_resources((row.get(c.name) for row in rows), own)}
    unnamed = {
        row[name]
        for name in linked
        for row in rows
        if row[name] is not None and not row.get(name + _NAMES)
    }
    names = names_of(unnamed)
    columns = [
        Column(c.name, c.label, "link" if c.name in linked else c.kind)  # kinds have equal names
        for c in shown
    ]
    cells = [[_cell(row, column, names) for column in columns] for row in rows]
    return Table(question.name, question.title, columns, cells)


def _columns(question: Question, rows: Sequence[Row]) -> list[QuestionColumn]:
    """Return the answer's columns; one that the header does not declare has its name as heading."""
    known = {column.name: column for column in question.columns}
    names = list(rows[0]) if rows else list(known)
    return [known.get(n) or QuestionColumn(n, dict.fromkeys(LANGUAGES, n)) for n in names]


def _is_names(column: QuestionColumn, columns: Sequence[QuestionColumn]) -> bool:
    of = column.name.removesuffix(_NAMES)
    return of != column.name and any(one.name == of for one in columns)


def _are_resources(values: Iterable[Any], own: str) -> bool:
    stated = [value for value in values if value is not None]
    return bool(stated) and all(isinstance(v, str) and v.startswith(own) for v in stated)


def _cell(row: Row, column: Column, names: Mapping[str, str]) -> Cell:
    value = row.get(column.name)
    named = row.get(column.name + _NAMES)
    if column.kind == "link" and value is not None:
        return Named(value, named or names.get(value, value.rpartition("/")[2]))
    if named:
        return str(named)
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return label(value)
    return value
