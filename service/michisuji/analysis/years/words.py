"""Differences between two fiscal years in a sentence and in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned
from michisuji.analysis.impact.words import STAGES
from michisuji.analysis.priority.achievement import Met
from michisuji.analysis.tables import Cell, Column, Named, Table
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import LANGUAGES, Text, text

if TYPE_CHECKING:
    from michisuji.analysis.years.answers import YearsDiff
    from michisuji.analysis.years.matching import EdgePair, NodePair

CHANGES: Mapping[str, Text] = {
    "added": text("＋ 増えた", "+ added"),
    "removed": text("－ なくなった", "− removed"),
    "changed": text("△ 変わった", "△ changed"),
}
HOW: Mapping[str, Text] = {
    "wording": text("文が近いので同じとみなした", "taken for the same by its wording"),
    "budget": text("年度ごとの予算", "the budget of each year"),
}
_FIELDS: Mapping[str, Text] = {
    "label": text("内容", "text"),
    "kind": text("段階", "stage"),
    "detail": text("数量・金額", "amounts"),
    "indicators": text("指標", "indicators"),
    "rationale": text("根拠", "rationale"),
    "assumption": text("前提", "assumption"),
    "confidence": text("確信度", "confidence"),
    "feedback": text("フィードバック", "feedback"),
}


def sentence(result: YearsDiff) -> Text:
    """How much was added, removed and changed, and the money's difference."""
    a, b = (
        {lang: fiscal_year(y, lang) for lang in LANGUAGES} for y in (result.before, result.after)
    )
    if not result.models:
        ja = f"{a['ja']}と{b['ja']}の両方のロジックモデルはデータにないため、金額だけを比べます。"
        en = f"The data hold no logic models of both {a['en']} and {b['en']}: only money is "
        en += "compared. "
    else:
        counts = {change: result.count(change) for change in CHANGES}
        if not any(counts.values()):
            ja = f"{a['ja']}と{b['ja']}のロジックモデルに違いはありません。"
            en = f"The logic models of {a['en']} and {b['en']} do not differ. "
        else:
            ja = f"{a['ja']}から{b['ja']}へ、要素とつながりは、増えた{counts['added']}件、"
            ja += f"なくなった{counts['removed']}件、変わった{counts['changed']}件です。"
            en = f"From {a['en']} to {b['en']} {counts['added']} elements and links were added, "
            en += f"{counts['removed']} removed and {counts['changed']} changed. "
    before, after = (planned(result.money, y) for y in (result.before, result.after))
    if before is not None and after is not None:
        difference = after - before
        ja += f"予算は{yen(before, 'ja')}から{yen(after, 'ja')}になりました"
        ja += f"({'+' if difference > 0 else ''}{yen(difference, 'ja')})。"
        en += f"The budget went from {yen(before, 'en')} to {yen(after, 'en')}."
    else:
        ja += "両方の年度の予算額がそろっていません。"
        en += "The budget of both years is not stated."
    return text(ja, en)


def tables(result: YearsDiff) -> tuple[Table, ...]:
    """Elements, links, programs, indicators, units, years."""
    parts = (_elements(result), _links(result)) if result.models else ()
    return (*parts, _programs(result), _indicators(result), _units(result), _over_years(result))


def _told(fields: tuple[str, ...]) -> Text:
    return {
        lang: ("、" if lang == "ja" else ", ").join(_FIELDS[f][lang] for f in fields)
        for lang in LANGUAGES
    }


def node_text(pair: NodePair, which: str) -> str | None:
    """The element's words before or after: text, amounts, indicators that differ."""
    node = pair.before if which == "before" else pair.after
    if node is None:
        return None
    parts = [node.label]
    if "detail" in pair.fields and node.detail:
        parts.append(node.detail)
    if "indicators" in pair.fields:
        parts.append("[" + " / ".join(i.label for i in node.indicators) + "]")
    return " ".join(part for part in parts if part)


def _elements(result: YearsDiff) -> Table:
    columns = (
        Column("owner", text("事業・施策", "Program or measure"), "link"),
        Column("change", text("違い", "Change")),
        Column("kind", text("段階", "Stage")),
        Column("before", text(*_both(result.before))),
        Column("after", text(*_both(result.after))),
        Column("fields", text("変わったところ", "What differs")),
        Column("how", text("同じとみなした理由", "Why taken for the same")),
    )
    rows: list[list[Cell]] = [
        [
            owner.owner,
            CHANGES[pair.change],
            STAGES.get(pair.node.kind, text(pair.node.kind, pair.node.kind)),
            node_text(pair, "before"),
            node_text(pair, "after"),
            _told(pair.fields) if pair.fields else "",
            HOW.get(pair.how, ""),
        ]
        for owner in result.owners
        for pair in owner.diff.nodes
        if pair.change != "same"
    ]
    return Table("elements", text("要素の違い", "Elements"), columns, rows)


def _both(year: int) -> tuple[str, str]:
    return fiscal_year(year, "ja"), fiscal_year(year, "en")


