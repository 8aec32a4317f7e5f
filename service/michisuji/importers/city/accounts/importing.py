"""Imports accounts files: the money of a city's programs, and what belongs to none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from michisuji import figures
from michisuji.importers.city.accounts.mapping import PARTS, AccountsMapping
from michisuji.importers.city.accounts.reading import AccountRow, AccountsFile, read_accounts
from michisuji.importers.city.accounts.reconciling import check_totals, title
from michisuji.importers.city.checks import check_city, city_problems
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.forms.references import References, references
from michisuji.importers.common import Batch, ImportRefusal, ImportReport
from michisuji.importers.problems import ImportProblem, Problems, SourceProblems
from michisuji.importers.report import SumCheck
from michisuji.languages import Text

ROWS = "accounts"
#: Program, year, key → yen, and the file that states it.
_Yen = dict[tuple[str, int, str], tuple[int, str]]


def lay_accounts(
    paths: Sequence[Path], mapping: AccountsMapping, city: City, report: ImportReport
) -> None:
    """Lay the amounts of accounts files over the budgets of a city's programs.

    The report lists the rows without a program, and reconciles each file's sums. Raises
    SourceProblems, before anything changes, if a cell is no amount or a total does not agree.
    """
    problems = Problems()
    files = [read_accounts(path, mapping, problems) for path in paths]
    for file in files:
        if file is not None:
            check_totals(file, mapping, problems)
    _refuse(mapping, problems)
    index = references(city)
    money: _Yen = {}
    for file in files:
        if file is not None:
            _file(file, mapping, index, report, money, problems)
            city.sources.append(file.source)
    _refuse(mapping, problems)
    _set(money, index.ids.get("program", {}))


def import_accounts(
    paths: Sequence[Path],
    mapping: AccountsMapping,
    city: City,
    *,
    base_iri: str,
    out_dir: Path,
    strict: bool = False,
) -> tuple[Batch, ImportReport]:
    """Lay accounts files over a city and write its graphs to ``out_dir``.

    Raises SourceProblems for amounts that the city cannot have (a negative execution, one of a
    later year); with ``strict``, for rows without a program as well.
    """
    from michisuji.importers.city.writing.city_graphs import write_city

    run = ImportReport(city.dataset["name"])
    known = city_problems(city)
    lay_accounts(paths, mapping, city, run)
    new = city_problems(city) - known
    if new:
        raise SourceProblems(mapping.file, sorted(new))
    if strict and run.refusals:
        raise SourceProblems(mapping.file, [_problem(refusal) for refusal in run.refusals])
    check_city(city, Problems())
    batch, report = write_city(city, base_iri=base_iri, out_dir=out_dir)
    report.take_over(run)
    return batch, report


def _refuse(mapping: AccountsMapping, problems: Problems) -> None:
    if problems.found:
        raise SourceProblems(
            mapping.file,
            problems.sorted(),
            hint_ja="会計システムから出し直すか、対応表の列と単位を見直してください",
            hint_en="export the file again, or look at the columns and unit in the mapping",
        )


def _file(
    file: AccountsFile,
    mapping: AccountsMapping,
    index: References,
    report: ImportReport,
    money: _Yen,
    problems: Problems,
) -> None:
    counts = report.rows(ROWS)
    counts.read += len(file.rows) + file.blank
    counts.empty += file.blank
    taken: dict[str, int] = defaultdict(int)
    of_file: dict[tuple[str, int, str], int] = defaultdict(int)
    for row in file.rows:
        reason = _why_not(row, index)
        if reason is not None:
            report.refuse(ROWS, _refusal(file, row, reason))
            continue
        counts.used += 1
        program = index.budget_codes[row.budget_code][0]
        for key, yen in row.yen.items():
            taken[key] += yen
            of_file[program, row.year, key] += yen
    for key in mapping.amounts:
        total = sum(row.yen[key] for row in file.rows)
        report.sums.append(SumCheck(file.source.name, key, total, taken[key], title(key)))
    if not mapping.totals:
        report.note(
            "accounts-no-totals",
            "合計の行の書き方が対応表にないため、合計との突き合わせをしていません",
            "the mapping names no rows of totals: nothing was compared with them",
            file.source.name,
        )
    _add(file.source.name, of_file, money, problems)


def _add(
    name: str, of_file: dict[tuple[str, int, str], int], money: _Yen, problems: Problems
) -> None:
    """Add a file's amounts; another file that states another amount is a problem."""
    for place, yen in of_file.items():
        known = money.setdefault(place, (yen, name))
        if known[0] != yen:
            program, year, key = place
            problems.add(
                name,
                f"program[{program}].budget.{key}.{year}",
                f"{figures.yen(yen, 'ja')}ですが、{known[1]} では"
                f" {figures.yen(known[0], 'ja')}です",
                f"{figures.yen(yen, 'en')}, but {figures.yen(known[0], 'en')} in {known[1]}",
            )


def _why_not(row: AccountRow, index: References) -> Text | None:
    """Return why a row belongs to no program; None if it belongs to one."""
    found = index.budget_codes.get(row.budget_code, [])
    if len(found) == 1:
        return None
    if found:
        shown = "、".join(found)
        return {
            "ja": f"この予算コードの事業が{len(found)}つあります({shown})",
            "en": f"{len(found)} programs have this budget code ({', '.join(found)})",
        }
    return {
        "ja": "この予算コードの事業がありません",
        "en": "no program has this budget code",
    }


def _refusal(file: AccountsFile, row: AccountRow, reason: Text) -> ImportRefusal:
    shown = "、".join(f"{title(key)} {yen:,}" for key, yen in row.yen.items() if yen)
    code = "-".join(row.code)
    value = " ".join(f"{row.name} {shown}".split())
    return ImportRefusal(file.source.name, row.number, code, value, reason)


def _problem(refusal: ImportRefusal) -> ImportProblem:
    place = f"line {refusal.row}" if refusal.row else refusal.column
    told = f"{refusal.column}: " if refusal.row else ""
    return ImportProblem(
        refusal.file, place, told + refusal.reason["ja"], told + refusal.reason["en"]
    )


def _set(money: _Yen, programs: dict[str, Document]) -> None:
    """Set the amounts of programs; ``planned`` follows from its parts unless a column gives it."""
    given = {(program, year) for program, year, key in money if key == "planned"}
    for (program, year, key), (yen, _) in money.items():
        budget = programs[program].setdefault("budget", {})
        budget.setdefault(key, {})[str(year)] = yen
        if key in PARTS and (program, year) not in given:
            parts = (budget.get(part, {}).get(str(year), 0) for part in PARTS)
            budget.setdefault("planned", {})[str(year)] = sum(parts)
