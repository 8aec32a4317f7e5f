"""A mapping of an accounts file: its columns, its unit of money, and its rows of totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from michisuji.importers.city.checking import check_table
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.forms.sheet.texts import MONEY, pattern
from michisuji.importers.city.mapping_files import mapping_document, refuse
from michisuji.importers.city.schema import BUDGET
from michisuji.importers.problems import Problems

#: The keys of a program's budget that an accounts file can give.
AMOUNTS = tuple(key for key, field in BUDGET.items() if field.kind.endswith("amounts"))
#: The parts of ``planned``, which follows from them unless a column gives it.
PARTS = ("initial", "supplementary", "carried_over")

_TEXT = Field("text")
_LABELS = Field("text-or-texts")
_FORMAT: Table = {
    "file": Field(
        "table",
        required=True,
        table={
            "title": _TEXT,
            "money": Field("text", required=True, choices=tuple(MONEY)),
            "year": Field("year"),
            "year_column": _LABELS,
        },
    ),
    "code": Field(
        "table",
        required=True,
        table={
            "columns": Field("texts", required=True),
            "fill_down": Field("boolean"),
            "name": _LABELS,
        },
    ),
    "amounts": Field("table", required=True, table=dict.fromkeys(AMOUNTS, _LABELS)),
    "total": Field(
        "tables", table={"text": Field("text-or-texts", required=True), "by": Field("texts")}
    ),
}


@dataclass(frozen=True)
class TotalRule:
    """A row of totals: the texts that mark it, and the code columns of the rows that it sums."""

    texts: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True)
class AccountsMapping:
    """A mapping file; headers are as :func:`.texts.pattern` returns them.

    ``year`` is fixed, or None where ``year_column`` gives it. ``amounts`` is key → headers, whose
    columns are added.
    """

    file: str
    money: str
    year: int | None
    year_column: tuple[str, ...]
    code: tuple[str, ...]
    fill_down: bool
    name: tuple[str, ...]
    amounts: Mapping[str, tuple[str, ...]]
    totals: tuple[TotalRule, ...]


def read_mapping(path: Path) -> AccountsMapping:
    """Read a mapping of accounts files.

    Raises SourceProblems (a BadInput) with everything that is wrong in it.
    """
    problems = Problems()
    document = mapping_document(path, problems)
    check_table(problems, path.name, "", _FORMAT, document)
    refuse(path, problems)
    file, code, amounts = document["file"], document["code"], document["amounts"]
    if ("year" in file) == ("year_column" in file):
        problems.add(
            path.name,
            "file",
            "year(年度)か year_column(年度の列)のどちらかを書いてください",
            "give either year or year_column",
        )
    if not amounts:
        problems.add(path.name, "amounts", "金額の列がありません", "there is no column of amounts")
    columns = tuple(map(pattern, code["columns"]))
    totals = []
    for number, item in enumerate(document.get("total", []), 1):
        by = tuple(map(pattern, item.get("by", [])))
        if not set(by) <= set(columns):
            problems.add(
                path.name,
                f"total[#{number}].by",
                f"code.columns の列を書いてください({'、'.join(code['columns'])})",
                f"must be columns of code.columns ({', '.join(code['columns'])})",
            )
        totals.append(TotalRule(_patterns(item["text"]), by))
    refuse(path, problems)
    return AccountsMapping(
        file=path.name,
        money=file["money"],
        year=file.get("year"),
        year_column=_patterns(file.get("year_column", [])),
        code=columns,
        fill_down=code.get("fill_down", False),
        name=_patterns(code.get("name", [])),
        amounts={key: _patterns(headers) for key, headers in amounts.items()},
        totals=tuple(totals),
    )


def _patterns(found: str | list[str]) -> tuple[str, ...]:
    return tuple(map(pattern, [found] if isinstance(found, str) else found))