def _links(result: YearsDiff) -> Table:
    columns = (
        Column("owner", text("事業・施策", "Program or measure"), "link"),
        Column("change", text("違い", "Change")),
        Column("source", text("どこから", "From")),
        Column("target", text("どこへ", "To")),
        Column("before", text(*_both(result.before))),
        Column("after", text(*_both(result.after))),
    )
    rows: list[list[Cell]] = []
    for owner in result.owners:
        labels = {}
        for pair in owner.diff.nodes:
            for node in (pair.before, pair.after):
                if node is not None:
                    labels[node.iri] = node.label
        for edge in owner.diff.edges:
            if edge.change != "same":
                ends = [labels.get(iri, iri) for iri in (edge.source, edge.target)]
                told = [_edge_text(edge, which) for which in ("before", "after")]
                rows.append([owner.owner, CHANGES[edge.change], *ends, *told])
    return Table("links", text("つながりの違い", "Links"), columns, rows)


def _edge_text(pair: EdgePair, which: str) -> Text | str | None:
    edge = pair.before if which == "before" else pair.after
    if edge is None:
        return None
    if not pair.fields:
        return edge.rationale
    return {
        lang: " / ".join(f"{_FIELDS[f][lang]}: {getattr(edge, f)}" for f in pair.fields)
        for lang in LANGUAGES
    }


def _programs(result: YearsDiff) -> Table:
    columns = (
        Column("program", text("事業・施策", "Program or measure"), "link"),
        Column("added", text("増えた", "Added"), "number"),
        Column("removed", text("なくなった", "Removed"), "number"),
        Column("changed", text("変わった", "Changed"), "number"),
        Column(
            "before", text(f"{_both(result.before)[0]}の予算", f"Budget {result.before}"), "yen"
        ),
        Column("after", text(f"{_both(result.after)[0]}の予算", f"Budget {result.after}"), "yen"),
        Column("difference", text("差", "Difference"), "yen"),
        Column("life", text("始まり・終わり", "Began or ended")),
    )
    rows: list[list[Cell]] = []
    for o in sorted(result.owners, key=lambda o: (-abs(o.money_change or Decimal(0)), o.owner.iri)):
        life: Cell = ""
        if o.began:
            life = text("始まった", "began")
        elif o.ended:
            life = text("終わった", "ended")
        counts: list[Cell] = [None, None, None]
        if result.models:
            counts = [o.diff.count(change) for change in ("added", "removed", "changed")]
        money: list[Cell] = [o.money_before.planned, o.money_after.planned, o.money_change]
        rows.append([o.owner, *counts, *money, life])
    title = text("事業・施策ごとの違い", "By program and measure")
    note = text("予算の差の大きい順です。", "The largest difference in budget first.")
    return Table("programs", title, columns, rows, note)


def _indicators(result: YearsDiff) -> Table:
    a, b = _both(result.before), _both(result.after)
    columns = (
        Column("indicator", text("指標", "Indicator"), "link"),
        Column("change", text("違い", "Change")),
        Column("before_target", text(f"{a[0]}目標", f"Target {a[1]}"), "number"),
        Column("before_actual", text(f"{a[0]}実績", f"Actual {a[1]}"), "number"),
        Column("after_target", text(f"{b[0]}目標", f"Target {b[1]}"), "number"),
        Column("after_actual", text(f"{b[0]}実績", f"Actual {b[1]}"), "number"),
    )
    rows: list[list[Cell]] = []
    for i in result.indicators:
        change: Cell = ""
        if not i.there_before:
            change = CHANGES["added"]
        elif not i.there_after:
            change = CHANGES["removed"]
        before, after = i.before or (None, None), i.after or (None, None)
        if change or i.before or i.after:
            rows.append([i.indicator, change, *before, *after])
    note = text(
        "目標と実績の両方が数で書かれた年度だけを示します。",
        "Only years with both a target and an actual as numbers.",
    )
    return Table("indicators", text("指標", "Indicators"), columns, rows, note)


def _units(result: YearsDiff) -> Table:
    columns = (
        Column("program", text("事業・施策", "Program or measure"), "link"),
        Column("before", text(*_both(result.before)), "links"),
        Column("after", text(*_both(result.after)), "links"),
    )
    rows: list[tuple[Named, tuple[Named, ...], tuple[Named, ...]]] = [
        (o.owner, o.units_before, o.units_after)
        for o in result.owners
        if {u.iri for u in o.units_before} != {u.iri for u in o.units_after}
    ]
    return Table("units", text("担当の違い", "Units in charge"), columns, rows)


def _over_years(result: YearsDiff) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("予算額", "Budget"), "yen"),
        Column("executed", text("執行額", "Executed"), "yen"),
        Column("met", text("目標を達成した指標の割合", "Targets met"), "percent"),
        Column("judged", text("判定した指標", "Indicators judged"), "number"),
    )
    rows = list(_years(result))
    return Table("years", text("年度ごとの金額と達成", "Money and targets by year"), columns, rows)


def _years(
    result: YearsDiff,
) -> Iterator[tuple[int, Decimal | None, Decimal | None, float | None, int]]:
    for year in sorted({*result.money, *result.achievement}):
        amount, met = result.money.get(year, Amount()), result.achievement.get(year, Met())
        yield year, amount.planned, amount.executed, met.share, met.judged
