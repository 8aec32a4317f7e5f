"""The tables of shapes/national-review.md, from what ``michisuji check`` wrote.

``michisuji check --format csv -o findings.csv`` after ``michisuji import rs FOLDER``, then
``python -m tests.national_tables findings.csv [--write]``.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "shapes" / "national-review.md"
_BETWEEN = re.compile(r"(<!-- tables -->\n).*(<!-- end of tables -->)", re.DOTALL)
_WORST = 12
Row = Mapping[str, str]


def tables(rows: Sequence[Row]) -> str:
    """Findings by rule, and by ministry and rule, as Markdown."""
    return f"{_by_rule(rows)}\n{_by_ministry(rows)}"


def _by_rule(rows: Sequence[Row]) -> str:
    names = {row["rule"]: row["rule_name"] for row in rows}
    severity = {row["rule"]: row["severity"] for row in rows}
    counts = Counter(row["rule"] for row in rows)
    programs = {
        rule: {r["program_iri"] for r in rows if r["rule"] == rule} - {""} for rule in names
    }
    causes = {row["cause"] for row in rows} - {""}
    body = [
        f"| {r} | {names[r]} | {severity[r]} | {counts[r]:,} | {len(programs[r]):,} |"
        for r in sorted(names)
    ]
    total = f"\n{len(rows):,}件の指摘、{len(causes):,}件の原因 / findings, causes\n"
    head = (
        "| 規則 rule | | 重さ severity | 指摘 findings | 事業 programs |\n|---|---|---|---:|---:|"
    )
    return "\n".join([head, *body, total])


def _by_ministry(rows: Sequence[Row]) -> str:
    told = [row for row in rows if row["severity"] != "info"]
    rules = sorted({row["rule"] for row in told})
    counts = Counter((row["department"], row["rule"]) for row in told)
    worst = Counter(row["department"] for row in told if row["severity"] == "violation")
    ministries = [name for name, _ in _ranked(worst)][:_WORST]
    body = [
        f"| {name} | {worst[name]} | "
        + " | ".join(str(counts[name, r] or "") for r in rules)
        + " |"
        for name in ministries
    ]
    columns = " | ".join(rules)
    head = f"| 府省庁 ministry | 違反 violations | {columns} |\n|---|---:{'|---:' * len(rules)}|"
    return "\n".join([head, *body]) + "\n"


def _ranked(counts: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("findings", type=Path, help="what `michisuji check --format csv` wrote")
    parser.add_argument("--dataset", default="rs")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with options.findings.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dataset"] == options.dataset]
    made = tables(rows)
    if options.write:
        text = PAGE.read_text("utf-8")
        PAGE.write_text(_BETWEEN.sub(lambda m: m[1] + made + m[2], text), "utf-8")
    else:
        print(made)


if __name__ == "__main__":
    main()
