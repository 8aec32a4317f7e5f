"""An import report as lines for a terminal, in Japanese or English."""

from __future__ import annotations

from michisuji.importers.report import Columns, ImportReport
from michisuji.plurals import filled

_WORDS = {
    "ja": {
        "title": "取り込み: {dataset}",
        "summary": "{read}行のうち{used}行を使用、{refused}行は不採用。読めないセル: {cells}",
        "read": "読んだ行",
        "used": "使用",
        "empty": "空",
        "duplicate": "重複",
        "refused": "不採用",
        "made": "作ったもの",
        "graphs": "グラフ(トリプル数)",
        "notes": "お知らせ",
        "refusals": "使えなかったもの",
        "more": "ほか {n} 件(--json で全件)",
        "none": "使えなかったもの: なし",
        "times": "{n} 件",
        "example": "例",
        "mismatch": "注意: 行数の内訳が合いません",
        "unread": "読まなかったファイル({n}件)",
        "missing": "見つからない列",
        "columns": "読まない列",
        "swallowed": "閉じていない引用符に飲み込まれた行: {n}",
        "sums": "金額の突き合わせ(円)",
        "sum": "{what}: 合計 {total:,} = 取り込んだ額 {taken:,} + 取り込まなかった額 {left:,}",
    },
    "en": {
        "title": "Import: {dataset}",
        "summary": "{used} of {read} rows used, {refused} not; cells that cannot be read: {cells}",
        "read": "rows read",
        "used": "used",
        "empty": "empty",
        "duplicate": "duplicate",
        "refused": "refused",
        "made": "Made",
        "graphs": "Graphs (triples)",
        "notes": "Notes",
        "refusals": "Refused",
        "more": "{n} more (--json lists all)",
        "none": "Refused: none",
        "times": "{n} [time|times]",
        "example": "e.g.",
        "mismatch": "Warning: the row counts do not add up",
        "unread": "Files not read ({n})",
        "missing": "columns not found",
        "columns": "columns not read",
        "swallowed": "lines swallowed by a quotation mark that is not closed: {n}",
        "sums": "Sums of money (yen)",
        "sum": "{what}: total {total:,} = taken {taken:,} + not taken {left:,}",
    },
}


def render(report: ImportReport, language: str = "ja", max_refusals: int = 20) -> str:
    """Return the text of ``report``; ``language`` is ``ja`` or ``en``."""
    words = _WORDS["en" if language == "en" else "ja"]
    lines = [words["title"].format(dataset=report.dataset)]
    lines += _summary(report, words) + _tables(report, words)
    lines += _unread(report, words, language, max_refusals)
    lines.append(f"{words['made']}:")
    lines += [f"  {name}: {count:,}" for name, count in report.made.items()]
    lines.append(f"{words['graphs']}:")
    lines += [f"  {graph}: {count:,}" for graph, count in report.graphs.items()]
    if report.sums:
        lines.append(f"{words['sums']}:")
    for one in report.sums:
        told_sum = words["sum"].format(
            what=one.title or one.what, total=one.total, taken=one.taken, left=one.left
        )
        lines.append(f"  {one.file} {told_sum}")
    told = {file.code for file in report.unread}
    notes = [note for note in report.notes.values() if note.code not in told]
    if notes:
        lines.append(f"{words['notes']}:")
    for note in notes:
        line = f"  {note.text[language]}: {filled(words['times'], n=f'{note.count:,}')}"
        if note.examples:
            line += f" ({words['example']} {'; '.join(note.examples[:2])})"
        lines.append(line)
    return "\n".join(lines + _refusals(report, words, language, max_refusals))


def _summary(report: ImportReport, words: dict[str, str]) -> list[str]:
    """Return one line for a workbook of which something could not be used."""
    if not any(one.sheet in report.tables for one in report.refusals):
        return []
    rows = report.tables.values()
    counts = {
        "read": sum(one.read for one in rows),
        "used": sum(one.used for one in rows),
        "refused": sum(one.refused for one in rows),
        "cells": sum(one.scope == "cell" for one in report.refusals),
    }
    return [words["summary"].format(**{name: f"{count:,}" for name, count in counts.items()})]


def _tables(report: ImportReport, words: dict[str, str]) -> list[str]:
    lines = []
    for table, rows in report.tables.items():
        parts = [f"{words['read']} {rows.read:,} = {words['used']} {rows.used:,}"]
        for key, count in (
            ("empty", rows.empty),
            ("duplicate", rows.duplicate),
            ("refused", rows.refused),
        ):
            parts.append(f"{words[key]} {count:,}")
        lines.append(f"  {table}: " + " + ".join(parts))
        if rows.swallowed:
            lines.append("    " + words["swallowed"].format(n=f"{rows.swallowed:,}"))
        columns = report.columns.get(table, Columns())
        for key, names in (("missing", columns.missing), ("columns", columns.unread)):
            if names:
                lines.append(f"    {words[key]}: {'、'.join(names)}")
    if not report.adds_up:
        lines.append(words["mismatch"])
    return lines


def _unread(report: ImportReport, words: dict[str, str], language: str, most: int) -> list[str]:
    if not report.unread:
        return []
    lines = [words["unread"].format(n=f"{len(report.unread):,}") + ":"]
    lines += [f"  {file.name}: {file.reason[language]}" for file in report.unread[:most]]
    if len(report.unread) > most:
        lines.append("  " + words["more"].format(n=f"{len(report.unread) - most:,}"))
    return lines


def _refusals(
    report: ImportReport, words: dict[str, str], language: str, max_refusals: int
) -> list[str]:
    if not report.refusals:
        return [words["none"]]
    lines = [f"{words['refusals']}: {filled(words['times'], n=f'{len(report.refusals):,}')}"]
    lines += [f"  {refusal.to_text(language)}" for refusal in report.refusals[:max_refusals]]
    if len(report.refusals) > max_refusals:
        lines.append("  " + words["more"].format(n=f"{len(report.refusals) - max_refusals:,}"))
    return lines
